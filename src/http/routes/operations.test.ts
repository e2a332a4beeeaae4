import { describe, expect, it } from 'vitest';
import { createLogger } from '../../telemetry/log.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import type { Route } from '../route.ts';
import { createApp } from '../server.ts';
import { operationRoutes, type ReadinessCheck } from './operations.ts';

function appWith(...readiness: ReadinessCheck[]) {
  const metrics = createMetrics();
  const routes: Route[] = operationRoutes({
    ...{ version: '1.2.3', metrics, readiness, console: null },
    routes: () => routes,
  });
  return createApp({
    routes,
    authenticate: async () => null,
    log: createLogger('silent'),
    metrics,
    bodyLimitBytes: 1000,
    checkAnswers: true,
  });
}

const well: ReadinessCheck = { name: 'database', check: async () => null };

describe('health', () => {
  it('of the process asks nothing else', async () => {
    const app = appWith({ name: 'database', check: async () => 'It is away.' });
    const response = await app.request('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', version: '1.2.3' }]);
  });

  it.each<[string, ReadinessCheck[], number, object]>([
    ['ready', [well], 200, { status: 'ready', checks: { database: { ok: true } } }],
    [
      'unready',
      [well, { name: 'queue', check: async () => 'It is full.' }],
      503,
      { status: 'unready', checks: { database: { ok: true }, queue: { ok: false, reason: 'It is full.' } } },
    ],
    [
      'unready when a check throws, whose words stay inside',
      [{ name: 'database', check: () => Promise.reject(new Error('postgres://u:p@db')) }],
      503,
      { status: 'unready', checks: { database: { ok: false, reason: 'The check itself failed.' } } },
    ],
  ])('is %s', async (_, checks, status, body) => {
    const response = await appWith(...checks).request('/readyz');
    expect([response.status, await response.json()]).toEqual([status, body]);
  });

  it('is unready while the server stops', async () => {
    const response = await appWith(well).request('/readyz', {}, { closing: AbortSignal.abort() });
    expect([response.status, await response.json()]).toMatchObject([503, { status: 'stopping' }]);
  });
});

describe('metrics', () => {
  it('are in the exposition format', async () => {
    const app = appWith();
    await app.request('/healthz');
    const response = await app.request('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toContain(
      'parley_http_requests_total{method="GET",route="/healthz",status="200"} 1',
    );
  });
});

describe('pages', () => {
  it('never load anything from elsewhere', async () => {
    const app = appWith();
    for (const path of ['/', '/docs', '/docs/problems']) {
      const response = await app.request(path);
      const html = await response.text();
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; (?!.*(https?:|\*))/,
      );
      expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    }
  });

  it('lead only to what is there', async () => {
    const app = appWith(well);
    for (const page of ['/', '/docs', '/docs/problems']) {
      const html = await (await app.request(page)).text();
      const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        const { pathname, search } = new URL(link, `http://hub.example${page}`);
        expect((await app.request(pathname + search)).status, `${page} → ${link}`).toBe(200);
      }
    }
  });

  it('keep their files in the browser', async () => {
    const response = await appWith().request('/docs/assets/swagger-ui.css');
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toContain('.swagger-ui');
  });

  it.each(['package.json', '..%2Fpackage.json', 'constructor', '__proto__'])(
    'give out no other file: %s',
    async (name) => {
      expect((await appWith().request(`/docs/assets/${name}`)).status).toBe(404);
    },
  );

  it('explain the problem that an answer points to', async () => {
    const app = appWith();
    const { type } = (await (await app.request('/nowhere')).json()) as { type: string };
    const { pathname, hash } = new URL(type, 'http://hub.example');
    expect(await (await app.request(pathname)).text()).toContain(`id="${hash.slice(1)}"`);
  });
});

describe('openapi.json', () => {
  it('shows all routes, its own too', async () => {
    const document = (await (await appWith().request('/openapi.json')).json()) as {
      paths: object;
      info: object;
    };
    expect(document.info).toMatchObject({ version: '1.2.3' });
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/openapi.json', '/readyz', '/docs', '/']),
    );
  });
});
