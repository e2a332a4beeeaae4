import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limitSchema, pageSchema } from './cursor.ts';
import { openapiDocument } from './openapi.ts';
import { type Route, route } from './route.ts';

const birdSchema = z.object({ name: z.string(), age: z.int().default(0) }).meta({ id: 'Bird' });
const flockSchema = z.object({ birds: z.array(birdSchema), seen_at: z.iso.datetime() }).meta({ id: 'Flock' });
const placeSchema = z.object({ name: z.string() }).meta({ id: 'Place' });

const base = {
  tags: ['Birds'],
  answers: { 204: { description: 'Done.' } },
  handle: () => ({ status: 204 as const }),
} as const;
const routes: Route[] = [
  route({
    ...base,
    method: 'GET',
    path: '/api/v1/flocks',
    scope: 'read',
    summary: 'List flocks',
    query: z.object({
      limit: limitSchema.describe('How many.'),
      cursor: z.string().optional(),
      near: z.string(),
    }),
    requestHeaders: { 'Parley-Trace': 'A name for this call.' },
    answers: { 200: { description: 'A page.', schema: pageSchema(flockSchema) } },
    handle: () => ({ status: 200, body: { data: [], next_cursor: null } }),
  }),
  route({
    ...base,
    method: 'POST',
    path: '/api/v1/flocks/{flock_id}/birds',
    scope: 'send',
    summary: 'Add birds',
    description: 'They are counted.',
    params: z.object({ flock_id: z.uuid() }),
    body: z.object({ flock: flockSchema, place: placeSchema }),
    answers: {
      201: { description: 'Added.', schema: flockSchema },
      409: { description: 'Full.', schema: placeSchema },
    },
    handle: () => ({ status: 201 }),
  }),
  route({ ...base, method: 'DELETE', path: '/api/v1/flocks/{flock_id}', scope: 'admin', summary: 'Scatter' }),
  route({
    ...base,
    method: 'GET',
    path: '/',
    scope: 'public',
    summary: 'Page',
    answers: { 200: { description: 'HTML.', contentType: 'text/html' } },
    handle: () => new Response(''),
  }),
];

const document = openapiDocument(routes, '1.2.3');

function at(path: string[]): unknown {
  return path.reduce<unknown>(
    // Steps into whatever is there; undefined for what is not.
    (json, step) => (json as Record<string, unknown> | undefined)?.[step],
    document,
  );
}

function refsIn(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : refsIn(value),
  );
}

describe('openapiDocument', () => {
  it('shows every route, each under a name of its own', () => {
    const shown = routes.map(({ path, method }) => at(['paths', path, method.toLowerCase(), 'operationId']));
    expect(shown).toEqual(['getFlocks', 'postFlocksByFlockIdBirds', 'deleteFlocksByFlockId', 'getRoot']);
  });

  it('refers only to what is there', () => {
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(10);
    for (const ref of refs) expect(at(ref.replace('#/', '').split('/')), ref).toBeDefined();
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('names shared schemas once, and twice only if callers and answers see them differently', () => {
    expect(Object.keys(at(['components', 'schemas']) as object)).toEqual([
      'Bird',
      'BirdInput',
      'Flock',
      'FlockInput',
      'Place',
      'Problem',
    ]);
    expect(at(['components', 'schemas', 'BirdInput', 'required'])).toEqual(['name']);
    expect(at(['components', 'schemas', 'Bird', 'required'])).toEqual(['name', 'age']);
    expect(refsIn(at(['components', 'schemas', 'FlockInput']))).toEqual(['#/components/schemas/BirdInput']);
  });

  it('describes parameters', () => {
    expect(at(['paths', '/api/v1/flocks', 'get', 'parameters'])).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many.',
        schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      },
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'near', in: 'query', required: true, schema: { type: 'string' } },
      {
        name: 'Parley-Trace',
        in: 'header',
        required: false,
        description: 'A name for this call.',
        schema: { type: 'string' },
      },
    ]);
    expect(at(['paths', '/api/v1/flocks/{flock_id}/birds', 'post', 'parameters'])).toEqual([
      { name: 'flock_id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ]);
    expect(at(['paths', '/api/v1/flocks/{flock_id}', 'delete', 'parameters'])).toEqual([
      { name: 'flock_id', in: 'path', required: true, schema: { type: 'string' } },
    ]);
  });

  it('says what key a route needs, and what it answers', () => {
    const post = ['paths', '/api/v1/flocks/{flock_id}/birds', 'post'];
    expect(at([...post, 'security'])).toEqual([{ key: ['send'] }]);
    expect(at([...post, 'description'])).toBe('They are counted.\n\nNeeds the scope `send`.');
    expect(Object.keys(at([...post, 'responses']) as object)).toEqual([
      '201',
      '401',
      '403',
      '409',
      '422',
      'default',
    ]);
    expect(at([...post, 'responses', 'default'])).toEqual({ $ref: '#/components/responses/Problem' });
    expect(at([...post, 'requestBody', 'required'])).toBe(true);
    expect(at(['paths', '/', 'get', 'security'])).toEqual([]);
    expect(at(['paths', '/', 'get', 'responses', '200', 'content'])).toEqual({ 'text/html': {} });
  });

  it('refuses two schemas of one name', () => {
    const other = route({
      ...base,
      method: 'GET',
      path: '/other',
      scope: 'public',
      summary: 'Other',
      answers: { 204: { description: '', schema: z.object({ wings: z.int() }).meta({ id: 'Bird' }) } },
    });
    expect(() => openapiDocument([...routes, other], '1')).toThrow('Bird');
  });
});

it('shows the example of a body, and refuses one that its schema does not take', () => {
  const naming = (example: { name: string }) =>
    openapiDocument(
      [
        route({
          ...base,
          method: 'POST',
          path: '/api/v1/birds',
          scope: 'send',
          summary: 'Add',
          body: birdSchema,
          example,
        }),
      ],
      '1.2.3',
    );
  expect(JSON.stringify(naming({ name: 'Ara' }))).toContain('"examples":{"usual":{"value":{"name":"Ara"}}}');
  const wrong: unknown = { name: 1 };
  // What a program in JavaScript could write.
  expect(() => naming(wrong as { name: string })).toThrow('expected string');
});
