import { toTimestamp } from '../../clock.ts';
import type { AgentToolCallRow } from '../../database/schema.ts';

/** A call of a tool, as the API and events show it. */
export interface PublicToolCall {
  id: string;
  account_id: string;
  conversation_id: string | null;
  run_id: string | null;
  tool: string;
  arguments: unknown;
  state: string;
  status: number | null;
  milliseconds: number | null;
  error: string | null;
  /** What the model was told. */
  result: unknown;
  expires_at: string | null;
  decided_by: string | null;
  decided_at: string | null;
  note: string | null;
  created_at: string;
  ended_at: string | null;
}

/** A stored call in the form of the public contract. */
export function publicToolCall(row: AgentToolCallRow): PublicToolCall {
  const { id, account_id, conversation_id, run_id, tool, state, status, milliseconds, error, note } = row;
  return {
    ...{ id, account_id, conversation_id, run_id, tool },
    arguments: JSON.parse(row.arguments),
    ...{ state, status, milliseconds, error },
    result: row.result === null ? null : JSON.parse(row.result),
    expires_at: timeOrNull(row.expires_at),
    decided_by: row.decided_by,
    decided_at: timeOrNull(row.decided_at),
    note,
    created_at: toTimestamp(row.created_at),
    ended_at: timeOrNull(row.ended_at),
  };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : toTimestamp(ms);
}
