import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { called, channel, createWorkspaces, endings, type Node, openNode, shop } from './account-nodes.ts';

const meta = (...secrets: string[]) => ({ platform: 'whatsapp', secrets });

describe.each(databaseKinds)('apps on $kind', ({ create }) => {
  let place: TestDatabase;
  let node: Node;

  beforeEach(async () => {
    place = await create();
    await createWorkspaces(place);
    node = openNode(place);
    called.length = 0;
  });

  afterEach(async () => {
    await node.writer.idle();
    await node.database.close();
    await place.drop();
  });

  const secretsOf = (accountId: string) => node.directory.get(accountId)?.secrets;
  const appOf = async (accountId: string) => (await node.accounts.get('north', accountId)).app_id;

  it('come with their accounts and go with the last of them', async () => {
    const one = await node.accounts.create('north', shop('1'));
    const two = await node.accounts.create('north', shop('2'));
    const [entry] = await node.apps.list('north', '', 10);
    expect(entry).toMatchObject({ app: { id: one.app_id }, accountIds: [one.id, two.id] });
    expect(await endings([node.apps.delete('north', one.app_id)])).toEqual(['app_in_use']);
    await node.accounts.delete('north', one.id);
    expect((await node.apps.get('north', one.app_id)).accountIds).toEqual([two.id]);
    await node.accounts.delete('north', two.id);
    expect(await node.apps.list('north', '', 10)).toEqual([]);
    expect(await endings([node.apps.change('north', one.app_id, { add_secret: 'late' })])).toEqual([
      'not_found',
    ]);
  });

  it('that are made on their own are found by their accounts, and stay when these go', async () => {
    const { app } = await node.apps.create('north', { ...meta('secret'), app_id: '77' });
    const { id, app_id } = await node.accounts.create('north', shop('1'));
    expect(app_id).toBe(app.id);
    expect(secretsOf(id)).toEqual(['secret']);
    await node.accounts.delete('north', id);
    expect(await node.apps.get('north', app.id)).toMatchObject({ app: { app_id: '77' }, accountIds: [] });
    await node.apps.delete('north', app.id);
    expect(await endings([node.apps.get('north', app.id)])).toEqual(['not_found']);
    expect(await node.database.read.selectFrom('app_secrets').select('id').execute()).toEqual([]);
    // The secret is free for another.
    await node.apps.create('north', meta('secret'));
  });

  it('learn the platform’s id from an account that brings it', async () => {
    const { app } = await node.apps.create('north', meta('secret'));
    const known = shop('1');
    const given = { ...known, credentials: { ...known.credentials, app_id: '99' } };
    await node.accounts.create('north', given);
    expect((await node.apps.get('north', app.id)).app.app_id).toBe('99');
  });

  it('hold each secret once in a workspace', async () => {
    const { app } = await node.apps.create('north', meta('secret', 'secret', 'older'));
    expect((await node.apps.get('north', app.id)).secrets).toHaveLength(2);
    const other = await node.apps.create('north', meta('another'));
    expect(
      await endings([
        node.apps.create('north', meta('older')),
        node.apps.change('north', other.app.id, { add_secret: 'secret' }),
        node.apps.change('north', app.id, { add_secret: 'secret' }),
        // Another family, and another workspace.
        node.apps.create('north', { platform: 'line', secrets: ['secret'] }),
        node.apps.create('south', meta('secret')),
        node.apps.create('north', { platform: 'pigeon', secrets: ['secret'] }),
      ]),
    ).toEqual(['secret_exists', 'secret_exists', 'secret_exists', 'done', 'done', 'unknown_platform']);
  });

  it('give a new secret to all their accounts at once, tried first, and take an old one away', async () => {
    const one = await node.accounts.create('north', shop('1'));
    const two = await node.accounts.create('north', shop('2'));
    const { app_id } = one;
    const added = await node.apps.change('north', app_id, { add_secret: 'newer' });
    expect([secretsOf(one.id), secretsOf(two.id)]).toEqual([
      ['newer', 'secret'],
      ['newer', 'secret'],
    ]);
    await node.apps.change('north', app_id, { add_secret: 'newest' });
    expect(secretsOf(two.id)).toEqual(['newest', 'newer', 'secret']);
    const [newer, oldest] = added.secrets;
    await node.apps.change('north', app_id, { remove_secret_id: oldest?.id });
    expect([secretsOf(one.id), secretsOf(two.id)]).toEqual([
      ['newest', 'newer'],
      ['newest', 'newer'],
    ]);
    await node.apps.change('north', app_id, { remove_secret_id: newer?.id });
    const [last] = (await node.apps.get('north', app_id)).secrets;
    expect(
      await endings([
        node.apps.change('north', app_id, { remove_secret_id: last?.id }),
        node.apps.change('north', app_id, { remove_secret_id: oldest?.id }),
      ]),
    ).toEqual(['last_secret', 'not_found']);
    expect(secretsOf(one.id)).toEqual(['newest']);
    // What was asked for together happens together or not at all.
    const both = { add_secret: 'lost', remove_secret_id: 'nobody’s' };
    expect(await endings([node.apps.change('north', app_id, both)])).toEqual(['not_found']);
    expect(secretsOf(one.id)).toEqual(['newest']);
  });

  it('of one channel give the new secret also to what makes its tokens', async () => {
    const { credentials } = channel();
    const { id, app_id } = await node.accounts.create('north', {
      ...channel(),
      credentials: { channel_secret: credentials.channel_secret, channel_id: '1655' },
    });
    await node.apps.change('north', app_id, { add_secret: 'newer' });
    expect(node.directory.get(id)?.credentials).toMatchObject({ channel_secret: ['newer', 'secret'] });
  });

  it('reach other nodes', async () => {
    const { id, app_id } = await node.accounts.create('north', shop('1'));
    const before = await node.accounts.get('north', id);
    await node.apps.change('north', app_id, { add_secret: 'newer' });
    // By this others tell, whatever notification was lost.
    expect((await node.accounts.get('north', id)).updated_at).toBeGreaterThan(before.updated_at);
  });

  it('know nothing of a workspace that was deleted meanwhile', async () => {
    await node.database.transaction((transaction) =>
      transaction.update('workspaces', ['id'], [{ id: 'south', deleted_at: 1 }]),
    );
    expect(
      await endings([node.apps.create('south', meta('secret')), node.accounts.create('south', shop('1'))]),
    ).toEqual(['not_found', 'not_found']);
  });

  describe('whose secret another workspace holds', () => {
    const provenFor = (phoneNumberId: string) => called.some((path) => path.endsWith(`/${phoneNumberId}`));

    it('make every account prove itself, whichever of their secrets it brings', async () => {
      await node.accounts.create('north', shop('1'));
      await node.apps.create('south', meta('own', 'secret'));
      await node.accounts.create('south', shop('2', 'own'));
      expect(provenFor('2')).toBe(true);
    });

    it('do not get it while they have accounts that nobody has proved', async () => {
      await node.accounts.create('north', shop('1'));
      const mine = await node.accounts.create('south', shop('2', 'own'));
      const other = await node.accounts.create('south', shop('3', 'own'));
      expect([provenFor('2'), provenFor('3')]).toEqual([false, false]);
      const credentials = { app_secret: ['secret', 'own'] };
      expect(
        await endings([
          node.apps.change('south', mine.app_id, { add_secret: 'secret' }),
          node.accounts.update('south', mine.id, { credentials }),
          node.accounts.create('south', {
            ...shop('4'),
            credentials: { ...shop('4').credentials, app_secret: ['own', 'secret'] },
          }),
        ]),
      ).toEqual(['secret_shared', 'secret_shared', 'secret_shared']);
      expect([secretsOf(mine.id), secretsOf(other.id)]).toEqual([['own'], ['own']]);
      // Alone it can be proved, and is.
      await node.accounts.delete('south', other.id);
      await node.accounts.update('south', mine.id, { credentials });
      expect(provenFor('2')).toBe(true);
      expect(secretsOf(mine.id)).toEqual(['secret', 'own']);
    });

    it('rotate together with the other', async () => {
      const north = await node.accounts.create('north', shop('1'));
      const south = await node.accounts.create('south', shop('2'));
      for (const { workspace_id, app_id } of [north, south]) {
        await node.apps.change(workspace_id, app_id, { add_secret: 'newer' });
      }
      expect([secretsOf(north.id), secretsOf(south.id)]).toEqual([
        ['newer', 'secret'],
        ['newer', 'secret'],
      ]);
      expect(await appOf(north.id)).not.toBe(south.app_id);
    });
  });
});
