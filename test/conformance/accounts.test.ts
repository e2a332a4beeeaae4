import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountTarget } from '../../src/accounts/account.ts';
import { until } from '../conditions.ts';
import { createPostgres, databaseKinds, type TestDatabase } from '../databases.ts';
import {
  called,
  channel,
  clock,
  createWorkspaces,
  endings,
  type Node,
  openNode,
  shop,
} from './account-nodes.ts';

describe.each(databaseKinds)('connected accounts on $kind', ({ create }) => {
  let place: TestDatabase;
  let node: Node;

  beforeEach(async () => {
    place = await create();
    await createWorkspaces(place);
    node = openNode(place);
  });

  afterEach(async () => {
    await node.writer.idle();
    await node.database.close();
    await place.drop();
  });

  const storedSecrets = (appId: string) =>
    node.database.read.selectFrom('app_secrets').select('id').where('app_id', '=', appId).execute();

  it('keep what two callers change at the same time', async () => {
    const { id } = await node.accounts.create('north', shop('1'));
    await Promise.all([
      node.accounts.update('north', id, { credentials: { access_token: 'new token' } }),
      node.accounts.update('north', id, { name: 'New name' }),
    ]);
    expect(await node.accounts.get('north', id)).toMatchObject({ name: 'New name' });
    expect(node.directory.get(id)).toMatchObject({
      name: 'New name',
      credentials: { access_token: 'new token' },
    });
  });

  it('stay deleted, whatever is changed at the same time', async () => {
    const { id, app_id } = await node.accounts.create('north', shop('1'));
    const ended = await endings([
      node.accounts.delete('north', id),
      node.accounts.update('north', id, { name: 'Late' }),
      node.accounts.delete('north', id),
    ]);
    expect(ended).toEqual(['done', 'not_found', 'not_found']);
    await expect(node.accounts.get('north', id)).rejects.toMatchObject({ status: 404 });
    expect(await node.directory.find(id)).toBeUndefined();
    expect(await storedSecrets(app_id)).toEqual([]);
  });

  it('are nobody’s but their workspace’s to change', async () => {
    const { id } = await node.accounts.create('north', shop('1'));
    expect(
      await endings([
        node.accounts.update('south', id, { name: 'Theirs' }),
        node.accounts.delete('south', id),
      ]),
    ).toEqual(['not_found', 'not_found']);
    expect(await node.accounts.get('north', id)).toMatchObject({ name: 'Shop 1' });
  });

  it('do not become another that is connected', async () => {
    await node.accounts.create('north', channel('Uone'));
    const { id } = await node.accounts.create('north', channel());
    const become = (bot_user_id: string) =>
      node.accounts.update('north', id, { name: 'New', credentials: { bot_user_id } });
    await expect(become('Uone')).rejects.toMatchObject({ status: 409, code: 'account_exists' });
    expect(await node.accounts.get('north', id)).toMatchObject({ name: 'Channel', external_id: null });
    expect(await become('Utwo')).toMatchObject({ name: 'New', external_id: 'Utwo' });
    await expect(become('Uthree')).rejects.toMatchObject({ status: 409, code: 'account_identity' });
  });

  it.each([
    ['changed', (id: string) => node.accounts.update('north', id, { name: 'New' })],
    ['deleted', (id: string) => node.accounts.delete('north', id)],
  ])('that are %s end their pause and wake what waits', async (_, change) => {
    const { id } = await node.accounts.create('north', shop('1'));
    const pause = { workspace_id: 'north', until: clock.now() + 60_000, reason: '{}', since: clock.now() };
    const targets = [accountTarget(id), accountTarget('other')];
    await node.database.transaction((transaction) =>
      transaction.insert(
        'target_pauses',
        targets.map((target) => ({ ...pause, target })),
      ),
    );
    const woken: string[] = [];
    node.writer.on('jobs', (values) => woken.push(...values));
    await change(id);
    expect(woken).toEqual([accountTarget(id)]);
    expect(await node.database.read.selectFrom('target_pauses').select('target').execute()).toEqual([
      { target: accountTarget('other') },
    ]);
  });

  it('are known as the database has them after a look, though nobody told of the changes', async () => {
    const [changed, gone, same] = [
      await node.accounts.create('north', shop('1')),
      await node.accounts.create('north', shop('2')),
      await node.accounts.create('north', shop('3')),
    ];
    const known = node.directory.get(same.id);
    await node.database.transaction(async (transaction) => {
      const updated_at = changed.updated_at + 1;
      await transaction.update('accounts', ['id'], [{ id: changed.id, name: 'New', updated_at }]);
      await transaction.update('accounts', ['id'], [{ id: gone.id, deleted_at: updated_at, updated_at }]);
    });
    await node.directory.load();
    expect(node.directory.get(changed.id)?.name).toBe('New');
    expect(node.directory.get(gone.id)).toBeUndefined();
    expect(node.directory.byExternalId('whatsapp', '2')).toBeUndefined();
    // It had not changed, so it was not read.
    expect(node.directory.get(same.id)).toBe(known);
  });

  it('are found by their id at the platform though a deleted one had it', async () => {
    const first = await node.accounts.create('north', shop('1'));
    await node.database.transaction((transaction) =>
      transaction.update('accounts', ['id'], [{ id: first.id, deleted_at: 1 }]),
    );
    const second = await node.accounts.create('north', shop('1'));
    await node.directory.reload([first.id]);
    expect(node.directory.byExternalId('whatsapp', '1')?.id).toBe(second.id);
  });

  describe('with the word of the platform', () => {
    beforeEach(() => {
      called.length = 0;
    });

    const stored = () =>
      node.database.read.selectFrom('accounts').select('id').where('platform', '=', 'whatsapp').execute();
    const shopWith = (access_token: string) => ({
      ...shop('1'),
      credentials: { ...shop('1').credentials, access_token },
    });

    it('are connected when it takes the credentials, and then know their id', async () => {
      await node.accounts.create('north', shop('1'));
      expect(called).toEqual([]);
      const row = await node.accounts.create('north', channel(), { validate: true });
      expect(row.external_id).toBe('Uown');
      expect(called).toContain('/v2/bot/info');
      await expect(node.accounts.create('north', channel(), { validate: true })).rejects.toMatchObject({
        code: 'account_exists',
      });
    });

    it('are not stored when it refuses, or is not there', async () => {
      await expect(
        node.accounts.create('north', shopWith('wrong'), { validate: true }),
      ).rejects.toMatchObject({
        status: 422,
        code: 'credentials_refused',
        message: expect.stringContaining('190'),
      });
      await expect(
        node.accounts.create('north', shopWith('unheard'), { validate: true }),
      ).rejects.toMatchObject({
        status: 502,
        retryable: true,
      });
      expect(await stored()).toEqual([]);
    });

    it('keep what they have when it refuses what should replace it', async () => {
      const { id } = await node.accounts.create('north', shop('1'));
      const credentials = { access_token: 'wrong' };
      await expect(
        node.accounts.update('north', id, { name: 'New', credentials }, { validate: true }),
      ).rejects.toMatchObject({ code: 'credentials_refused' });
      expect(node.directory.get(id)).toMatchObject({
        name: 'Shop 1',
        credentials: { access_token: 'token' },
      });
      // Without new ones the stored ones are tried.
      await node.accounts.update('north', id, { credentials });
      await expect(
        node.accounts.update('north', id, { name: 'New' }, { validate: true }),
      ).rejects.toMatchObject({ code: 'credentials_refused' });
    });

    it('need it where another workspace holds the same secret', async () => {
      await node.accounts.create('north', shop('1'));
      const theirs = { ...shopWith('wrong'), credentials: { ...shopWith('wrong').credentials } };
      theirs.credentials.phone_number_id = '2';
      await expect(node.accounts.create('south', theirs)).rejects.toMatchObject({
        code: 'credentials_refused',
      });
      const { id } = await node.accounts.create('south', shop('2'));
      expect(called.filter((path) => path.endsWith('/2'))).not.toEqual([]);
      // Not only when they come: what replaces a token has to be right too.
      const credentials = { access_token: 'wrong' };
      await expect(node.accounts.update('south', id, { credentials })).rejects.toMatchObject({
        code: 'credentials_refused',
      });
      await node.accounts.create('south', shop('3', 'another secret'));
      expect(called.filter((path) => path.endsWith('/3'))).toEqual([]);
    });
  });

  it('all have a new secret of their app', async () => {
    const one = await node.accounts.create('north', shop('1'));
    const two = await node.accounts.create('north', shop('2'));
    const credentials = { app_secret: ['newer', 'secret'] };
    await node.accounts.update('north', one.id, { credentials });
    await until(() => node.directory.get(two.id)?.secrets.includes('newer'), 'the new secret');
    expect((await node.accounts.get('north', two.id)).updated_at).toBeGreaterThan(two.updated_at);
  });
});

describe('accounts of two nodes on one database', () => {
  let place: TestDatabase;
  let one: Node;
  let two: Node;

  beforeEach(async () => {
    place = await createPostgres();
    await createWorkspaces(place);
    [one, two] = [openNode(place), openNode(place)];
  });

  afterEach(async () => {
    for (const { directory, writer, database } of [one, two]) {
      directory.stop();
      await writer.idle();
      await database.close();
    }
    await place.drop();
  });

  const rounds = Array.from({ length: 10 }, (_, index) => `${index}`);

  it.each(['north', 'south'])('are connected once though both connect them, there for %s', async (other) => {
    for (const round of rounds) {
      const ended = await endings([
        one.accounts.create('north', shop(round)),
        two.accounts.create(other, shop(round)),
      ]);
      expect(ended.toSorted()).toEqual(['account_exists', 'done']);
    }
  });

  it('share the app that both bring', async () => {
    const apps = new Set<string>();
    for (const round of rounds) {
      const secret = `secret ${round}`;
      const rows = await Promise.all([
        one.accounts.create('north', shop(`${round}-of-one`, secret)),
        two.accounts.create('north', shop(`${round}-of-two`, secret)),
      ]);
      for (const { app_id } of rows) apps.add(app_id);
    }
    expect(apps.size).toBe(rounds.length);
  });

  it('keep their app’s secrets though the other node deletes the last but them', async () => {
    for (const round of rounds) {
      const old = await one.accounts.create('north', shop(`old-${round}`));
      const [{ id, app_id }] = await Promise.all([
        two.accounts.create('north', shop(`new-${round}`)),
        one.accounts.delete('north', old.id),
      ]);
      const secrets = one.database.read.selectFrom('app_secrets').select('id').where('app_id', '=', app_id);
      expect(await secrets.execute()).toHaveLength(1);
      await two.accounts.delete('north', id);
    }
  });

  it('keep what both change at the same time', async () => {
    const { id } = await one.accounts.create('north', shop('1'));
    for (const round of rounds) {
      await Promise.all([
        one.accounts.update('north', id, { credentials: { access_token: `token ${round}` } }),
        two.accounts.update('north', id, { name: `Name ${round}` }),
      ]);
      await one.directory.reload([id]);
      expect(one.directory.get(id)).toMatchObject({
        name: `Name ${round}`,
        credentials: { access_token: `token ${round}` },
      });
    }
  });

  it('are forgotten though the other node’s word was lost with the connection', async () => {
    const { id } = await one.accounts.create('north', shop('1'));
    expect(await two.directory.find(id)).toBeDefined();
    await cutListeners(place);
    await one.accounts.delete('north', id);
    await until(() => two.directory.get(id) === undefined, 'the other node to forget it');
  });

  it('are looked at each minute', async () => {
    const { id } = await one.accounts.create('north', shop('1'));
    expect(await two.directory.find(id)).toBeDefined();
    const errors: unknown[] = [];
    two.directory.start(clock, (error) => errors.push(error));
    for (const name of ['First', 'Second']) {
      const { updated_at } = await one.accounts.get('north', id);
      await one.database.transaction((transaction) =>
        transaction.update('accounts', ['id'], [{ id, name, updated_at: updated_at + 1 }]),
      );
      // The timer of the next minute is set only when the look of this one is over.
      await until(() => {
        clock.advance(60_000);
        return two.directory.get(id)?.name === name;
      }, `the name ${name}`);
    }
    expect(errors).toEqual([]);
  });
});

/** Cuts the connections on which nodes listen, as a network would, and waits until they are gone. */
async function cutListeners({ url }: TestDatabase): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const listening = async () => {
    const { rows } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query like 'listen %'`,
    );
    return rows.length;
  };
  await until(async () => (await listening()) === 2, 'both nodes to listen');
  await until(async () => (await listening()) === 0, 'the connections to end');
  await client.end();
}
