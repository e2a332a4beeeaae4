import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DatabaseUnavailable, notFound } from '../errors.ts';
import { fieldErrors, InvalidRequest, problemAnswer, problemSchema } from './problem.ts';

describe('problemAnswer', () => {
  it.each([
    ['a refusal', notFound('account', 'a1')],
    ['wrong fields', new InvalidRequest([{ field: 'to', message: 'Required' }])],
    ['an outage', new DatabaseUnavailable(new Error('ECONNREFUSED'))],
    ['a bug', new Error('boom')],
    ['a thrown value', 'boom'],
  ])('makes %s a document of the documented form', (_, error) => {
    const { document } = problemAnswer(error);
    expect(z.strictObject(problemSchema.shape).safeParse(document).error).toBeUndefined();
    expect(document.type).toBe(`/docs/problems#${document.code}`);
  });

  it('says what a refusal says', () => {
    expect(problemAnswer(notFound('account', 'a1')).document).toEqual({
      type: '/docs/problems#not_found',
      title: 'There is no such thing here',
      status: 404,
      detail: 'There is no account "a1".',
      code: 'not_found',
      fix: 'Check the id; list them to see which exist.',
      retryable: false,
    });
  });

  it('keeps the headers of a problem', () => {
    expect(problemAnswer(new DatabaseUnavailable(null)).headers).toEqual({ 'retry-after': '5' });
  });

  it('tells nothing of a bug but where to look', () => {
    const { document, incident } = problemAnswer(new Error('password=hunter2'));
    expect(document).toMatchObject({ status: 500, code: 'internal_error', incident });
    expect(JSON.stringify(document)).not.toMatch(/hunter2|problem\.test/);
  });
});

describe('fieldErrors', () => {
  const item = z.object({ url: z.url() });
  const schema = z.strictObject({
    to: z.string().optional(),
    content: z.object({ items: z.array(item) }).optional(),
    target: z.union([z.object({ type: z.literal('comment'), id: z.string() }), z.string()]).optional(),
    kind: z
      .discriminatedUnion('type', [z.object({ type: z.literal('a') }), z.object({ type: z.literal('b') })])
      .optional(),
  });

  it.each<[unknown, string[]]>([
    [undefined, ['body']],
    [{ to: 1 }, ['to']],
    [{ content: { items: [{ url: 'https://x.example' }, { url: 'no' }] } }, ['content.items[1].url']],
    [{ to: 1, content: {} }, ['to', 'content.items']],
    [{ tow: 'x', too: 'x' }, ['tow', 'too']],
    [{ target: { type: 'comment' } }, ['target.id']],
    [{ kind: { type: 'c' } }, ['kind.type']],
  ])('names what is wrong in %o', (given, fields) => {
    const issues = schema.safeParse(given).error?.issues ?? [];
    expect(fieldErrors(issues, 'body').map(({ field }) => field)).toEqual(fields);
  });

  it('never repeats a value, which may be a secret', () => {
    const issues = schema.safeParse({ to: ['hunter2'], kind: { type: 'hunter2' } }).error?.issues ?? [];
    expect(JSON.stringify(fieldErrors(issues, 'body'))).not.toContain('hunter2');
  });
});
