import { randomUUID } from 'node:crypto';
import type { ModelMessage } from 'ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountAgent } from '../../src/agent/directory.ts';
import { newRun } from '../../src/agent/ledger.ts';
import { agentSettingsSchema } from '../../src/agent/settings.ts';
import { expireApprovals, parkForApproval, resumeAfterApproval } from '../../src/agent/tools/approval.ts';
import { readApprovals } from '../../src/agent/tools/tool-calls.ts';
import { AgentTools } from '../../src/agent/tools/tools.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import type { AgentRunRow, AgentToolCallRow } from '../../src/database/schema.ts';
import { Writer } from '../../src/database/writer.ts';
import { type Network, openNetwork } from '../../src/network/network.ts';
import { type ManualClock, manualClock } from '../clock.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { startToolServer, type ToolServer } from '../tool-server.ts';
import { conversationRow, insertWorkspace } from './rows.ts';

const minute = 60_000;
const by = { member_id: 'nok', key_id: 'key' };

describe.each(databaseKinds)('calls that a person has to agree to, on $kind', ({ create }) => {
  let place: TestDatabase;
  let database: Database;
  let writer: Writer;
  let network: Network;
  let server: ToolServer;
  let clock: ManualClock;
  let tools: AgentTools;
  let agent: AccountAgent;
  let conversation: string;
  let run: AgentRunRow;
  let woken: AgentToolCallRow[];

  beforeAll(async () => {
    place = await create();
    database = openDatabase(place.url, { pool: 10, onError() {} });
    await database.migrate();
    writer = new Writer(database);
    network = openNetwork({ allowPrivate: true });
    server = await startToolServer();
    await database.transaction((transaction) => insertWorkspace(transaction, 'shop'));
  });

  afterAll(async () => {
    await server.stop();
    await network.close();
    await database.close();
    await place.drop();
  });

  beforeEach(async () => {
    clock = manualClock();
    woken = [];
    tools = new AgentTools({
      ...{ database, writer, clock, fetch: network.fetch, userAgent: 'Parley/test' },
      wakeRun: (_batch, call) => void woken.push(call),
    });
    server.came.length = 0;
    conversation = randomUUID();
    const row = conversationRow({ workspace_id: 'shop', id: conversation, contact_id: 'mali', turn: 3 });
    const parameters = { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] };
    const refund = { name: 'refund', description: 'Pays back.', parameters, url: `${server.url}/refunds` };
    agent = {
      ...{ workspaceId: 'shop', accountId: 'shop-account', version: 1, secrets: { tool_headers: {} } },
      settings: agentSettingsSchema.parse({ tools: [{ ...refund, approval: true, approval_minutes: 30 }] }),
    };
    const about = { conversationId: conversation, contactId: 'mali', turn: 3, messageIds: [] };
    run = newRun({ agent, kind: 'reply', ...about }, clock.now());
    await writer.run(async ({ transaction }) => {
      await transaction.insert('conversations', [row]);
      await transaction.insert('agent_runs', [run]);
    });
  });

  const said: ModelMessage[] = [
    { role: 'user', content: 'I want my money back.' },
    {
      role: 'assistant',
      content: [
        {
          ...{ type: 'tool-call', toolCallId: 'c', toolName: 'refund', input: { amount: 5 } },
          providerOptions: { google: { thoughtSignature: 'c2lnbmVk' } },
        },
        { type: 'tool-approval-request', approvalId: 'a', toolCallId: 'c' },
      ],
    },
  ];

  async function park(): Promise<AgentToolCallRow> {
    const requests = [
      { approvalId: 'a', toolCall: { toolCallId: 'c', toolName: 'refund', input: { amount: 5 } } },
    ];
    const parking = { run, agent, platform: 'pigeon', requests, messages: said };
    const until = await writer.run((batch) => parkForApproval(batch, parking, clock.now()));
    expect(until).toBe(clock.now() + 30 * minute);
    const [call] = await waiting();
    return call ?? expect.fail('Nothing waits.');
  }

  const waiting = () =>
    readApprovals(
      database.read,
      { workspaceId: 'shop', conversationId: conversation, limit: 10 },
      clock.now(),
    );
  const decide = (id: string, verdict: 'approved' | 'refused', note: string | null = null) =>
    tools.decide({ workspaceId: 'shop', id, by, verdict, note });
  const resume = (turn = 3) =>
    writer.run(async (batch) => {
      const [row] = await batch.transaction.select('agent_runs', ['workspace_id', 'id'], [['shop', run.id]]);
      return resumeAfterApproval(batch, row ?? run, { turn }, clock.now());
    });

  async function execute(input: unknown) {
    const made = await tools.forRun({ run, agent });
    // Each tool of the hub has a function of this form.
    const { execute: go } = made.tools.refund as unknown as {
      execute(input: unknown, options: { toolCallId: string }): Promise<{ ok: boolean; note?: string }>;
    };
    return go(input, { toolCallId: 'c' });
  }

  it('set the run aside with all that was said, are told, and are made once agreed to', async () => {
    const call = await park();
    expect(call).toMatchObject({ tool: 'refund', state: 'waiting', arguments: '{"amount":5}' });
    const events = await database.read
      .selectFrom('events')
      .select(['type', 'data'])
      .where('conversation_id', '=', conversation)
      .execute();
    expect(events).toMatchObject([{ type: 'agent.approval_requested' }]);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ approval: { id: call.id, tool: 'refund' } });
    expect(await resume()).toEqual({ type: 'wait', until: clock.now() + 30 * minute });
    expect(await execute({ amount: 5 })).toMatchObject({
      note: expect.stringContaining('Nobody has agreed'),
    });
    expect(await decide(call.id, 'approved')).toMatchObject({ state: 'approved', decided_by: 'nok' });
    expect(woken.map(({ run_id }) => run_id)).toEqual([run.id]);
    const response = { type: 'tool-approval-response', approvalId: 'a', approved: true };
    expect(await resume()).toMatchObject({
      type: 'go_on',
      messages: [...said, { role: 'tool', content: [response] }],
    });
    expect(await execute({ amount: 500 })).toMatchObject({
      note: expect.stringContaining('not those that were agreed to'),
    });
    expect(await execute({ amount: 5 })).toMatchObject({ ok: true });
    expect(server.came).toMatchObject([{ body: { amount: 5 }, headers: { 'idempotency-key': call.id } }]);
    // The process died after the call, and another takes the run up again.
    expect(await resume()).toMatchObject({ type: 'go_on' });
    expect(await execute({ amount: 5 })).toMatchObject({ ok: true });
    expect(server.came).toHaveLength(1);
  });

  it('are not made when refused, and the model is told why', async () => {
    const call = await park();
    await decide(call.id, 'refused', 'Too late for that.');
    const verdict = await resume();
    expect(verdict).toMatchObject({ type: 'go_on' });
    expect(JSON.stringify(verdict)).toContain('"approved":false,"reason":"A person has refused it. Too late');
    expect(await execute({ amount: 5 })).toMatchObject({ ok: false });
    expect(server.came).toEqual([]);
    await expect(decide(call.id, 'approved')).rejects.toMatchObject({ status: 409 });
  });

  it('are over with their time', async () => {
    const call = await park();
    clock.advance(31 * minute);
    expect(await waiting()).toEqual([]);
    await expect(decide(call.id, 'approved')).rejects.toMatchObject({ status: 409, code: 'approval_over' });
    expect(await resume()).toEqual({ type: 'timed_out', tools: ['refund'] });
  });

  it('are over when the conversation goes on', async () => {
    const call = await park();
    await writer.run(async ({ transaction }) => {
      const moved = [{ workspace_id: 'shop', id: conversation, turn: 4 }];
      await transaction.update('conversations', ['workspace_id', 'id'], moved);
    });
    expect(await waiting()).toEqual([]);
    await expect(decide(call.id, 'approved')).rejects.toMatchObject({ status: 409 });
    expect(await resume(4)).toEqual({ type: 'overtaken' });
    expect(await execute({ amount: 5 })).toMatchObject({ ok: false });
    expect(server.came).toEqual([]);
  });

  it('can be ended all at once, and are decided only once', async () => {
    const call = await park();
    const both = await Promise.allSettled([decide(call.id, 'approved'), decide(call.id, 'refused')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const place = { workspace_id: 'shop', id: conversation };
    await writer.run((batch) => expireApprovals(batch, place, 'Enough.', clock.now()));
    expect(await execute({ amount: 5 })).toMatchObject({ ok: false });
  });
});
