import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';
import { type Holdings, openHoldings } from '../isolation/holdings.ts';
import type { Json } from './stage.ts';

interface KeyView {
  id: string;
  key: string;
  member_id: string | null;
  revoked_at: string | null;
}

interface AppView {
  id: string;
  secrets: { id: string; fingerprint: string }[];
  webhook: { urls: string[]; verify_token: string } | null;
  account_ids: string[];
}

const minutes = (count: number) => count * 60_000;

describe.each(databaseKinds)('an installation on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;
  let holdings: Holdings;

  beforeAll(async () => {
    place = await create();
    hub = await startHubHere({ PARLEY_DATABASE_URL: place.url, PARLEY_HEARTBEAT_MS: '300' });
    holdings = await openHoldings(place);
  });

  afterAll(async () => {
    await holdings.close();
    await hub.stop();
    await place.drop();
  });

  /** Calls with the installation's key, or another. */
  async function call<T = Json>(method: string, path: string, body?: unknown, key?: string) {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    return hub.api<T>(method, `/api/v1${path}`, body, headers);
  }

  const inWorkspace = <T = Json>(workspace: string, method: string, path: string, body?: unknown) =>
    hub.api<T>(method, `/api/v1${path}`, body, { 'parley-workspace': workspace });

  const keyFor = async (scopes: string[], member_id?: string) =>
    (await call<KeyView>('POST', '/keys', { name: 'test', scopes, ...(member_id && { member_id }) })).body;

  const memberNamed = async (name: string) =>
    (await call<{ id: string }>('POST', '/members', { name })).body.id;

  const connect = (workspace: string, id: string, more: Json = {}) =>
    inWorkspace<{ id: string }>(workspace, 'POST', '/accounts', {
      platform: 'whatsapp',
      name: `Number ${id}`,
      credentials: { phone_number_id: id, access_token: 'token', app_secret: `secret of ${id}`, ...more },
    });

  describe('keeps workspaces that', () => {
    it('answer to their id and their name, which is nobody else’s', async () => {
      const { status, body } = await call<{ id: string }>('POST', '/workspaces', { name: ' Söder ' });
      expect([status, body]).toEqual([
        201,
        { id: expect.any(String), name: 'Söder', created_at: expect.any(String) },
      ]);
      expect((await inWorkspace(body.id, 'GET', '/conversations')).status).toBe(200);
      for (const name of ['Söder', body.id, 'default']) {
        expect((await call('POST', '/workspaces', { name })).body).toMatchObject({
          code: 'workspace_exists',
        });
      }
      const twice = ['first', 'second'].map(() => call('POST', '/workspaces', { name: 'wanted' }));
      expect((await Promise.all(twice)).map((answer) => answer.status).toSorted()).toEqual([201, 409]);
      expect((await call('PATCH', `/workspaces/${body.id}`, { name: 'south' })).status).toBe(200);
      expect((await inWorkspace('south', 'GET', '/conversations')).status).toBe(200);
      expect((await call('PATCH', `/workspaces/${body.id}`, { name: 'south' })).status).toBe(200);
      expect((await call('PATCH', `/workspaces/${body.id}`, { name: 'wanted' })).status).toBe(409);
      expect((await call('GET', `/workspaces/${body.id}`)).body.name).toBe('south');
      expect((await call('GET', '/workspaces/nowhere')).status).toBe(404);
      expect((await call('POST', '/workspaces', { name: '   ' })).status).toBe(422);
    });

    it('only the installation’s key manages', async () => {
      const { key } = await keyFor(['admin']);
      const tries = [
        call('POST', '/workspaces', { name: 'mine' }, key),
        call('PATCH', '/workspaces/default', { name: 'mine' }, key),
        call('DELETE', '/workspaces/default', undefined, key),
      ];
      for (const { status, body } of await Promise.all(tries)) {
        expect([status, body.code, body.fix]).toEqual([
          ...[403, 'installation_only'],
          expect.stringContaining('PARLEY_ADMIN_KEY'),
        ]);
      }
      const seen = await call<{ data: { id: string }[] }>('GET', '/workspaces', undefined, key);
      expect(seen.body.data.map(({ id }) => id)).toEqual(['default']);
      expect((await call('GET', '/workspaces/default', undefined, key)).status).toBe(200);
      const all = await call<{ data: { id: string }[] }>('GET', '/workspaces');
      expect(all.body.data.length).toBeGreaterThan(1);
    });

    it('are deleted with all they hold, but not while accounts are connected, and never the default one', async () => {
      expect((await call('DELETE', '/workspaces/default')).body).toMatchObject({
        ...{ status: 409, code: 'default_workspace' },
      });
      const { id } = (await call<{ id: string }>('POST', '/workspaces', { name: 'passing' })).body;
      const member = (await inWorkspace<{ id: string }>(id, 'POST', '/members', { name: 'Kai' })).body.id;
      const scopes = ['admin'];
      const { key } = (
        await inWorkspace<KeyView>(id, 'POST', '/keys', { name: 'k', scopes, member_id: member })
      ).body;
      const account = (await connect(id, '900')).body.id;
      const used = await call('DELETE', `/workspaces/${id}`);
      expect([used.status, used.body.code, used.body.detail]).toEqual([
        ...[409, 'workspace_in_use'],
        expect.stringContaining('1 connected account.'),
      ]);
      expect((await call('GET', '/members', undefined, key)).status).toBe(200);
      await call('DELETE', `/accounts/${account}`, undefined, key);
      expect((await call('DELETE', `/workspaces/${id}`)).status).toBe(204);
      expect((await call('GET', '/members', undefined, key)).status).toBe(401);
      expect((await inWorkspace(id, 'GET', '/members')).status).toBe(404);
      expect((await call('GET', `/workspaces/${id}`)).status).toBe(404);
      expect((await call('DELETE', `/workspaces/${id}`)).status).toBe(404);
      const { body } = await call<{ data: { id: string }[] }>('GET', '/workspaces');
      expect(body.data.map((one) => one.id)).not.toContain(id);
      // Its name is free at once, what it held goes a little later.
      expect((await call('POST', '/workspaces', { name: 'passing' })).status).toBe(201);
      expect(await holdings.of(id)).toContain('Kai');
      await until(async () => {
        hub.clock.advance(minutes(10));
        return (await holdings.of(id)) === '';
      }, 'everything of it to be erased');
    });
  });

  describe('keeps members who', () => {
    it('are written in one way, whoever writes them', async () => {
      const given = { name: ' Mali ', locale: 'th-th', teams: ['sales', ' sales ', 'night'] };
      const { status, body } = await call<{ id: string }>('POST', '/members', given);
      expect([status, body]).toEqual([
        201,
        {
          ...{ id: expect.any(String), created_at: expect.any(String) },
          ...{ name: 'Mali', locale: 'th-TH', role: 'agent', teams: ['sales', 'night'] },
        },
      ]);
      expect((await call('GET', `/members/${body.id}`)).body).toEqual(body);
      const changes = { locale: null, teams: [], role: 'lead' };
      expect((await call('PATCH', `/members/${body.id}`, changes)).body).toEqual({ ...body, ...changes });
      expect((await call('PATCH', `/members/${body.id}`, {})).body).toEqual({ ...body, ...changes });
      const { body: list } = await call<{ data: Json[] }>('GET', '/members');
      expect(list.data).toContainEqual({ ...body, ...changes });
    });

    it.each([
      [{ name: '' }, 'name'],
      [{ name: 'Mali', locale: 'thai!' }, 'locale'],
      [{ name: 'Mali', teams: [''] }, 'teams[0]'],
      [{ name: 'Mali', teams: 'sales' }, 'teams'],
      [{ name: 'Mali', admin: true }, 'admin'],
    ])('are not written as %j', async (given, field) => {
      const { status, body } = await call<{ errors: { field: string }[] }>('POST', '/members', given);
      expect([status, body.errors.map((one) => one.field)]).toEqual([422, [field]]);
    });

    it('lose all their keys and open streams with their place', async () => {
      const member = await memberNamed('Leaving');
      const { key, id } = await keyFor(['admin'], member);
      const other = await keyFor(['read']);
      const own = await call('DELETE', `/members/${member}`, undefined, key);
      expect([own.status, own.body.code]).toEqual([409, 'own_member']);
      const stream = await fetch(`${hub.url}/api/v1/events/stream`, {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(stream.status).toBe(200);
      expect((await call('DELETE', `/members/${member}`)).status).toBe(204);
      expect((await call('GET', '/members', undefined, key)).status).toBe(401);
      expect((await call('GET', '/members', undefined, other.key)).status).toBe(200);
      expect((await call('GET', `/members/${member}`)).status).toBe(404);
      expect((await call('PATCH', `/members/${member}`, { name: 'Back' })).status).toBe(404);
      expect((await call('DELETE', `/members/${member}`)).status).toBe(404);
      expect((await call<KeyView>('GET', `/keys/${id}`)).body.revoked_at).not.toBeNull();
      const late = await call('POST', '/keys', { name: 'late', scopes: ['read'], member_id: member });
      expect(late.status).toBe(404);
      let ended = false;
      const reading = stream.text().then(() => {
        ended = true;
      });
      await until(() => ended, 'the stream to end');
      await reading;
    });
  });

  describe('keeps keys that', () => {
    it('belong to a member or to a service, are listed by member and shown without the key', async () => {
      const member = await memberNamed('Key holder');
      const theirs = await keyFor(['send', 'inbox', 'read'], member);
      const service = await keyFor(['send']);
      expect([theirs.member_id, service.member_id]).toEqual([member, null]);
      const { key, ...shown } = theirs;
      const one = await call('GET', `/keys/${theirs.id}`);
      expect(one.body).toEqual(shown);
      const list = await call<{ data: KeyView[] }>('GET', `/keys?member_id=${member}`);
      expect(list.body.data).toEqual([shown]);
      expect(JSON.stringify([one.body, list.body])).not.toContain(key);
      expect((await call('DELETE', `/keys/${theirs.id}`)).status).toBe(204);
      const { revoked_at } = (await call<KeyView>('GET', `/keys/${theirs.id}`)).body;
      expect(revoked_at).not.toBeNull();
      expect((await call('GET', '/members', undefined, key)).status).toBe(401);
      // Once more changes nothing.
      hub.clock.advance(1000);
      expect((await call('DELETE', `/keys/${theirs.id}`)).status).toBe(204);
      expect((await call<KeyView>('GET', `/keys/${theirs.id}`)).body.revoked_at).toBe(revoked_at);
      expect((await call('DELETE', '/keys/nobody’s')).status).toBe(404);
    });

    it('are made by admins only, and do not revoke themselves', async () => {
      const mine = await keyFor(['admin']);
      const wanted = { name: 'more', scopes: ['send'] };
      expect((await call('POST', '/keys', wanted, (await keyFor(['send'])).key)).status).toBe(403);
      expect((await call('POST', '/keys', wanted, mine.key)).status).toBe(201);
      expect((await call('DELETE', `/keys/${mine.id}`, undefined, mine.key)).body.code).toBe('own_key');
      expect((await call('POST', '/keys', { ...wanted, scopes: [] })).status).toBe(422);
      expect((await call('POST', '/keys', { ...wanted, scopes: ['root'] })).status).toBe(422);
    });

    it('let only members write as a person, and say who it was', async () => {
      const account = (await connect('default', '901')).body.id;
      const member = await memberNamed('Writer');
      const [theirs, service] = [await keyFor(['send', 'read'], member), await keyFor(['send', 'read'])];
      const send = (author: string, key?: string) => {
        const content = { type: 'text', text: 'Hello' };
        return call<{ id: string; code: string }>(
          ...['POST', '/messages'],
          { account_id: account, to: '+66810000001', content, author },
          key,
        );
      };
      for (const key of [service.key, undefined]) {
        const { status, body } = await send('human', key);
        expect([status, body.code]).toEqual([403, 'author_needs_member']);
      }
      for (const author of ['bot', 'api']) expect((await send(author, service.key)).status).toBe(202);
      const { status, body } = await send('human', theirs.key);
      expect(status).toBe(202);
      expect((await call('GET', `/messages/${body.id}`)).body).toMatchObject({ author: 'human' });
      const stored = (await holdings.of('default')).split('\n').map((row): Json => JSON.parse(row));
      expect(stored.find(({ id }) => id === body.id)).toMatchObject({ member_id: member });
    });
  });

  describe('keeps apps that', () => {
    const subscribe = async (path: string, token: string) => {
      const query = { 'hub.mode': 'subscribe', 'hub.challenge': '4711', 'hub.verify_token': token };
      return (await fetch(`${hub.url}/api/v1/webhooks/${path}?${new URLSearchParams(query)}`)).status;
    };
    const deliver = async (path: string, phoneNumberId: string, secret: string) => {
      const value = { metadata: { phone_number_id: phoneNumberId } };
      const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { 'x-hub-signature-256': `sha256=${signature}` };
      const response = await fetch(`${hub.url}/api/v1/webhooks/${path}`, { method: 'POST', headers, body });
      return response.status;
    };
    const verified = async (id: string) => {
      const { body } = await call<{ webhook: { is_verified: boolean } }>('GET', `/accounts/${id}`);
      return body.webhook.is_verified;
    };

    it('are verified by a token of their own, before any account and for all of them', async () => {
      const secrets = ['secret of a whole app'];
      const made = await call<AppView>('POST', '/apps', { platform: 'facebook', secrets, app_id: '77' });
      expect(made.status).toBe(201);
      const { id, webhook } = made.body;
      const token = webhook?.verify_token ?? '';
      expect(token).toMatch(/^[0-9a-f]{32}$/);
      expect(webhook?.urls).toContain(`${hub.url}/api/v1/webhooks/whatsapp`);
      for (const path of ['whatsapp', 'whatsapp/verify', 'facebook', 'instagram']) {
        expect([path, await subscribe(path, token)]).toEqual([path, 200]);
        expect([path, await subscribe(path, `${token}0`)]).toEqual([path, 403]);
      }
      const account = (await connect('default', '902', { app_secret: secrets[0] })).body.id;
      expect((await call<AppView>('GET', `/apps/${id}`)).body.account_ids).toEqual([account]);
      expect(await verified(account)).toBe(false);
      // On the account's own URL only the account's own token counts.
      expect(await subscribe(`whatsapp/${account}`, token)).toBe(403);
      expect(await subscribe('messenger', token)).toBe(200);
      expect(await verified(account)).toBe(true);
      await call('PATCH', `/apps/${id}`, { verify_token: 'by hand' });
      expect([await subscribe('whatsapp', token), await subscribe('whatsapp', 'by hand')]).toEqual([
        403, 200,
      ]);
      await call('PATCH', `/apps/${id}`, { verify_token: null });
      expect(await subscribe('whatsapp', 'by hand')).toBe(403);
      await call('PATCH', `/apps/${id}`, { verify_token: token });
      await call('DELETE', `/accounts/${account}`);
      expect(await subscribe('whatsapp', token)).toBe(200);
      expect((await call('DELETE', `/apps/${id}`)).status).toBe(204);
      expect(await subscribe('whatsapp', token)).toBe(403);
    });

    it('rotate their secret without refusing a webhook, for all accounts at once', async () => {
      const old = 'secret to be replaced';
      const accounts = [
        (await connect('default', '903', { app_secret: old })).body.id,
        (await connect('default', '904', { app_secret: old })).body.id,
      ];
      const ways = () =>
        Promise.all(
          ['secret that replaces it', old].flatMap((secret) => [
            deliver('whatsapp', '903', secret),
            deliver('whatsapp', '904', secret),
            deliver(`whatsapp/${accounts[1]}`, '904', secret),
          ]),
        );
      expect(await ways()).toEqual([401, 401, 401, 200, 200, 200]);
      const { body: list } = await call<{ data: AppView[] }>('GET', '/apps');
      const app = list.data.find(({ account_ids }) => account_ids.includes(accounts[0] ?? ''));
      expect(app?.account_ids).toEqual(accounts);
      const change = (changes: Json) => call<AppView>('PATCH', `/apps/${app?.id}`, changes);
      const added = await change({ add_secret: 'secret that replaces it' });
      expect(added.body.secrets).toHaveLength(2);
      expect(await ways()).toEqual([200, 200, 200, 200, 200, 200]);
      const removed = await change({ remove_secret_id: added.body.secrets[1]?.id });
      expect(removed.body.secrets).toEqual([added.body.secrets[0]]);
      expect(await ways()).toEqual([200, 200, 200, 401, 401, 401]);
      expect((await change({ remove_secret_id: removed.body.secrets[0]?.id })).status).toBe(409);
      expect((await call('DELETE', `/apps/${app?.id}`)).body.code).toBe('app_in_use');
      const shown = JSON.stringify([list, added.body, removed.body]);
      for (const secret of [old, 'secret that replaces it']) expect(shown).not.toContain(secret);
    });

    it('of platforms without a handshake have no token and no URL of their own', async () => {
      const { body } = await call<AppView>('POST', '/apps', { platform: 'line', secrets: 'a channel’s' });
      expect(body).toMatchObject({ family: 'line', webhook: null, account_ids: [] });
      const made = await call('POST', '/apps', { platform: 'pigeon', secrets: 'x' });
      expect([made.status, made.body.code]).toEqual([422, 'unknown_platform']);
      expect((await call('POST', '/apps', { platform: 'line', secrets: [] })).status).toBe(422);
    });
  });
});
