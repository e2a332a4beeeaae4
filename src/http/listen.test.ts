import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { type Listening, listen } from './listen.ts';
import { type Route, route } from './route.ts';
import { createApp } from './server.ts';

const base = {
  scope: 'public',
  summary: 'A test',
  tags: [],
  answers: { 200: { description: 'Well.' } },
} as const;
const open: Listening[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

async function serve(...routes: Route[]) {
  const lines: Record<string, unknown>[] = [];
  const app = createApp({
    routes,
    authenticate: async () => null,
    log: createLogger('debug', { write: (line) => void lines.push(JSON.parse(line)) }),
    metrics: createMetrics(),
    bodyLimitBytes: 200_000,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  open.push(server);
  return { server, lines, port: Number(new URL(server.url).port) };
}

const echo = route({
  ...base,
  method: 'POST',
  path: '/echo',
  async handle({ bytes, remoteAddress, url }) {
    const body = await bytes();
    return { status: 200, body: { length: body.length, remoteAddress, path: url.pathname } };
  },
});

describe('over a socket', () => {
  it.each([0, 1, 199_999, 200_000])('a body of %i bytes arrives whole', async (length) => {
    const { server } = await serve(echo);
    const response = await fetch(`${server.url}/echo`, { method: 'POST', body: new Uint8Array(length) });
    expect(await response.json()).toEqual({ length, remoteAddress: '127.0.0.1', path: '/echo' });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['content-length', 'chunked'])(
    'a body over the limit is refused and the answer arrives: %s',
    async (form) => {
      const { server } = await serve(echo);
      const body = new Uint8Array(3_000_000);
      const stream = new Blob([body]).stream();
      const init = form === 'chunked' ? { body: stream, duplex: 'half' as const } : { body };
      const response = await fetch(`${server.url}/echo`, { method: 'POST', ...init });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ code: 'body_too_large' });
      expect((await fetch(`${server.url}/echo`, { method: 'POST', body: 'x' })).status).toBe(200);
    },
  );

  it('a caller that hangs up in the middle of its body is no error', async () => {
    const reading = Promise.withResolvers<void>();
    const settled = Promise.withResolvers<unknown>();
    const slow = route({
      ...base,
      method: 'POST',
      path: '/slow',
      async handle({ bytes }) {
        const body = bytes();
        reading.resolve();
        await body.catch(settled.resolve);
        return { status: 200, body: (await body).length };
      },
    });
    const { server, port, lines } = await serve(slow);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /slow HTTP/1.1\r\nHost: hub\r\nContent-Length: 100\r\n\r\nhalf');
    await reading.promise;
    socket.destroy();
    expect(await settled.promise).toMatchObject({ name: 'CallerGone' });
    await server.close(1000);
    expect(lines).toMatchObject([{ level: 'debug', status: 499 }]);
  });

  it('a port in use is named', async () => {
    const { server, port } = await serve(echo);
    expect(server.url).toBe(`http://127.0.0.1:${port}`);
    const app = createApp({
      routes: [],
      authenticate: async () => null,
      log: createLogger('silent'),
      metrics: createMetrics(),
      bodyLimitBytes: 1,
    });
    await expect(listen(app, { host: '127.0.0.1', port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use`,
    );
  });
});

/** A route that answers when told to. */
function gate() {
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const gated = route({
    ...base,
    method: 'GET',
    path: '/gated',
    async handle() {
      entered.resolve();
      await release.promise;
      return { status: 200, body: 'finished' };
    },
  });
  return { route: gated, entered: entered.promise, release: release.resolve };
}

const stream = route({
  ...base,
  method: 'GET',
  path: '/stream',
  handle({ closing }) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(': open\n\n'));
        closing.addEventListener('abort', () => controller.close(), { once: true });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  },
});

describe('close', () => {
  it('lets a request under way finish, and accepts no more', async () => {
    const { route: gated, entered, release } = gate();
    const { server } = await serve(gated);
    const answer = fetch(`${server.url}/gated`);
    await entered;
    const closed = server.close(10_000);
    await expect(fetch(`${server.url}/gated`)).rejects.toThrow();
    release();
    expect(await (await answer).json()).toBe('finished');
    await closed;
  });

  it('cuts off what does not finish in time', async () => {
    const { route: gated, entered } = gate();
    const { server } = await serve(gated);
    const answer = fetch(`${server.url}/gated`);
    await entered;
    const [, result] = await Promise.allSettled([server.close(10), answer]);
    expect(result).toMatchObject({ status: 'rejected' });
  });

  it('ends streams, which end their connections, long before the grace is over', async () => {
    const { server } = await serve(stream);
    const request = httpRequest(`${server.url}/stream`, { headers: { connection: 'keep-alive' } }).end();
    const [response] = await once(request, 'response');
    await once(response, 'readable');
    const started = performance.now();
    const closed = server.close(60_000);
    expect(await text(response)).toBe(': open\n\n');
    await closed;
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('does not wait for connections that are kept alive with nothing to say', async () => {
    const { server, port } = await serve(echo);
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    await (await fetch(`${server.url}/echo`, { method: 'POST' })).text();
    const started = performance.now();
    await Promise.all([server.close(60_000), server.close(60_000)]);
    expect(performance.now() - started).toBeLessThan(10_000);
    silent.destroy();
  });
});
