import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountTarget } from '../../src/accounts/account.ts';
import { AccountAlarm } from '../../src/accounts/alarm.ts';
import { healthJobKind } from '../../src/accounts/health-job.ts';
import { PlatformClient } from '../../src/accounts/platform-client.ts';
import { Quotas } from '../../src/accounts/quotas.ts';
import { replayJobKind } from '../../src/accounts/replay-job.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import type { MessagePartRow, MessageRow } from '../../src/database/schema.ts';
import type { SendContext } from '../../src/outbound/claim.ts';
import { sendHandler } from '../../src/outbound/deliver.ts';
import { Pacing } from '../../src/outbound/pacing.ts';
import { redrive } from '../../src/outbound/redrive.ts';
import type { Job } from '../../src/work/jobs.ts';
import { shardOf } from '../../src/work/jobs.ts';
import { databaseKinds } from '../databases.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { contactRow, conversationRow, deadRow, messageRow, partRow } from './rows.ts';

const north = { workspace_id: 'north' };
const day = 24 * 60 * 60_000;
const failure = { kind: 'content_rejected', code: '400', message: 'No', cause: 'No.', fix: 'Mend it.' };

/** What every account has to do for itself. */
const ownJobs = [replayJobKind, healthJobKind];

describe.each(databaseKinds)('redriving on $kind', ({ create }) => {
  let stage: Stage;
  let accountId: string;

  beforeEach(async () => {
    stage = await openStage(await create());
    const { database, writer, sealer, platforms, clock, directory } = stage;
    const accounts = new AccountStore({
      database,
      writer,
      sealer,
      platforms,
      clock,
      directory,
      prove: proverOf(clock),
    });
    const credentials = { channel_secret: 'secret', channel_access_token: 'token', bot_user_id: 'Ubot' };
    ({ id: accountId } = await accounts.create('north', { platform: 'line', name: 'Line', credentials }));
    await directory.load();
    const contact = contactRow({ ...north, id: 'ann', account_id: accountId });
    const identity = { kind: 'user', value: 'Uann', contact_id: 'ann', created_at: clock.now() };
    await database.transaction(async (transaction) => {
      await transaction.insert('contacts', [contact]);
      await transaction.insert('contact_identities', [{ ...north, account_id: accountId, ...identity }]);
      await transaction.insert('conversations', [
        conversationRow({ ...north, id: 'c1', account_id: accountId, platform: 'line', contact_id: 'ann' }),
      ]);
    });
  });

  afterEach(() => stage.close());

  /** A message of ours, as it stands after its job has died. */
  async function bury(
    message: Partial<MessageRow>,
    parts: readonly Partial<MessagePartRow>[],
  ): Promise<void> {
    const row = messageRow({
      ...{ ...north, id: 'm1', conversation_id: 'c1', seq: 1, account_id: accountId },
      ...{ direction: 'out', author: 'api', failure: JSON.stringify(failure) },
      ...message,
    });
    await stage.database.transaction(async (transaction) => {
      await transaction.insert('messages', [row]);
      await transaction.insert(
        'message_parts',
        parts.map((part, position) =>
          partRow(row, position, { content: `{"type":"text","text":"Part ${position}"}`, ...part }),
        ),
      );
      const target = accountTarget(accountId);
      const job = { target, shard: shardOf(target), lane: 'c1', kind: 'send', reference: 'm1' };
      await transaction.insert('dead_jobs', [deadRow({ ...north, id: 'd1', ...job })]);
    });
  }

  const read = () => stage.database.read;
  const redriveAll = (...ids: string[]) => redrive(stage.writer, stage.clock, 'north', ids);
  const message = () => read().selectFrom('messages').selectAll().executeTakeFirstOrThrow();
  const parts = async () => {
    const rows = await read().selectFrom('message_parts').selectAll().orderBy('position').execute();
    return rows.map(({ status, platform_message_id }) => [status, platform_message_id]);
  };

  /** What a worker would do with the job that is there now. */
  async function claim(): Promise<SendContext | undefined> {
    const { directory, clock, database, writer } = stage;
    const client = new PlatformClient({ fetch, clock, timeoutMs: 1000 });
    const handler = sendHandler({
      ...{ directory, clock, client, alarm: new AccountAlarm(), observe: () => {} },
      quotas: new Quotas({ database, writer, client, clock, onError: () => {} }),
      exchange: async () => ({ kind: 'exchanged', copies: [] }),
      pacing: new Pacing({ directory, database, clock }),
      backoff: { first_ms: 1, max_ms: 1 },
      uncertainty: {
        ...{ policy: 'resend', evidence_wait_ms: 1000, resend_after_ms: 1000, listening_since: 0 },
        last_webhook_at: () => undefined,
      },
    });
    const row = await read()
      .selectFrom('jobs')
      .selectAll()
      .where('kind', 'not in', ownJobs)
      .executeTakeFirstOrThrow();
    if (row.seq === null) throw new Error('The job is not due.');
    const job: Job = { ...row, seq: row.seq };
    const [context] = await writer.run((batch) => handler.claim(batch, [[job]], 1));
    // The contexts of the send handler are of this type.
    return context as SendContext | undefined;
  }

  it('sends again what had not arrived, and only that', async () => {
    await bury({ status: 'failed' }, [
      { status: 'sent', platform_message_id: 'p0' },
      // The platform took it, and said later that it had failed.
      { status: 'failed', platform_message_id: 'p1', quote_token: 'q1' },
      { status: 'queued', platform_message_id: null },
    ]);
    const woken: string[] = [];
    stage.writer.on('jobs', (targets) => woken.push(...targets));
    expect(await stage.post('/api/v1/dead/d1/redrive', 'sender')).toEqual({
      status: 202,
      body: { id: 'd1', kind: 'send', reference: 'm1' },
    });
    expect(await message()).toMatchObject({ status: 'queued', failure: null });
    expect(await parts()).toEqual([
      ['sent', 'p0'],
      ['queued', null],
      ['queued', null],
    ]);
    expect(woken).toEqual([accountTarget(accountId)]);
    expect((await stage.get('/api/v1/events')).body.data).toMatchObject([
      {
        ...{ type: 'message.queued', platform: 'line', account_id: accountId, conversation_id: 'c1' },
        data: { message_id: 'm1', platform_message_id: null, status: 'queued' },
      },
    ]);
    expect((await stage.get('/api/v1/messages/m1')).body.timeline).toMatchObject({
      waiting: { attempts: 0, reason: null },
      dead_job: null,
    });
    const texts = [
      { type: 'text', text: 'Part 1' },
      { type: 'text', text: 'Part 2' },
    ];
    expect(await claim()).toMatchObject({ kind: 'call', request: { body: { messages: texts } } });
    expect((await stage.post('/api/v1/dead/d1/redrive', 'sender')).status).toBe(404);
  });

  it('gives an expired message new time', async () => {
    const { clock } = stage;
    await bury({ status: 'expired', created_at: clock.now() - 30 * day }, [{ status: 'expired' }]);
    await redriveAll('d1');
    expect(await claim()).toMatchObject({ kind: 'call' });
  });

  it('leaves alone what proved to have arrived', async () => {
    await bury({ status: 'sent', failure: null }, [{ status: 'sent', platform_message_id: 'p0' }]);
    await redriveAll('d1');
    expect(await message()).toMatchObject({ status: 'sent', scheduled_at: null });
    expect(await parts()).toEqual([['sent', 'p0']]);
    expect((await stage.get('/api/v1/events')).body.data).toEqual([]);
    expect(await claim()).toEqual({ kind: 'nothing' });
  });

  it('brings back work of any kind, each once, and none of others', async () => {
    await stage.database.transaction((transaction) =>
      transaction.insert('dead_jobs', [
        deadRow({ ...north, id: 'd1', payload: '{"a":1}' }),
        deadRow({ ...north, id: 'd2' }),
        deadRow({ workspace_id: 'south', id: 'd3' }),
      ]),
    );
    expect(await redriveAll('d1', 'd1', 'd3', 'unknown')).toEqual([
      { id: 'd1', kind: 'other', reference: 'reference-d1' },
    ]);
    const jobs = await read()
      .selectFrom('jobs')
      .where('kind', 'not in', ownJobs)
      .select(['kind', 'reference', 'payload', 'attempts'])
      .execute();
    expect(jobs).toEqual([{ kind: 'other', reference: 'reference-d1', payload: '{"a":1}', attempts: 0 }]);
    const left = await read().selectFrom('dead_jobs').select('id').orderBy('id').execute();
    expect(left).toEqual([{ id: 'd2' }, { id: 'd3' }]);
  });

  it('finds what matches, brings back the oldest of it first, and tells that there is more', async () => {
    const died = (id: string, more: object) => deadRow({ ...north, id, ...more });
    const ours = { target: accountTarget(accountId), lane: 'c1' };
    await stage.database.transaction((transaction) =>
      transaction.insert('dead_jobs', [
        died('d1', { ...ours, reason: '131047: Re-engagement message', created_at: 3 }),
        died('d2', { ...ours, reason: '131047: re-engagement MESSAGE', created_at: 1 }),
        died('d3', { ...ours, reason: '131047: Re-engagement message', created_at: 2 }),
        died('d4', { ...ours, reason: '100%', kind: 'echo' }),
        died('d5', { reason: '131047' }),
        deadRow({ workspace_id: 'south', id: 'd6', ...ours, reason: '131047' }),
      ]),
    );
    const found = async (query: string) =>
      (await stage.get(`/api/v1/dead?${query}`)).body.data.map(({ id }) => id).sort();
    expect(await found(`account_id=${accountId}`)).toEqual(['d1', 'd2', 'd3', 'd4']);
    expect(await found('kind=echo')).toEqual(['d4']);
    expect(await found('reason=131047')).toEqual(['d1', 'd2', 'd3', 'd5']);
    expect(await found('reason=re-engagement%20Message')).toEqual(['d1', 'd2', 'd3']);
    expect(await found('reason=%25')).toEqual(['d4']);
    const filter = { account_id: accountId, reason: '131047', kind: 'other', limit: 2 };
    const redriven = () => stage.post('/api/v1/dead/redrive', 'sender', filter);
    expect(await redriven()).toEqual({ status: 202, body: { redriven: 2, more: true } });
    expect(await redriven()).toEqual({ status: 202, body: { redriven: 1, more: false } });
    expect(await redriven()).toEqual({ status: 202, body: { redriven: 0, more: false } });
    const jobs = await read()
      .selectFrom('jobs')
      .select('reference')
      .where('lane', '=', 'c1')
      .orderBy('seq')
      .execute();
    expect(jobs.map(({ reference }) => reference)).toEqual(['reference-d2', 'reference-d3', 'reference-d1']);
    expect((await stage.post('/api/v1/dead/redrive', 'reader', {})).status).toBe(403);
  });

  it('shows what a dead job is about, and forgets it for good', async () => {
    await bury({ status: 'failed' }, [{ status: 'failed' }]);
    const { body } = await stage.get('/api/v1/dead/d1', 'reader');
    expect(body).toMatchObject({ id: 'd1', kind: 'send', message: { id: 'm1', status: 'failed', failure } });
    for (const [key, status] of [
      ['reader', 403],
      ['south', 404],
      ['sender', 204],
      ['sender', 404],
    ] as const) {
      expect((await stage.delete('/api/v1/dead/d1', key)).status).toBe(status);
    }
    expect((await stage.get('/api/v1/dead/d1')).status).toBe(404);
    expect(await message()).toMatchObject({ status: 'failed' });
    expect((await stage.post('/api/v1/dead/d1/redrive', 'sender')).status).toBe(404);
  });
});
