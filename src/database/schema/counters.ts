import type { FailureKind } from '../../errors.ts';

/**
 * The longest wait of each bucket in which calls that send are counted (ms), from the quickest answer of a
 * platform to the time-out of a call; what took longer is counted as `more`.
 */
export const latencyBuckets = [50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000] as const;

/** What is counted of each account. */
export type CounterName =
  | 'webhooks_accepted'
  | 'webhooks_refused'
  | 'webhooks_failed'
  | 'items_accepted'
  | 'items_duplicate'
  | 'items_problem'
  /** Messages to us that somebody waits for an answer to. */
  | 'messages_in'
  /** Messages of ours that the platform has taken. */
  | 'messages_out'
  /** Messages of ours that failed, or were given up. */
  | `failed_${FailureKind}`
  | 'sends_ok'
  | 'sends_failed'
  | 'send_milliseconds'
  /** Requests to language models that were answered. */
  | 'ai_answers'
  /** Requests to language models that brought no answer, budget spent included. */
  | 'ai_failures'
  | 'ai_input_tokens'
  | 'ai_output_tokens'
  /** Millionths of a US dollar, of models whose price is known. */
  | 'ai_cost_micros'
  /** Calls that send and were answered, by how long that took. */
  | `latency_${(typeof latencyBuckets)[number] | 'more'}`;

/** Whose numbers they are. */
export interface CountedAccount {
  workspaceId: string;
  accountId: string;
}

export interface CounterRow {
  workspace_id: string;
  account_id: string;
  /** When it began (ms); with time the rows of an hour, then of a day, become one. 0: the sum of all time. */
  minute: number;
  name: CounterName;
  value: number;
}
