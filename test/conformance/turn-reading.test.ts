import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Quotas } from '../../src/accounts/quotas.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import { newRun } from '../../src/agent/ledger.ts';
import { type Minds, think } from '../../src/agent/response/think.ts';
import { readTurn } from '../../src/agent/response/turn.ts';
import { agentSettingsSchema } from '../../src/agent/settings.ts';
import type { MessageRow } from '../../src/database/schema.ts';
import { databaseKinds } from '../databases.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { contactRow, conversationRow, messageRow, seededAt } from './rows.ts';

const north = { workspace_id: 'north' };
const credentials = { access_token: 'token', phone_number_id: '1', app_secret: 'secret' };

describe.each(databaseKinds)('what the agent reads of a conversation on $kind', ({ create }) => {
  let stage: Stage;
  let accountId: string;

  beforeEach(async () => {
    stage = await openStage(await create());
    const { database, writer, sealer, platforms, clock, directory } = stage;
    const prove = proverOf(clock);
    const store = new AccountStore({ database, writer, sealer, platforms, clock, directory, prove });
    const { id } = await store.create('north', { platform: 'whatsapp', name: 'Shop', credentials });
    accountId = id;
  });
  afterEach(() => stage.close());

  // Nothing is asked of any platform here.
  const noClient = {} as ConstructorParameters<typeof Quotas>[0]['client'];

  /** Stores a conversation and reads it; each message says its own number. */
  async function read(
    messages: Partial<MessageRow>[],
    memory: { summary: string; seq: number } | null = null,
  ) {
    const { database, writer, clock, directory } = stage;
    const here = { ...north, account_id: accountId };
    const conversation = conversationRow({
      ...{ ...here, id: 'c', contact_id: 'ann', platform: 'whatsapp', owner: 'bot', turn: 3 },
      ...{ last_inbound_at: clock.now(), window_ends_at: clock.now() + 3_600_000 },
    });
    await database.transaction(async (transaction) => {
      await transaction.insert('contacts', [contactRow({ ...here, id: 'ann', name: 'Ann' })]);
      await transaction.insert('conversations', [conversation]);
      await transaction.insert(
        'messages',
        messages.map((given, index) =>
          messageRow({
            ...{ ...here, id: `m${index + 1}`, conversation_id: 'c', seq: index + 1 },
            sent_at: seededAt + index,
            content: JSON.stringify({ type: 'text', text: `Text ${index + 1}` }),
            ...given,
          }),
        ),
      );
      if (memory) {
        const { summary, seq: summary_seq } = memory;
        await transaction.insert('agent_memory', [
          {
            ...{ ...here, conversation_id: 'c', summary, summary_seq, updated_at: seededAt },
            ...{ closed_told_at: null, holding_message_id: null },
          },
        ]);
      }
    });
    const account = directory.get(accountId);
    if (!account) throw new Error('The account was not connected.');
    const settings = agentSettingsSchema.parse({ mode: 'auto' });
    const agent = { workspaceId: 'north', accountId, settings, secrets: { tool_headers: {} }, version: 1 };
    const quotas = new Quotas({ database, writer, clock, client: noClient, onError: () => {} });
    return readTurn({ read: database.read, quotas, now: clock.now }, { agent, account, conversation });
  }

  const ours = { direction: 'out', author: 'bot', status: 'sent', turn: 2, agent_run_id: 'r' };

  it('is all that was said, the turn at its end', async () => {
    const turn = await read([
      {},
      ours,
      {},
      { ...ours, turn: null },
      { ...ours, status: 'cancelled' },
      { content_type: 'reaction' },
      { deleted_at: seededAt },
      {},
    ]);
    const said = (lines: readonly { text: string }[]) => lines.map(({ text }) => text);
    // What was said by heart in between is no answer, though it was said; what was never sent was never said.
    expect(said(turn.input)).toEqual(['Text 3', 'Text 8']);
    expect(said(turn.lines)).toEqual(['Text 1', 'Text 2', 'Text 4', 'Text 3', 'Text 8']);
    expect(turn).toMatchObject({ contact: { name: 'Ann' }, objection: null, mood: null, answers_lately: 0 });
  });

  /** Thinks with a model that sums up and then answers; what it was asked is noted. */
  async function ponder(turn: Awaited<ReturnType<typeof read>>) {
    const asked: string[] = [];
    const answer = {
      ...{ kind: 'answer' as const, text: 'Ann wants shoes.', model: 'm', latency_ms: 1 },
      ...{ usage: { input_tokens: 1, output_tokens: 1, cost_micros: null }, calls: [] },
      ...{ response_messages: [], tool_calls: [], approvals_requested: [] },
    };
    const minds: Minds = {
      async write({ messages }) {
        asked.push(JSON.stringify(messages));
        return { ...answer, output: answer.text };
      },
      async ask({ instructions }) {
        asked.push(instructions);
        return { ...answer, output: null };
      },
      retrieve: async () => [],
      toolsFor: async () => null,
      filesNamedIn: async () => [],
      withFiles: async (_account, content) => content,
      now: stage.clock.now,
      monotonic: stage.clock.monotonic,
    };
    const { agent } = turn;
    const about = { conversationId: 'c', contactId: 'ann', turn: 3, messageIds: [] };
    const run = newRun({ agent, kind: 'reply', ...about }, stage.clock.now());
    const thought = await think(minds, turn, { run, resumed: null, abort: new AbortController().signal });
    return { asked, ...thought };
  }

  it('is summed up once where it is long, and kept', async () => {
    const { asked, record } = await ponder(await read(Array.from({ length: 100 }, () => ({}))));
    expect(asked).toHaveLength(2);
    expect(asked[0]).toContain('Customer: Text 60');
    expect(asked[0]).not.toContain('Text 61');
    expect(asked[1]).toContain('Earlier in this conversation: Ann wants shoes.');
    expect(record.summary).toEqual({ text: 'Ann wants shoes.', seq: 60 });
  });

  it('is not summed up again as long as the summary covers it', async () => {
    const messages = Array.from({ length: 100 }, () => ({}));
    const { asked, record } = await ponder(await read(messages, { summary: 'Known.', seq: 60 }));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('Earlier in this conversation: Known.');
    expect(record.summary).toBeNull();
  });
});
