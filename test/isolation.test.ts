import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from './conditions.ts';
import { databaseKinds, type TestDatabase } from './databases.ts';
import { type InProcessHub, startHubHere } from './in-process-hub.ts';
import { refusals, type Things } from './isolation/refusals.ts';
import { type Simulated, simulate } from './simulated.ts';

interface Operation {
  method: string;
  path: string;
  /** Null for routes that need no key. */
  scope: string | null;
}

interface OpenApi {
  paths: Record<string, Record<string, { security: { key: string[] }[] }>>;
}

type Listed = { data: { id: string }[] };

/** A workspace with a key of its own. */
interface Tenant {
  id: string;
  key: string;
}

const scopesBelow = (scope: string) => ['send', 'inbox', 'read'].filter((other) => other !== scope);

describe.each(databaseKinds)('two workspaces on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;
  let simulated: Simulated;
  let operations: Operation[];
  let north: Tenant;
  let south: Tenant;
  let things: Things;

  beforeAll(async () => {
    place = await create();
    simulated = await simulate();
    hub = await startHubHere({ PARLEY_DATABASE_URL: place.url, ...simulated.environment });
    operations = await readOperations();
    north = await settle('north');
    south = await settle('south');
    things = await furnish(north);
    await furnish(south);
  });

  afterAll(async () => {
    await hub.stop();
    await simulated.stop();
    await place.drop();
  });

  async function call(key: string | null, method: string, path: string, body?: unknown) {
    const response = await fetch(`${hub.url}${path}`, {
      method,
      headers: {
        ...(key && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    // A stream of events never ends.
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const { value } = (await response.body?.getReader().read()) ?? {};
      return { status: response.status, text: new TextDecoder().decode(value) };
    }
    return { status: response.status, text: await response.text() };
  }

  /** What a call answers that must succeed. */
  async function done<T>(tenant: Tenant, method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await call(tenant.key, method, path, body);
    expect([method, path, status]).toEqual([method, path, expect.toSatisfy((code: number) => code < 300)]);
    // Tests name the shape they expect and would fail on any other.
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async function readOperations(): Promise<Operation[]> {
    const { paths } = (await hub.api<OpenApi>('GET', '/openapi.json')).body;
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        method: method.toUpperCase(),
        path,
        scope: security[0]?.key[0] ?? null,
      })),
    );
  }

  async function settle(name: string): Promise<Tenant> {
    const { body: workspace } = await hub.api<{ id: string }>('POST', '/api/v1/workspaces', { name });
    const { body } = await hub.api<{ key: string }>(
      'POST',
      '/api/v1/keys',
      { name: `admin of ${name}`, scopes: ['admin'] },
      { 'parley-workspace': name },
    );
    return { id: workspace.id, key: body.key };
  }

  /** One of everything a workspace can hold. */
  async function furnish(tenant: Tenant): Promise<Things> {
    const channel = await simulated.control<Record<string, string>>('POST', '/line/channels', {});
    const account = await done<{ id: string; webhook: { url: string } }>(tenant, 'POST', '/api/v1/accounts', {
      platform: 'line',
      name: `Shop of ${tenant.id}`,
      credentials: {
        channel_secret: channel.channel_secret,
        channel_access_token: channel.channel_access_token,
      },
    });
    await simulated.control('PATCH', `/line/channels/${channel.channel_id}`, {
      callback_url: account.webhook.url,
    });
    await simulated.control('POST', '/say', {
      platform: 'line',
      account: channel.channel_id,
      from: { name: `Customer of ${tenant.id}` },
      message: { type: 'text', text: `Only for ${tenant.id}` },
    });
    const first = (path: string) =>
      until(async () => (await done<Listed>(tenant, 'GET', path)).data[0]?.id, `the first of ${path}`);
    const conversation = await first('/api/v1/conversations');
    const notes = `/api/v1/conversations/${conversation}/notes`;
    const note = await done<{ id: string }>(tenant, 'POST', notes, { text: `Noted by ${tenant.id}` });
    const member = await done<{ id: string }>(tenant, 'POST', '/api/v1/members', {
      name: `Person of ${tenant.id}`,
    });
    // LINE knows nobody of this id, so the message is given up.
    await done(tenant, 'POST', '/api/v1/messages', {
      account_id: account.id,
      to: `U${'f'.repeat(32)}`,
      content: { type: 'text', text: `Lost by ${tenant.id}` },
    });
    return {
      workspace: tenant.id,
      account: account.id,
      conversation,
      note: note.id,
      member: member.id,
      contact: await first('/api/v1/contacts'),
      message: await first('/api/v1/messages?direction=in'),
      webhook: await first('/api/v1/webhooks/log'),
      dead: await first('/api/v1/dead'),
      key: await first('/api/v1/keys'),
      app: await first('/api/v1/apps'),
    };
  }

  /** Everything of a workspace that others could change. */
  async function everythingOf(tenant: Tenant): Promise<string> {
    const lists = operations.filter(
      ({ method, path, scope }) =>
        method === 'GET' && scope !== null && !path.includes('{') && !isMoving(path),
    );
    const answers = await Promise.all(lists.map(({ path }) => call(tenant.key, 'GET', path)));
    return answers.map(({ text }) => text).join('\n');
  }

  // Streams, and what changes by itself.
  const isMoving = (path: string) => /stream|stats|keys|platforms/.test(path);

  it('have a case for every route', () => {
    const routes = operations.map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(refusals).toSorted()).toEqual(routes.toSorted());
  });

  it('let nobody in without a key, or without the scope', async () => {
    const keyOf = async (scopes: string[]) =>
      (await done<{ key: string }>(south, 'POST', '/api/v1/keys', { name: scopes.join(), scopes })).key;
    const lacking = new Map<string, string>();
    for (const scope of ['admin', 'send', 'inbox', 'read'])
      lacking.set(scope, await keyOf(scopesBelow(scope)));
    for (const { method, path, scope } of operations) {
      if (scope === null) continue;
      const url = path.replace(/\{[^}]*\}/g, 'any');
      const statuses = [
        (await call(null, method, url)).status,
        (await call('parley_unknown', method, url)).status,
        (await call(lacking.get(scope) ?? '', method, url)).status,
      ];
      expect([method, path, ...statuses]).toEqual([method, path, 401, 401, 403]);
    }
  });

  it('see, change and start nothing of each other', async () => {
    const before = await everythingOf(north);
    expect(before).toContain(things.conversation);
    for (const { method, path, scope } of operations) {
      const refusal = refusals[`${method} ${path}`]?.(things);
      if (scope === null || refusal === undefined || 'open' in refusal) continue;
      const { status, text } = await call(south.key, method, refusal.path, refusal.body);
      expect([method, refusal.path, status]).toEqual([method, refusal.path, refusal.status]);
      for (const id of [...Object.values(things), `Only for ${north.id}`]) {
        // A refusal may repeat what was asked for.
        if (refusal.path.includes(id) || JSON.stringify(refusal.body ?? '').includes(id)) continue;
        expect([method, path, text.includes(id)]).toEqual([method, path, false]);
      }
    }
    expect(await everythingOf(north)).toBe(before);
  });

  it('are both chosen by the key of the installation alone', async () => {
    const headers = { authorization: `Bearer ${south.key}`, 'parley-workspace': 'north' };
    const response = await fetch(`${hub.url}/api/v1/conversations`, { headers });
    expect(await response.text()).not.toContain(things.conversation);
    const own = { 'parley-workspace': 'north' };
    const { body } = await hub.api<Listed>('GET', '/api/v1/conversations', undefined, own);
    expect(body.data.map(({ id }) => id)).toContain(things.conversation);
    const nowhere = { 'parley-workspace': 'nowhere' };
    expect((await hub.api('GET', '/api/v1/conversations', undefined, nowhere)).status).toBe(404);
  });
});
