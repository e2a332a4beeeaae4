import type { Kysely } from 'kysely';
import type { AgentToolCallRow, Tables } from '../../database/schema.ts';
import type { ToolCallState } from './journal.ts';

/** Which calls to read. */
export interface ToolCallFilter {
  workspaceId: string;
  accountId?: string | undefined;
  conversationId?: string | undefined;
  runId?: string | undefined;
  tool?: string | undefined;
  states?: readonly ToolCallState[] | undefined;
  /** Only calls that were written down before this one. */
  before?: string | undefined;
  limit: number;
}

/** Calls of tools, the newest first. */
export function readToolCalls(read: Kysely<Tables>, filter: ToolCallFilter): Promise<AgentToolCallRow[]> {
  let query = read.selectFrom('agent_tool_calls').selectAll().where('workspace_id', '=', filter.workspaceId);
  if (filter.accountId) query = query.where('account_id', '=', filter.accountId);
  if (filter.conversationId) query = query.where('conversation_id', '=', filter.conversationId);
  if (filter.runId) query = query.where('run_id', '=', filter.runId);
  if (filter.tool) query = query.where('tool', '=', filter.tool);
  if (filter.states) query = query.where('state', 'in', filter.states);
  if (filter.before) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(filter.limit).execute();
}

/** Calls that people have to decide about, the newest first; not those whose conversation has gone on. */
export function readApprovals(
  read: Kysely<Tables>,
  filter: Pick<ToolCallFilter, 'workspaceId' | 'accountId' | 'conversationId' | 'before' | 'limit'>,
  now: number,
): Promise<AgentToolCallRow[]> {
  let query = read
    .selectFrom('agent_tool_calls')
    .innerJoin('conversations', (join) =>
      join
        .onRef('conversations.workspace_id', '=', 'agent_tool_calls.workspace_id')
        .onRef('conversations.id', '=', 'agent_tool_calls.conversation_id')
        .onRef('conversations.turn', '=', 'agent_tool_calls.turn'),
    )
    .selectAll('agent_tool_calls')
    .where('agent_tool_calls.workspace_id', '=', filter.workspaceId)
    .where('agent_tool_calls.state', '=', 'waiting')
    .where('agent_tool_calls.expires_at', '>', now)
    .where('conversations.erased_at', 'is', null);
  if (filter.accountId) query = query.where('agent_tool_calls.account_id', '=', filter.accountId);
  if (filter.conversationId) {
    query = query.where('agent_tool_calls.conversation_id', '=', filter.conversationId);
  }
  if (filter.before) query = query.where('agent_tool_calls.id', '<', filter.before);
  return query.orderBy('agent_tool_calls.id', 'desc').limit(filter.limit).execute();
}

/** How the calls of a tool ended. */
export interface ToolCounts {
  calls: number;
  failures: number;
}

/** How the tools of an account did since a time (ms), by name. */
export async function countToolCalls(
  read: Kysely<Tables>,
  { workspaceId, accountId, since }: { workspaceId: string; accountId: string; since: number },
): Promise<Map<string, ToolCounts>> {
  const rows = await read
    .selectFrom('agent_tool_calls')
    .select(['tool', 'state'])
    .select(({ fn }) => fn.countAll().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .where('state', 'in', ['done', 'failed', 'timed_out', 'interrupted'] satisfies ToolCallState[])
    .groupBy(['tool', 'state'])
    .execute();
  const counts = new Map<string, ToolCounts>();
  for (const { tool, state, count } of rows) {
    const { calls, failures } = counts.get(tool) ?? { calls: 0, failures: 0 };
    const number = Number(count);
    counts.set(tool, { calls: calls + number, failures: failures + (state === 'done' ? 0 : number) });
  }
  return counts;
}
