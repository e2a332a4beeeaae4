import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DatabaseUnavailable } from '../errors.ts';
import { createLogger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { Caller } from './auth.ts';
import { limitSchema } from './cursor.ts';
import { type Route, route } from './route.ts';
import { type AppOptions, createApp } from './server.ts';

const sender: Caller = {
  workspaceId: 'w1',
  keyId: 'k1',
  memberId: null,
  scopes: new Set(['send', 'read']),
  installation: false,
  requestsPerMinute: null,
};

const base = {
  scope: 'public',
  summary: 'A test',
  tags: ['Test'],
  answers: { 200: { description: 'Well.' } },
} as const;
const echoed = z.object({ id: z.string(), limit: z.int(), text: z.string(), by: z.string().nullable() });

const routes: Route[] = [
  route({
    ...base,
    method: 'GET',
    path: '/{platform}/{id}',
    handle: ({ params }) => ({ status: 200, body: params }),
  }),
  route({ ...base, method: 'GET', path: '/test/{id}', handle: () => ({ status: 200, body: 'test' }) }),
  route({
    ...base,
    method: 'POST',
    path: '/things/{id}',
    scope: 'send',
    params: z.object({ id: z.string().max(5) }),
    query: z.object({ limit: limitSchema, tag: z.array(z.string()).optional() }),
    body: z.object({ text: z.string().min(1) }),
    answers: { 201: { description: 'Made.', schema: echoed } },
    handle: ({ params, query, body, caller }) => ({
      status: 201,
      body: { id: params.id, limit: query.limit, text: body.text, by: caller.keyId },
    }),
  }),
  route({
    ...base,
    method: 'POST',
    path: '/raw',
    async handle({ bytes, remoteAddress }) {
      const [first, again] = [await bytes(), await bytes()];
      return { status: 200, body: { text: first.toString(), same: first === again, remoteAddress } };
    },
  }),
  route({ ...base, method: 'PUT', path: '/raw', handle: () => ({ status: 200 }) }),
  route({
    ...base,
    method: 'GET',
    path: '/page',
    handle: () =>
      new Response('<p>', { headers: { 'content-type': 'text/html', 'cache-control': 'public' } }),
  }),
  route({
    ...base,
    method: 'GET',
    path: '/elsewhere',
    handle: () => Response.redirect('https://hub.example/there'),
  }),
  route({
    ...base,
    method: 'GET',
    path: '/bug',
    handle: () => {
      throw new TypeError('access_token=hunter2 is undefined');
    },
  }),
  route({
    ...base,
    method: 'GET',
    path: '/outage',
    handle: () => Promise.reject(new DatabaseUnavailable(new Error('gone'))),
  }),
  route({
    ...base,
    method: 'GET',
    path: '/liar',
    answers: { 200: { description: 'A number.', schema: z.object({ n: z.number() }) } },
    handle: () => ({ status: 200, body: { n: 'one' } }),
  }),
];

function setUp(options: Partial<AppOptions> = {}) {
  const lines: string[] = [];
  const metrics = createMetrics();
  const app = createApp({
    routes,
    authenticate: async (given) => ('key' in given && given.key === 'sender' ? sender : null),
    log: createLogger('debug', { write: (line) => void lines.push(line) }),
    metrics,
    bodyLimitBytes: 100,
    ...options,
  });
  const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    app.request(path, { method: 'POST', body, headers: { authorization: 'Bearer sender', ...headers } });
  return { app, post, lines, metrics };
}

describe('a request', () => {
  it('reaches the handler as its schemas read it', async () => {
    const { post } = setUp();
    const response = await post('/things/t%C3%A41?limit=7&tag=a&tag=b', '{"text":"hi","more":1}');
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ id: 'tä1', limit: 7, text: 'hi', by: 'k1' });
  });

  it('prefers a word over a parameter, whatever was registered first', async () => {
    const { app } = setUp();
    expect(await (await app.request('/test/1')).json()).toBe('test');
    expect(await (await app.request('/line/1')).json()).toEqual({ platform: 'line', id: '1' });
  });

  it('hands out the raw bytes, as often as asked', async () => {
    const { post } = setUp();
    const response = await post('/raw', 'not { json');
    expect(await response.json()).toEqual({ text: 'not { json', same: true, remoteAddress: null });
  });

  it.each<[string, string, string, object]>([
    [
      'says all that is wrong at once',
      '/things/too-long?limit=0&tag=one',
      '{"text":""}',
      { status: 422, code: 'invalid_request', errors: ['id', 'limit', 'tag', 'text'] },
    ],
    ['without a body that is needed', '/things/1', '', { status: 422, errors: ['body'] }],
    ['with half a body', '/things/1', '{"text":', { status: 400, code: 'malformed_json' }],
    [
      'with too large a body',
      '/things/1',
      JSON.stringify({ text: 'x'.repeat(100) }),
      { status: 413, code: 'body_too_large' },
    ],
    ['to nowhere', '/nowhere', '', { status: 404, code: 'not_found' }],
  ])('is refused %s', async (_, path, body, expected) => {
    const { post } = setUp();
    const response = await post(path, body);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { errors, ...document } = (await response.json()) as Record<string, unknown> & {
      errors?: { field: string }[];
    };
    expect({ ...document, ...(errors && { errors: errors.map(({ field }) => field) }) }).toMatchObject(
      expected,
    );
    expect(response.status).toBe(document.status);
  });

  it('is refused when its bytes are no UTF-8', async () => {
    const { post } = setUp();
    const response = await post('/things/1', new Uint8Array([0x7b, 0xff, 0x7d]));
    expect(response.status).toBe(400);
  });

  it('is refused with the methods that would do', async () => {
    const { app } = setUp();
    const response = await app.request('/raw', { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, PUT']);
  });

  it('needs a key where the route has a scope, before its body is read', async () => {
    const { post } = setUp();
    const response = await post('/things/1', 'nonsense', { authorization: 'Bearer nobody' });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    expect(await response.json()).toMatchObject({ code: 'unauthorized', retryable: false });
  });
});

describe('an answer', () => {
  it.each(['/test/1', '/page', '/elsewhere', '/nowhere', '/bug'])(
    'carries the security headers at %s',
    async (path) => {
      const response = await setUp().app.request(path);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    },
  );

  it('keeps what a route says itself', async () => {
    const { app } = setUp();
    expect((await app.request('/page')).headers.get('cache-control')).toBe('public');
    expect((await app.request('/test/1')).headers.get('cache-control')).toBe('no-store');
    const moved = await app.request('/elsewhere');
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'https://hub.example/there']);
  });

  it("carries the caller's own request id, if it is a decent one", async () => {
    const { app } = setUp();
    const idFor = async (id: string) =>
      (await app.request('/test/1', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('trace-1')).toBe('trace-1');
    expect(await idFor('a b"c')).toMatch(/^[\w-]{36}$/);
  });

  it('has no body for HEAD', async () => {
    const response = await setUp().app.request('/test/1', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('to a bug names the incident that the log explains, and nothing else', async () => {
    const { app, lines } = setUp();
    const response = await app.request('/bug');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/hunter2|TypeError|server\.test/);
    const logged = lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'error');
    expect(logged).toMatchObject({
      incident: JSON.parse(text).incident,
      route: '/bug',
      err: { type: 'TypeError' },
    });
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('to an outage says when to come again', async () => {
    const response = await setUp().app.request('/outage');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'database_unavailable', retryable: true });
  });

  it('that its schema refuses is a fault, when answers are checked', async () => {
    expect((await setUp().app.request('/liar')).status).toBe(200);
    expect((await setUp({ checkAnswers: true }).app.request('/liar')).status).toBe(500);
  });
});

describe('what is around', () => {
  it('sees route, caller and bytes, and may answer itself', async () => {
    const seen: unknown[] = [];
    const { post } = setUp({
      async around({ route, caller, exchange }, next) {
        seen.push([route.path, caller?.keyId, (await exchange.bytes()).toString()]);
        return exchange.headers.get('x-again') ? { status: 201, body: 'again' } : next();
      },
    });
    expect(await (await post('/things/1', '{"text":"hi"}')).json()).toMatchObject({ text: 'hi' });
    expect(await (await post('/things/1', '{}', { 'x-again': '1' })).json()).toBe('again');
    expect(seen).toEqual([
      ['/things/{id}', 'k1', '{"text":"hi"}'],
      ['/things/{id}', 'k1', '{}'],
    ]);
  });
});

describe('what is counted and logged', () => {
  it('names routes, never addresses', async () => {
    const { app, metrics, lines } = setUp();
    await app.request('/line/secret-id?verify_token=hunter2');
    await app.request('/who/knows/what');
    const text = await metrics.registry.metrics();
    expect(text).toContain(
      'parley_http_requests_total{method="GET",route="/{platform}/{id}",status="200"} 1',
    );
    expect(text).toContain('parley_http_requests_total{method="GET",route="unknown",status="404"} 1');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'debug', path: '/line/secret-id', status: 200, request_id: expect.any(String) },
      { level: 'debug', path: '/who/knows/what', status: 404 },
    ]);
    expect(lines.join('')).not.toContain('hunter2');
  });
});
