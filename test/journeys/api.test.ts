import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSqlite, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';

let place: TestDatabase;
let hub: InProcessHub;

beforeAll(async () => {
  place = await createSqlite();
  hub = await startHubHere({ PARLEY_DATABASE_URL: place.url });
});
afterAll(async () => {
  await hub.stop();
  await place.drop();
});

it('what has not changed is not sent again', async () => {
  const first = await hub.api('GET', '/api/v1/keys');
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]+"$/);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  const ask = () =>
    fetch(`${hub.url}/api/v1/keys`, {
      headers: { authorization: `Bearer ${hub.key}`, 'if-none-match': etag },
    });
  const again = await ask();
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  await hub.api('POST', '/api/v1/keys', { name: 'Shop', scopes: ['read'] });
  expect((await ask()).status).toBe(200);
});

it('a key has a limit of its own, and is told of it', async () => {
  const wanted = { name: 'Slow', scopes: ['read'], requests_per_minute: 2 };
  const { body } = await hub.api<{ key: string; requests_per_minute: number }>(
    'POST',
    '/api/v1/keys',
    wanted,
  );
  expect(body.requests_per_minute).toBe(2);
  const ask = () =>
    fetch(`${hub.url}/api/v1/conversations`, { headers: { authorization: `Bearer ${body.key}` } });
  const first = await ask();
  expect(first.headers.get('ratelimit')).toMatch(/^"key";r=1;t=30$/);
  expect(first.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
  await ask();
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'too_many_requests', retryable: true });
});

it.each([
  ['/asyncapi.json', 'application/json', '"asyncapi":"3.0.0"'],
  ['/llms.txt', 'text/plain; charset=utf-8', 'POST /api/v1/messages'],
])('%s is served to everybody', async (path, type, holds) => {
  const answer = await fetch(`${hub.url}${path}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
  expect(await answer.text()).toContain(holds);
});

it('every body that a route takes has an example, which its own schema takes', async () => {
  interface Operation {
    requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> };
  }
  type Paths = Record<string, Record<string, Operation>>;
  // What a schema does not take is never printed: the document would not be served.
  const { status, body } = await hub.api<{ paths: Paths }>('GET', '/openapi.json');
  expect(status).toBe(200);
  const operations = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  );
  const bare = operations.filter(
    ({ requestBody }) => requestBody && !requestBody.content['application/json']?.examples?.usual?.value,
  );
  expect(bare.map(({ name }) => name)).toEqual([]);
  expect(operations.filter(({ requestBody }) => requestBody).length).toBeGreaterThan(15);
});
