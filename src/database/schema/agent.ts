// The agent: its settings, its ledger, its drafts, and what it made of messages.

export interface AgentSettingsRow {
  workspace_id: string;
  account_id: string;
  /** As `agent/settings.ts` has them, as JSON, without secrets. */
  settings: string;
  /** Names and values of what is secret in them, as sealed JSON; null: nothing is. */
  secrets: string | null;
  /** Rises with each change. */
  version: number;
  created_at: number;
  updated_at: number;
}

export interface AgentRunRow {
  workspace_id: string;
  id: string;
  account_id: string;
  /** Null for what is about no conversation: evaluations. */
  conversation_id: string | null;
  contact_id: string | null;
  /** `analysis`, `reply`, `replay` or `evaluation`. */
  kind: string;
  /** The mode it was begun in: `suggest` or `auto`. */
  mode: string;
  turn: number;
  /** `running`, `waiting` (for an approval), `ended`. */
  state: string;
  /** What came of it; null while it runs. */
  decision: string | null;
  /** Why, in words for an operator. */
  reason: string | null;
  settings_version: number;
  /** Ids of the messages of the turn, as JSON. */
  input: string;
  /** What was retrieved: ids, titles and texts, as JSON. */
  passages: string;
  /** The whole prompt as it was sent; null when no model was asked. */
  prompt: string | null;
  prompt_hash: string | null;
  /** Each call of a model and each tool call, with outcome and duration, as JSON. */
  calls: string;
  model: string | null;
  input_tokens: number;
  output_tokens: number;
  /** Millionths of a US dollar; null: the price of the model is unknown. */
  cost_micros: number | null;
  /** The content that was sent or suggested, as JSON. */
  reply: string | null;
  /** Thousandths. */
  confidence: number | null;
  message_id: string | null;
  /** What it goes on from after an approval, as JSON. */
  parked: string | null;
  /** A person's verdict: 1 good, -1 bad. */
  rating: number | null;
  rating_note: string | null;
  /** The member who rated; null: the installation's or a service's key. */
  rated_by: string | null;
  started_at: number;
  ended_at: number | null;
}

export interface AgentSuggestionRow {
  workspace_id: string;
  id: string;
  account_id: string;
  conversation_id: string;
  run_id: string;
  turn: number;
  content: string;
  /** `open`, `accepted`, `edited`, `rejected` or `expired`. */
  state: string;
  /** What was sent of it. */
  message_id: string | null;
  decided_by: string | null;
  decided_at: number | null;
  created_at: number;
}

export interface MessageAnalysisRow {
  workspace_id: string;
  message_id: string;
  account_id: string;
  conversation_id: string;
  contact_id: string | null;
  /** The run that asked a model; null: rules alone. */
  run_id: string | null;
  /** `rules` or `model`. */
  source: string;
  language: string | null;
  intent: string | null;
  /** Thousandths. */
  intent_confidence: number | null;
  sentiment: string | null;
  urgency: string | null;
  wants_human: number;
  spam: number;
  summary: string | null;
  /** `AnalysisDetails` of `conversations/analysis.ts`, as JSON. */
  details: string;
  created_at: number;
  /** The number of its message. */
  seq: number;
}

export interface AgentToolCallRow {
  workspace_id: string;
  /** Also its `Idempotency-Key`. */
  id: string;
  account_id: string;
  conversation_id: string | null;
  contact_id: string | null;
  /** Null: a person tried the tool. */
  run_id: string | null;
  turn: number;
  /** How the model calls it within the run; other runs may use the same. */
  model_call_id: string | null;
  /** How the library that calls models names the question whether it may be made. */
  approval_id: string | null;
  tool: string;
  method: string;
  /** As JSON; of a call that a person tried, none. */
  arguments: string;
  /** A hash of tool and arguments. */
  fingerprint: string;
  /** One of `toolCallStates` in `agent/tools/journal.ts`. */
  state: string;
  /** How often it was begun. */
  starts: number;
  /** Of the answer; null: none came. */
  status: number | null;
  milliseconds: number | null;
  error: string | null;
  /** What the model was told, as JSON. */
  result: string | null;
  /** Until when a person may agree to it. */
  expires_at: number | null;
  /** The member who decided; null: the installation's or a service's key, or nobody. */
  decided_by: string | null;
  decided_at: number | null;
  note: string | null;
  created_at: number;
  ended_at: number | null;
}

/** What the agent keeps in mind of a conversation. */
export interface AgentMemoryRow {
  workspace_id: string;
  conversation_id: string;
  account_id: string;
  /** What was said until the message with the number `summary_seq`; null: nothing was summed up yet. */
  summary: string | null;
  summary_seq: number;
  /** When the person was last told that the business is closed. */
  closed_told_at: number | null;
  /** The holding reply to the turn that is being answered. */
  holding_message_id: string | null;
  updated_at: number;
}

export interface AgentEvaluationRow {
  workspace_id: string;
  name: string;
  /** As JSON; `agent/evaluation/question.ts`. */
  questions: string;
  created_at: number;
  updated_at: number;
}

/** One time that an agent was held against a set, with both as they were then. */
export interface AgentEvaluationRunRow {
  workspace_id: string;
  id: string;
  /** Of the set. */
  name: string;
  account_id: string;
  settings: string;
  questions: string;
  /** `running` or `done`. */
  state: string;
  created_at: number;
  ended_at: number | null;
}

export interface AgentEvaluationResultRow {
  workspace_id: string;
  evaluation_run_id: string;
  /** Of the question, from 0. */
  position: number;
  /** As JSON; `agent/evaluation/score.ts`. */
  result: string;
}
