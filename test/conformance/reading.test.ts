import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Counters } from '../../src/accounts/counters.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import { noInterest } from '../../src/conversations/interest.ts';
import { openapiDocument } from '../../src/http/openapi.ts';
import { Receiver } from '../../src/inbound/receive.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { databaseKinds } from '../databases.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage, walk } from './reading-stage.ts';
import {
  contactRow,
  conversationRow,
  deadRow,
  eventRow,
  itemRow,
  messageRow,
  partRow,
  seededAt,
  webhookRow,
} from './rows.ts';

const w1 = { workspace_id: 'north' };
const w2 = { workspace_id: 'south' };

describe.each(databaseKinds)('reading on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
  });

  afterEach(() => stage.close());

  describe('conversations', () => {
    const at = (id: string, seq: number, more = {}) =>
      conversationRow({ ...w1, id, last_message_seq: seq, ...more });

    it('are shown with their person, in the public form', async () => {
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('contacts', [contactRow({ ...w1, id: 'ann', username: 'ann_a' })]);
        await transaction.insert('conversations', [
          at('c1', 7, {
            contact_id: 'ann',
            tags: '["vip"]',
            unread: 2,
            last_message_at: seededAt,
            window_ends_at: seededAt + 1,
            preview: 'Hello',
          }),
          at('c2', 0, { kind: 'group', thread_id: 'G1', thread_key: 'group:G1' }),
        ]);
      });
      expect((await stage.get('/api/v1/conversations/c1')).body).toEqual({
        standby: false,
        id: 'c1',
        account_id: 'north-account',
        platform: 'pigeon',
        kind: 'direct',
        contact_id: 'ann',
        contact: { id: 'ann', name: 'Name of ann', username: 'ann_a' },
        thread_id: null,
        owner: 'none',
        status: 'open',
        assignee_id: null,
        team: null,
        tags: ['vip'],
        unread: 2,
        read_until: null,
        last_message_at: '2026-01-15T09:00:00.000Z',
        last_message_cursor: '7',
        preview: 'Hello',
        intent: null,
        language: null,
        window_ends_at: '2026-01-15T09:00:00.001Z',
        merged_into: null,
        created_at: '2026-01-15T09:00:00.000Z',
        updated_at: '2026-01-15T09:00:00.000Z',
      });
      expect((await stage.get('/api/v1/conversations/c2')).body).toMatchObject({
        contact: null,
        thread_id: 'G1',
        last_message_at: null,
        last_message_cursor: null,
      });
    });

    it('are listed by their latest message and filtered', async () => {
      await stage.database.transaction((transaction) =>
        transaction.insert('conversations', [
          at('c1', 5, { owner: 'bot' }),
          at('c2', 9, { status: 'closed', contact_id: 'ann' }),
          at('c3', 7, { account_id: 'other' }),
          // Never spoken in: told apart by their ids.
          at('c4', 0),
          at('c5', 0),
        ]),
      );
      const ids = async (query: string) =>
        (await walk(stage, `/api/v1/conversations?limit=2${query}`)).map(({ id }) => id);
      expect(await ids('')).toEqual(['c2', 'c3', 'c1', 'c5', 'c4']);
      expect(await ids('&owner=bot')).toEqual(['c1']);
      expect(await ids('&status=open')).toEqual(['c3', 'c1', 'c5', 'c4']);
      expect(await ids('&account_id=other')).toEqual(['c3']);
      expect(await ids('&contact_id=ann')).toEqual(['c2']);
    });

    it('that move while the list is read are not repeated, and the events after as_of tell of them', async () => {
      await stage.database.transaction(async (transaction) => {
        const rows = Array.from({ length: 9 }, (_, index) => at(`c${index + 1}`, index + 1));
        await transaction.insert('conversations', rows);
        await transaction.insert('events', [eventRow({ ...w1, seq: 9, conversation_id: 'c9' })]);
      });
      let seq = 9;
      const seen = await walk(stage, '/api/v1/conversations?limit=3', async () => {
        seq += 1;
        await stage.database.transaction(async (transaction) => {
          // The last of the list moves to its top.
          const id = `c${seq - 9}`;
          await transaction.update('conversations', ['id'], [{ id, last_message_seq: seq }]);
          await transaction.insert('events', [eventRow({ ...w1, seq, conversation_id: id })]);
        });
      });
      const { body } = await stage.get('/api/v1/conversations?limit=3');
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const followed = await walk(stage, '/api/v1/conversations?limit=9');
      expect(followed).toHaveLength(9);
      expect(body.as_of).toBe(String(seq));
    });

    it('answer on every page the as_of of the first', async () => {
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('conversations', [at('c1', 1), at('c2', 2), at('c3', 3)]);
        await transaction.insert('events', [eventRow({ ...w1, seq: 3 })]);
      });
      const first = (await stage.get('/api/v1/conversations?limit=1')).body;
      await stage.database.transaction((transaction) =>
        transaction.insert('events', [eventRow({ ...w1, seq: 4 })]),
      );
      const second = (await stage.get(`/api/v1/conversations?limit=1&cursor=${first.next_cursor}`)).body;
      expect([first.as_of, second.as_of]).toEqual(['3', '3']);
      expect((await stage.get('/api/v1/conversations')).body.as_of).toBe('4');
    });
  });

  describe('messages', () => {
    it('of a conversation come in the order in which they were said, both ways', async () => {
      const said = (id: string, seq: number, sentAt: number) =>
        messageRow({ ...w1, id, conversation_id: 'c1', seq, sent_at: sentAt });
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('conversations', [conversationRow({ ...w1, id: 'c1' })]);
        await transaction.insert('messages', [
          said('m3', 1, 300),
          // Imported later, said earlier.
          said('m1', 2, 100),
          said('m4', 3, 300),
          said('m2', 4, 200),
          messageRow({ ...w1, id: 'other', conversation_id: 'c2', seq: 5 }),
        ]);
      });
      const ids = async (order: string) =>
        (await walk(stage, `/api/v1/conversations/c1/messages?limit=2${order}`)).map(({ id }) => id);
      expect(await ids('')).toEqual(['m4', 'm3', 'm2', 'm1']);
      expect(await ids('&order=asc')).toEqual(['m1', 'm2', 'm3', 'm4']);
    });

    it('stay in place while others are added', async () => {
      let seq = 0;
      const add = () => {
        seq += 1;
        const row = messageRow({ ...w1, id: `m${seq}`, conversation_id: 'c1', seq, sent_at: seededAt + seq });
        return stage.database.transaction((transaction) => transaction.insert('messages', [row]));
      };
      await stage.database.transaction((transaction) =>
        transaction.insert('conversations', [conversationRow({ ...w1, id: 'c1' })]),
      );
      for (let count = 0; count < 5; count++) await add();
      const thread = await walk(stage, '/api/v1/conversations/c1/messages?limit=2', add);
      expect(thread.map(({ id }) => id)).toEqual(['m5', 'm4', 'm3', 'm2', 'm1']);
      const all = await walk(stage, '/api/v1/messages?limit=3', add);
      expect(all.map(({ id }) => id)).toEqual(['m8', 'm7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1']);
    });

    it('name who sent them, and show their parts', async () => {
      const inbound = messageRow({ ...w1, id: 'in', conversation_id: 'c1', seq: 1, contact_id: 'ann' });
      const outbound = messageRow({
        ...{ ...w1, id: 'out', conversation_id: 'c1', seq: 2 },
        ...{ direction: 'out', author: 'api', status: 'sent', sender_id: 'north-loft' },
      });
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('contacts', [contactRow({ ...w1, id: 'ann' })]);
        await transaction.insert('messages', [inbound, outbound]);
        await transaction.insert('message_parts', [
          partRow(outbound, 1, { status: 'sent' }),
          partRow(outbound, 0, { status: 'delivered' }),
          partRow(inbound, 0),
        ]);
      });
      const { body } = await stage.get('/api/v1/messages');
      expect(body.data).toMatchObject([
        {
          id: 'out',
          platform_message_id: 'p-out-0',
          sender: { contact_id: null, id: 'north-loft', name: 'Loft of north' },
          parts: [
            { position: 0, status: 'delivered' },
            { position: 1, status: 'sent' },
          ],
        },
        { id: 'in', platform_message_id: 'p-in-0', sender: { contact_id: 'ann', name: 'Name of ann' } },
      ]);
      expect(body.data[1]).not.toHaveProperty('parts');
    });

    it('are filtered', async () => {
      const out = { direction: 'out', author: 'api' };
      await stage.database.transaction((transaction) =>
        transaction.insert('messages', [
          messageRow({ ...w1, id: 'm1', conversation_id: 'c1', seq: 1 }),
          messageRow({ ...w1, ...out, id: 'm2', conversation_id: 'c2', seq: 2, status: 'failed' }),
          messageRow({ ...w1, ...out, id: 'm3', conversation_id: 'c1', seq: 3, status: 'read' }),
          messageRow({ ...w1, id: 'm4', conversation_id: 'c3', seq: 4, account_id: 'other' }),
        ]),
      );
      const ids = async (query: string) =>
        (await stage.get(`/api/v1/messages?${query}`)).body.data.map(({ id }) => id);
      expect(await ids('direction=out')).toEqual(['m3', 'm2']);
      expect(await ids('status=failed')).toEqual(['m2']);
      expect(await ids('conversation_id=c1')).toEqual(['m3', 'm1']);
      expect(await ids('account_id=other')).toEqual(['m4']);
      expect((await stage.get('/api/v1/messages?status=lost')).status).toBe(422);
    });

    it('tell their whole timeline', async () => {
      const failure = { kind: 'temporary', code: '503', message: 'Busy', cause: 'Busy.', fix: 'Wait.' };
      const message = messageRow({
        ...{ ...w1, id: 'm1', conversation_id: 'c1', seq: 3, raw_id: 'raw-1' },
        ...{ direction: 'out', author: 'bot', status: 'queued' },
      });
      const attempt = (id: string, more = {}) => ({
        ...{ ...w1, id, account_id: 'north-account', conversation_id: 'c1', job_id: 'j1', state: 'failed' },
        request: '{"method":"POST","base":"url","path":"/send","headers":{"x-key":"k"},"body":{"text":"Hi"}}',
        ...{ proof: '{"kind":"none","why":"No receipts."}', reply_token: null, tries: 2, epoch: 1 },
        ...{ started_at: seededAt, tried_at: seededAt + 5, ended_at: seededAt + 9, status_code: 503 },
        ...{ trace_id: 'trace', failure: JSON.stringify(failure) },
        ...more,
      });
      const open = { state: 'open', proof: '{"kind":"receipt"}', ended_at: null, status_code: null };
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('messages', [message]);
        await transaction.insert('message_parts', [partRow(message, 0), partRow(message, 1)]);
        await transaction.insert('attempts', [
          attempt('a1'),
          attempt('a2', { ...open, trace_id: null, failure: null }),
          attempt('foreign'),
        ]);
        const carried = (attempt_id: string, position: number, message_id = 'm1') => ({
          ...{ ...w1, attempt_id, message_id, position },
        });
        await transaction.insert('attempt_parts', [
          ...[carried('a1', 0), carried('a1', 1), carried('a2', 1), carried('foreign', 0, 'm2')],
        ]);
        await transaction.insert('events', [
          eventRow({ ...w1, seq: 3, message_id: 'm1', type: 'message.queued' }),
          eventRow({ ...w1, seq: 4, message_id: 'm2' }),
          eventRow({ ...w1, seq: 5, message_id: 'm1', type: 'message.sent', occurred_at: seededAt + 9 }),
        ]);
        await transaction.insert('jobs', [
          {
            ...{ ...w1, id: 'j1', seq: 6, shard: 0, target: 'account:north-account', lane: 'c1' },
            ...{ kind: 'send', reference: 'm1', payload: 'null', priority: 5, run_at: seededAt + 1000 },
            ...{ attempts: 1, starts: 0, epoch: 1, reason: '503: Busy.', created_at: seededAt },
            ...{ puts: 0, deadline: null },
          },
        ]);
        const pause = { ...w1, until: seededAt + 2000, since: seededAt, reason: 'Bad token' };
        await transaction.insert('target_pauses', [{ ...pause, target: 'account:north-account' }]);
        await transaction.insert('dead_jobs', [
          deadRow({ ...w1, id: 'd1', kind: 'send', reference: 'm1' }),
          deadRow({ ...w1, id: 'd2', kind: 'send', reference: 'm2' }),
        ]);
      });
      const { body } = await stage.get('/api/v1/messages/m1');
      const request = { method: 'POST', path: '/send', body: { text: 'Hi' } };
      expect(body).toMatchObject({ id: 'm1', status: 'queued' });
      expect(body.timeline).toEqual({
        webhook_id: 'raw-1',
        agent_run: null,
        cancellation: null,
        substitution: null,
        attempts: [
          {
            ...{ id: 'a1', state: 'failed', parts: [0, 1], tries: 2, status_code: 503, trace_id: 'trace' },
            started_at: '2026-01-15T09:00:00.000Z',
            last_tried_at: '2026-01-15T09:00:00.005Z',
            ended_at: '2026-01-15T09:00:00.009Z',
            ...{ failure, request, proof: { kind: 'none', why: 'No receipts.' } },
          },
          {
            ...{ id: 'a2', state: 'open', parts: [1], tries: 2, status_code: null, trace_id: null },
            started_at: '2026-01-15T09:00:00.000Z',
            last_tried_at: '2026-01-15T09:00:00.005Z',
            ...{ ended_at: null, failure: null, request, proof: { kind: 'receipt' } },
          },
        ],
        events: [
          { id: 'event-3', type: 'message.queued', occurred_at: '2026-01-15T09:00:00.000Z', cursor: '3' },
          { id: 'event-5', type: 'message.sent', occurred_at: '2026-01-15T09:00:00.009Z', cursor: '5' },
        ],
        waiting: {
          attempts: 1,
          next_try_at: '2026-01-15T09:00:02.000Z',
          reason: '503: Busy.',
          account_pause: { until: '2026-01-15T09:00:02.000Z', reason: 'Bad token' },
        },
        dead_job: { id: 'd1', reason: 'It did not work.', died_at: '2026-01-15T09:00:00.000Z' },
      });
    });
  });

  it('shows contacts with their identities, and merged ones only by their id', async () => {
    await stage.database.transaction(async (transaction) => {
      await transaction.insert('contacts', [
        contactRow({ ...w1, id: 'p1', last_seen_at: seededAt, subscribed: 0 }),
        contactRow({ ...w1, id: 'p2', merged_into: 'p1' }),
        contactRow({ ...w1, id: 'p3', account_id: 'other' }),
      ]);
      const identity = (kind: string, value: string, contact_id: string) => ({
        ...{ ...w1, account_id: 'north-account', kind, value, contact_id, created_at: seededAt },
      });
      await transaction.insert('contact_identities', [
        ...[identity('ring', '17', 'p1'), identity('loft', 'A', 'p1'), identity('ring', '18', 'p3')],
      ]);
    });
    const listed = await walk(stage, '/api/v1/contacts?limit=1');
    expect(listed.map(({ id, identities }) => [id, identities])).toEqual([
      ['p3', [{ kind: 'ring', value: '18' }]],
      [
        'p1',
        [
          { kind: 'loft', value: 'A' },
          { kind: 'ring', value: '17' },
        ],
      ],
    ]);
    expect((await stage.get('/api/v1/contacts?account_id=other')).body.data).toHaveLength(1);
    expect((await stage.get('/api/v1/contacts/p1')).body).toMatchObject({
      subscribed: false,
      last_seen_at: '2026-01-15T09:00:00.000Z',
      merged_into: null,
    });
    expect((await stage.get('/api/v1/contacts/p2')).body).toMatchObject({ merged_into: 'p1' });
  });

  describe('events', () => {
    const ids = async (query: string) => {
      const { body } = await stage.get(`/api/v1/events${query}`);
      return [body.data.map(({ id }) => id), body.next_cursor];
    };

    it('are pulled from a cursor, which always tells where to go on', async () => {
      await stage.database.transaction((transaction) =>
        transaction.insert('events', [
          eventRow({ ...w1, seq: 2, type: 'message.received', conversation_id: 'c1' }),
          eventRow({ ...w1, seq: 3, type: 'message.sent', origin: 'replayed', data: '{"a":1}' }),
          eventRow({ ...w1, seq: 5, type: 'message.received', account_id: 'other' }),
          eventRow({ ...w1, seq: 8, type: 'message.read', conversation_id: 'c1', origin: 'imported' }),
        ]),
      );
      expect(await ids('')).toEqual([['event-2', 'event-3', 'event-5', 'event-8'], '8']);
      expect(await ids('?limit=2')).toEqual([['event-2', 'event-3'], '3']);
      expect(await ids('?after=3')).toEqual([['event-5', 'event-8'], '8']);
      expect(await ids('?after=8')).toEqual([[], '8']);
      expect(await ids('?after=9')).toEqual([[], '9']);
      // What does not pass the filter needs not be looked at again.
      expect(await ids('?types=message.sent')).toEqual([['event-3'], '8']);
      expect(await ids('?types=message.sent,message.read&limit=1')).toEqual([['event-3'], '3']);
      expect(await ids('?account_id=other')).toEqual([['event-5'], '8']);
      expect(await ids('?conversation_id=c1&after=2')).toEqual([['event-8'], '8']);
      expect((await stage.get('/api/v1/events?after=2&limit=1')).body.data).toEqual([
        {
          ...{ id: 'event-3', type: 'message.sent', cursor: '3', workspace_id: 'north', platform: 'pigeon' },
          ...{ account_id: 'north-account', conversation_id: null, data: { a: 1 }, replayed: true },
          occurred_at: '2026-01-15T09:00:00.000Z',
        },
      ]);
    });

    it.each(['after=x', 'after=-1', 'types=', 'types=message', 'raw=yes', 'limit=0'])(
      'are not read with %s',
      async (query) => {
        expect((await stage.get(`/api/v1/events?${query}`)).status).toBe(422);
      },
    );
  });

  it('shows, replays and explains a webhook that really came, and gives its fragments to its events', async () => {
    const { database, writer, sealer, platforms, clock, directory } = stage;
    const log = createLogger('silent');
    const accounts = new AccountStore({
      database,
      writer,
      sealer,
      platforms,
      clock,
      directory,
      prove: proverOf(clock),
    });
    const secret = 'channel-secret-of-the-test';
    const { id: accountId } = await accounts.create('north', {
      platform: 'line',
      name: 'Line',
      credentials: { channel_secret: secret, channel_access_token: 'token', bot_user_id: 'Ubot' },
    });
    await directory.load();
    const receiver = new Receiver({
      ...{ directory, accounts, platforms, writer, clock, log, hash: stage.hash },
      counters: new Counters({ database, clock }),
      metrics: createMetrics(),
      echoWaitMs: 1000,
      profileRefreshMs: 1000,
      interest: noInterest,
      signatureTriesPerMinute: 10,
    });
    const platform = platforms.get('line');
    const sample = platform?.samplePayload({ external_id: 'Ubot', secret }, clock.now());
    if (!sample) throw new Error('LINE is among the platforms.');
    const { raw_id } = await receiver.receive({
      platform: 'line',
      accountId,
      headers: new Headers({ ...sample.headers, 'content-type': 'application/json' }),
      body: Buffer.from(sample.body),
      source: 'test',
    });

    const { body: events } = await stage.get('/api/v1/events?raw=true');
    const raws = events.data.map(({ type, raw }) => [type, raw]);
    expect(raws).toEqual([
      ['conversation.opened', null],
      ['message.received', JSON.parse(sample.body).events[0]],
    ]);
    const [, received] = events.data;
    const [message] = (await stage.get('/api/v1/messages')).body.data;
    expect(received?.data).toEqual({ message });

    expect((await stage.get(`/api/v1/webhooks/log?account_id=${accountId}`)).body.data).toEqual([
      {
        ...{ id: raw_id, platform: 'line', account_id: accountId, result: 'accepted', error: null },
        ...{ item_count: 1, size: Buffer.byteLength(sample.body), received_at: '2026-01-15T09:00:00.000Z' },
      },
    ]);
    expect((await stage.get(`/api/v1/webhooks/log/${raw_id}`)).body).toMatchObject({
      headers: { 'content-type': 'application/json' },
      body: sample.body,
      body_encoding: 'utf-8',
      items: [{ position: 0, kind: 'message', account_id: accountId, result: 'accepted' }],
    });
    expect(await stage.post(`/api/v1/webhooks/log/${raw_id}/replay`)).toEqual({
      status: 200,
      body: { raw_id, accepted: 0, duplicates: 1, unmatched: 0, problems: 0 },
    });
  });

  describe('the webhook log', () => {
    it('lists the latest first, by account and result', async () => {
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('raw_webhooks', [
          webhookRow({ ...w1, id: 'r1', account_id: 'a' }),
          webhookRow({ ...w1, id: 'r2', result: 'failed', error: 'No JSON', body: Buffer.from('x') }),
          webhookRow({ ...w1, id: 'r3' }),
        ]);
        await transaction.insert('raw_items', [
          itemRow({ ...w1, raw_id: 'r3', position: 0, account_id: 'a' }),
        ]);
      });
      const ids = async (query: string) =>
        (await walk(stage, `/api/v1/webhooks/log?limit=1${query}`)).map(({ id }) => id);
      expect(await ids('')).toEqual(['r3', 'r2', 'r1']);
      expect(await ids('&account_id=a')).toEqual(['r3', 'r1']);
      expect(await ids('&result=failed')).toEqual(['r2']);
    });

    it('shows a body that is no text as base64', async () => {
      const body = Buffer.from([0x7b, 0xff, 0x00]);
      await stage.database.transaction((transaction) =>
        transaction.insert('raw_webhooks', [webhookRow({ ...w1, id: 'r1', body })]),
      );
      expect((await stage.get('/api/v1/webhooks/log/r1')).body).toMatchObject({
        body: body.toString('base64'),
        body_encoding: 'base64',
      });
    });

    it('shows what is not of this workspace to the installation alone', async () => {
      await stage.database.transaction(async (transaction) => {
        await transaction.insert('raw_webhooks', [
          webhookRow({ ...w1, id: 'mixed' }),
          webhookRow({ ...w1, id: 'unmatched', result: 'unmatched' }),
        ]);
        const nobody = { account_id: null, external_id: 'stranger', result: 'unmatched' };
        await transaction.insert('raw_items', [
          itemRow({ ...w1, raw_id: 'mixed', position: 0 }),
          itemRow({ ...w1, raw_id: 'mixed', position: 1, account_id: 'south-account', contact_id: 'bob' }),
          itemRow({ ...w1, raw_id: 'unmatched', position: 0, ...nobody }),
        ]);
      });
      const record = async (id: string, key: string) => {
        const { body } = await stage.get(`/api/v1/webhooks/log/${id}`, key);
        // A list in this answer, as its schema says.
        return [body.body, (body.items as { position: number }[]).map(({ position }) => position)];
      };
      expect(await record('mixed', 'north')).toEqual([null, [0]]);
      expect(await record('mixed', 'installation')).toEqual(['{}', [0, 1]]);
      expect(await record('unmatched', 'north')).toEqual([null, [0]]);
      expect(await record('unmatched', 'installation')).toEqual(['{}', [0]]);
    });
  });

  it('lists dead work, the latest first', async () => {
    await stage.database.transaction((transaction) =>
      transaction.insert('dead_jobs', [
        deadRow({ ...w1, id: 'd1', died_at: seededAt + 2 }),
        deadRow({ ...w1, id: 'd2', died_at: seededAt + 1 }),
        deadRow({ ...w1, id: 'd3', died_at: seededAt + 2 }),
      ]),
    );
    const listed = await walk(stage, '/api/v1/dead?limit=1');
    expect(listed.map(({ id }) => id)).toEqual(['d3', 'd1', 'd2']);
    expect(listed[0]).toMatchObject({ kind: 'other', reason: 'It did not work.', attempts: 3 });
  });

  describe('one workspace', () => {
    beforeEach(() =>
      stage.database.transaction(async (transaction) => {
        for (const own of [w1, w2]) {
          // The same ids in both, so that only the workspace can tell them apart.
          const { workspace_id } = own;
          const message = messageRow({
            ...own,
            id: 'same',
            conversation_id: 'same',
            seq: 1,
            contact_id: 'same',
          });
          await transaction.insert('contacts', [contactRow({ ...own, id: 'same', name: workspace_id })]);
          await transaction.insert('conversations', [
            conversationRow({ ...own, id: 'same', contact_id: 'same' }),
          ]);
          await transaction.insert('messages', [message]);
          await transaction.insert('message_parts', [
            partRow(message, 0, { platform_message_id: workspace_id }),
          ]);
          await transaction.insert('events', [
            eventRow({ ...own, seq: 1, message_id: 'same', data: JSON.stringify(workspace_id) }),
          ]);
          await transaction.insert('raw_webhooks', [
            webhookRow({ ...own, id: 'same', body: Buffer.from(workspace_id) }),
          ]);
          await transaction.insert('raw_items', [itemRow({ ...own, raw_id: 'same', position: 0 })]);
          await transaction.insert('dead_jobs', [deadRow({ ...own, id: 'same', reason: workspace_id })]);
        }
        const only = messageRow({ ...w2, id: 'only', conversation_id: 'only', seq: 2 });
        await transaction.insert('contacts', [contactRow({ ...w2, id: 'only' })]);
        await transaction.insert('conversations', [conversationRow({ ...w2, id: 'only' })]);
        await transaction.insert('messages', [only]);
        await transaction.insert('events', [eventRow({ ...w2, seq: 2 })]);
        await transaction.insert('raw_webhooks', [webhookRow({ ...w2, id: 'only' })]);
        await transaction.insert('dead_jobs', [deadRow({ ...w2, id: 'only' })]);
      }),
    );

    it.each([
      'conversations',
      'conversations/same/messages',
      'contacts',
      'messages',
      'events',
      'webhooks/log',
      'dead',
    ])('lists its own of %s', async (path) => {
      const one = (await stage.get(`/api/v1/${path}`, 'north')).body;
      const two = (await stage.get(`/api/v1/${path}`, 'south')).body;
      expect(one.data).toHaveLength(1);
      expect(two.data).toHaveLength(path.includes('same') ? 1 : 2);
      expect(JSON.stringify(one)).not.toContain('south');
      expect(JSON.stringify(two)).not.toContain('north');
    });

    it.each(['conversations', 'contacts', 'messages', 'webhooks/log'])(
      'shows its own of %s',
      async (path) => {
        for (const [key, other] of [
          ['north', 'south'],
          ['south', 'north'],
        ]) {
          const { status, body } = await stage.get(`/api/v1/${path}/same`, key);
          expect(status).toBe(200);
          expect(JSON.stringify(body)).toContain(key);
          expect(JSON.stringify(body)).not.toContain(other);
        }
        expect(await stage.get(`/api/v1/${path}/only`, 'north')).toMatchObject({
          status: 404,
          body: { code: 'not_found' },
        });
      },
    );

    it('cannot reach into another by any other way', async () => {
      for (const path of ['conversations/only/messages', 'contacts/only']) {
        expect((await stage.get(`/api/v1/${path}`)).status).toBe(404);
      }
      for (const path of ['webhooks/log/only/replay', 'dead/only/redrive']) {
        expect((await stage.post(`/api/v1/${path}`)).status).toBe(404);
      }
      expect((await stage.get('/api/v1/messages?conversation_id=only')).body.data).toEqual([]);
    });

    it('needs the right scope', async () => {
      expect((await stage.get('/api/v1/messages', 'reader')).status).toBe(200);
      expect((await stage.get('/api/v1/messages', 'sender')).status).toBe(403);
      expect((await stage.get('/api/v1/webhooks/log', 'reader')).status).toBe(403);
      expect((await stage.get('/api/v1/webhooks/log/same', 'reader')).status).toBe(403);
      expect((await stage.post('/api/v1/webhooks/log/same/replay', 'sender')).status).toBe(403);
      expect((await stage.post('/api/v1/dead/same/redrive', 'reader')).status).toBe(403);
    });
  });

  it.each(['conversations', 'conversations/x/messages', 'contacts', 'messages', 'webhooks/log', 'dead'])(
    'refuses a cursor of another list at %s',
    async (path) => {
      const cursor = Buffer.from('{"not":"a place"}').toString('base64url');
      expect(await stage.get(`/api/v1/${path}?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_cursor' },
      });
    },
  );

  it('is documented by name', () => {
    const { components } = openapiDocument(stage.routes, '1') as { components: { schemas: object } };
    expect(Object.keys(components.schemas)).toEqual([
      'Analysis',
      'Attempt',
      'Contact',
      'Content',
      'Conversation',
      'ConversationChange',
      'ConversationPage',
      'DeadJob',
      'DeadJobRecord',
      'Erasure',
      'Event',
      'EventPage',
      'Excerpt',
      'Failure',
      'FoundContact',
      'FoundMessage',
      'Message',
      'MessagePart',
      'MessageWithTimeline',
      'NewNote',
      'Note',
      'OutboundContent',
      'Problem',
      'RedriveAll',
      'Redriven',
      'RedrivenAll',
      'SearchPage',
      'Statistics',
      'Timeline',
      'UnmatchedItems',
      'UnmatchedPage',
      'Webhook',
      'WebhookItem',
      'WebhookRecord',
      'WebhookReplayed',
    ]);
  });
});
