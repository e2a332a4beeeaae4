import type { AgentRunRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { appendEvent } from '../events/log.ts';
import { newId } from '../identifier.ts';
import type { AccountAgent } from './directory.ts';

/** What a run is for. */
export type RunKind = 'analysis' | 'reply' | 'replay' | 'evaluation';

/** What came of a run. */
export const runDecisions = [
  /** A message was understood. */
  'analysed',
  /** An answer was sent. */
  'replied',
  /** A draft waits for a person. */
  'suggested',
  /** People have the conversation now. */
  'handed_over',
  /** Nothing was to be said. */
  'silent',
  /** The person wrote again, or somebody else took the floor: another run answers. */
  'overtaken',
  /** A dry run: nothing was sent. */
  'rehearsed',
  /** It could not be done, and nothing else was possible. */
  'failed',
] as const;

export type RunDecision = (typeof runDecisions)[number];

/** One step of a run, as the ledger keeps it. */
export type RunStep =
  | {
      type: 'model';
      model: string;
      outcome: string;
      detail?: string;
      latency_ms: number;
      input_tokens: number | null;
      output_tokens: number | null;
      cost_micros: number | null;
    }
  | { type: 'tool'; id: string; tool: string; outcome: string; detail?: string; latency_ms: number }
  | { type: 'guard'; rule: string; outcome: string; detail?: string };

/** A run as it begins. */
export interface NewRun {
  agent: AccountAgent;
  kind: RunKind;
  conversationId: string | null;
  contactId: string | null;
  turn: number;
  /** The messages it is about. */
  messageIds: readonly string[];
}

/** The row of a run that begins now. */
export function newRun({ agent, kind, ...about }: NewRun, now: number): AgentRunRow {
  return {
    workspace_id: agent.workspaceId,
    id: newId(),
    account_id: agent.accountId,
    conversation_id: about.conversationId,
    contact_id: about.contactId,
    kind,
    mode: agent.settings.mode,
    turn: about.turn,
    state: 'running',
    decision: null,
    reason: null,
    settings_version: agent.version,
    input: JSON.stringify(about.messageIds),
    passages: '[]',
    prompt: null,
    prompt_hash: null,
    calls: '[]',
    model: null,
    input_tokens: 0,
    output_tokens: 0,
    cost_micros: null,
    reply: null,
    confidence: null,
    message_id: null,
    parked: null,
    rating: null,
    rating_note: null,
    rated_by: null,
    started_at: now,
    ended_at: null,
  };
}

/** What a run ended with. */
export interface RunEnd extends Partial<AgentRunRow> {
  decision: RunDecision;
  reason: string;
}

/** Ends a run in the ledger, and tells of it; `platform` is that of its conversation. */
export async function endRun(
  batch: Batch,
  row: AgentRunRow,
  end: RunEnd,
  platform: string | null,
  now: number,
): Promise<void> {
  Object.assign(row, end, { state: 'ended', ended_at: now, parked: null });
  await batch.transaction.update('agent_runs', ['workspace_id', 'id'], [row]);
  if (row.kind !== 'reply' && row.kind !== 'analysis') return;
  appendEvent(
    batch,
    {
      ...{ workspace_id: row.workspace_id, account_id: row.account_id, platform },
      type: 'agent.run_ended',
      occurred_at: now,
      conversation_id: row.conversation_id,
      data: () => ({
        run: {
          ...{ id: row.id, kind: row.kind, mode: row.mode, decision: row.decision, reason: row.reason },
          ...{ turn: row.turn, model: row.model, message_id: row.message_id },
          ...{
            input_tokens: row.input_tokens,
            output_tokens: row.output_tokens,
            cost_micros: row.cost_micros,
          },
        },
      }),
    },
    now,
  );
}
