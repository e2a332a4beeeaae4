import { afterEach, describe, expect, it } from 'vitest';
import { noInterest } from '../../src/conversations/interest.ts';
import { conversationStore } from '../../src/conversations/store.ts';
import { mergeEchoHandler } from '../../src/inbound/merge-echo.ts';
import { attemptBook } from '../../src/outbound/attempt.ts';
import { settleSent } from '../../src/outbound/settle.ts';
import type { Job } from '../../src/work/jobs.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { contactRow, conversationRow, eventRow, messageRow, partRow, seededAt } from './rows.ts';

const north = { workspace_id: 'north' };

describe.each(databaseKinds)('an echo that was taken for a person’s word on $kind', ({ create }) => {
  let stage: Stage;

  afterEach(() => stage.close());

  /** The agent’s message is on its way, and its echo was imported meanwhile, which took the floor from the agent. */
  async function open(also: Parameters<typeof messageRow>[0][] = []) {
    stage = await openStage(await create());
    const here = { ...north, conversation_id: 'c', account_id: 'north-account' };
    const ours = messageRow({
      ...here,
      id: 'ours',
      seq: 2,
      direction: 'out',
      author: 'bot',
      status: 'sending',
    });
    const echo = messageRow({
      ...{ ...here, id: 'echo', seq: 3, direction: 'out', author: 'app', status: 'sent' },
      context: JSON.stringify({ took_floor_from: 'bot' }),
    });
    const answer = messageRow({ ...here, id: 'answer', seq: 4, reply_to: 'echo' });
    const messages = [ours, echo, answer, ...also.map(messageRow)];
    await stage.database.transaction(async (transaction) => {
      await transaction.insert('contacts', [contactRow({ ...north, id: 'ann' })]);
      await transaction.insert('conversations', [
        conversationRow({ ...north, id: 'c', contact_id: 'ann', owner: 'human', turn: 5 }),
      ]);
      await transaction.insert('messages', messages);
      await transaction.insert('message_parts', [
        partRow(ours, 0, { platform_message_id: null, status: 'sending' }),
        partRow(echo, 0, { platform_message_id: 'p-1', status: 'sent' }),
      ]);
      const known = { platform_message_id: 'p-1', message_id: 'echo', position: 0, conversation_id: 'c' };
      await transaction.insert('platform_messages', [
        {
          ...{ ...north, account_id: 'north-account', ...known, created_at: seededAt },
          ...{ receipts: null, tombstone: null, echo: null },
        },
      ]);
      await transaction.insert('attempts', [attempt]);
      const part = { ...north, attempt_id: 'a', message_id: 'ours', position: 0 };
      await transaction.insert('attempt_parts', [part]);
      await transaction.insert('events', [eventRow({ ...north, seq: 0 })]);
    });
  }

  const attempt = {
    ...{ ...north, id: 'a', account_id: 'north-account', conversation_id: 'c', job_id: 'job' },
    ...{ state: 'open', request: '{}', proof: '{"kind":"echo"}', reply_token: null, tries: 1, epoch: 1 },
    ...{ started_at: seededAt, tried_at: seededAt, ended_at: null, status_code: null },
    ...{ trace_id: null, failure: null },
  };

  /** The platform answers the send at last: it is the message of the echo. */
  async function answer(): Promise<Job[]> {
    await stage.writer.run(async (batch) => {
      const now = stage.clock.now();
      const scene = { batch, store: conversationStore(batch, now), now };
      await scene.store.messages.load([{ workspaceId: 'north', id: 'ours' }]);
      const book = attemptBook(batch);
      await book.load([['north', 'a']]);
      const row = book.rows.get('north', 'a');
      if (!row) throw new Error('No attempt.');
      await settleSent(scene, book, row, { platform: 'pigeon', message_ids: ['p-1'], occurred_at: now });
    });
    const jobs = await stage.database.read.selectFrom('jobs').selectAll().execute();
    return jobs.filter((job): job is Job => job.kind === 'echo_of_ours');
  }

  async function merge(jobs: Job[]) {
    const handler = mergeEchoHandler({ now: stage.clock.now, interest: noInterest });
    const runs = [{ jobs, context: null, result: null, overtaken: false }];
    await stage.writer.run((batch) => handler.settle(batch, runs));
  }

  const conversation = async () => (await stage.get('/api/v1/conversations/c')).body;
  const events = async (types: string) => (await stage.get(`/api/v1/events?types=${types}`)).body.data;

  it('is merged with the message it was, and the agent has the floor again', async () => {
    await open();
    const jobs = await answer();
    expect(jobs).toMatchObject([{ reference: 'echo', target: 'echo:north-account', lane: 'c' }]);
    await merge(jobs);
    expect(await conversation()).toMatchObject({ owner: 'bot' });
    const { body } = await stage.get('/api/v1/conversations/c/messages');
    expect(body.data.map(({ id }) => id).sort()).toEqual(['answer', 'ours']);
    expect(body.data.find(({ id }) => id === 'answer')).toMatchObject({ reply_to: { message_id: 'ours' } });
    expect(await events('message.deleted')).toMatchObject([
      { data: { message_id: 'echo', platform_message_id: 'p-1', merged_into: 'ours' } },
    ]);
    expect(await events('conversation.handover')).toMatchObject([{ data: { from: 'human', to: 'bot' } }]);
  });

  it('leaves the floor with a person who has spoken since', async () => {
    const word = { ...north, id: 'word', conversation_id: 'c', seq: 5, direction: 'out', author: 'human' };
    await open([word]);
    await merge(await answer());
    expect(await conversation()).toMatchObject({ owner: 'human' });
    expect(await events('conversation.handover')).toEqual([]);
  });
});
