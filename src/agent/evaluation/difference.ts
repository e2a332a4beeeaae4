import type { AgentRunRow } from '../../database/schema.ts';
import { inWords } from '../response/transcript.ts';
import type { Rehearsal, RehearsedDecision } from './rehearsal.ts';

/** A run as it was, in the words of a rehearsal. */
export interface RunBefore {
  decision: RehearsedDecision;
  reason: string | null;
  text: string | null;
  model: string | null;
  passage_ids: string[];
  input_tokens: number;
  output_tokens: number;
  cost_micros: number | null;
  latency_ms: number | null;
}

/** What a rehearsal has otherwise than the run that it repeats. */
export interface Difference {
  /** Names of what is not the same. */
  changed: ('decision' | 'text' | 'model' | 'passages')[];
  passages_gained: string[];
  passages_lost: string[];
  /** Millionths of a US dollar, more or less than before; null: a price is unknown. */
  cost_micros: number | null;
  tokens: number;
}

const decisions: Readonly<Record<string, RehearsedDecision>> = {
  replied: 'reply',
  suggested: 'reply',
  handed_over: 'hand_over',
  silent: 'silent',
};

/** What a run did. */
export function runBefore(run: AgentRunRow): RunBefore {
  const passages: { id: string }[] = JSON.parse(run.passages);
  const contents: Parameters<typeof inWords>[0][] = JSON.parse(run.reply ?? '[]');
  return {
    decision: decisions[run.decision ?? ''] ?? (run.state === 'waiting' ? 'approval' : 'failed'),
    reason: run.reason,
    text: contents.length > 0 ? contents.map((content) => inWords(content)).join('\n') : null,
    model: run.model,
    passage_ids: passages.map(({ id }) => id),
    ...{ input_tokens: run.input_tokens, output_tokens: run.output_tokens, cost_micros: run.cost_micros },
    latency_ms: run.ended_at === null ? null : run.ended_at - run.started_at,
  };
}

/** What is other than before. */
export function differenceOf(before: RunBefore, now: Rehearsal): Difference {
  const old = new Set(before.passage_ids);
  const found = new Set(now.passages.map(({ id }) => id));
  const textNow = now.contents.length > 0 ? now.contents.map((content) => inWords(content)).join('\n') : null;
  const unlike = {
    decision: before.decision !== now.decision,
    text: before.text !== textNow,
    model: before.model !== now.model,
    passages: old.symmetricDifference(found).size > 0,
  };
  return {
    changed: (['decision', 'text', 'model', 'passages'] as const).filter((name) => unlike[name]),
    passages_gained: [...found.difference(old)],
    passages_lost: [...old.difference(found)],
    cost_micros:
      before.cost_micros === null || now.cost_micros === null ? null : now.cost_micros - before.cost_micros,
    tokens: now.input_tokens + now.output_tokens - before.input_tokens - before.output_tokens,
  };
}
