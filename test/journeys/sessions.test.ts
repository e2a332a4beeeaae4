import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';

const hour = 60 * 60_000;

describe.each(databaseKinds)('sessions on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;

  beforeAll(async () => {
    place = await create();
    hub = await startHubHere({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_SESSION_IDLE_MS: String(10 * hour),
      PARLEY_SESSION_MS: String(15 * hour),
    });
  });

  afterAll(async () => {
    await hub.stop();
    await place.drop();
  });

  const json = { 'content-type': 'application/json' };

  /** What a page of the hub asks with. */
  function ask(method: string, path: string, cookie: string | null, more: Record<string, string> = {}) {
    return fetch(`${hub.url}${path}`, {
      method,
      headers: { origin: hub.url, ...(cookie !== null && { cookie }), ...more },
    });
  }

  async function signIn(key: string, origin = hub.url) {
    const headers = { origin, ...json };
    const body = JSON.stringify({ key });
    const response = await fetch(`${hub.url}/api/v1/session`, { method: 'POST', headers, body });
    const given = response.headers.get('set-cookie') ?? '';
    return { response, given, cookie: given.split(';')[0] ?? '' };
  }

  async function keyOf(body: object): Promise<{ id: string; key: string }> {
    return (await hub.api<{ id: string; key: string }>('POST', '/api/v1/keys', body)).body;
  }

  it('do what their key may, and say who it is', async () => {
    const { body: member } = await hub.api<{ id: string }>('POST', '/api/v1/members', {
      ...{ name: 'Ploy', locale: 'th-TH', role: 'agent', teams: ['Sales'] },
    });
    const { key } = await keyOf({ name: 'Ploy', scopes: ['read'], member_id: member.id });
    const { response, given, cookie } = await signIn(key);
    expect(given).toMatch(/^parley_session=[\w.-]+; Max-Age=54000; Path=\/; HttpOnly; SameSite=Strict$/);
    const session = {
      member: { id: member.id, name: 'Ploy', locale: 'th-TH', role: 'agent', teams: ['Sales'] },
      ...{ scopes: ['read'], workspace: { id: 'default', name: 'default' }, installation: false },
    };
    expect(await response.json()).toMatchObject(session);
    const read = await ask('GET', '/api/v1/session', cookie);
    expect(await read.json()).toMatchObject({ ...session, expires_at: expect.any(String) });
    expect((await ask('GET', '/api/v1/conversations', cookie)).status).toBe(200);
    expect((await ask('GET', '/api/v1/keys', cookie)).status).toBe(403);
  });

  it('are for https alone where they were opened by it', async () => {
    expect((await signIn(hub.key, 'https://parley.example')).response.status).toBe(403);
    const response = await fetch(`${hub.url}/api/v1/session`, {
      method: 'POST',
      headers: { origin: 'https://parley.example', 'sec-fetch-site': 'same-origin', ...json },
      body: JSON.stringify({ key: hub.key }),
    });
    expect(response.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('end with their key, also where a stream is open', async () => {
    const { id, key } = await keyOf({ name: 'Short', scopes: ['read', 'inbox'] });
    const { cookie } = await signIn(key);
    const stream = await ask('GET', '/api/v1/events/stream', cookie);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await stream.body?.cancel();
    await hub.api('DELETE', `/api/v1/keys/${id}`);
    expect((await ask('GET', '/api/v1/events/stream', cookie)).status).toBe(401);
    expect((await signIn(key)).response.status).toBe(401);
  });

  it('end when somebody signs out', async () => {
    const { cookie } = await signIn(hub.key);
    const out = await ask('DELETE', '/api/v1/session', cookie);
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await ask('GET', '/api/v1/session', cookie)).status).toBe(401);
  });

  it('act in the workspace that is named, with the key of the installation', async () => {
    const { body } = await hub.api<{ id: string }>('POST', '/api/v1/workspaces', { name: 'Chiang Mai' });
    const { cookie } = await signIn(hub.key);
    const named = await ask('GET', '/api/v1/session', cookie, { 'parley-workspace': body.id });
    expect(await named.json()).toMatchObject({ workspace: { name: 'Chiang Mai' }, installation: true });
  });

  it('prove nothing when they are guessed', async () => {
    const { cookie } = await signIn(hub.key);
    const [name = '', id = ''] = cookie.split(/[=.]/);
    for (const wrong of [`${name}=${id}.wrong`, `${name}=${id}`, `${name}=nobody.wrong`]) {
      expect((await ask('GET', '/api/v1/session', wrong)).status).toBe(401);
    }
  });

  it('last while they are used, and not for ever', async () => {
    const { cookie } = await signIn(hub.key);
    const unused = await signIn(hub.key);
    const status = async (one: string) => (await ask('GET', '/api/v1/session', one)).status;
    hub.clock.advance(9 * hour);
    expect(await status(cookie)).toBe(200);
    hub.clock.advance(2 * hour);
    expect([await status(cookie), await status(unused.cookie)]).toEqual([200, 401]);
    hub.clock.advance(4 * hour);
    expect(await status(cookie)).toBe(401);
  });
});
