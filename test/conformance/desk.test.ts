import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversationStore } from '../../src/conversations/store.ts';
import { appendEvent } from '../../src/events/log.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage, walk } from './reading-stage.ts';
import { contactRow, conversationRow, eventRow, messageRow, seededAt } from './rows.ts';

const north = { workspace_id: 'north' };
const south = { workspace_id: 'south' };

describe.each(databaseKinds)('the desk on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
    const member = { locale: null, role: 'agent', teams: '[]', created_at: seededAt, deleted_at: null };
    await stage.database.transaction(async (transaction) => {
      await transaction.insert('members', [
        { ...north, ...member, id: 'mia', name: 'Mia' },
        { ...north, ...member, id: 'tom', name: 'Tom' },
        { ...north, ...member, id: 'gone', name: 'Gone', deleted_at: seededAt },
        { ...south, ...member, id: 'stranger', name: 'Stranger' },
      ]);
      await transaction.insert('contacts', [contactRow({ ...north, id: 'ann' })]);
      await transaction.insert('conversations', [
        conversationRow({
          ...{ ...north, id: 'c1', contact_id: 'ann', tags: '["vip"]', turn: 4, unread: 3 },
          ...{ last_message_seq: 5, last_inbound_seq: 4 },
        }),
      ]);
      const ofPerson = { ...north, conversation_id: 'c1', contact_id: 'ann' };
      await transaction.insert('messages', [
        messageRow({ ...ofPerson, id: 'm1', seq: 1 }),
        messageRow({ ...ofPerson, id: 'm2', seq: 2 }),
        messageRow({ ...ofPerson, id: 'm3', seq: 3, content_type: 'reaction' }),
        messageRow({ ...ofPerson, id: 'm4', seq: 4 }),
        messageRow({ ...ofPerson, id: 'm5', seq: 5, direction: 'out', author: 'api' }),
        messageRow({ ...ofPerson, id: 'm0', seq: 6, origin: 'imported' }),
      ]);
      await transaction.insert('events', [eventRow({ ...north, seq: 0 })]);
    });
  });

  afterEach(() => stage.close());

  const patch = (body: object, key = 'mia') => stage.patch('/api/v1/conversations/c1', body, key);
  const events = async () =>
    (
      await stage.get(
        '/api/v1/events?types=conversation.changed,conversation.handover,note.added,note.deleted',
      )
    ).body.data;
  const mia = { member_id: 'mia', key_id: 'key-of-mia' };

  describe('changing', () => {
    it('assigns, sorts and closes, and tells what has changed and who did it', async () => {
      const wishes = {
        status: 'closed',
        assignee_id: 'tom',
        team: 'sales',
        tags: ['urgent', 'vip', 'urgent'],
      };
      const { status, body } = await patch(wishes);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'closed', assignee_id: 'tom', team: 'sales', owner: 'none' });
      expect(body.tags).toEqual(['urgent', 'vip']);
      const [event, ...more] = await events();
      expect(more).toEqual([]);
      expect(event).toMatchObject({
        ...{ type: 'conversation.changed', conversation_id: 'c1', account_id: 'north-account' },
        platform: 'pigeon',
      });
      expect(event?.data).toEqual({
        conversation_id: 'c1',
        by: mia,
        changes: {
          status: { from: 'open', to: 'closed' },
          assignee_id: { from: null, to: 'tom' },
          team: { from: null, to: 'sales' },
          tags: { from: ['vip'], to: ['urgent', 'vip'] },
        },
      });
      expect(await turn()).toBe(4);
    });

    it('tells nothing when nothing has changed', async () => {
      const same = { owner: 'none', status: 'open', assignee_id: null, team: null, tags: ['vip'] };
      expect((await patch(same)).status).toBe(200);
      expect((await patch({ add_tags: ['vip'], remove_tags: ['other'] })).status).toBe(200);
      expect((await patch({})).body.updated_at).toBe('2026-01-15T09:00:00.000Z');
      expect(await events()).toEqual([]);
    });

    it('of the owner ends the turn and is told as a handover of its own', async () => {
      const { body } = await patch({ owner: 'human', team: 'sales' }, 'north');
      expect(body).toMatchObject({ owner: 'human', team: 'sales' });
      expect(await turn()).toBe(5);
      const by = { member_id: null, key_id: 'key' };
      expect(await events()).toMatchObject([
        { type: 'conversation.changed', data: { changes: { team: { from: null, to: 'sales' } } } },
        {
          type: 'conversation.handover',
          data: { conversation_id: 'c1', from: 'none', to: 'human', by },
        },
      ]);
    });

    it('lets two people add tags at once', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `tag ${index}`);
      await Promise.all(names.map((name) => patch({ add_tags: [name], remove_tags: ['vip'] })));
      const { body } = await stage.get('/api/v1/conversations/c1');
      expect(new Set(body.tags as string[])).toEqual(new Set(names));
    });

    it.each([
      ['a member of another workspace', { assignee_id: 'stranger' }, 422, 'unknown_member'],
      ['a member who is gone', { assignee_id: 'gone' }, 422, 'unknown_member'],
      ['a message of elsewhere', { read_until: 'unknown' }, 422, 'unknown_message'],
      ['too many tags', { add_tags: Array.from({ length: 50 }, (_, i) => `t${i}`) }, 422, 'too_many_tags'],
      ['two ways of setting tags', { tags: [], add_tags: ['x'] }, 422, 'invalid_request'],
      ['an unknown owner', { owner: 'nobody' }, 422, 'invalid_request'],
      ['an unknown field', { colour: 'red' }, 422, 'invalid_request'],
    ])('refuses %s and changes nothing', async (_, wishes, status, code) => {
      const answer = await patch({ team: 'sales', ...wishes });
      expect(answer).toMatchObject({ status, body: { code } });
      expect((await stage.get('/api/v1/conversations/c1')).body.team).toBeNull();
      expect(await events()).toEqual([]);
    });

    it('needs the scope, and finds nothing of another workspace', async () => {
      expect((await patch({ team: 'a' }, 'reader')).status).toBe(403);
      expect((await patch({ team: 'a' }, 'south')).status).toBe(404);
    });

    it('of a merged conversation changes the one that goes on', async () => {
      await stage.database.transaction((transaction) =>
        transaction.insert('conversations', [conversationRow({ ...north, id: 'old', merged_into: 'c1' })]),
      );
      const { body } = await stage.patch('/api/v1/conversations/old', { team: 'sales' }, 'mia');
      expect(body).toMatchObject({ id: 'c1', team: 'sales' });
    });

    const turn = async () =>
      (await stage.database.read.selectFrom('conversations').select('turn').executeTakeFirstOrThrow()).turn;
  });

  describe('reading', () => {
    const unread = async (key: string) => (await stage.get('/api/v1/conversations/c1', key)).body.unread;
    const listed = async (query: string, key: string) =>
      (await stage.get(`/api/v1/conversations?${query}`, key)).body.data.map(({ id }) => id);

    it('moves the position of the member, and only forwards', async () => {
      expect((await patch({ read_until: 'm2' })).body).toMatchObject({ unread: 1, read_until: '2' });
      expect((await patch({ read_until: '1' })).body).toMatchObject({ unread: 1, read_until: '2' });
      expect((await patch({ read_until: '999' })).body).toMatchObject({ unread: 0, read_until: '5' });
      expect((await events()).map(({ data }) => data)).toMatchObject([
        { by: mia, changes: { unread: { from: 3, to: 1 }, read_until: { from: null, to: '2' } } },
        { by: mia, changes: { unread: { from: 1, to: 0 }, read_until: { from: '2', to: '5' } } },
      ]);
    });

    it('is one’s own as soon as one has read, and everybody’s before', async () => {
      await patch({ read_until: 'm1' }, 'tom');
      expect(await Promise.all(['tom', 'mia', 'north'].map(unread))).toEqual([2, 2, 2]);
      await patch({ read_until: 'm4' }, 'mia');
      expect(await Promise.all(['tom', 'mia', 'north'].map(unread))).toEqual([2, 0, 0]);
      expect(await listed('unread=true', 'tom')).toEqual(['c1']);
      expect(await listed('unread=true', 'mia')).toEqual([]);
      expect(await listed('unread=false', 'mia')).toEqual(['c1']);
      expect(await listed('unread=false', 'tom')).toEqual([]);
    });

    it('by a service moves the shared counter alone', async () => {
      const { body } = await patch({ read_until: '5' }, 'north');
      expect(body).toMatchObject({ unread: 0, read_until: null });
      expect(await listed('unread=true', 'north')).toEqual([]);
      expect(await stage.database.read.selectFrom('read_positions').selectAll().execute()).toEqual([]);
    });
  });

  describe('lists', () => {
    it('are filtered by all that the desk sorts by', async () => {
      await stage.database.transaction((transaction) =>
        transaction.insert('conversations', [
          conversationRow({ ...north, id: 'a', assignee_id: 'mia', team: 'sales', tags: '["a\\"b","VIP"]' }),
          conversationRow({
            ...north,
            id: 'b',
            assignee_id: 'tom',
            unread: 1,
            tags: '["vip 2","a_b","ไทย"]',
          }),
          conversationRow({
            ...south,
            id: 'x',
            assignee_id: 'mia',
            team: 'sales',
            unread: 1,
            tags: '["vip"]',
          }),
        ]),
      );
      const ids = async (query: string) =>
        (await walk(stage, `/api/v1/conversations?limit=1&${query}`)).map(({ id }) => id);
      expect(await ids('assignee_id=mia')).toEqual(['a']);
      expect(await ids('assignee_id=none')).toEqual(['c1']);
      expect(await ids('team=sales')).toEqual(['a']);
      expect(await ids('tag=vip')).toEqual(['c1']);
      expect(await ids('tag=VIP')).toEqual(['a']);
      expect(await ids(`tag=${encodeURIComponent('a"b')}`)).toEqual(['a']);
      expect(await ids('tag=a_b')).toEqual(['b']);
      expect(await ids(`tag=${encodeURIComponent('ไทย')}`)).toEqual(['b']);
      expect(await ids('tag=%25')).toEqual([]);
      expect(await ids('unread=true')).toEqual(['c1', 'b']);
      expect(await ids('unread=false')).toEqual(['a']);
      expect(await ids('assignee_id=tom&unread=true&status=open&owner=none')).toEqual(['b']);
    });

    it('miss none of the conversations that move while they are walked, if the events are followed', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `walked-${String(index).padStart(2, '0')}`);
      await stage.database.transaction((transaction) =>
        transaction.insert(
          'conversations',
          names.map((id, index) => conversationRow({ ...north, id, last_message_seq: 100 + index })),
        ),
      );
      let pages = 0;
      let asOf = '';
      const seen = new Set<unknown>();
      const filter = 'status=open&assignee_id=none&limit=3';
      for (let cursor: string | null = ''; cursor !== null; pages++) {
        const { body } = await stage.get(`/api/v1/conversations?${filter}${cursor && `&cursor=${cursor}`}`);
        asOf ||= String(body.as_of);
        expect(body.as_of).toBe(asOf);
        for (const { id } of body.data) seen.add(id);
        cursor = body.next_cursor;
        // Between two pages one falls out of the list, one comes back, and one moves above what was read.
        await stage.patch(`/api/v1/conversations/${names[pages]}`, { status: 'closed' });
        if (pages > 0) await stage.patch(`/api/v1/conversations/${names[pages - 1]}`, { status: 'open' });
        await arrive(names[pages + 8] ?? 'c1');
      }
      expect(pages).toBeGreaterThan(4);
      const followed = (await stage.get(`/api/v1/events?after=${asOf}&limit=200`)).body.data;
      const told = new Set(followed.map(({ conversation_id }) => conversation_id));
      const missed = names.filter((name) => !seen.has(name));
      expect(missed.length).toBeGreaterThan(0);
      expect(missed.filter((name) => !told.has(name))).toEqual([]);
    });

    /** What accepting a message does to the place of a conversation. */
    async function arrive(id: string): Promise<void> {
      await stage.writer.run(async (batch) => {
        const { conversations } = conversationStore(batch, stage.clock.now());
        const row = await conversations.current('north', id);
        if (!row) throw new Error(`There is no conversation ${id}.`);
        const event = { ...north, type: 'message.received' as const, occurred_at: 0, conversation_id: id };
        const number = appendEvent(batch, { ...event, data: () => ({}) }, 0);
        conversations.touch(row, number, 'Hello', stage.clock.now());
      });
    }
  });

  describe('notes', () => {
    const path = '/api/v1/conversations/c1/notes';

    it('are written, listed and deleted, and told', async () => {
      const first = await stage.post(path, 'mia', { text: ' Called back. ' });
      expect(first).toMatchObject({ status: 201, body: { text: 'Called back.', author: mia } });
      const second = await stage.post(path, 'north', { text: 'By a service.' });
      expect(second.body.author).toEqual({ member_id: null, key_id: 'key' });
      const ids = (await walk(stage, `${path}?limit=1`)).map(({ id }) => id);
      expect(ids).toEqual([second.body.id, first.body.id]);
      expect((await stage.delete(`${path}/${first.body.id}`, 'tom')).status).toBe(204);
      expect((await stage.delete(`${path}/${first.body.id}`, 'tom')).status).toBe(404);
      expect((await stage.get(path)).body.data).toEqual([second.body]);
      expect(await events()).toMatchObject([
        { type: 'note.added', conversation_id: 'c1', data: { note: first.body } },
        { type: 'note.added', data: { note: second.body } },
        { type: 'note.deleted', data: { note_id: first.body.id, by: { member_id: 'tom' } } },
      ]);
    });

    it('of others are neither seen nor touched', async () => {
      const { body } = await stage.post(path, 'mia', { text: 'Ours.' });
      await stage.database.transaction((transaction) =>
        transaction.insert('conversations', [
          conversationRow({ ...south, id: 'theirs' }),
          conversationRow({ ...north, id: 'c2' }),
        ]),
      );
      expect((await stage.get(path, 'south')).status).toBe(404);
      expect((await stage.post(path, 'south', { text: 'x' })).status).toBe(404);
      expect((await stage.delete(`${path}/${body.id}`, 'south')).status).toBe(404);
      expect((await stage.delete(`/api/v1/conversations/c2/notes/${body.id}`)).status).toBe(404);
      expect((await stage.post(path, 'reader', { text: 'x' })).status).toBe(403);
      expect((await stage.post(path, 'mia', { text: '  ' })).status).toBe(422);
      expect((await stage.get(path)).body.data).toHaveLength(1);
    });
  });
});
