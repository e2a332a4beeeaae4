import type { ModelMessage, ToolSet } from 'ai';
import type { z } from 'zod';
import type { Budget } from './budget.ts';
import type { ModelChoice, ModelProvider } from './choice.ts';
import type { CallEnding, NextStep } from './decisions.ts';

/** What a call is for; shown in metrics. */
export type Purpose = 'analysis' | 'reply' | 'summary' | 'embedding' | 'evaluation' | 'playground';

/** By the name of a tool, whether a person must approve a call with this input. */
export type ApprovalRules = Readonly<Record<string, (input: unknown) => 'user-approval' | 'not-applicable'>>;

/** A call of a language model. */
export interface CallRequest {
  purpose: Purpose;
  choice: ModelChoice;
  /** Asked where the first cannot answer, as `decisions.ts` says. */
  fallback?: ModelChoice | null | undefined;
  /** What the model is told of its task; never mixed with what people wrote. */
  instructions: string;
  /** Files in them are bytes: `{type: 'file', mediaType, data}`. */
  messages: ModelMessage[];
  /**
   * Tools the model may call. Their `execute` gets an abort signal that it must heed, and is called at most once for
   * a tool call id, but for those that a message approves: there once for each call that resumes from the approval.
   */
  tools?: ToolSet | undefined;
  /**
   * Names of tools that a person must approve, or by their names which calls of them; one such call ends with
   * `approvals_requested`.
   */
  approval_needed?: readonly string[] | ApprovalRules | undefined;
  /** How often the model may be asked, tools in between; in the last step it may call none. Default 1. */
  stop_after_steps?: number | undefined;
  /** Stops the call; it then ends as `aborted`. */
  abort?: AbortSignal | undefined;
  /** For everything: tools, tries, the second model. */
  timeout_ms: number;
  /** Of one step. Thinking counts. */
  max_output_tokens: number;
  temperature?: number | undefined;
  budget: Budget;
}

/** A call whose answer has to have a form. */
export interface ObjectRequest<Output> extends CallRequest {
  schema: z.ZodType<Output>;
}

/** One request to a provider, in the form of a step in the ledger. */
export interface CallRecord {
  type: 'model';
  provider: ModelProvider;
  model: string;
  outcome: 'answer' | CallEnding;
  detail?: string;
  latency_ms: number;
  /** Null: not told. */
  input_tokens: number | null;
  output_tokens: number | null;
  /** Millionths of a US dollar; null: the price of the model or its tokens are unknown. */
  cost_micros: number | null;
}

/** What calls have used up. */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
  /** Millionths of a US dollar; null: the price of a model is unknown. */
  cost_micros: number | null;
}

/** A tool that the model called, and what came of it. */
export interface ToolCallMade {
  id: string;
  tool: string;
  input: unknown;
  /** What the tool answered; undefined when it failed or waits for approval. */
  output?: unknown;
  error?: string;
}

/** A tool call that waits for a person. */
export interface ApprovalRequested {
  approval_id: string;
  tool_call_id: string;
  tool: string;
  input: unknown;
}

/** The model answered. */
export interface Answer<Output> {
  kind: 'answer';
  /** Null where the call waits for approvals, and only there. */
  output: Output | null;
  text: string;
  usage: Usage;
  /** The model that answered. */
  model: string;
  latency_ms: number;
  /**
   * What the model and the tools said, whole: thought signatures are in it. A call that goes on gets it after its
   * messages, and after it the `tool-approval-response` parts, in a message of the role `tool`.
   */
  response_messages: ModelMessage[];
  tool_calls: ToolCallMade[];
  approvals_requested: ApprovalRequested[];
  calls: CallRecord[];
}

/** A call that ended without an answer, or a text that was not embedded. */
export interface CallFailure {
  kind: CallEnding;
  /** What exactly happened, with the provider's own words; holds no key. */
  detail: string;
  cause: string;
  fix: string;
  next: NextStep;
  /** With `retry_later`: how long to wait. */
  after_ms: number | null;
  usage: Usage;
  latency_ms: number;
  calls: CallRecord[];
}

/** How a call can end. */
export type CallResult<Output> = Answer<Output> | CallFailure;

/** Texts to be turned into vectors. */
export interface EmbedRequest {
  choice: ModelChoice;
  texts: readonly string[];
  /** Whether they are to be found, or are what is looked for. */
  task: 'document' | 'query';
  dimensions: number;
  abort?: AbortSignal | undefined;
  timeout_ms: number;
  budget: Budget;
}

/** How an embedding can end. */
export type EmbedResult =
  | {
      kind: 'vectors';
      /** One for each text, in order. */
      vectors: Float32Array[];
      model: string;
      /** Null: the provider does not tell. */
      tokens: number | null;
      cost_micros: number | null;
      calls: CallRecord[];
    }
  | CallFailure;
