import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { newRun } from '../../src/agent/ledger.ts';
import { defaultSettings } from '../../src/agent/settings.ts';
import { newToolCall } from '../../src/agent/tools/journal.ts';
import type { AgentRunRow } from '../../src/database/schema.ts';
import { newId } from '../../src/identifier.ts';
import type { TestDatabase } from '../databases.ts';
import type { Things } from './tenants.ts';

/** What an agent did, put into the database: it would take a model to do it. */
export interface Planted {
  run: string;
  /** Two calls that wait for a person, since agreeing and refusing exclude each other. */
  approval: string;
  refusable: string;
  /** Three, since sending one in other words and refusing it exclude sending it. */
  draft: string;
  editable: string;
  rejectable: string;
}

const hourMs = 60 * 60_000;

/** Lets the agent of a workspace have done one of everything. */
export async function plantAgent(
  place: TestDatabase,
  { workspace, account, conversation, contact, message, mark }: Omit<Things, keyof Planted>,
): Promise<Planted> {
  const now = Date.now();
  const agent = { workspaceId: workspace, accountId: account, settings: defaultSettings, version: 1 };
  const secrets = { tool_headers: {} };
  const quiet = await quietConversation(place, workspace, conversation);
  const about = { ...quiet, contactId: contact, messageIds: [message] };
  const run = newRun({ agent: { ...agent, secrets }, kind: 'reply', ...about }, now);
  const tool = { name: 'find_order', method: 'POST' as const };
  const calls = ['one', 'two'].map((modelCallId) => ({
    ...newToolCall({ run, tool, modelCallId, values: { mark } }, 'waiting', now),
    ...{ approval_id: modelCallId, expires_at: now + hourMs },
  }));
  const [approval = '', refusable = ''] = calls.map(({ id }) => id);
  await insert(place, 'agent_runs', { ...run, state: 'waiting', parked: '[]' });
  for (const call of calls) await insert(place, 'agent_tool_calls', { ...call });
  const drafts = { draft: newId(), editable: newId(), rejectable: newId() };
  for (const id of Object.values(drafts))
    await insert(place, 'agent_suggestions', draftRow(run, id, mark, now));
  return { run: run.id, approval, refusable, ...drafts };
}

function draftRow(run: AgentRunRow, id: string, mark: string, now: number) {
  const { workspace_id, account_id, conversation_id, turn } = run;
  const content = JSON.stringify([{ type: 'text', text: mark }]);
  return {
    ...{ workspace_id, id, account_id, conversation_id, run_id: run.id, turn, content, state: 'open' },
    ...{ message_id: null, decided_by: null, decided_at: null, created_at: now },
  };
}

/** One that no test of a route changes. */
async function quietConversation(place: TestDatabase, workspace: string, busy: string) {
  const rows = await query(
    place,
    `select id, turn from conversations where workspace_id = $1 and id <> $2 and erased_at is null`,
    [workspace, busy],
  );
  return { conversationId: String(rows[0]?.id), turn: Number(rows[0]?.turn) };
}

async function insert(place: TestDatabase, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`);
  await query(place, `insert into ${table} (${columns}) values (${places})`, Object.values(row));
}

/** A connection beside the hub's own, for one statement. */
async function query(
  { url }: TestDatabase,
  sql: string,
  values: unknown[],
): Promise<Record<string, unknown>[]> {
  if (url.startsWith('postgres')) {
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query(sql, values);
    await client.end();
    return rows;
  }
  const database = new DatabaseSync(url.slice('file:'.length), { timeout: 5000 });
  // Rows hold texts, numbers and nulls, which is what SQLite takes.
  const rows = database.prepare(sql.replaceAll(/\$\d+/g, '?')).all(...(values as (string | number | null)[]));
  database.close();
  return rows;
}
