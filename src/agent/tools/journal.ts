import type { AgentRunRow, AgentToolCallRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { newId } from '../../identifier.ts';
import { storableJson } from '../../storable.ts';
import type { CallOutcome } from './call.ts';
import { fingerprintOf } from './fingerprint.ts';
import { refusalOf, type WantedCall } from './permission.ts';
import type { Tool } from './tool.ts';

/** How a call can stand. */
export const toolCallStates = [
  /** A person has to agree to it. */
  'waiting',
  /** A person has agreed; it is made when the run goes on. */
  'approved',
  /** A person has refused it. */
  'refused',
  /** Nobody decided in time, or the conversation went on. */
  'expired',
  'running',
  'done',
  'failed',
  'timed_out',
  /** It was broken off on the way, and nobody knows whether it was done. */
  'interrupted',
  /** The hub let it not be made. */
  'blocked',
] as const;

export type ToolCallState = (typeof toolCallStates)[number];

/** What becomes of it. */
export type Beginning =
  /** It is written down, and has to be made now. */
  | { type: 'call'; row: AgentToolCallRow }
  /** It was made before; this is what came of it. */
  | { type: 'known'; row: AgentToolCallRow }
  | { type: 'blocked'; reason: string };

/** A call that is not made; its values are as the model said them. */
export interface BlockedCall extends Omit<WantedCall, 'tool' | 'values' | 'underWay'> {
  tool: Pick<Tool, 'name' | 'method'>;
  values: unknown;
  reason: string;
}

// Enough to see what a model that was led astray tried.
const mostBlocked = 20;
const longestBlocked = 2000;
// A booking that fails because the process died is tried once more; after that a person must look.
const mostStarts = 2;
// A run that was broken off is begun anew within minutes; later the same wish is a new one.
const earlierMs = 60 * 60_000;

const unsettled: readonly string[] = ['running', 'interrupted', 'timed_out'] satisfies ToolCallState[];
const settled: readonly string[] = ['done', 'failed', 'timed_out'] satisfies ToolCallState[];

/** Writes a call down before it is made; once this is committed it may be made. */
export async function beginToolCall(batch: Batch, wanted: WantedCall, now: number): Promise<Beginning> {
  const { run, modelCallId } = wanted;
  const rows = await batch.transaction.select(
    'agent_tool_calls',
    ['workspace_id', 'run_id'],
    [[run.workspace_id, run.id]],
    'lock',
  );
  const own = rows.find((row) => row.model_call_id === modelCallId && row.state !== 'blocked');
  if (own && settled.includes(own.state)) return { type: 'known', row: own };
  const reason = await refusalOf(batch, wanted, rows, own);
  if (reason !== null) return { type: 'blocked', reason };
  if (own) return startAgain(batch, own, wanted, now);
  const earlier = await earlierCall(batch, wanted, now);
  if (earlier?.state === 'done') return { type: 'known', row: earlier };
  if (earlier) return startAgain(batch, earlier, wanted, now);
  const row = { ...newToolCall(wanted, 'running', now), starts: 1 };
  await batch.transaction.insert('agent_tool_calls', [row]);
  return { type: 'call', row };
}

/** Writes down what came of a call; `result` is what the model is told. */
export async function endToolCall(
  batch: Batch,
  row: AgentToolCallRow,
  outcome: Omit<CallOutcome, 'answer'>,
  result: unknown,
  now: number,
): Promise<void> {
  Object.assign(row, { ...outcome, result: JSON.stringify(result), ended_at: now });
  await batch.transaction.update('agent_tool_calls', ['workspace_id', 'id'], [row]);
}

/** Writes down what a model wanted and did not get; what it goes on asking for after that is only counted. */
export async function blockToolCall(
  batch: Batch,
  { reason, ...wanted }: BlockedCall,
  now: number,
): Promise<void> {
  const { workspace_id, id } = wanted.run;
  const keys = ['workspace_id', 'run_id'] as const;
  const rows = await batch.transaction.select('agent_tool_calls', keys, [[workspace_id, id]]);
  if (rows.filter(({ state }) => state === 'blocked').length >= mostBlocked) return;
  const row = newToolCall(wanted, 'blocked', now);
  const shown =
    row.arguments.length > longestBlocked
      ? JSON.stringify(row.arguments.slice(0, longestBlocked))
      : row.arguments;
  await batch.transaction.insert('agent_tool_calls', [
    { ...row, arguments: shown, error: reason, ended_at: now },
  ]);
}

/** A call as it is first written down. */
export function newToolCall(
  { run, tool, modelCallId, values }: Omit<BlockedCall, 'reason'>,
  state: ToolCallState,
  now: number,
): AgentToolCallRow {
  const { workspace_id, account_id, conversation_id, contact_id, turn } = run;
  return {
    ...{ workspace_id, id: newId(), account_id, conversation_id, contact_id, run_id: run.id, turn },
    ...{ model_call_id: modelCallId, approval_id: null, tool: tool.name, method: tool.method },
    arguments: storableJson(JSON.stringify(values)),
    fingerprint: fingerprintOf(tool.name, values),
    ...{ state, starts: 0, status: null, milliseconds: null, error: null, result: null },
    ...{ expires_at: null, decided_by: null, decided_at: null, note: null },
    ...{ created_at: now, ended_at: null },
  };
}

/** Makes it again under the same id, so that the other side can see that it is the same. */
async function startAgain(
  batch: Batch,
  row: AgentToolCallRow,
  { run, modelCallId, underWay }: WantedCall,
  now: number,
): Promise<Beginning> {
  if (underWay.has(row.id)) return { type: 'blocked', reason: 'This very call is being made already.' };
  if (row.starts >= mostStarts) {
    const reason = 'It was begun twice, and nobody knows whether it was done; a person must look.';
    return { type: 'blocked', reason };
  }
  const again = {
    ...{ run_id: run.id, model_call_id: modelCallId, turn: run.turn },
    ...{ state: 'running', starts: row.starts + 1, ended_at: null },
    // It may have waited for a person; how long it ran is measured from its end.
    created_at: row.starts === 0 ? row.created_at : now,
  };
  Object.assign(row, again);
  await batch.transaction.update('agent_tool_calls', ['workspace_id', 'id'], [row]);
  return { type: 'call', row };
}

/**
 * The same call by a run of this conversation that ended without an answer, or that nobody knows the end of: whoever
 * books an appointment and then is interrupted must not book it twice. What only reads is simply read again.
 */
async function earlierCall(
  batch: Batch,
  { run, tool, values, underWay }: WantedCall,
  now: number,
): Promise<AgentToolCallRow | undefined> {
  if (tool.method === 'GET' || run.conversation_id === null) return undefined;
  const rows = await batch.transaction.query
    .selectFrom('agent_tool_calls')
    .leftJoin('agent_runs', (join) =>
      join
        .onRef('agent_runs.workspace_id', '=', 'agent_tool_calls.workspace_id')
        .onRef('agent_runs.id', '=', 'agent_tool_calls.run_id'),
    )
    .selectAll('agent_tool_calls')
    .select('agent_runs.decision as decision')
    .where('agent_tool_calls.workspace_id', '=', run.workspace_id)
    .where('agent_tool_calls.conversation_id', '=', run.conversation_id)
    .where('agent_tool_calls.fingerprint', '=', fingerprintOf(tool.name, values))
    .where('agent_tool_calls.created_at', '>=', now - earlierMs)
    .where('agent_tool_calls.state', 'in', [...unsettled, 'done'])
    .orderBy('agent_tool_calls.id', 'desc')
    .execute();
  const found = rows.find(({ decision, ...row }) => isLeftOver(row, decision, run, underWay));
  if (!found) return undefined;
  const { decision: _decision, ...row } = found;
  return row;
}

function isLeftOver(
  row: AgentToolCallRow,
  decision: string | null,
  run: AgentRunRow,
  underWay: ReadonlySet<string>,
): boolean {
  if (underWay.has(row.id)) return false;
  // Within a run the same call once more is meant so, unless nobody knows what became of the first.
  if (row.run_id === run.id) return row.state !== 'done';
  return unsettled.includes(row.state) || decision === null || ['overtaken', 'failed'].includes(decision);
}
