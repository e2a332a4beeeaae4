import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageRow } from '../../src/database/schema.ts';
import { appendEvent } from '../../src/events/log.ts';
import { until } from '../conditions.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage, walk } from './reading-stage.ts';
import { contactRow, conversationRow, eventRow, messageRow, seededAt } from './rows.ts';

const north = { workspace_id: 'north' };
const south = { workspace_id: 'south' };
const said = (text: string) => JSON.stringify({ type: 'text', text });

/** Messages that were there before anybody followed the log. */
const messages: [id: string, seq: number, content: object][] = [
  ['m1', 1, { type: 'text', text: 'Where is my order AB-777?' }],
  ['m2', 2, { type: 'text', text: 'ขอคืนเงินค่าจัดส่งได้ไหมคะ' }],
  ['m3', 3, { type: 'image', items: [{ file_name: 'receipt.jpg' }], text: 'The order as it came' }],
  ['m4', 4, { type: 'choices', text: 'Which size?', options: [{ title: 'Small' }, { title: 'Enormous' }] }],
  ['m5', 5, { type: 'reaction', emoji: '👍', to: 'm1' }],
];

describe.each(databaseKinds)('finding messages on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
    await stage.database.transaction(async (transaction) => {
      await transaction.insert('contacts', [
        contactRow({ ...north, id: 'ann', name: 'Ann Suksan', username: 'ann.s' }),
      ]);
      await transaction.insert('contact_identities', [
        {
          ...{ ...north, account_id: 'north-account', kind: 'phone', value: '66811112222' },
          ...{ contact_id: 'ann', created_at: seededAt },
        },
      ]);
      await transaction.insert('conversations', [
        conversationRow({ ...north, id: 'c1', contact_id: 'ann' }),
        conversationRow({ ...north, id: 'c2', thread_key: 'group:c2', kind: 'group' }),
        conversationRow({ ...south, id: 'cs' }),
      ]);
      await transaction.insert(
        'messages',
        messages.map(([id, seq, content]) =>
          messageRow({
            ...{ ...north, id, seq, conversation_id: id === 'm3' ? 'c2' : 'c1', contact_id: 'ann' },
            content: JSON.stringify(content),
          }),
        ),
      );
      await transaction.insert('messages', [
        messageRow({
          ...south,
          id: 'ms',
          seq: 9,
          conversation_id: 'cs',
          content: said('An order of theirs'),
        }),
      ]);
      await transaction.insert('events', [
        ...messages.map(([id, seq]) => eventRow({ ...north, seq, type: 'message.received', message_id: id })),
        eventRow({ ...south, seq: 9, type: 'message.received', message_id: 'ms' }),
      ]);
    });
    // Numbers that the rows above have taken for themselves.
    await stage.database.transaction((transaction) => transaction.sequence(['north'], 10));
    stage.messageSearch.follow(() => true);
    await indexed(5);
  });

  afterEach(() => stage.close());

  const indexed = (seq: number) =>
    until(
      async () => Number((await stage.get('/api/v1/search?q=x')).body.as_of) >= seq,
      `event ${seq} to be indexed`,
    );

  const search = async (query: string, key?: string) =>
    (await stage.get(`/api/v1/search?${query}`, key)).body;

  const found = async (query: string, key?: string) =>
    // The answer is checked against its schema, where each row has a message with an id.
    (await search(query, key)).data.map((row) => (row.message as { id: string }).id);

  /** Changes a message and tells of it. */
  const change = async (type: 'message.edited' | 'message.deleted', changes: Partial<MessageRow>) => {
    const number = await stage.writer.run(async (batch) => {
      await batch.transaction.update(
        'messages',
        ['workspace_id', 'id'],
        [{ ...north, id: 'm1', ...changes }],
      );
      const event = { workspace_id: 'north', type, message_id: 'm1', occurred_at: seededAt };
      return appendEvent(batch, { ...event, data: () => ({}) }, seededAt);
    });
    await indexed(number.seq);
  };

  it('takes in what was there before, the newest first, with what is around it', async () => {
    expect(await found('q=order')).toEqual(['m3', 'm1']);
    expect(await found('q=คืนเงิน')).toEqual(['m2']);
    expect(await found('q=receipt')).toEqual(['m3']);
    expect(await found('q=enormous')).toEqual(['m4']);
    const { data } = await search('q=จัดส่ง');
    expect(data).toMatchObject([
      {
        message: { id: 'm2' },
        conversation: { id: 'c1', contact: { name: 'Ann Suksan' } },
        excerpt: { text: 'ขอคืนเงินค่าจัดส่งได้ไหมคะ', highlights: [{ offset: 12, length: 6 }] },
      },
    ]);
  });

  it('narrows by account, platform and conversation', async () => {
    expect(await found('q=order&conversation_id=c1')).toEqual(['m1']);
    expect(await found('q=order&account_id=north-account&platform=pigeon')).toEqual(['m3', 'm1']);
    expect(await found('q=order&account_id=another')).toEqual([]);
    expect(await found('q=order&platform=owl')).toEqual([]);
  });

  it('finds what stands in a conversation that was merged by the one that stays', async () => {
    await stage.database.transaction((transaction) =>
      transaction.update(
        'conversations',
        ['workspace_id', 'id'],
        [{ ...north, id: 'c1', merged_into: 'c2' }],
      ),
    );
    expect(await found('q=order&conversation_id=c2')).toEqual(['m3', 'm1']);
    expect((await search('q=AB-777')).data).toMatchObject([{ conversation: { id: 'c2' } }]);
  });

  it('shows pages that neither repeat nor miss', async () => {
    for (const order of ['newest', 'relevance']) {
      const rows = await walk(stage, `/api/v1/search?q=order&limit=1&order=${order}`);
      expect(rows.map((row) => row.message)).toHaveLength(2);
      expect(new Set(rows.map((row) => JSON.stringify(row.message))).size).toBe(2);
    }
  });

  it('finds people by name and by the end of their number', async () => {
    const name = { field: 'name', value: 'Ann Suksan', highlights: [{ offset: 4, length: 6 }] };
    expect((await search('q=Suk')).contacts).toMatchObject([{ contact: { id: 'ann' }, matches: [name] }]);
    expect((await search('q=2222')).contacts).toMatchObject([{ contact: { id: 'ann' } }]);
    expect((await search('q=Suk&conversation_id=c1')).contacts).toEqual([]);
    expect((await search('q=Suk', 'south')).contacts).toEqual([]);
  });

  it('follows names, edits and deletions', async () => {
    await change('message.edited', { content: said('Where is my parcel?'), edited_at: seededAt });
    expect(await found('q=order')).toEqual(['m3']);
    expect(await found('q=parcel')).toEqual(['m1']);
    await change('message.deleted', { deleted_at: seededAt });
    expect(await found('q=parcel')).toEqual([]);
    const number = await stage.writer.run(async (batch) => {
      await batch.transaction.update(
        'contacts',
        ['workspace_id', 'id'],
        [{ ...north, id: 'ann', name: 'Zoë' }],
      );
      const event = { workspace_id: 'north', type: 'contact.changed', occurred_at: seededAt } as const;
      return appendEvent(batch, { ...event, data: () => ({ contact_id: 'ann' }) }, seededAt);
    });
    await indexed(number.seq);
    expect((await search('q=Suksan')).contacts).toEqual([]);
    expect((await search('q=zoe')).contacts).toMatchObject([{ contact: { id: 'ann' } }]);
  });

  it('shows nobody what another workspace has', async () => {
    await until(async () => (await found('q=order', 'south')).length > 0, 'the other workspace');
    expect(await found('q=order', 'south')).toEqual(['ms']);
    expect(await found('q=theirs')).toEqual([]);
  });

  it('forgets a person at once, and what they said with them', async () => {
    expect((await stage.delete('/api/v1/contacts/ann')).status).toBe(202);
    const { contacts, data } = await search('q=suksan');
    expect({ contacts, data }).toEqual({ contacts: [], data: [] });
    // The conversation is shown to nobody from then on; the rows go with its messages.
    expect(await found('q=คืนเงิน')).toEqual([]);
  });
});
