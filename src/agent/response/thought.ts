import { createHash } from 'node:crypto';
import type { ModelMessage } from 'ai';
import type { RunStep } from '../ledger.ts';
import type { ApprovalRequested, CallRecord, Usage } from '../model/contract.ts';
import type { FittedMessage } from './fitting.ts';
import type { Passage } from './prompt.ts';
import type { Reply } from './reply-form.ts';

/** What thinking about a turn came to. */
export type Conclusion =
  /** An answer that has passed the guard and is fitted to the platform. */
  | { kind: 'answer'; messages: readonly FittedMessage[]; reason: string }
  /** People should take over; `summary` is for them, where the model wrote one. */
  | { kind: 'hand_over'; reason: string; summary: string | null }
  | { kind: 'silence'; reason: string }
  /** A person has to agree to calls of tools first; everything said so far, to go on from. */
  | { kind: 'parked'; requests: readonly ApprovalRequested[]; messages: readonly ModelMessage[] }
  /** No model can be asked for now. */
  | { kind: 'again'; after_ms: number; reason: string }
  /** Nobody wants to know any more. */
  | { kind: 'stopped' };

/** A summary of what a conversation began with. */
export interface NewSummary {
  text: string;
  /** The number of the last message it covers. */
  seq: number;
}

/** What thinking leaves in the ledger. */
export class ThoughtRecord {
  readonly steps: RunStep[] = [];
  passages: readonly Passage[] = [];
  prompt: string | null = null;
  model: string | null = null;
  reply: Reply | null = null;
  summary: NewSummary | null = null;
  readonly #usage: Usage = { input_tokens: 0, output_tokens: 0, cost_micros: 0 };

  /** Adds what calls of a model came to. */
  add({ calls, usage }: { calls: readonly CallRecord[]; usage: Usage }): void {
    this.steps.push(...calls);
    this.#usage.input_tokens += usage.input_tokens;
    this.#usage.output_tokens += usage.output_tokens;
    const { cost_micros } = this.#usage;
    // One unknown price makes the sum unknown.
    this.#usage.cost_micros =
      cost_micros === null || usage.cost_micros === null ? null : cost_micros + usage.cost_micros;
  }

  /** What calls have used up. */
  get usage(): Readonly<Usage> {
    return this.#usage;
  }

  /** The columns of a run that tell of it. */
  columns() {
    const { input_tokens, output_tokens, cost_micros } = this.#usage;
    return {
      calls: JSON.stringify(this.steps),
      passages: JSON.stringify(this.passages),
      prompt: this.prompt,
      prompt_hash: this.prompt === null ? null : createHash('sha256').update(this.prompt).digest('hex'),
      model: this.model,
      ...{ input_tokens, output_tokens, cost_micros },
      confidence: this.reply === null ? null : thousandths(this.reply.confidence),
    };
  }
}

/** A thought with all that led to it. */
export interface Thought {
  conclusion: Conclusion;
  record: ThoughtRecord;
}

function thousandths(share: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * 1000);
}
