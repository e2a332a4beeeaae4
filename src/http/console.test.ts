import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { isPageOfConsole, noncePlaceholder, openConsole } from './console.ts';
import { type Route, route } from './route.ts';
import { createApp } from './server.ts';

const script = 'console.log("Hello");'.repeat(100);
const browser = { accept: 'text/html,application/xhtml+xml' };

describe('the console', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(
      join(folder, 'index.html'),
      `<script nonce="${noncePlaceholder}" src="/assets/a.js"></script>`,
    );
    writeFileSync(join(folder, 'assets', 'a-1_x.js'), script);
    writeFileSync(join(folder, 'secret.js'), 'not an asset');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function app() {
    const served = openConsole(folder);
    const api = route({
      ...{ method: 'GET', path: '/api/v1/things', scope: 'public', summary: 'Things', tags: [] },
      answers: { 200: { description: 'Well.' } },
      handle: () => ({ status: 200, body: [] }),
    });
    const routes: Route[] = [api, ...served.routes];
    const isPage = isPageOfConsole(routes);
    return createApp({
      routes,
      authenticate: async () => null,
      log: createLogger('silent'),
      metrics: createMetrics(),
      bodyLimitBytes: 1000,
      otherwise: async (exchange) => (isPage(exchange) ? served.page() : null),
    });
  }

  it('lets in only what the hub sent, with another nonce each time', async () => {
    const nonces: string[] = [];
    for (const path of ['/inbox', '/inbox/some-conversation']) {
      const response = await app().request(path, { headers: browser });
      const policy = response.headers.get('content-security-policy') ?? '';
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
      expect(await response.text()).toContain(`nonce="${nonce}"`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('cache-control')).toBe('no-store');
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(2);
  });

  it.each([
    ['an address of the API', '/api/v1/nothing', browser],
    ['a program', '/inbox', { accept: 'application/json' }],
  ])('leaves %s to say that there is nothing', async (_, path, headers) => {
    const response = await app().request(path, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });

  it('sends its files packed, to be kept for ever', async () => {
    const packed = await app().request('/assets/a-1_x.js', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(Object.fromEntries(packed.headers)).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    const bytes = new Uint8Array(await packed.arrayBuffer());
    expect(bytes.length).toBeLessThan(script.length / 5);
    const plain = await app().request('/assets/a-1_x.js');
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, script]);
  });

  it.each(['/assets/b.js', '/assets/..%2Fsecret.js', '/assets/%2e%2e/secret.js'])(
    'has no file at %s',
    async (path) => {
      expect((await app().request(path)).status).toBeGreaterThanOrEqual(404);
    },
  );

  it('that is not built is no page', async () => {
    rmSync(join(folder, 'index.html'));
    expect((await app().request('/inbox', { headers: browser })).status).toBe(404);
  });
});
