import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyProfile } from '../../src/conversations/contact-profile.ts';
import { conversationStore } from '../../src/conversations/store.ts';
import type { ContactRow } from '../../src/database/schema.ts';
import type { Profile } from '../../src/platforms/account-care.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { contactRow, conversationRow } from './rows.ts';

const north = { workspace_id: 'north', account_id: 'north-account' };
const owner = { workspaceId: 'north', accountId: 'north-account', platform: 'pigeon' };

describe.each(databaseKinds)('the profile of a contact on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
  });

  afterEach(() => stage.close());

  const insert = (given: Partial<ContactRow>) =>
    stage.database.transaction(async (transaction) => {
      await transaction.insert('contacts', [contactRow({ ...north, id: 'ann', ...given })]);
      const identity = { ...north, kind: 'user', value: 'Uann', contact_id: 'ann', created_at: 0 };
      await transaction.insert('contact_identities', [identity]);
      await transaction.insert('conversations', [
        conversationRow({ ...north, id: 'c1', contact_id: 'ann', thread_key: 'contact:ann' }),
      ]);
    });
  const stored = () =>
    stage.database.read.selectFrom('contacts').selectAll().where('id', '=', 'ann').executeTakeFirstOrThrow();
  const events = async () => {
    const rows = await stage.database.read.selectFrom('events').selectAll().orderBy('seq').execute();
    return rows.map(({ type, conversation_id, data }) => ({ type, conversation_id, ...JSON.parse(data) }));
  };

  function learn(profile: Profile): Promise<void> {
    return stage.writer.run(async (batch) => {
      const now = stage.clock.now();
      const store = conversationStore(batch, now);
      await store.contacts.loadIds([{ workspaceId: 'north', id: 'ann' }]);
      const contact = store.contacts.current('north', 'ann');
      if (contact) await applyProfile({ batch, store, now }, owner, contact, profile);
    });
  }

  function isNamed(name: string): Promise<void> {
    return stage.writer.run(async (batch) => {
      const { contacts } = conversationStore(batch, stage.clock.now());
      const identities = [{ kind: 'user', value: 'Uann' }];
      await contacts.load([{ owner, identities }]);
      await contacts.resolve(owner, { identities, name }, 0);
    });
  }

  it('fills what is not known, and follows what changes', async () => {
    await insert({ name: null });
    await learn({ name: 'Ann', picture_url: 'https://pictures.example/1', locale: 'th' });
    expect(await stored()).toMatchObject({
      name: 'Ann',
      picture_url: 'https://pictures.example/1',
      locale: 'th',
    });
    await learn({ name: 'Ann B.', picture_url: 'https://pictures.example/1' });
    expect(await stored()).toMatchObject({ name: 'Ann B.', locale: 'th' });
    const known = {
      contact_id: 'ann',
      username: null,
      picture_url: 'https://pictures.example/1',
      locale: 'th',
    };
    const news = { type: 'contact.changed', conversation_id: 'c1', ...known };
    expect(await events()).toEqual([
      { ...news, name: 'Ann', changed: ['name', 'picture_url', 'locale'] },
      { ...news, name: 'Ann B.', changed: ['name'] },
    ]);
  });

  it('says nothing when nothing is new', async () => {
    await insert({ name: null });
    await learn({ name: 'Ann' });
    await learn({ name: 'Ann' });
    await learn({});
    expect(await events()).toHaveLength(1);
  });

  it('never takes the place of a name that a message has told, before or after it', async () => {
    await insert({ name: 'Ann of the shop' });
    await learn({ name: 'ann_1990', username: 'ann' });
    expect(await stored()).toMatchObject({ name: 'Ann of the shop', username: 'ann' });
    await isNamed('Ann at home');
    await learn({ name: 'ann_1991' });
    expect(await stored()).toMatchObject({ name: 'Ann at home' });
  });

  it('gives way to a name that a message tells later', async () => {
    await insert({ name: null });
    await learn({ name: 'ann_1990' });
    // Also when it is the same: from then on it is the message's.
    await isNamed('ann_1990');
    await learn({ name: 'ann_1991' });
    expect(await stored()).toMatchObject({ name: 'ann_1990' });
    await isNamed('Ann');
    expect(await stored()).toMatchObject({ name: 'Ann' });
  });

  it('may hold what a database does not', async () => {
    await insert({ name: null });
    await learn({ name: 'A\0nn' });
    await learn({ name: 'A\0nn' });
    expect(await stored()).toMatchObject({ name: 'A\ufffdnn' });
    expect(await events()).toHaveLength(1);
  });
});
