import type { Clock } from '../../clock.ts';
import type { Actor } from '../../conversations/actor.ts';
import type { AgentToolCallRow } from '../../database/schema.ts';
import type { Batch, Writer } from '../../database/writer.ts';
import { notFound, Problem } from '../../errors.ts';
import { appendEvent } from '../../events/log.ts';
import { expireApprovals } from './approval.ts';
import { publicToolCall } from './public-call.ts';

/** What deciding needs of the hub. */
export interface DecideOptions {
  writer: Writer;
  clock: Clock;
  /** Lets the run that waits for this call be looked at again. */
  wakeRun(batch: Batch, call: AgentToolCallRow, now: number): Promise<void> | void;
}

/** What a person decides about a call. */
export interface Decision {
  workspaceId: string;
  id: string;
  by: Actor;
  verdict: 'approved' | 'refused';
  /** The model is told of it when it is refused. */
  note: string | null;
}

/** Decides about a call that waits for a person. @throws Problem 404, 409 when it does not wait any more */
export async function decideApproval(options: DecideOptions, decision: Decision): Promise<AgentToolCallRow> {
  const now = options.clock.now();
  const decided = await options.writer.run((batch) => decide(batch, options, decision, now));
  if ('over' in decided) throw over(decided.over);
  return decided.row;
}

type Decided = { row: AgentToolCallRow } | { over: AgentToolCallRow };

async function decide(
  batch: Batch,
  { wakeRun }: DecideOptions,
  { workspaceId, id, by, verdict, note }: Decision,
  now: number,
): Promise<Decided> {
  const keys = ['workspace_id', 'id'] as const;
  const [row] = await batch.transaction.select('agent_tool_calls', keys, [[workspaceId, id]], 'lock');
  if (!row || row.approval_id === null) throw notFound('approval', id);
  // Whoever clicks twice wants nothing else.
  if (row.state === verdict && row.starts === 0) return { row };
  if (row.state !== 'waiting') return { over: row };
  const [conversation] = await batch.transaction.select(
    'conversations',
    keys,
    row.conversation_id === null ? [] : [[workspaceId, row.conversation_id]],
  );
  const goesOn = conversation?.turn === row.turn;
  if (!conversation || !goesOn || (row.expires_at ?? now) <= now) {
    const reason = goesOn ? 'Nobody decided in time.' : 'The conversation went on.';
    if (conversation) await expireApprovals(batch, conversation, reason, now);
    return { over: { ...row, state: 'expired' } };
  }
  const change = { state: verdict, decided_by: by.member_id, decided_at: now, note };
  Object.assign(row, change, verdict === 'refused' ? { ended_at: now } : {});
  await batch.transaction.update('agent_tool_calls', keys, [row]);
  const { workspace_id, account_id, conversation_id } = row;
  appendEvent(
    batch,
    {
      ...{ workspace_id, account_id, conversation_id, platform: conversation.platform },
      ...{ type: 'agent.approval_decided', occurred_at: now },
      data: () => ({ approval: publicToolCall(row), by }),
    },
    now,
  );
  await wakeRun(batch, row, now);
  return { row };
}

function over({ state }: AgentToolCallRow): Problem {
  const expired = state === 'expired';
  return new Problem({
    status: 409,
    code: 'approval_over',
    detail: expired
      ? 'The conversation has gone on, or the time to decide is over.'
      : `Somebody has decided already: the call is ${state}.`,
    fix: 'Read GET /api/v1/agent/approvals for what still waits.',
  });
}
