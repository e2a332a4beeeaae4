import type { ModelMessage, ToolModelMessage } from 'ai';
import type { AgentRunRow, AgentToolCallRow, ConversationRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { appendEvent } from '../../events/log.ts';
import type { AccountAgent } from '../directory.ts';
import { newToolCall } from './journal.ts';
import { checkArguments } from './parameters.ts';
import { publicToolCall } from './public-call.ts';

/** A call that a person has to agree to, as the library that calls models asks for it. */
export interface ApprovalRequest {
  approvalId: string;
  toolCall: { toolCallId: string; toolName: string; input: unknown };
}

/** A run that stops until a person has decided. */
export interface Parking {
  run: AgentRunRow;
  agent: AccountAgent;
  platform: string;
  requests: readonly ApprovalRequest[];
  /** Everything the model was told and said so far, to go on from: also what only its provider understands. */
  messages: readonly ModelMessage[];
}

/** What a run that waits for people comes to. */
export type Verdict =
  /** Somebody has yet to decide; it is over at this time. */
  | { type: 'wait'; until: number }
  /** All is decided: the model goes on from here. */
  | { type: 'go_on'; messages: ModelMessage[] }
  /** Nobody decided in time. */
  | { type: 'timed_out'; tools: string[] }
  /** The person wrote again, or somebody else has the floor. */
  | { type: 'overtaken' };

const keys = ['workspace_id', 'id'] as const;
const msPerMinute = 60_000;
// What is not made yet and may still be.
const pending: readonly string[] = ['waiting', 'approved'];

/** Sets a run aside until people have decided on its calls, and tells them. Answers when the time is over (ms). */
export async function parkForApproval(batch: Batch, parking: Parking, now: number): Promise<number> {
  const { run, agent, platform, requests, messages } = parking;
  const rows = requests.flatMap((request) => waitingRow(request, run, agent, now) ?? []);
  await batch.transaction.insert('agent_tool_calls', rows);
  const until = Math.min(...rows.map(({ expires_at }) => expires_at ?? now), Number.MAX_SAFE_INTEGER);
  Object.assign(run, { state: 'waiting', parked: JSON.stringify(messages) });
  await batch.transaction.update('agent_runs', keys, [run]);
  for (const row of rows) {
    const about = { workspace_id: row.workspace_id, account_id: row.account_id, platform };
    const type = 'agent.approval_requested';
    const data = () => ({ approval: publicToolCall(row) });
    const { conversation_id } = row;
    appendEvent(batch, { ...about, type, occurred_at: now, conversation_id, data }, now);
  }
  return rows.length > 0 ? until : now;
}

/**
 * What became of the calls that a run waits for; asked by whoever takes the run up again. Where it goes on, the run
 * runs again from here.
 */
export async function resumeAfterApproval(
  batch: Batch,
  run: AgentRunRow,
  conversation: Pick<ConversationRow, 'turn'> | undefined,
  now: number,
): Promise<Verdict> {
  const rows = await approvalsOf(batch, run);
  if (conversation?.turn !== run.turn) {
    await expire(batch, rows, 'The conversation went on.', now);
    return { type: 'overtaken' };
  }
  const waiting = rows.filter(({ state }) => state === 'waiting');
  const late = waiting.filter(({ expires_at }) => (expires_at ?? now) <= now);
  if (late.length > 0 || rows.some(({ state }) => state === 'expired')) {
    await expire(batch, rows, 'Nobody decided in time.', now);
    return { type: 'timed_out', tools: rows.map(({ tool }) => tool) };
  }
  if (waiting.length > 0) {
    return { type: 'wait', until: Math.min(...waiting.map(({ expires_at }) => expires_at ?? now)) };
  }
  Object.assign(run, { state: 'running' });
  await batch.transaction.update('agent_runs', keys, [run]);
  // It was stored by `parkForApproval` as the library gave it.
  const before: ModelMessage[] = JSON.parse(run.parked ?? '[]');
  return { type: 'go_on', messages: [...before, answersTo(rows)] };
}

/** Ends the calls of a conversation that wait for people: nobody is to agree to them any more. */
export async function expireApprovals(
  batch: Batch,
  { workspace_id, id }: Pick<ConversationRow, 'workspace_id' | 'id'>,
  reason: string,
  now: number,
): Promise<void> {
  const rows = await batch.transaction.query
    .selectFrom('agent_tool_calls')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .where('state', 'in', pending)
    .execute();
  await expire(batch, rows, reason, now);
}

function waitingRow(
  { approvalId, toolCall }: ApprovalRequest,
  run: AgentRunRow,
  agent: AccountAgent,
  now: number,
): AgentToolCallRow | undefined {
  const tool = agent.settings.tools.find(({ name }) => name === toolCall.toolName);
  if (!tool) return undefined;
  const { toolCallId: modelCallId, input } = toolCall;
  const checked = checkArguments(tool.parameters, input);
  // What would not be made anyway is still put before the person, as it is, and blocked when it comes to it.
  const values = checked.ok ? checked.values : input;
  const row = newToolCall({ run, tool, modelCallId, values }, 'waiting', now);
  return { ...row, approval_id: approvalId, expires_at: now + tool.approval_minutes * msPerMinute };
}

/** The questions of the last stop of a run; earlier ones are answered. */
async function approvalsOf(batch: Batch, run: AgentRunRow): Promise<AgentToolCallRow[]> {
  const rows = await batch.transaction.select(
    'agent_tool_calls',
    ['workspace_id', 'run_id'],
    [[run.workspace_id, run.id]],
    'lock',
  );
  const asked = new Set(approvalIdsIn(JSON.parse(run.parked ?? '[]')));
  return rows.filter(({ approval_id }) => approval_id !== null && asked.has(approval_id));
}

function approvalIdsIn(messages: readonly ModelMessage[]): string[] {
  const last = messages.findLast(({ role }) => role === 'assistant');
  if (!last || typeof last.content === 'string') return [];
  return last.content.flatMap((part) => (part.type === 'tool-approval-request' ? [part.approvalId] : []));
}

function answersTo(rows: readonly AgentToolCallRow[]): ToolModelMessage {
  return {
    role: 'tool',
    content: rows.map((row) => ({
      type: 'tool-approval-response',
      approvalId: row.approval_id ?? '',
      // A call that was agreed to may have been begun before the process died.
      approved: row.state !== 'refused',
      reason:
        row.state === 'refused' ? `A person has refused it. ${row.note ?? ''}`.trim() : 'A person agreed.',
    })),
  };
}

async function expire(
  batch: Batch,
  rows: readonly AgentToolCallRow[],
  reason: string,
  now: number,
): Promise<void> {
  const ended = rows
    .filter(({ state }) => pending.includes(state))
    .map((row) => Object.assign(row, { state: 'expired', error: reason, ended_at: now }));
  await batch.transaction.update('agent_tool_calls', keys, ended);
}
