import { describe, expect, it } from 'vitest';
import { Platforms } from '../../accounts/account.ts';
import { failureKinds, platformRefusal } from '../../errors.ts';
import { platforms } from '../../platforms/index.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import type { Caller } from '../../workspaces/caller.ts';
import { problemAnswer } from '../problem.ts';
import { createApp } from '../server.ts';
import { errorsPageRoute } from './errors-page.ts';
import { platformRoutes } from './platforms.ts';

const rooms = { platforms: new Platforms(platforms) };
const reader: Caller = {
  workspaceId: 'w',
  keyId: 'k',
  memberId: null,
  scopes: new Set(['read']),
  installation: false,
  requestsPerMinute: null,
};
const app = createApp({
  routes: [...platformRoutes(rooms), errorsPageRoute(rooms)],
  authenticate: async () => reader,
  log: createLogger('silent'),
  metrics: createMetrics(),
  bodyLimitBytes: 1000,
  checkAnswers: true,
});

interface ErrorView {
  codes: string[];
  kind: string;
  step: string;
}

async function get<T>(path: string): Promise<{ status: number; body: T }> {
  const response = await app.request(path, { headers: { authorization: 'Bearer key' } });
  // The routes check their answers against their own schemas.
  return { status: response.status, body: (await response.json()) as T };
}

describe('what platforms say of themselves', () => {
  it('holds how each content is shown, with its limits', async () => {
    const { body } = await get<{ data: { name: string; content: { types: object } }[] }>('/api/v1/platforms');
    expect(body.data.map(({ name, content }) => [name, content])).toEqual(
      platforms.map(({ name, content }) => [name, content]),
    );
  });

  it.each(platforms.map(({ name }) => name))('holds every error of %s, and what follows', async (name) => {
    const { status, body } = await get<{ data: ErrorView[] }>(`/api/v1/platforms/${name}/errors`);
    expect(status).toBe(200);
    const catalogue = platforms.find((platform) => platform.name === name)?.errors ?? [];
    expect(body.data).toMatchObject(catalogue);
    expect(body.data.map(({ step }) => step)).toEqual(expect.arrayContaining(['retry', 'pause', 'fail']));
  });

  it('takes other names of a platform, and knows no others', async () => {
    expect((await get('/api/v1/platforms/facebook/errors')).status).toBe(200);
    expect(await get('/api/v1/platforms/pigeon/errors')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });
});

describe('the page of errors', () => {
  it('has the place that a refusal of a platform points to, for every kind', async () => {
    const html = await (await app.request('/docs/errors')).text();
    for (const kind of failureKinds) {
      const failure = { kind, code: '1', message: '', cause: 'It broke.', fix: 'Mend it.' };
      const { type } = problemAnswer(platformRefusal(failure)).document;
      expect(type).toMatch(/^\/docs\/errors#/);
      expect(html).toContain(`id="${type.split('#')[1]}"`);
    }
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});
