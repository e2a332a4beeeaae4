import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountAgent } from '../../src/agent/directory.ts';
import { newRun } from '../../src/agent/ledger.ts';
import { agentSettingsSchema } from '../../src/agent/settings.ts';
import { mostCallsOfRun } from '../../src/agent/tools/permission.ts';
import { AgentTools } from '../../src/agent/tools/tools.ts';
import { systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import type { AgentRunRow, AgentToolCallRow } from '../../src/database/schema.ts';
import { Writer } from '../../src/database/writer.ts';
import { type Network, openNetwork } from '../../src/network/network.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { startToolServer, type ToolServer } from '../tool-server.ts';
import { conversationRow, insertWorkspace } from './rows.ts';

const text = { type: 'string', maxLength: 50 };
const clock = systemClock();

// The library passes more than is looked at.
interface Executed {
  execute(
    input: unknown,
    options: { toolCallId: string },
  ): Promise<{ ok: boolean; note?: string; data?: unknown }>;
}

describe.each(databaseKinds)('tools of the agent on $kind', ({ create }) => {
  let place: TestDatabase;
  let database: Database;
  let writer: Writer;
  let network: Network;
  let server: ToolServer;
  let tools: AgentTools;
  let agent: AccountAgent;
  let conversation: string;

  beforeAll(async () => {
    place = await create();
    database = openDatabase(place.url, { pool: 10, onError() {} });
    await database.migrate();
    writer = new Writer(database);
    network = openNetwork({ allowPrivate: true });
    server = await startToolServer();
    await database.transaction((transaction) => insertWorkspace(transaction, 'shop'));
    const options = { database, writer, clock, fetch: network.fetch, userAgent: 'Parley/test' };
    tools = new AgentTools({ ...options, wakeRun() {} });
  });

  afterAll(async () => {
    await server.stop();
    await network.close();
    await database.close();
    await place.drop();
  });

  beforeEach(async () => {
    conversation = randomUUID();
    server.came.length = 0;
    server.answer(({ body }) => ({ json: { got: body ?? null } }));
    const row = conversationRow({ workspace_id: 'shop', id: conversation, contact_id: 'mali', turn: 3 });
    await database.transaction((transaction) => transaction.insert('conversations', [row]));
    agent = agentWith([
      tool('find_order', { method: 'GET', url: `${server.url}/orders/{id}`, identify: ['contact_id'] }),
      tool('book', { url: `${server.url}/bookings` }),
      tool('refund', { url: `${server.url}/refunds`, approval: true }),
    ]);
  });

  function tool(name: string, more: object) {
    const parameters = { type: 'object', properties: { id: text, more: text }, required: ['id'] };
    return { name, description: `Does ${name}.`, parameters, ...more };
  }

  function agentWith(given: object[]): AccountAgent {
    const tool_headers = { find_order: { Authorization: 'Bearer sealed', 'X-Shop': 'blue' } };
    return {
      ...{ workspaceId: 'shop', accountId: 'shop-account', version: 1, secrets: { tool_headers } },
      settings: agentSettingsSchema.parse({ mode: 'auto', tools: given }),
    };
  }

  async function startRun(): Promise<AgentRunRow> {
    const about = { conversationId: conversation, contactId: 'mali', turn: 3, messageIds: [] };
    const run = newRun({ agent, kind: 'reply', ...about }, clock.now());
    await writer.run(({ transaction }) => transaction.insert('agent_runs', [run]));
    return run;
  }

  /** A run as a process has it: a second one of the same run is one after a crash. */
  async function begin(run: AgentRunRow, signal?: AbortSignal) {
    const made = await tools.forRun({ run, agent, signal });
    return {
      ...made,
      call(name: string, toolCallId: string, input: unknown) {
        // Each tool of the hub has a function of this form.
        return (made.tools[name] as unknown as Executed).execute(input, { toolCallId });
      },
    };
  }

  function journal(run: AgentRunRow): Promise<AgentToolCallRow[]> {
    return database.read
      .selectFrom('agent_tool_calls')
      .selectAll()
      .where('run_id', '=', run.id)
      .orderBy('id')
      .execute();
  }

  it('are called as they are set up, and written down', async () => {
    const run = await startRun();
    const { call, steps } = await begin(run);
    server.answer(() => ({ json: { state: 'sent' } }));
    expect(await call('find_order', 'one', { id: 'A 1', more: 'yes' })).toEqual({
      ...{ ok: true, status: 200, data: { state: 'sent' } },
    });
    const [row] = await journal(run);
    expect(server.came).toMatchObject([
      {
        ...{ method: 'GET', path: '/orders/A%201?more=yes', body: undefined },
        headers: {
          ...{ authorization: 'Bearer sealed', 'x-shop': 'blue', 'user-agent': 'Parley/test' },
          ...{ 'parley-contact-id': 'mali', 'idempotency-key': row?.id },
        },
      },
    ]);
    expect(row).toMatchObject({ tool: 'find_order', state: 'done', status: 200, starts: 1, turn: 3 });
    expect(steps).toMatchObject([{ type: 'tool', tool: 'find_order', outcome: 'done', id: row?.id }]);
    await call('book', 'two', { id: 'B' });
    expect(server.came[1]).toMatchObject({ method: 'POST', path: '/bookings', body: { id: 'B' } });
  });

  it('are written down before they are made', async () => {
    const run = await startRun();
    const { call } = await begin(run);
    const seen: Promise<AgentToolCallRow[]>[] = [];
    server.answer(() => {
      seen.push(journal(run));
      return { json: {} };
    });
    await call('book', 'one', { id: 'B' });
    expect(await seen[0]).toMatchObject([{ state: 'running', tool: 'book' }]);
  });

  it('are not made with arguments outside the schema, of unknown names, or without end', async () => {
    const run = await startRun();
    const { call, blockUnknown, approval } = await begin(run);
    expect(await call('book', 'bad', { id: 'B', 'parley-contact-id': 'somebody' })).toMatchObject({
      ok: false,
    });
    await blockUnknown({ toolCallId: 'none', toolName: 'read_secrets', input: { all: true } });
    expect(approval.refund?.({ id: 7 })).toBe('not-applicable');
    expect(approval.refund?.({ id: 'B' })).toBe('user-approval');
    expect(await call('refund', 'fooled', { id: 'B' })).toMatchObject({
      note: expect.stringContaining('Nobody has agreed'),
    });
    expect(server.came).toEqual([]);
    for (let number = 0; number < 60; number++) await call('find_order', `n${number}`, { id: 'A' });
    expect(server.came).toHaveLength(mostCallsOfRun);
    const rows = await journal(run);
    expect(rows.slice(0, 3)).toMatchObject([
      { tool: 'book', state: 'blocked' },
      { tool: 'read_secrets', state: 'blocked', arguments: '{"all":true}' },
      { tool: 'refund', state: 'blocked' },
    ]);
    expect(rows.length).toBeLessThan(40);
  });

  it('are made once for one call of the model, also when it is asked for at the same time', async () => {
    const run = await startRun();
    const { call } = await begin(run);
    const answers = await Promise.all([call('book', 'one', { id: 'B' }), call('book', 'one', { id: 'B' })]);
    const later = await (await begin(run)).call('book', 'one', { id: 'B' });
    expect(new Set([...answers, later].map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(server.came).toHaveLength(1);
  });

  it('are repeated under the same key when the process died, and only once', async () => {
    const run = await startRun();
    server.answer(() => 'say nothing');
    const first = await begin(run);
    void first.call('book', 'one', { id: 'B' });
    await arrived(1);
    // The process is gone; its call was never answered. Another takes the run up, with another id of the model.
    const second = await begin(run);
    void second.call('book', 'two', { id: 'B' });
    await arrived(2);
    const keys = server.came.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe(keys[1]);
    const third = await begin(run);
    expect(await third.call('book', 'three', { id: 'B' })).toMatchObject({
      note: expect.stringContaining('begun twice'),
    });
    expect(server.came).toHaveLength(2);
  });

  async function arrived(count: number): Promise<void> {
    await expect.poll(() => server.came.length).toBe(count);
  }

  it('are not made again by the run after one that was interrupted', async () => {
    const interrupted = await startRun();
    expect(await (await begin(interrupted)).call('book', 'one', { id: 'B' })).toMatchObject({ ok: true });
    await writer.run(({ transaction }) =>
      transaction.update(
        'agent_runs',
        ['workspace_id', 'id'],
        [{ workspace_id: 'shop', id: interrupted.id, state: 'ended', decision: 'overtaken' }],
      ),
    );
    const next = await begin(await startRun());
    expect(await next.call('book', 'x', { id: 'B' })).toMatchObject({ ok: true, data: { got: { id: 'B' } } });
    expect(next.steps).toMatchObject([{ outcome: 'known' }]);
    expect(await next.call('book', 'y', { id: 'C' })).toMatchObject({ ok: true });
    expect(server.came.map(({ body }) => body)).toEqual([{ id: 'B' }, { id: 'C' }]);
  });

  it('are aborted with the run, and end when the conversation has gone on', async () => {
    const run = await startRun();
    const abort = new AbortController();
    server.answer(() => 'say nothing');
    const { call } = await begin(run, abort.signal);
    const answer = call('book', 'one', { id: 'B' });
    await arrived(1);
    abort.abort(new Error('The person wrote again.'));
    expect(await answer).toMatchObject({ ok: false });
    expect(await journal(run)).toMatchObject([{ state: 'interrupted' }]);
    await writer.run(({ transaction }) =>
      transaction.update(
        'conversations',
        ['workspace_id', 'id'],
        [{ workspace_id: 'shop', id: conversation, turn: 4 }],
      ),
    );
    expect(await call('book', 'two', { id: 'C' })).toMatchObject({
      note: expect.stringContaining('gone on'),
    });
    expect(server.came).toHaveLength(1);
  });

  it.each([
    ['an error', { status: 404, json: { message: 'no such order' } }, { state: 'failed', status: 404 }],
    [
      'a redirect elsewhere',
      { status: 302, headers: { location: 'http://[::1]:1/' } },
      { state: 'failed', status: 302 },
    ],
    ['bytes', { headers: { 'content-type': 'image/png' }, text: 'PNG' }, { state: 'failed', status: 200 }],
    ['nothing at all', 'hang up' as const, { state: 'failed', status: null }],
    ['silence', 'say nothing' as const, { state: 'timed_out', status: null }],
  ])('tell the model of %s', async (_, answer, ended) => {
    agent = agentWith([tool('book', { url: `${server.url}/bookings`, timeout_seconds: 1 })]);
    server.answer(() => answer);
    const run = await startRun();
    const told = await (await begin(run)).call('book', 'one', { id: 'B' });
    expect(told).toMatchObject({ ok: false, note: expect.stringMatching(/./) });
    expect(await journal(run)).toMatchObject([ended]);
  });

  it('are followed to another address on their own host, and read up to a limit', async () => {
    server.answer(({ path }) =>
      path.startsWith('/orders')
        ? { status: 301, headers: { location: '/moved' } }
        : { text: `${'ก'.repeat(30_000)}` },
    );
    const { call } = await begin(await startRun());
    const told = await call('find_order', 'one', { id: 'A' });
    expect(told).toMatchObject({ ok: true, note: 'It was longer; the rest is missing.' });
    expect(String(told.data)).toMatch(/^ก{21000,22000}$/);
    expect(server.came.map(({ path }) => path)).toEqual(['/orders/A', '/moved']);
  });
});
