import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/accounts/account.ts';
import { Quotas } from '../../src/accounts/quotas.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import { type ClaimedTurn, claimTurn } from '../../src/agent/response/claim-turn.ts';
import { type ThoughtOut, TurnSettlement } from '../../src/agent/response/settle-turn.ts';
import { ThoughtRecord } from '../../src/agent/response/thought.ts';
import { agentSettingsSchema } from '../../src/agent/settings.ts';
import type { Scene } from '../../src/conversations/delivery-status.ts';
import { handOver } from '../../src/conversations/handover.ts';
import { conversationStore } from '../../src/conversations/store.ts';
import { Writer } from '../../src/database/writer.ts';
import type { Job } from '../../src/work/jobs.ts';
import { databaseKinds } from '../databases.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { contactRow, conversationRow, eventRow, messageRow, seededAt } from './rows.ts';

const north = { workspace_id: 'north' };
const credentials = { access_token: 'token', phone_number_id: '1', app_secret: 'secret' };

describe.each(databaseKinds)('a turn that two processes answer on $kind', ({ create, kind }) => {
  let stage: Stage;
  let account: Account;
  let writers: Writer[];

  beforeEach(async () => {
    stage = await openStage(await create());
    const { database, writer, sealer, platforms, clock, directory } = stage;
    const prove = proverOf(clock);
    const store = new AccountStore({ database, writer, sealer, platforms, clock, directory, prove });
    const { id } = await store.create('north', { platform: 'whatsapp', name: 'Shop', credentials });
    const connected = directory.get(id);
    if (!connected) throw new Error('The account was not connected.');
    account = connected;
    const here = { ...north, account_id: id };
    await database.transaction(async (transaction) => {
      await transaction.insert('contacts', [contactRow({ ...here, id: 'ann' })]);
      const identity = { kind: 'phone', value: '66812345678', contact_id: 'ann', created_at: seededAt };
      await transaction.insert('contact_identities', [{ ...here, ...identity }]);
      await transaction.insert('conversations', [
        conversationRow({
          ...{ ...here, id: 'c', contact_id: 'ann', platform: 'whatsapp', owner: 'bot', turn: 3 },
          ...{ last_inbound_at: clock.now(), window_ends_at: clock.now() + 3_600_000 },
        }),
      ]);
      await transaction.insert('messages', [messageRow({ ...here, id: 'm', conversation_id: 'c', seq: 1 })]);
      await transaction.insert('events', [eventRow({ ...north, seq: 0 })]);
    });
    // On SQLite one process has the file.
    writers = [writer, kind === 'postgres' ? new Writer(await stage.openAnother()) : writer];
  });

  afterEach(() => stage.close());

  const settings = agentSettingsSchema.parse({ mode: 'auto' });
  const agentOf = (accountId: string) => ({
    ...{ workspaceId: 'north', accountId, settings, secrets: { tool_headers: {} }, version: 1 },
  });
  // Only its tries are looked at.
  const job = { attempts: 0 } as Job;

  function within<T>(node: number, work: (scene: Scene) => Promise<T>): Promise<T> {
    const now = stage.clock.now();
    const writer = writers[node];
    if (!writer) throw new Error('No such process.');
    return writer.run((batch) => work({ batch, store: conversationStore(batch, now), now }));
  }

  function claim(node: number): Promise<ClaimedTurn> {
    const options = {
      agentOf,
      accountOf: () => account,
      approvalsOf: async () => ({ type: 'overtaken' as const }),
    };
    return within(node, (scene) => claimTurn(options, scene, { workspaceId: 'north', conversationId: 'c' }));
  }

  function settle(node: number, context: ClaimedTurn, text: string, overtaken = false) {
    const content = { type: 'text' as const, text };
    const result: ThoughtOut = {
      conclusion: { kind: 'answer', messages: [{ content, parts: [content], notes: [] }], reason: text },
      ...{ record: new ThoughtRecord(), message_ids: ['m'], last_words: 'Hello', waiting_since: seededAt },
    };
    const { database, writer, clock } = stage;
    const quotas = new Quotas({ database, writer, clock, client: proverClient, onError: () => {} });
    const options = {
      ...{ agentOf, quotas, onError() {} },
      park: async () => 0,
      keepForPeople: async () => {},
    };
    return within(node, (scene) =>
      new TurnSettlement(options, scene, { jobs: [job], context, result, overtaken }).outcome(),
    );
  }

  // Nothing is asked of any platform here.
  const proverClient = {} as ConstructorParameters<typeof Quotas>[0]['client'];

  const said = async () => {
    const rows = await stage.database.read
      .selectFrom('messages')
      .select(['content', 'turn'])
      .where('direction', '=', 'out')
      .execute();
    return rows.map(({ content, turn }) => [JSON.parse(content).text, turn]);
  };
  const decisions = async () => {
    const rows = await stage.database.read.selectFrom('agent_runs').selectAll().orderBy('id').execute();
    return rows.map(({ decision }) => decision);
  };

  it('gets the answer of the one that began last, and no other', async () => {
    const first = await claim(0);
    const second = await claim(1);
    expect([first.kind, second.kind]).toEqual(['think', 'think']);
    await settle(0, first, 'From the first');
    expect(await said()).toEqual([]);
    await settle(1, second, 'From the second');
    await settle(1, second, 'Once more');
    expect(await said()).toEqual([['From the second', 3]]);
    expect(await decisions()).toEqual(['overtaken', 'replied']);
    expect((await claim(0)).kind).toBe('nothing');
  });

  it('gets none of both when the person has written since', async () => {
    const turn = await claim(0);
    await within(1, async ({ store }) => {
      const row = await store.conversations.current('north', 'c');
      if (row) store.conversations.rows.change(row, { turn: row.turn + 1 });
    });
    await settle(0, turn, 'Too late');
    expect([await said(), await decisions()]).toEqual([[], ['overtaken']]);
    expect((await claim(0)).kind).toBe('think');
  });

  it('gets none when a person has taken the floor since', async () => {
    const turn = await claim(0);
    await within(1, async (scene) => {
      const row = await scene.store.conversations.current('north', 'c');
      const deed = { by: null, occurred_at: scene.now };
      if (row) handOver(scene, row, { to: 'human', reason: 'By hand.' }, deed);
    });
    await settle(0, turn, 'Too late');
    expect([await said(), await decisions()]).toEqual([[], ['overtaken']]);
    expect((await claim(1)).kind).toBe('nothing');
  });

  it('gets none of a run whose job was put again', async () => {
    await settle(0, await claim(0), 'Too early', true);
    expect([await said(), await decisions()]).toEqual([[], ['overtaken']]);
  });
});
