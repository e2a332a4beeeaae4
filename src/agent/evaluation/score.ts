import { type FactVerdict, factName, isJudged, says } from './fact.ts';
import type { Judge } from './judge.ts';
import { type Question, questionId } from './question.ts';
import type { Rehearsal, RehearsedDecision } from './rehearsal.ts';
import { isWrittenIn } from './writing.ts';

/** How the agent did with one question. */
export interface QuestionResult {
  id: string;
  passed: boolean;
  decision: RehearsedDecision;
  expected_decision: RehearsedDecision;
  reason: string;
  /** What the customer would read; null: nothing. */
  answer: string | null;
  /** What must be in the answer. */
  expected: FactVerdict[];
  /** What must not. */
  forbidden: FactVerdict[];
  /** Null: any language will do. */
  language: { wanted: string; right: boolean } | null;
  /** How many passages the answer rests on. */
  citations: number;
  latency_ms: number;
  input_tokens: number;
  output_tokens: number;
  cost_micros: number | null;
  model: string | null;
  /** The run in the ledger; null: there was none. */
  run_id: string | null;
}

/** What a whole set came to. */
export interface Score {
  questions: number;
  passed: number;
  /** From 0 to 1. */
  share: number;
  expected: { of: number; held: number };
  forbidden: { of: number; said: number };
  right_decisions: number;
  latency_ms: number;
  input_tokens: number;
  output_tokens: number;
  cost_micros: number | null;
}

/** Holds an answer against what a good one is; `judge` is asked only where a model has to tell. */
export async function assess(
  question: Question,
  index: number,
  rehearsal: Rehearsal,
  judge: Judge,
): Promise<QuestionResult> {
  const { text } = rehearsal;
  const { expected, forbidden, usage, failure } = await verdictsOn(question, text, judge);
  const language =
    question.language === undefined
      ? null
      : { wanted: question.language, right: text === null || isWrittenIn(text, question.language) };
  const citations = rehearsal.citations.length;
  const passed =
    failure === null &&
    rehearsal.decision === question.decision &&
    expected.every(({ holds }) => holds) &&
    !forbidden.some(({ holds }) => holds) &&
    language?.right !== false &&
    (!question.cites || citations > 0);
  return {
    ...{ id: questionId(question, index), passed },
    ...{ decision: rehearsal.decision, expected_decision: question.decision },
    reason: failure ?? rehearsal.reason,
    ...{ answer: text, expected, forbidden, language, citations },
    latency_ms: rehearsal.latency_ms,
    input_tokens: rehearsal.input_tokens + usage.input_tokens,
    output_tokens: rehearsal.output_tokens + usage.output_tokens,
    cost_micros: sum([rehearsal.cost_micros, usage.cost_micros]),
    ...{ model: rehearsal.model, run_id: rehearsal.run_id },
  };
}

/** A question that could not be put. */
export function unasked(question: Question, index: number, reason: string): QuestionResult {
  return {
    ...{ id: questionId(question, index), passed: false, decision: 'failed', reason, answer: null },
    ...{ expected_decision: question.decision, expected: [], forbidden: [], language: null, citations: 0 },
    ...{ latency_ms: 0, input_tokens: 0, output_tokens: 0, cost_micros: 0, model: null, run_id: null },
  };
}

/** Adds results up. */
export function scoreOf(results: readonly QuestionResult[]): Score {
  const count = (list: readonly FactVerdict[]) => list.filter(({ holds }) => holds).length;
  const total = (number: (result: QuestionResult) => number) =>
    results.reduce((all, result) => all + number(result), 0);
  const passed = total((result) => (result.passed ? 1 : 0));
  return {
    questions: results.length,
    passed,
    share: results.length === 0 ? 0 : passed / results.length,
    expected: {
      of: total(({ expected }) => expected.length),
      held: total(({ expected }) => count(expected)),
    },
    forbidden: {
      of: total(({ forbidden }) => forbidden.length),
      said: total(({ forbidden }) => count(forbidden)),
    },
    right_decisions: total(({ decision, expected_decision }) => (decision === expected_decision ? 1 : 0)),
    latency_ms: total((result) => result.latency_ms),
    input_tokens: total((result) => result.input_tokens),
    output_tokens: total((result) => result.output_tokens),
    cost_micros: sum(results.map((result) => result.cost_micros)),
  };
}

async function verdictsOn(question: Question, text: string | null, judge: Judge) {
  const facts = [...question.expected, ...question.forbidden];
  const statements = facts.flatMap((fact) => (isJudged(fact) ? [fact.judge] : []));
  const judged = await judge(question, text, statements);
  const verdict = (fact: Question['expected'][number]): FactVerdict => {
    const name = factName(fact);
    if (text === null) return { fact: name, holds: false };
    if (!isJudged(fact)) return { fact: name, holds: says(text, fact) };
    return { fact: name, ...(judged.verdicts.get(fact.judge) ?? { holds: false }) };
  };
  return {
    expected: question.expected.map(verdict),
    forbidden: question.forbidden.map(verdict),
    usage: judged.usage,
    failure: judged.failure,
  };
}

/** Null as soon as a price is unknown. */
function sum(costs: readonly (number | null)[]): number | null {
  return costs.reduce((all, cost) => (all === null || cost === null ? null : all + cost), 0);
}
