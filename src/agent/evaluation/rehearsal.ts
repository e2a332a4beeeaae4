import type { OutboundContent } from '../../conversations/content.ts';
import type { AgentRunRow } from '../../database/schema.ts';
import type { Writer } from '../../database/writer.ts';
import type { AccountAgent } from '../directory.ts';
import { endRun, newRun, type RunStep } from '../ledger.ts';
import { type Passage, passageName } from '../response/prompt.ts';
import { visibleText } from '../response/reply-form.ts';
import { type Minds, think } from '../response/think.ts';
import type { Conclusion, Thought } from '../response/thought.ts';
import type { ThinkingTurn } from '../response/turn.ts';

/** What the agent would do. */
export const rehearsedDecisions = ['reply', 'hand_over', 'silent', 'approval', 'failed'] as const;

export type RehearsedDecision = (typeof rehearsedDecisions)[number];

/** What came of thinking about a turn without any effect. */
export interface Rehearsal {
  /** In the ledger. */
  run_id: string;
  decision: RehearsedDecision;
  reason: string;
  /** What the customer would read; null: nothing. */
  text: string | null;
  /** The messages it would come to, in the form in which they would be sent. */
  contents: OutboundContent[];
  /** The model's own confidence, from 0 to 1; null: it gave no answer. */
  confidence: number | null;
  /** The passages that the answer rests on. */
  citations: Passage[];
  passages: Passage[];
  /** Verdicts of the guard, calls of models and tools. */
  steps: RunStep[];
  model: string | null;
  input_tokens: number;
  output_tokens: number;
  cost_micros: number | null;
  latency_ms: number;
}

/** What rehearsing needs. */
export interface RehearsalOptions {
  minds: Minds;
  writer: Writer;
  now(): number;
}

/** What is rehearsed, and for what. */
export interface Rehearsing {
  agent: AccountAgent;
  turn: ThinkingTurn;
  kind: 'replay' | 'evaluation';
  /** Of a turn that was; null: invented. */
  conversation: { id: string; contactId: string | null; turn: number } | null;
  messageIds: readonly string[];
  abort: AbortSignal;
}

/** Thinks about a turn as the agent would, and keeps what came of it in the ledger alone. */
export async function rehearse(
  { minds, writer, now }: RehearsalOptions,
  { agent, turn, kind, conversation, messageIds, abort }: Rehearsing,
): Promise<Rehearsal> {
  const about = {
    conversationId: conversation?.id ?? null,
    contactId: conversation?.contactId ?? null,
    turn: conversation?.turn ?? 0,
  };
  const run = newRun({ agent, kind, ...about, messageIds }, now());
  await writer.run(({ transaction }) => transaction.insert('agent_runs', [run]));
  const started = minds.monotonic();
  try {
    const thought = await think(minds, turn, { run, abort, resumed: null });
    const rehearsal = rehearsalOf(run, thought, Math.round(minds.monotonic() - started));
    await end(writer, run, thought, rehearsal, now());
    return rehearsal;
  } catch (error) {
    // The ledger must not go on saying that it runs.
    const reason = 'The hub itself failed while the agent was thinking; its log says more.';
    await writer.run((batch) => endRun(batch, run, { decision: 'failed', reason }, null, now()));
    throw error;
  }
}

function end(writer: Writer, run: AgentRunRow, { record }: Thought, rehearsal: Rehearsal, now: number) {
  const { decision, reason, contents } = rehearsal;
  const words = `Would have been: ${decision}. ${reason}`;
  const reply = contents.length > 0 ? JSON.stringify(contents) : null;
  const ended = { ...record.columns(), decision: 'rehearsed' as const, reason: words, reply };
  return writer.run((batch) => endRun(batch, run, ended, null, now));
}

function rehearsalOf(run: AgentRunRow, { conclusion, record }: Thought, latency_ms: number): Rehearsal {
  const contents = conclusion.kind === 'answer' ? conclusion.messages.flatMap(({ parts }) => [...parts]) : [];
  const cited = new Set(record.reply?.citations);
  return {
    run_id: run.id,
    decision: decisionOf(conclusion),
    reason: reasonOf(conclusion),
    text: conclusion.kind === 'answer' && record.reply ? visibleText(record.reply) : null,
    contents,
    confidence: record.reply?.confidence ?? null,
    citations: record.passages.filter((_, index) => cited.has(passageName(index))),
    passages: [...record.passages],
    steps: [...record.steps],
    model: record.model,
    ...record.usage,
    latency_ms,
  };
}

function decisionOf({ kind }: Conclusion): RehearsedDecision {
  switch (kind) {
    case 'answer':
      return 'reply';
    case 'hand_over':
      return 'hand_over';
    case 'silence':
      return 'silent';
    case 'parked':
      return 'approval';
    default:
      return 'failed';
  }
}

function reasonOf(conclusion: Conclusion): string {
  switch (conclusion.kind) {
    case 'parked':
      return `A person would have to agree to ${conclusion.requests.map(({ tool }) => tool).join(', ')}.`;
    case 'stopped':
      return 'It was stopped on the way.';
    default:
      return conclusion.reason;
  }
}
