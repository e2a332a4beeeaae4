import { describe, expect, it } from 'vitest';
import { checkArguments, schemaProblem } from './parameters.ts';

const number = { type: 'string', pattern: '^[A-Z]-\\d+$' };
const order = { type: 'object', properties: { number, express: { type: 'boolean' } }, required: ['number'] };

const unusable: [string, Record<string, unknown>, RegExp][] = [
  ['no object', { type: 'string' }, /must be of type "object"/],
  ['a parameter without a type', { type: 'object', properties: { a: { minLength: 1 } } }, /has no type/],
  [
    'a misspelt keyword',
    { type: 'object', properties: { a: { type: 'string', minLenght: 1 } } },
    /minLenght/,
  ],
  [
    'an unknown format',
    { type: 'object', properties: { a: { type: 'string', format: 'phone' } } },
    /"phone"/,
  ],
  ['an unknown type', { type: 'object', properties: { a: { type: 'money' } } }, /unknown type "money"/],
  ['conditions', { type: 'object', if: {}, properties: {} }, /"if", which is not checked/],
  [
    'a pattern that is none',
    { type: 'object', properties: { a: { type: 'string', pattern: '(' } } },
    /Invalid/,
  ],
  ['a reference to nowhere', { type: 'object', properties: { a: { $ref: '#/$defs/b' } } }, /not found/],
  ['a list of keywords', { type: 'object', properties: { a: ['string'] } }, /no JSON Schema/],
];

describe('a schema of parameters', () => {
  it('can be held against arguments', () => {
    expect(schemaProblem(order)).toBeNull();
    const nested = {
      type: 'array',
      items: { anyOf: [{ type: 'integer', minimum: 1 }, { $ref: '#/$defs/day' }] },
    };
    const days = { day: { type: 'string', format: 'date', description: 'A day' } };
    expect(schemaProblem({ type: 'object', properties: { nested }, $defs: days })).toBeNull();
  });

  it.each(unusable)('is refused with %s', (_, schema, problem) => {
    expect(schemaProblem(schema)).toMatch(problem);
  });
});

describe('arguments', () => {
  it('pass as the schema says, with its defaults', () => {
    expect(checkArguments(order, { number: 'A-1' })).toEqual({ ok: true, values: { number: 'A-1' } });
    const properties = { size: { type: 'string', enum: ['S', 'M'], default: 'M' } };
    expect(checkArguments({ type: 'object', properties }, {})).toEqual({ ok: true, values: { size: 'M' } });
  });

  it.each([
    ['one is missing', {}, /number/],
    ['one has another form', { number: "A-1' or 1=1" }, /number/],
    ['one has another type', { number: 'A-1', express: 'yes' }, /express/],
    ['one was invented', { number: 'A-1', contact_id: 'somebody else' }, /contact_id/],
    ['there are none', 'A-1', /arguments/],
    ['they are very long', { number: 'A'.repeat(20_000) }, /longer/],
  ])('are refused where %s', (_, given, reason) => {
    expect(checkArguments(order, given)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('are refused where an expression never ends, instead of holding everybody up', () => {
    const properties = { text: { type: 'string', pattern: '^(a+)+$' } };
    const text = `${'a'.repeat(40)}!`;
    expect(checkArguments({ type: 'object', properties }, { text })).toEqual({
      ok: false,
      reason: 'The arguments could not be checked in time.',
    });
  });
});
