// Printed from the documents of a hub by `npm run -s parley -- docs client`; changes are lost.

/** A connected page, number or channel. Its secrets are never shown. */
export type Account = { id: string; platform: string; name: string; /** The platform’s own id of the account, once it is known. */ external_id: string | null; webhook: { /** The callback URL for the platform’s console. */ url: string; /** The token of the handshake; shown to `admin` alone. */ verify_token: string | null; /** Whether the platform’s handshake has succeeded. */ is_verified: boolean }; settings: { [name: string]: string }; /** How much of its plan is used, as the platform last told; null where that is not known. */ quota: ({ limit: number | null; used: number; read_at: string } | null); created_at: string; updated_at: string };

export type AccountHealth = { account_id: string; state: "healthy" | "degraded" | "failing" | "unknown"; /** Null before the first look. */ checked_at: (string | null); /** Since when the state and the failing checks are as they are. */ changed_at: (string | null); checks: ({ name: "token" | "permissions" | "subscription" | "webhooks" | "webhook_signatures" | "sending" | "quality" | "limits"; /** `unknown`: the platform does not tell, or could not be asked. */ state: "ok" | "warning" | "error" | "unknown"; cause: string; fix: string | null; details: { [name: string]: unknown }; /** RFC 3339, in UTC. */ checked_at: string })[] };

/** An account, as its platform shows it. */
export type AccountInfo = { page_id: string; page_name: string | null; page_url: string | null; avatar_url: string | null; follower_count: number | null; verification_status: string | null; /** What it can send now, and `receive`. */ capabilities: (string)[]; standing: { can_send: "yes" | "limited" | "no" | "unknown"; quality: ({ rating: string; level: "good" | "medium" | "poor" | "unknown" } | null); /** `limit` null is without limit; `used` null is not told. */ limit: ({ what: string; limit: number | null; used: number | null } | null); problems: (AccountProblem)[] }; /** Further facts, by the platform’s own names. */ details: { [name: string]: unknown } };

/** What is wrong with an account, and what to do about it. */
export type AccountProblem = { /** The platform’s own code. */ code: string; kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; cause: string; fix: string };

export type AgentBudget = { account_id: string; time_zone: string; /** Null: no limit. */ tokens_per_day: number | null; /** Null: no limit. */ usd_per_day: number | null; today: { /** In the account’s time zone. */ day: string; tokens_used: number; /** Kept free for calls that run. */ tokens_reserved: number; /** Millionths of a US dollar by list prices; models without a price are not in it. */ cost_micros: number; cost_micros_reserved: number; /** When a call was first refused that day; null: none was. */ spent_at: (string | null) }; /** The latest days on which anything was used, newest first. */ data: ({ /** In the account’s time zone. */ day: string; tokens_used: number; /** Kept free for calls that run. */ tokens_reserved: number; /** Millionths of a US dollar by list prices; models without a price are not in it. */ cost_micros: number; cost_micros_reserved: number; /** When a call was first refused that day; null: none was. */ spent_at: (string | null) })[] };

export type AgentDecision = { note?: (string | null) };

export type AgentEvaluation = { name: string; questions: (AgentQuestion)[]; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string };

export type AgentEvaluationChange = { questions: (AgentQuestionInput)[] };

export type AgentEvaluationResults = { id: string; name: string; account_id: string; state: "running" | "done"; /** Of the set as it was then. */ questions: number; score: AgentScore; /** RFC 3339, in UTC. */ created_at: string; ended_at: (string | null); /** In the order of the questions. */ results: (AgentQuestionResult)[] };

export type AgentEvaluationRun = { id: string; name: string; account_id: string; state: "running" | "done"; /** Of the set as it was then. */ questions: number; score: AgentScore; /** RFC 3339, in UTC. */ created_at: string; ended_at: (string | null) };

export type AgentEvaluationWish = { account_id: string; /** Fields of `AgentSettings` that are to be otherwise than the account’s own; the rest stays. Sealed headers go to tools with unchanged addresses only. */ settings?: { [name: string]: unknown } };

export type AgentFact = (string | { one_of: (string)[] } | { pattern: string } | { judge: string });

export type AgentHours = { time_zone: string; /** Empty: always. */ open: ({ days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[]; from: string; /** Exclusive; `00:00` is the end of the day. */ to: string })[]; holidays: ({ date: string; text: (string | null) })[]; /** Said outside the hours. */ closed_text: (string | null); /** The agent answers outside the hours too. */ answer_when_closed: boolean };

export type AgentHoursInput = { time_zone?: string; /** Empty: always. */ open?: ({ days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[]; from: string; /** Exclusive; `00:00` is the end of the day. */ to: string })[]; holidays?: ({ date: string; text?: (string | null) })[]; /** Said outside the hours. */ closed_text?: (string | null); /** The agent answers outside the hours too. */ answer_when_closed?: boolean };

export type AgentInventedMessage = { speaker: "customer" | "agent" | "person"; text: string };

export type AgentInventedMessageInput = { speaker?: "customer" | "agent" | "person"; text: string };

export type AgentModel = { provider: "google" | "openai_compatible" | "anthropic"; model: string };

export type AgentModelInput = { provider?: "google" | "openai_compatible" | "anthropic"; model: string };

export type AgentPassage = { id: string; document_id: string; title: string; heading: string | null; text: string; score: number };

export type AgentPlaygroundWish = { account_id: string; messages: (AgentInventedMessageInput)[]; /** Fields of `AgentSettings` that are to be otherwise than the account’s own; the rest stays. Sealed headers go to tools with unchanged addresses only. */ settings?: { [name: string]: unknown } };

export type AgentQuestion = { /** Absent: its number. */ id?: string; /** What the customer writes, or a whole conversation that the customer ends. */ messages: (string | (AgentInventedMessage)[]); /** All of it must be in the answer. */ expected: (AgentFact)[]; /** Nothing of it may be in the answer. */ forbidden: (AgentFact)[]; /** What the agent has to do. */ decision: "reply" | "hand_over" | "silent" | "approval" | "failed"; /** Whose letters the answer has to be written in. */ language?: string; /** The answer must rest on a passage of the knowledge. */ cites: boolean };

export type AgentQuestionInput = { /** Absent: its number. */ id?: string; /** What the customer writes, or a whole conversation that the customer ends. */ messages: (string | (AgentInventedMessageInput)[]); /** All of it must be in the answer. */ expected?: (AgentFact)[]; /** Nothing of it may be in the answer. */ forbidden?: (AgentFact)[]; /** What the agent has to do. */ decision?: "reply" | "hand_over" | "silent" | "approval" | "failed"; /** Whose letters the answer has to be written in. */ language?: string; /** The answer must rest on a passage of the knowledge. */ cites?: boolean };

export type AgentQuestionResult = { id: string; passed: boolean; decision: "reply" | "hand_over" | "silent" | "approval" | "failed"; expected_decision: "reply" | "hand_over" | "silent" | "approval" | "failed"; reason: string; answer: string | null; expected: ({ fact: string; /** Whether the answer says it. */ holds: boolean; /** Why, where a model judged. */ reason?: string })[]; forbidden: ({ fact: string; /** Whether the answer says it. */ holds: boolean; /** Why, where a model judged. */ reason?: string })[]; language: ({ wanted: string; right: boolean } | null); citations: number; latency_ms: number; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price of a model is unknown. */ cost_micros: number | null; model: string | null; /** In the ledger. */ run_id: string | null };

export type AgentRating = { /** 1: good, -1: bad; null takes it back. */ rating: ((1 | -1) | null); note?: (string | null) };

export type AgentRehearsal = { /** In the ledger. */ run_id: string; /** `approval`: it would ask a person to agree to a call of a tool; `failed`: no model answered. */ decision: "reply" | "hand_over" | "silent" | "approval" | "failed"; reason: string; /** What the customer would read. */ text: string | null; /** The messages it comes to, as the platform would show them. */ contents: (unknown)[]; confidence: number | null; /** The passages that the answer rests on. */ citations: (AgentPassage)[]; /** Everything that was found for it. */ passages: (AgentPassage)[]; /** Calls of models and tools, and verdicts of the guard. */ steps: ({ type: "model" | "tool" | "guard"; outcome: string })[]; model: string | null; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price of a model is unknown. */ cost_micros: number | null; latency_ms: number };

export type AgentReplay = { /** In the ledger. */ run_id: string; /** `approval`: it would ask a person to agree to a call of a tool; `failed`: no model answered. */ decision: "reply" | "hand_over" | "silent" | "approval" | "failed"; reason: string; /** What the customer would read. */ text: string | null; /** The messages it comes to, as the platform would show them. */ contents: (unknown)[]; confidence: number | null; /** The passages that the answer rests on. */ citations: (AgentPassage)[]; /** Everything that was found for it. */ passages: (AgentPassage)[]; /** Calls of models and tools, and verdicts of the guard. */ steps: ({ type: "model" | "tool" | "guard"; outcome: string })[]; model: string | null; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price of a model is unknown. */ cost_micros: number | null; latency_ms: number; /** What the agent did then. */ before: { /** `approval`: it would ask a person to agree to a call of a tool; `failed`: no model answered. */ decision: "reply" | "hand_over" | "silent" | "approval" | "failed"; reason: string | null; text: string | null; model: string | null; passage_ids: (string)[]; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price of a model is unknown. */ cost_micros: number | null; latency_ms: number | null }; difference: { changed: ("decision" | "text" | "model" | "passages")[]; passages_gained: (string)[]; passages_lost: (string)[]; /** Millionths of a US dollar; null: the price of a model is unknown. */ cost_micros: number | null; tokens: number } };

export type AgentReplayWish = { /** Fields of `AgentSettings` that are to be otherwise than the account’s own; the rest stays. Sealed headers go to tools with unchanged addresses only. */ settings?: { [name: string]: unknown } };

export type AgentRule = { name: string; enabled: boolean; when: { /** One of them stands in the text, in any case. */ keywords?: (string)[]; /** A tapped button has one of these ids. */ payload?: (string)[]; /** It is the first message of its conversation. */ first_contact?: boolean; /** Within the opening hours, or outside. */ open?: boolean; /** Types of content. */ content?: (string)[]; intent?: (string)[]; language?: (string)[]; sentiment?: ("positive" | "neutral" | "negative" | "angry")[]; urgency?: ("low" | "normal" | "high")[]; wants_human?: boolean; spam?: boolean; /** Of the intent. */ minimum_confidence?: number }; actions: { owner?: "bot" | "human" | "none"; assignee_id?: string; team?: string; add_tags?: (string)[]; status?: "open" | "closed"; /** Sent as the bot; the agent is silent then. */ reply?: string; /** Gets `message.analysed` of it, whatever its filter says. */ consumer_id?: string }; /** No later rule is looked at. */ stop: boolean };

export type AgentRuleInput = { name: string; enabled?: boolean; when: { /** One of them stands in the text, in any case. */ keywords?: (string)[]; /** A tapped button has one of these ids. */ payload?: (string)[]; /** It is the first message of its conversation. */ first_contact?: boolean; /** Within the opening hours, or outside. */ open?: boolean; /** Types of content. */ content?: (string)[]; intent?: (string)[]; language?: (string)[]; sentiment?: ("positive" | "neutral" | "negative" | "angry")[]; urgency?: ("low" | "normal" | "high")[]; wants_human?: boolean; spam?: boolean; /** Of the intent. */ minimum_confidence?: number }; actions: { owner?: "bot" | "human" | "none"; assignee_id?: string; team?: string; add_tags?: (string)[]; status?: "open" | "closed"; /** Sent as the bot; the agent is silent then. */ reply?: string; /** Gets `message.analysed` of it, whatever its filter says. */ consumer_id?: string }; /** No later rule is looked at. */ stop?: boolean };

export type AgentRun = { id: string; account_id: string; conversation_id: string | null; kind: string; /** The mode of the agent when it began. */ mode: string; turn: number; /** `running`, `waiting` for people to agree to a call of a tool, or `ended`. */ state: string; /** What came of it; null while it runs. */ decision: ("analysed" | "replied" | "suggested" | "handed_over" | "silent" | "overtaken" | "rehearsed" | "failed" | null); /** Why, in words. */ reason: string | null; settings_version: number; model: string | null; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price is unknown. */ cost_micros: number | null; confidence: number | null; /** The first message that was sent of it. */ message_id: string | null; rating: number | null; rating_note: string | null; rated_by: string | null; /** RFC 3339, in UTC. */ started_at: string; ended_at: (string | null); latency_ms: number | null };

export type AgentRunInFull = { id: string; account_id: string; conversation_id: string | null; kind: string; /** The mode of the agent when it began. */ mode: string; turn: number; /** `running`, `waiting` for people to agree to a call of a tool, or `ended`. */ state: string; /** What came of it; null while it runs. */ decision: ("analysed" | "replied" | "suggested" | "handed_over" | "silent" | "overtaken" | "rehearsed" | "failed" | null); /** Why, in words. */ reason: string | null; settings_version: number; model: string | null; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price is unknown. */ cost_micros: number | null; confidence: number | null; /** The first message that was sent of it. */ message_id: string | null; rating: number | null; rating_note: string | null; rated_by: string | null; /** RFC 3339, in UTC. */ started_at: string; ended_at: (string | null); latency_ms: number | null; /** Ids of the messages it was about. */ input: (string)[]; /** What was found in the knowledge; the model knew it as k1, k2, …. */ passages: (unknown)[]; /** As it was sent; null when no model was asked. */ prompt: unknown; prompt_hash: string | null; /** Calls of models and tools, and what each rule of the guard said, in order. */ steps: (unknown)[]; /** What was sent or suggested. */ reply: unknown };

export type AgentScore = { /** That are through. */ questions: number; passed: number; /** Of those that are through, from 0 to 1. */ share: number; expected: { of: number; held: number }; forbidden: { of: number; said: number }; right_decisions: number; /** Of all together. */ latency_ms: number; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price of a model is unknown. */ cost_micros: number | null };

/** What is not named has its default. */
export type AgentSettingsChange = { /** `suggest`: drafts for people; `auto`: the agent answers by itself. */ mode?: "off" | "suggest" | "auto"; processing?: { enabled?: boolean; /** What a message can be about. */ intents?: ({ /** Lower case letters, digits and underscores. */ name: string; description?: string })[]; /** Pictures are shown to the model. */ images?: boolean; /** Voice notes are heard by the model, and their words kept. */ voice?: boolean }; /** In order; every one that matches acts. */ rules?: (AgentRuleInput)[]; /** Who the agent is, and how it speaks. */ persona?: string; house_rules?: (string)[]; /** null: the language of the customer. */ language?: (string | null); /** Words; a turn or an answer about them goes to people. */ blocked_topics?: (string)[]; /** Only documents with one of these tags; null: all. */ knowledge_tags?: ((string)[] | null); /** Phone numbers, e-mail addresses and card numbers are hidden from the model. */ redact_personal_data?: boolean; model?: AgentModelInput; /** Asked when the first one cannot answer. */ second_model?: (AgentModelInput | null); /** null: `model`. */ processing_model?: (AgentModelInput | null); /** For finding knowledge by meaning; null: by words only. */ embedding_model?: (AgentModelInput | null); turns?: { /** Silence that ends a turn. */ quiet_seconds?: number; /** A turn ends at the latest this long after its first message. */ maximum_seconds?: number }; /** How long a whole answer may take. */ answer_seconds?: number; handover?: { /** Below it the answer is not sent. */ confidence?: number; on_anger?: boolean; /** Who gets the conversation. */ team?: (string | null); /** What the customer is told then; null: nothing. */ text?: (string | null); /** After so long without a word of a person, the agent has the floor again; null: only by hand. */ back_after_minutes?: (number | null); /** A conversation that is closed goes back to the agent. */ back_when_closed?: boolean }; hours?: AgentHoursInput; /** Where answering is free only for a while: `push`: a late answer is sent though it costs; `hold`: a holding reply goes in time, and the answer later though it costs; `never`: people take over. */ late_answers?: "push" | "hold" | "never"; /** The holding reply; null: a short one in the language of the customer. */ holding_text?: (string | null); tools?: (AgentToolInput)[]; budget?: { tokens_per_day?: (number | null); usd_per_day?: (number | null); answers_per_contact_and_hour?: number }; /** The account’s own key of its provider, kept sealed; null takes it away, absent leaves it. */ api_key?: (string | null) };

export type AgentSettingsOfAccount = { /** `suggest`: drafts for people; `auto`: the agent answers by itself. */ mode: "off" | "suggest" | "auto"; processing: { enabled: boolean; /** What a message can be about. */ intents: ({ /** Lower case letters, digits and underscores. */ name: string; description: string })[]; /** Pictures are shown to the model. */ images: boolean; /** Voice notes are heard by the model, and their words kept. */ voice: boolean }; /** In order; every one that matches acts. */ rules: (AgentRule)[]; /** Who the agent is, and how it speaks. */ persona: string; house_rules: (string)[]; /** null: the language of the customer. */ language: (string | null); /** Words; a turn or an answer about them goes to people. */ blocked_topics: (string)[]; /** Only documents with one of these tags; null: all. */ knowledge_tags: ((string)[] | null); /** Phone numbers, e-mail addresses and card numbers are hidden from the model. */ redact_personal_data: boolean; model: AgentModel; /** Asked when the first one cannot answer. */ second_model: (AgentModel | null); /** null: `model`. */ processing_model: (AgentModel | null); /** For finding knowledge by meaning; null: by words only. */ embedding_model: (AgentModel | null); turns: { /** Silence that ends a turn. */ quiet_seconds: number; /** A turn ends at the latest this long after its first message. */ maximum_seconds: number }; /** How long a whole answer may take. */ answer_seconds: number; handover: { /** Below it the answer is not sent. */ confidence: number; on_anger: boolean; /** Who gets the conversation. */ team: (string | null); /** What the customer is told then; null: nothing. */ text: (string | null); /** After so long without a word of a person, the agent has the floor again; null: only by hand. */ back_after_minutes: (number | null); /** A conversation that is closed goes back to the agent. */ back_when_closed: boolean }; hours: AgentHours; /** Where answering is free only for a while: `push`: a late answer is sent though it costs; `hold`: a holding reply goes in time, and the answer later though it costs; `never`: people take over. */ late_answers: "push" | "hold" | "never"; /** The holding reply; null: a short one in the language of the customer. */ holding_text: (string | null); tools: (AgentTool)[]; budget: { tokens_per_day: (number | null); usd_per_day: (number | null); answers_per_contact_and_hour: number }; account_id: string; /** Rises with each change; 0: never set. */ version: number; has_api_key: boolean; /** The names of the sealed headers, by tool. */ tool_headers: { [name: string]: (string)[] } };

export type AgentTool = { /** Lower case letters, digits and underscores. */ name: string; /** What it does and when to use it; the model reads it. */ description: string; /** JSON Schema of an object: what the model fills in. */ parameters: { [name: string]: unknown }; method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; /** `{name}` in its path or query stands for a parameter. Private addresses are refused. */ url: string; /** Sent with each call; kept sealed, and never shown again. Absent: those that the tool of this name has. */ headers?: { [name: string]: string }; /** What the hub says of the customer, in headers `Parley-…`; the model cannot change it. */ identify: ("contact_id" | "conversation_id" | "account_id" | "platform" | "phone")[]; timeout_seconds: number; /** A person must agree to each call. */ approval: boolean; /** How long that may take. */ approval_minutes: number };

export type AgentToolCall = { /** The tool got it as `Idempotency-Key`. */ id: string; account_id: string; conversation_id: string | null; /** null: a person tried the tool. */ run_id: string | null; tool: string; /** What the model filled in. */ arguments: unknown; /** `waiting` for a person, who has `approved` or `refused` it, or let it be `expired`; `interrupted`: broken off, and nobody knows whether it was done; `blocked`: the hub let it not be made. */ state: "waiting" | "approved" | "refused" | "expired" | "running" | "done" | "failed" | "timed_out" | "interrupted" | "blocked"; /** HTTP status of the answer. */ status: number | null; milliseconds: number | null; error: string | null; /** What the model was told; null: nothing, or not yet. */ result: unknown; /** Until when a person may agree to it. */ expires_at: (string | null); /** The member; null: nobody, or the installation’s key. */ decided_by: string | null; decided_at: (string | null); note: string | null; /** RFC 3339, in UTC. */ created_at: string; ended_at: (string | null) };

export type AgentToolInput = { /** Lower case letters, digits and underscores. */ name: string; /** What it does and when to use it; the model reads it. */ description: string; /** JSON Schema of an object: what the model fills in. */ parameters: { [name: string]: unknown }; method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; /** `{name}` in its path or query stands for a parameter. Private addresses are refused. */ url: string; /** Sent with each call; kept sealed, and never shown again. Absent: those that the tool of this name has. */ headers?: { [name: string]: string }; /** What the hub says of the customer, in headers `Parley-…`; the model cannot change it. */ identify?: ("contact_id" | "conversation_id" | "account_id" | "platform" | "phone")[]; timeout_seconds?: number; /** A person must agree to each call. */ approval?: boolean; /** How long that may take. */ approval_minutes?: number };

export type AgentToolStanding = { /** Lower case letters, digits and underscores. */ name: string; /** What it does and when to use it; the model reads it. */ description: string; /** JSON Schema of an object: what the model fills in. */ parameters: { [name: string]: unknown }; method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; /** `{name}` in its path or query stands for a parameter. Private addresses are refused. */ url: string; /** What the hub says of the customer, in headers `Parley-…`; the model cannot change it. */ identify: ("contact_id" | "conversation_id" | "account_id" | "platform" | "phone")[]; timeout_seconds: number; /** A person must agree to each call. */ approval: boolean; /** How long that may take. */ approval_minutes: number; /** Of the sealed headers. */ header_names: (string)[]; /** Made in the last 24 hours. */ calls_of_day: number; /** Of these, those that were not answered with 2xx. */ failures_of_day: number; /** The newest first. */ last_calls: (AgentToolCall)[] };

export type AgentToolTrial = { account_id: string; tool: string; arguments?: { [name: string]: unknown }; /** Whose customer the tool is told of, where it is. */ conversation_id?: string };

export type AgentToolTrialResult = AgentToolCall;

/** What was made of a message. */
export type Analysis = { /** `rules`: no model has looked at it; what words alone do not tell is null then. */ source: "rules" | "model"; /** Why no model has said it; null: one has. */ reason: string | null; /** A language tag, such as `th`. */ language: string | null; /** One of the account’s intents, or `other`. */ intent: string | null; /** 0 to 1. */ intent_confidence: number | null; sentiment: ("positive" | "neutral" | "negative" | "angry" | null); urgency: ("low" | "normal" | "high" | null); wants_human: boolean; spam: boolean; abusive: boolean; /** What it names, as it stands there. */ entities: ({ type: "order_number" | "date" | "product" | "phone" | "email"; value: string })[]; summary: string | null; /** The words of a voice note. */ transcript: string | null; /** What its pictures show. */ description: string | null; /** The rules of the account that have acted on it. */ rules: (string)[]; /** The run in which a model was asked. */ run_id: string | null; /** RFC 3339, in UTC. */ analysed_at: string };

export type ApiKey = { id: string; name: string; /** The person it belongs to; null for a service. */ member_id: string | null; /** The beginning of the key, to tell keys apart. */ prefix: string; scopes: ("admin" | "send" | "inbox" | "read")[]; created_at: string; last_used_at: string | null; revoked_at: string | null; /** Its own limit; null: that of the installation. */ requests_per_minute: number | null };

/** What signs the webhooks of several accounts: an app, or a channel of its own. */
export type App = { id: string; /** Platforms of one family share apps and their secrets. */ family: string; /** The platform’s own id of the app, where it was given. */ app_id: string | null; /** Newest first; the secrets themselves are never shown. */ secrets: ({ id: string; /** The beginning of a keyed hash, to tell secrets apart. */ fingerprint: string; /** RFC 3339, in UTC. */ created_at: string })[]; /** The URL of the whole app; null where every account has only its own. */ webhook: ({ /** One callback URL for each product of the app; each takes what comes for any account. */ urls: (string)[]; /** The app’s own token; the tokens of its accounts are taken as well. */ verify_token: string | null } | null); /** The accounts that are connected through it. */ account_ids: (string)[]; /** RFC 3339, in UTC. */ created_at: string };

export type AppChange = { app_id?: (string | null); verify_token?: (string | null); /** A new secret: it is tried first, the older ones stay valid. */ add_secret?: string; /** The id of a secret that is no longer valid. */ remove_secret_id?: string };

/** One attempt to hand a message to its platform. */
export type Attempt = { id: string; /** `open`: no answer yet; `uncertain`: none came; `sent`; `failed`; `split`: refused as a batch, goes on alone; `superseded`: a new attempt took its place; `given_up`: nobody can tell, and it is not sent twice. */ state: string; /** The positions of the parts it carried. */ parts: (number)[]; /** How often this very request was made. */ tries: number; /** RFC 3339, in UTC. */ started_at: string; /** RFC 3339, in UTC. */ last_tried_at: string; ended_at: (string | null); /** The HTTP status of the platform’s answer. */ status_code: number | null; /** For the platform’s support desk. */ trace_id: string | null; failure: (Failure | null); /** How its fate can be learnt without an answer: `repeat`, `receipt`, or `none` and why not. */ proof: { kind: string; why?: string }; /** The request as it was frozen, without authorisation. */ request: { method: string; path: string; body: unknown } };

export type CanSend = { /** `with_template`: only an approved template may go. `as_human_agent`: it goes as the late answer of a person. */ verdict: "allowed" | "with_template" | "as_human_agent" | "refused"; reason: string; /** When time alone changes the verdict. */ ends_at: (string | null); /** `counted` by the quota of the plan, `charged` for each message. */ cost: "free" | "counted" | "charged" | "unknown"; /** What a message that may not go would meet. */ error: ({ kind: string; code: string; cause: string; fix: string } | null); /** The window of free answers; null where the platform has none. */ window: ({ opened_at: (string | null); ends_at: (string | null); open: boolean } | null); /** How much of the plan is used, as the platform last told; null where that is not known. */ quota: ({ limit: number | null; used: number; /** RFC 3339, in UTC. */ read_at: string } | null); /** Whether the platform has templates, which may go at any time. */ templates: boolean };

export type ConnectionTest = { /** The platform answers and takes the credentials. */ success: boolean; /** Why not. */ error?: string; /** Null when the platform does not tell. */ platform_info: ({ account_id: string; username: string | null; page_url: string | null; follower_count: number | null; verification_status: string | null } | null); /** From the latency of the calls made now, and the success of the sends of the last hour. */ connection_quality: "excellent" | "good" | "poor" | "failed"; /** The median of these calls; null when none was answered. */ latency_ms: number | null; capabilities: (string)[]; /** What is wrong, worst first. */ problems: (AccountProblem)[]; /** RFC 3339, in UTC. */ checked_at: string };

export type Consumer = { id: string; name: string; url: string; /** `disabled`: it failed for days, or answered 410. Nothing is lost meanwhile: enabled again it goes on where it was. */ state: "enabled" | "paused" | "disabled"; /** Why it is disabled. */ reason: string | null; filter: { /** Event types; `message.*` means all that begin with `message.`. */ types: (string)[]; account_ids: (string)[]; platforms: (string)[]; /** Only events of conversations that belong to these, at the moment they are handed on. */ owners: ("bot" | "human" | "none")[]; /** Of `message.analysed` only messages that want one of these; other events pass all the same. */ intents: (string)[] }; /** The names of its own headers. */ headers: (string)[]; settings: { /** `cloudevent`: as a CloudEvent 1.0 in structured mode. */ format: "event" | "cloudevent"; /** `thin`: ids and a link instead of the data, so that nothing personal leaves the hub. */ payload: "full" | "thin"; /** Events of one conversation one after another; else all side by side. Switched on, it holds for what is queued from then on. */ ordered: boolean; /** How many deliveries may be under way at once. */ concurrency: number; /** At most so many deliveries a second; null: as fast as it answers. */ per_second: (number | null); timeout_seconds: number; /** How long a delivery is tried before it is given up. */ retry_for_seconds: number }; secrets: ({ id: string; /** `v1`: HMAC-SHA-256 with a shared secret. `v1a`: Ed25519, so that a receiver holds no secret. */ scheme: "v1" | "v1a"; /** It signs beside the newest one until then; null: the newest. */ expires_at: (string | null) })[]; /** Since when every delivery has failed. */ failing_since: (string | null); /** Events up to this cursor were looked at for it. */ cursor: string; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string };

export type ConsumerChanges = { name?: string; url?: string; filter?: { /** Event types; `message.*` means all that begin with `message.`. */ types?: (string)[]; account_ids?: (string)[]; platforms?: (string)[]; /** Only events of conversations that belong to these, at the moment they are handed on. */ owners?: ("bot" | "human" | "none")[]; /** Of `message.analysed` only messages that want one of these; other events pass all the same. */ intents?: (string)[] }; /** Sent with every delivery, such as an API key of the endpoint. Kept sealed, never shown again. */ headers?: { [name: string]: string }; /** Those that are given change. */ settings?: { /** `cloudevent`: as a CloudEvent 1.0 in structured mode. */ format?: "event" | "cloudevent"; /** `thin`: ids and a link instead of the data, so that nothing personal leaves the hub. */ payload?: "full" | "thin"; /** Events of one conversation one after another; else all side by side. Switched on, it holds for what is queued from then on. */ ordered?: boolean; /** How many deliveries may be under way at once. */ concurrency?: number; /** At most so many deliveries a second; null: as fast as it answers. */ per_second?: (number | null); timeout_seconds?: number; /** How long a delivery is tried before it is given up. */ retry_for_seconds?: number }; /** While it is paused its events wait in the log, in order. */ state?: "enabled" | "paused" };

export type ConsumerRecord = { id: string; name: string; url: string; /** `disabled`: it failed for days, or answered 410. Nothing is lost meanwhile: enabled again it goes on where it was. */ state: "enabled" | "paused" | "disabled"; /** Why it is disabled. */ reason: string | null; filter: { /** Event types; `message.*` means all that begin with `message.`. */ types: (string)[]; account_ids: (string)[]; platforms: (string)[]; /** Only events of conversations that belong to these, at the moment they are handed on. */ owners: ("bot" | "human" | "none")[]; /** Of `message.analysed` only messages that want one of these; other events pass all the same. */ intents: (string)[] }; /** The names of its own headers. */ headers: (string)[]; settings: { /** `cloudevent`: as a CloudEvent 1.0 in structured mode. */ format: "event" | "cloudevent"; /** `thin`: ids and a link instead of the data, so that nothing personal leaves the hub. */ payload: "full" | "thin"; /** Events of one conversation one after another; else all side by side. Switched on, it holds for what is queued from then on. */ ordered: boolean; /** How many deliveries may be under way at once. */ concurrency: number; /** At most so many deliveries a second; null: as fast as it answers. */ per_second: (number | null); timeout_seconds: number; /** How long a delivery is tried before it is given up. */ retry_for_seconds: number }; secrets: ({ id: string; /** `v1`: HMAC-SHA-256 with a shared secret. `v1a`: Ed25519, so that a receiver holds no secret. */ scheme: "v1" | "v1a"; /** It signs beside the newest one until then; null: the newest. */ expires_at: (string | null) })[]; /** Since when every delivery has failed. */ failing_since: (string | null); /** Events up to this cursor were looked at for it. */ cursor: string; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string; /** Deliveries that wait, counted up to 10,000. Of what happens at most 5,000 are queued ahead; the rest waits in the log behind `cursor`. */ queued: number };

export type ConsumerTest = { delivered: boolean; status: number | null; error: string | null; milliseconds: number; answer: string };

export type ConsumerWithSecret = { id: string; name: string; url: string; /** `disabled`: it failed for days, or answered 410. Nothing is lost meanwhile: enabled again it goes on where it was. */ state: "enabled" | "paused" | "disabled"; /** Why it is disabled. */ reason: string | null; filter: { /** Event types; `message.*` means all that begin with `message.`. */ types: (string)[]; account_ids: (string)[]; platforms: (string)[]; /** Only events of conversations that belong to these, at the moment they are handed on. */ owners: ("bot" | "human" | "none")[]; /** Of `message.analysed` only messages that want one of these; other events pass all the same. */ intents: (string)[] }; /** The names of its own headers. */ headers: (string)[]; settings: { /** `cloudevent`: as a CloudEvent 1.0 in structured mode. */ format: "event" | "cloudevent"; /** `thin`: ids and a link instead of the data, so that nothing personal leaves the hub. */ payload: "full" | "thin"; /** Events of one conversation one after another; else all side by side. Switched on, it holds for what is queued from then on. */ ordered: boolean; /** How many deliveries may be under way at once. */ concurrency: number; /** At most so many deliveries a second; null: as fast as it answers. */ per_second: (number | null); timeout_seconds: number; /** How long a delivery is tried before it is given up. */ retry_for_seconds: number }; secrets: ({ id: string; /** `v1`: HMAC-SHA-256 with a shared secret. `v1a`: Ed25519, so that a receiver holds no secret. */ scheme: "v1" | "v1a"; /** It signs beside the newest one until then; null: the newest. */ expires_at: (string | null) })[]; /** Since when every delivery has failed. */ failing_since: (string | null); /** Events up to this cursor were looked at for it. */ cursor: string; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string; /** `whsec_…` to verify with, shown only this once; for `v1a` the public key `whpk_…`. */ secret: string };

/** A person, as one account sees them. */
export type Contact = { id: string; account_id: string; name: string | null; username: string | null; picture_url: string | null; locale: string | null; /** Whether the person can be written to. */ subscribed: boolean; /** Whether the person wants marketing messages: stopped, wanted, or null where they said nothing. */ marketing: string | null; /** The ids by which the platform knows the person. */ identities: ({ kind: string; value: string })[]; /** The contact that stays, when two proved to be one person. */ merged_into: string | null; last_seen_at: (string | null); /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string };

export type Content = ({ type: "text"; text: string; entities?: ({ type: "mention" | "emoji" | "link"; offset: number; length: number; user_id?: string; target?: "user" | "all" | "self"; emoji_id?: string; url?: string })[] } | { type: "image"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "video"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "audio"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string; voice?: boolean } | { type: "file"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "sticker"; items?: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; package_id?: string; sticker_id?: string; keywords?: (string)[]; animated?: boolean; text?: string } | { type: "location"; latitude: number; longitude: number; name?: string; address?: string; url?: string } | { type: "contacts"; contacts: ({ name?: string; first_name?: string; last_name?: string; phones?: ({ phone: string; type?: string; user_id?: string })[]; emails?: ({ email: string; type?: string })[]; organisation?: string; title?: string; birthday?: string; urls?: (string)[]; addresses?: ({ [name: string]: unknown })[]; vcard?: string; origin?: string })[] } | { type: "choices"; text: string; header?: string; footer?: string; button?: string; options: ({ id?: string; title: string; description?: string; section?: string; url?: string; phone?: string; asks?: "phone" | "email" | "location" | "datetime" })[] } | { type: "cards"; cards: ({ title: string; text?: string; image_url?: string; options?: ({ id?: string; title: string; description?: string; section?: string; url?: string; phone?: string; asks?: "phone" | "email" | "location" | "datetime" })[] })[] } | { type: "template"; name: string; language: string; parameters?: ((string)[] | { [name: string]: string }); components?: ({ [name: string]: unknown })[] } | { type: "flow"; text: string; header?: string; footer?: string; button: string; flow_id?: string; flow_name?: string; token?: string; screen?: string; data?: { [name: string]: unknown }; draft?: boolean } | { type: "products"; text?: string; header?: string; footer?: string; catalog_id?: string; products: ({ id: string; section?: string })[] } | { type: "reaction"; emoji: string | null; to: string } | { type: "native"; body: { [name: string]: unknown } } | { type: "answer"; id: string; title: string; kind: "button" | "list" | "quick_reply" | "template_button" | "form" | "postback" | "permission"; data?: unknown } | { type: "order"; catalog_id?: string; text?: string; items: ({ product_id: string; quantity?: number; price?: number; currency?: string })[] } | { type: "product"; product_id?: string; catalog_id?: string; title?: string; url?: string } | { type: "story"; kind: "reply" | "mention"; id?: string; url: string | null; text?: string } | { type: "share"; kind: string; url: string | null; id?: string; title?: string; text?: string } | { type: "system"; kind: string; text?: string } | { type: "unsupported"; kind: string; reason?: string } | { type: "multiple"; parts: (({ type: "text"; text: string; entities?: ({ type: "mention" | "emoji" | "link"; offset: number; length: number; user_id?: string; target?: "user" | "all" | "self"; emoji_id?: string; url?: string })[] } | { type: "image"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "video"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "audio"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string; voice?: boolean } | { type: "file"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "sticker"; items?: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; package_id?: string; sticker_id?: string; keywords?: (string)[]; animated?: boolean; text?: string } | { type: "location"; latitude: number; longitude: number; name?: string; address?: string; url?: string } | { type: "contacts"; contacts: ({ name?: string; first_name?: string; last_name?: string; phones?: ({ phone: string; type?: string; user_id?: string })[]; emails?: ({ email: string; type?: string })[]; organisation?: string; title?: string; birthday?: string; urls?: (string)[]; addresses?: ({ [name: string]: unknown })[]; vcard?: string; origin?: string })[] } | { type: "choices"; text: string; header?: string; footer?: string; button?: string; options: ({ id?: string; title: string; description?: string; section?: string; url?: string; phone?: string; asks?: "phone" | "email" | "location" | "datetime" })[] } | { type: "cards"; cards: ({ title: string; text?: string; image_url?: string; options?: ({ id?: string; title: string; description?: string; section?: string; url?: string; phone?: string; asks?: "phone" | "email" | "location" | "datetime" })[] })[] } | { type: "template"; name: string; language: string; parameters?: ((string)[] | { [name: string]: string }); components?: ({ [name: string]: unknown })[] } | { type: "flow"; text: string; header?: string; footer?: string; button: string; flow_id?: string; flow_name?: string; token?: string; screen?: string; data?: { [name: string]: unknown }; draft?: boolean } | { type: "products"; text?: string; header?: string; footer?: string; catalog_id?: string; products: ({ id: string; section?: string })[] } | { type: "reaction"; emoji: string | null; to: string } | { type: "native"; body: { [name: string]: unknown } } | { type: "answer"; id: string; title: string; kind: "button" | "list" | "quick_reply" | "template_button" | "form" | "postback" | "permission"; data?: unknown } | { type: "order"; catalog_id?: string; text?: string; items: ({ product_id: string; quantity?: number; price?: number; currency?: string })[] } | { type: "product"; product_id?: string; catalog_id?: string; title?: string; url?: string } | { type: "story"; kind: "reply" | "mention"; id?: string; url: string | null; text?: string } | { type: "share"; kind: string; url: string | null; id?: string; title?: string; text?: string } | { type: "system"; kind: string; text?: string } | { type: "unsupported"; kind: string; reason?: string }))[] });

export type Conversation = { id: string; account_id: string; platform: string; /** `direct`, `group` or `room`. */ kind: string; /** Null for groups and rooms. */ contact_id: string | null; contact: ({ id: string; name: string | null; username: string | null } | null); /** The platform’s id of the group or room. */ thread_id: string | null; /** Who has the floor: `bot` the agent, `human` a person of the business, `none` nobody yet. */ owner: "bot" | "human" | "none"; /** `closed` when nothing is left to do; it is `open` again as soon as the person writes. */ status: "open" | "closed"; /** The member who looks after it. */ assignee_id: string | null; team: string | null; tags: (string)[]; /** Messages that came in since it was read: by the member whose key this is, if they ever read it; else by anybody. */ unread: number; /** The cursor up to which the member whose key this is has read; null for others. */ read_until: string | null; last_message_at: (string | null); /** The cursor of the latest message’s event. */ last_message_cursor: string | null; /** The latest message, in one line. */ preview: string; /** Another app had the floor when the person last wrote; a bot must not answer. */ standby: boolean; /** What the latest message wants whose intent was understood; null: not known. */ intent: string | null; /** A language tag, as it was understood; null: not known. */ language: string | null; /** Until when anything may be sent freely, where the platform limits that. */ window_ends_at: (string | null); /** The conversation that goes on, when two people proved to be one. */ merged_into: string | null; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string };

export type ConversationChange = { /** Who has the floor: `bot` the agent, `human` a person of the business, `none` nobody yet. */ owner?: "bot" | "human" | "none"; /** `closed` when nothing is left to do; it is `open` again as soon as the person writes. */ status?: "open" | "closed"; /** A member of the workspace; null for nobody. */ assignee_id?: string | null; team?: (string | null); /** All tags it is to have. */ tags?: (string)[]; /** Tags it is to have as well; what others have set meanwhile stays. */ add_tags?: (string)[]; /** Tags it is no longer to have. */ remove_tags?: (string)[]; /** What was read up to: the id of a message, or a cursor such as `last_message_cursor`. */ read_until?: string };

export type ConversationPage = { data: (Conversation)[]; next_cursor: string | null; /** The cursor from which to follow events: they tell all changes since the first page. */ as_of: string };

/** Work that was given up. */
export type DeadJob = { id: string; /** What was to be done: `send` for a message. */ kind: string; /** What it is about: for `send` the id of the message. */ reference: string; /** What it was to go through, such as `account:<id>`. */ target: string; /** What it was in order with: for `send` the conversation. */ lane: string; reason: string; attempts: number; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ died_at: string };

export type DeadJobRecord = { id: string; /** What was to be done: `send` for a message. */ kind: string; /** What it is about: for `send` the id of the message. */ reference: string; /** What it was to go through, such as `account:<id>`. */ target: string; /** What it was in order with: for `send` the conversation. */ lane: string; reason: string; attempts: number; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ died_at: string; /** For `send`: the message. */ message: (Message | null) };

/** One try to hand an event to a consumer. */
export type Delivery = { id: string; event: { id: string; cursor: string; type: string }; conversation_id: string | null; /** Which try it was, counted from 1. */ attempt: number; /** `failed` is tried again, `dead` was given up. */ outcome: "delivered" | "failed" | "dead"; /** HTTP status; null when no answer came. */ status: number | null; error: string | null; milliseconds: number; /** The beginning of the answer. */ answer: string; /** RFC 3339, in UTC. */ created_at: string };

/** How far the erasure of a person is. It stays as a proof. */
export type Erasure = { contact_id: string; /** Contacts that were merged into it and go with it. */ merged_contact_ids: (string)[]; account_id: string; /** `waiting` for messages that are under way to the platform; `erasing`; `done`: nothing is left. */ state: "waiting" | "erasing" | "done"; /** What it waits for. */ reason: string | null; requested_by: { member_id: string | null; key_id: string | null }; /** RFC 3339, in UTC. */ requested_at: string; erased_at: (string | null) };

export type Event = { id: string; /** What happened, such as `message.received`. */ type: string; /** The place of the event: pass it as `after` to go on behind it. */ cursor: string; /** By the platform’s clock where it tells. */ occurred_at: string; workspace_id: string; account_id: string | null; platform: string | null; conversation_id: string | null; /** What the type says of it; `{"erased": true}` when the person in it was erased. */ data: unknown; /** Out of a webhook that was replayed by hand. */ replayed?: true; /** Old history that the platform handed over. */ imported?: true; /** With `raw=true`: what the platform said of it, or null if it did not come from a webhook. */ raw?: unknown };

export type EventPage = { data: (Event)[]; /** Where to go on: the value of `after` for the next request. Never null. */ next_cursor: string };

/** A piece of a text, and where in it stands what was looked for. */
export type Excerpt = { text: string; highlights: ({ offset: number; length: number })[] };

/** Why something failed, in words an operator can act on. */
export type Failure = { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string };

export type FoundContact = { contact: Contact; matches: ({ field: "name" | "username" | "identity"; value: string; highlights: ({ offset: number; length: number })[] })[] };

export type FoundMessage = { message: Message; conversation: Conversation; excerpt: Excerpt };

export type FoundPassage = { id: string; document_id: string; title: string; heading: string | null; text: string; /** Higher is better; comparable within one answer. */ score: number; /** In the text. */ highlights: ({ offset: number; length: number })[] };

/** The process runs and answers. */
export type Health = { status: "ok"; version: string };

export type KnowledgeChange = { title?: string; /** Replaces the whole text, or the file. */ text?: string; /** Of the new text. */ format?: "markdown" | "text" | "html" | "csv"; /** An account’s `knowledge_tags` choose documents by them. */ tags?: (string)[] };

export type KnowledgeDocument = { id: string; title: string; format: "markdown" | "text" | "html" | "pdf" | "csv"; tags: (string)[]; file_name: string | null; /** In bytes. */ size: number; /** While a new version is `indexing`, and when it has `failed`, the one before is found. */ state: "indexing" | "ready" | "failed"; /** Why it failed, and what to do. */ reason: string | null; /** How many passages are found of it. */ passages: number; /** RFC 3339, in UTC. */ created_at: string; /** RFC 3339, in UTC. */ updated_at: string; indexed_at: (string | null) };

export type KnowledgePassage = { id: string; heading: string | null; text: string };

/** A picture, a film, a sound or a file. */
export type Medium = { /** To be sent as `media_id` of an item. */ media_id: string; /** `pending`: it is being fetched; `failed`: there are no bytes, see `failure`. */ status: "pending" | "ready" | "failed"; mime_type: string | null; /** In bytes. */ size: number | null; /** Of the bytes, in lower-case hex. */ sha256: string | null; file_name: string | null; /** Opens it for some days, without a key. */ url: string | null; /** The message in which it came; null for an upload. */ message_id: string | null; failure?: Failure; /** RFC 3339, in UTC. */ created_at: string };

export type MediumLink = { url: string; /** RFC 3339, in UTC. */ expires_at: string };

/** A person of the business. */
export type Member = { id: string; name: string; locale: string | null; role: string; teams: (string)[]; /** RFC 3339, in UTC. */ created_at: string };

export type MemberChange = { name?: string; locale?: (string | null); /** What the person does, in your own words. What they may do is said by the scopes of their keys. */ role?: string; /** All teams the person is to be in. */ teams?: (string)[] };

export type Message = { id: string; /** The platform’s id of the first part. */ platform_message_id: string | null; account_id: string; conversation_id: string; direction: "in" | "out"; /** `contact`, `bot`, `human`, `api`, or `app`: typed in the platform’s own app. */ author: string; /** How far it has come; null for what came in. */ status: ("scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired" | null); sender: { contact_id: string | null; /** The sender as the platform names it. */ id: string | null; /** The person’s name; for our own messages the account’s. */ name: string | null }; content: Content; /** Only when there is more than one. */ parts?: (MessagePart)[]; /** The message it answers. */ reply_to?: { message_id: string | null; platform_message_id: string | null }; /** What brought the person here, in the platform’s words. */ referral?: unknown; /** `once` or `often`. */ forwarded?: string; failure?: Failure; /** By the platform’s clock; for our own messages when it was submitted. */ sent_at: string; /** When it will be sent, while it is scheduled. */ scheduled_at?: string; /** RFC 3339, in UTC. */ edited_at?: string; /** RFC 3339, in UTC. */ deleted_at?: string; /** Old history that the platform handed over. */ imported?: true; /** What was made of it, once it was understood; the latest, when it was edited. */ analysis?: Analysis };

export type MessageAccepted = { id: string; conversation_id: string; status: "queued" | "scheduled"; /** How the content is adapted to the platform. */ notes: (string)[] };

/** One of the platform messages that a message takes. */
export type MessagePart = { position: number; platform_message_id: string | null; /** As of a message; `received` for what came in. */ status: string; content: Content };

export type MessageRehearsal = { dry_run: true; verdict: SendVerdict; /** The template of `fallback` would go. */ falls_back: boolean; /** How the content is adapted to the platform. */ notes: (string)[]; /** In order, as they would be made now; without what authorises them. */ requests: ({ method: string; /** Below the base URL of the platform. */ path: string; headers: { [name: string]: string }; body: unknown; /** The positions of the parts it carries. */ parts: (number)[] })[] };

export type MessageWithTimeline = { id: string; /** The platform’s id of the first part. */ platform_message_id: string | null; account_id: string; conversation_id: string; direction: "in" | "out"; /** `contact`, `bot`, `human`, `api`, or `app`: typed in the platform’s own app. */ author: string; /** How far it has come; null for what came in. */ status: ("scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired" | null); sender: { contact_id: string | null; /** The sender as the platform names it. */ id: string | null; /** The person’s name; for our own messages the account’s. */ name: string | null }; content: Content; /** Only when there is more than one. */ parts?: (MessagePart)[]; /** The message it answers. */ reply_to?: { message_id: string | null; platform_message_id: string | null }; /** What brought the person here, in the platform’s words. */ referral?: unknown; /** `once` or `often`. */ forwarded?: string; failure?: Failure; /** By the platform’s clock; for our own messages when it was submitted. */ sent_at: string; /** When it will be sent, while it is scheduled. */ scheduled_at?: string; /** RFC 3339, in UTC. */ edited_at?: string; /** RFC 3339, in UTC. */ deleted_at?: string; /** Old history that the platform handed over. */ imported?: true; /** What was made of it, once it was understood; the latest, when it was edited. */ analysis?: Analysis; timeline: Timeline };

export type NewApiKey = { id: string; name: string; /** The person it belongs to; null for a service. */ member_id: string | null; /** The beginning of the key, to tell keys apart. */ prefix: string; scopes: ("admin" | "send" | "inbox" | "read")[]; created_at: string; last_used_at: string | null; revoked_at: string | null; /** Its own limit; null: that of the installation. */ requests_per_minute: number | null; /** The key itself, shown only this once. */ key: string };

export type NewApp = { /** A platform that the app is for, or its family. */ platform: string; /** The app or channel secret; several during a rotation, newest first. */ secrets: (string | (string)[]); app_id?: string; /** For the URL of the whole app; made when it is left out. */ verify_token?: string };

export type NewConsumer = { name: string; /** Where events are sent, by POST. Redirects are not followed. */ url: string; filter?: { /** Event types; `message.*` means all that begin with `message.`. */ types?: (string)[]; account_ids?: (string)[]; platforms?: (string)[]; /** Only events of conversations that belong to these, at the moment they are handed on. */ owners?: ("bot" | "human" | "none")[]; /** Of `message.analysed` only messages that want one of these; other events pass all the same. */ intents?: (string)[] }; /** Sent with every delivery, such as an API key of the endpoint. Kept sealed, never shown again. */ headers?: { [name: string]: string }; settings?: { /** `cloudevent`: as a CloudEvent 1.0 in structured mode. */ format?: "event" | "cloudevent"; /** `thin`: ids and a link instead of the data, so that nothing personal leaves the hub. */ payload?: "full" | "thin"; /** Events of one conversation one after another; else all side by side. Switched on, it holds for what is queued from then on. */ ordered?: boolean; /** How many deliveries may be under way at once. */ concurrency?: number; /** At most so many deliveries a second; null: as fast as it answers. */ per_second?: (number | null); timeout_seconds?: number; /** How long a delivery is tried before it is given up. */ retry_for_seconds?: number }; /** `v1`: HMAC-SHA-256 with a shared secret. `v1a`: Ed25519, so that a receiver holds no secret. */ scheme?: "v1" | "v1a" };

export type NewKey = { name: string; /** What it may do: `admin` includes all; never more than the key that makes it. */ scopes: ("admin" | "send" | "inbox" | "read")[]; /** The member it belongs to: what is done with it is done by them. Without one it is a service’s. */ member_id?: string; /** How many requests it may make; without it as many as `PARLEY_REQUESTS_PER_MINUTE` says. */ requests_per_minute?: number };

export type NewKnowledge = { title: string; text: string; format?: "markdown" | "text" | "html" | "csv"; /** An account’s `knowledge_tags` choose documents by them. */ tags?: (string)[] };

export type NewMember = { name: string; locale?: (string | null); /** What the person does, in your own words. What they may do is said by the scopes of their keys. */ role?: string; /** The names of their teams, as conversations are given to them. */ teams?: (string)[] };

export type NewNote = { text: string };

export type NewTemplate = { account_id: string; /** Lower-case letters, digits and `_`. */ name: string; language: string; /** `MARKETING`, `UTILITY` or `AUTHENTICATION`. */ category: string; parameter_format?: "named" | "positional"; /** In the platform’s own form, with the examples that its reviewers want. */ components: ({ [name: string]: unknown })[] };

/** What the people of the business tell each other; it is never sent. */
export type Note = { id: string; conversation_id: string; text: string; /** The member, if a member’s key wrote it, and the key; both null for the installation’s own. */ author: { member_id: string | null; key_id: string | null }; /** RFC 3339, in UTC. */ created_at: string };

export type OutboundContent = ({ type: "text"; text: string; entities?: ({ type: "mention" | "emoji" | "link"; offset: number; length: number; user_id?: string; target?: "user" | "all" | "self"; emoji_id?: string; url?: string })[] } | { type: "image"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "video"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "audio"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string; voice?: boolean } | { type: "file"; items: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; text?: string } | { type: "sticker"; items?: ({ media_id?: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; url?: (string | null); preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number } })[]; package_id?: string; sticker_id?: string; keywords?: (string)[]; animated?: boolean; text?: string } | { type: "location"; latitude: number; longitude: number; name?: string; address?: string; url?: string } | { type: "contacts"; contacts: ({ name?: string; first_name?: string; last_name?: string; phones?: ({ phone: string; type?: string; user_id?: string })[]; emails?: ({ email: string; type?: string })[]; organisation?: string; title?: string; birthday?: string; urls?: (string)[]; addresses?: ({ [name: string]: unknown })[]; vcard?: string; origin?: string })[] } | { type: "choices"; text: string; header?: string; footer?: string; button?: string; options: ({ id?: string; title: string; description?: string; section?: string; url?: string; phone?: string; asks?: "phone" | "email" | "location" | "datetime" })[] } | { type: "cards"; cards: ({ title: string; text?: string; image_url?: string; options?: ({ id?: string; title: string; description?: string; section?: string; url?: string; phone?: string; asks?: "phone" | "email" | "location" | "datetime" })[] })[] } | { type: "template"; name: string; language: string; parameters?: ((string)[] | { [name: string]: string }); components?: ({ [name: string]: unknown })[] } | { type: "flow"; text: string; header?: string; footer?: string; button: string; flow_id?: string; flow_name?: string; token?: string; screen?: string; data?: { [name: string]: unknown }; draft?: boolean } | { type: "products"; text?: string; header?: string; footer?: string; catalog_id?: string; products: ({ id: string; section?: string })[] } | { type: "reaction"; emoji: string | null; to: string } | { type: "native"; body: { [name: string]: unknown } });

export type OwnPresence = { state: "viewing" | "writing" };

export type Platform = { /** What the platform is called in addresses and bodies. */ name: string; title: string; /** Other names that addresses take. */ aliases: (string)[]; /** What it can do. */ abilities: { /** How each content type is shown. */ content: { [name: string]: "native" | "adapted" | "refused" }; /** Content types that come in. */ receives: (string)[]; /** How far the status of a message can go. */ receipts: (string)[] }; content: PlatformContent; /** How fast and how much; times in milliseconds. */ limits: { account_rate: { capacity: number; per_second: number }; pair_rate?: { capacity: number; per_second: number } }; /** What a webhook is subscribed to unless something else is said. */ default_events: (string)[]; /** The ways to connect an account. */ ways: ({ name: string; title: string; fields: ({ /** The name in `credentials`. */ name: string; title: string; /** Where to find it. */ where: string; secret: boolean; optional: boolean })[] })[] };

/** How each type of content is shown, and its limits. */
export type PlatformContent = { types: { [name: string]: { shown: "native" | "adapted" | "refused"; /** What the person sees. */ how: string; limits: ({ /** The place in the content: `options[].title`. */ field: string; /** Where it holds, if not always. */ of?: string; most?: number; least?: number; /** `characters` are UTF-16 code units. */ unit: "characters" | "graphemes" | "bytes" | "items"; /** What becomes of a content beyond it. */ beyond: "refused" | "shortened" | "split" | "adapted"; page: string })[]; /** What its media may be; null: anything. */ media_types?: ((string)[] | null); /** Of `native`: what is checked before it is sent. */ kinds?: (string)[]; page?: string } }; general: ({ topic: string; rule: string })[] };

/** One error of a platform, and what follows from it. */
export type PlatformError = { /** A code, `code/subcode`, a range, or a status and how the words of the error begin. */ codes: (string)[]; /** What must hold beside the code. */ when?: { is_transient?: boolean; says?: string }; kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; cause: string; fix: string; /** What follows: this conversation waits, the whole account does, it counts as sent, or it failed. */ step: "retry" | "pause" | "sent" | "fail"; /** The least wait before another try. */ wait_ms?: number; /** After how many failures in a row it is final. */ tries?: number; /** The page of the platform that describes it. */ url: string };

export type PlatformErrorList = { data: (PlatformError)[] };

export type PlatformList = { data: (Platform)[] };

/** Who else has the conversation open. */
export type PresenceOfOthers = { data: ({ member_id: string; name: string; state: "viewing" | "writing" })[] };

/** An error, in the form of RFC 9457. */
export type Problem = { /** A page of this hub that explains the kind of problem, relative to it. */ type: string; /** The kind of problem, in a few words. */ title: string; /** The HTTP status. */ status: number; /** What happened this time. */ detail: string; /** The kind of problem, for programs. */ code: string; /** What to do about it. */ fix: string; /** Whether the same request may succeed later. */ retryable: boolean; /** Each wrong field of the request. */ errors?: ({ field: string; message: string; /** What was exceeded, where it is a number. */ limit?: { most?: number; least?: number; unit: string }; /** The platform's page that says so. */ page?: string })[]; /** Where to look in the log of the hub, for a fault of its own. */ incident?: string };

/** Whether requests should be sent here. */
export type Readiness = { status: "ready" | "unready" | "stopping"; checks: { [name: string]: { ok: boolean; reason?: string } } };

export type Redeliver = ({ /** The cursor of one event. */ cursor: string } | { /** All that was given up since. */ failed_since: string });

export type RedriveAll = { /** Only what was to go through this account. */ account_id?: string; /** Only this kind, such as `send`. */ kind?: string; /** Only those whose reason holds this text, such as a platform’s code. */ reason?: string; limit?: number };

/** It is queued again, behind what its lane holds by now. */
export type Redriven = { id: string; kind: string; reference: string };

export type RedrivenAll = { /** How many were brought back. */ redriven: number; /** Whether there are more that match: call again. */ more: boolean };

/** A template with its values, as the person will read it. */
export type RenderedTemplate = { header: ({ format: "text" | "image" | "video" | "document" | "location" | "product" | "other"; text: string | null } | null); body: string; footer: string | null; buttons: ({ type: "quick_reply" | "url" | "phone" | "copy_code" | "otp" | "flow" | "catalog" | "mpm" | "postback" | "other"; text: string; url: string | null; phone: string | null })[]; cards: ({ header: ({ format: "text" | "image" | "video" | "document" | "location" | "product" | "other"; text: string | null } | null); body: string; buttons: ({ type: "quick_reply" | "url" | "phone" | "copy_code" | "otp" | "flow" | "catalog" | "mpm" | "postback" | "other"; text: string; url: string | null; phone: string | null })[] })[] };

export type ReplayEvents = { from: string; /** Now, when it is left out. */ to?: string; /** Only these types; none means all. */ types?: (string)[] };

export type RotateSecret = { /** `v1`: HMAC-SHA-256 with a shared secret. `v1a`: Ed25519, so that a receiver holds no secret. */ scheme?: "v1" | "v1a"; /** How long the secrets of before sign beside the new one. */ overlap_seconds?: number };

export type SearchPage = { data: (FoundMessage)[]; next_cursor: string | null; /** People by name or id, the best first, up to ten; on the first page only. */ contacts: (FoundContact)[]; /** The event up to which the log is indexed: what has come since is found a moment later. */ as_of: string };

export type SendMessage = { /** Needed with `to`; follows from `conversation_id`. */ account_id?: string; to?: (string | { type: string; id: string }); conversation_id?: string; content: OutboundContent; /** The message being answered: our id or the platform’s. */ reply_to?: string; author?: "bot" | "human" | "api"; agent_run_id?: string; /** The template that goes instead when the window is closed at the moment of sending, where the platform has templates. */ fallback?: { template: { name: string; language: string; parameters?: ((string)[] | { [name: string]: string }); components?: ({ [name: string]: unknown })[] } }; /** What to do with content that the platform shows only in another form: send that, or refuse. */ unsupported?: "adapt" | "refuse"; /** When to send it, within 30 days; until then it can be cancelled. Whether it may go is judged then. */ send_at?: string };

export type SendVerdict = { /** `with_template`: only an approved template may go. `as_human_agent`: it goes as the late answer of a person. */ verdict: "allowed" | "with_template" | "as_human_agent" | "refused"; reason: string; /** When time alone changes the verdict. */ ends_at: (string | null); /** `counted` by the quota of the plan, `charged` for each message. */ cost: "free" | "counted" | "charged" | "unknown"; /** What a message that may not go would meet. */ error: ({ kind: string; code: string; cause: string; fix: string } | null) };

/** Who is calling, and what they may do. */
export type Session = { /** The person whose key it is; null for a service and for the installation. */ member: ({ id: string; name: string; locale: string | null; role: string; teams: (string)[] } | null); /** What the key may do. */ scopes: ("admin" | "send" | "inbox" | "read")[]; workspace: { id: string; name: string }; /** Whether it is the key of the installation, which acts in any workspace. */ installation: boolean; /** When the session ends however much it is used; null for a request with a key. */ expires_at: (string | null); /** The version of the hub. */ version: string };

export type SignIn = { key: string };

export type Statistics = { /** RFC 3339, in UTC. */ from: string; /** RFC 3339, in UTC. */ to: string; by: "minute" | "hour" | "day"; /** In order; periods in which nothing happened are left out. */ data: ({ /** Messages that came in and wait for an answer. */ in: number; /** Messages that the platform has taken. */ out: number; /** Messages that failed, or were given up. */ failed: number; failed_by_kind: { [name: string]: number }; /** Webhook requests that were accepted. */ webhooks: number; /** Webhook requests whose signature was wrong. */ refusals: number; /** Items of webhooks that had come before. */ duplicates: number; send_latency: { /** Calls that send and were answered. */ calls: number; /** Half of them were answered within this time. */ p50_ms: number | null; /** 19 of 20 were answered within this time. */ p95_ms: number | null }; models: { /** Requests to language models that were answered. */ answers: number; /** Requests to language models that brought no answer. */ failures: number; input_tokens: number; output_tokens: number; /** Millionths of a US dollar by list prices; models without one are not in it. */ cost_micros: number }; /** When the period began. */ at: string })[]; total: { /** Messages that came in and wait for an answer. */ in: number; /** Messages that the platform has taken. */ out: number; /** Messages that failed, or were given up. */ failed: number; failed_by_kind: { [name: string]: number }; /** Webhook requests that were accepted. */ webhooks: number; /** Webhook requests whose signature was wrong. */ refusals: number; /** Items of webhooks that had come before. */ duplicates: number; send_latency: { /** Calls that send and were answered. */ calls: number; /** Half of them were answered within this time. */ p50_ms: number | null; /** 19 of 20 were answered within this time. */ p95_ms: number | null }; models: { /** Requests to language models that were answered. */ answers: number; /** Requests to language models that brought no answer. */ failures: number; input_tokens: number; output_tokens: number; /** Millionths of a US dollar by list prices; models without one are not in it. */ cost_micros: number }; latency_histogram: ({ /** Null: however long. */ up_to_ms: number | null; /** Calls that took this long and longer than the bucket before. */ count: number })[] }; /** What waits to be sent now. */ queue: ({ account_id: string; /** Messages that are due and wait; counted up to 100000. */ depth: number; /** How long the first of them has been waiting. */ oldest_age_ms: number | null })[] };

export type Suggestion = { id: string; account_id: string; conversation_id: string; /** More by `GET /api/v1/agent/runs/{id}`. */ run_id: string; /** The turn of the conversation that it answers; it is over with that. */ turn: number; /** The messages it comes to, in order. */ contents: (OutboundContent)[]; state: "open" | "accepted" | "edited" | "rejected" | "expired"; /** The first message that was sent of it. */ message_id: string | null; /** The member; null: a service, or nobody. */ decided_by: string | null; decided_at: (string | null); /** RFC 3339, in UTC. */ created_at: string };

export type SuggestionEdit = { contents: (OutboundContent)[] };

/** A message template, as its platform holds it. */
export type Template = { id: string; platform: string; /** The connected accounts that can send it. */ account_ids: (string)[]; /** The platform’s id of what holds it: a business account, a Page. */ group_id: string; /** The platform’s id of the template. */ external_id: string; name: string; language: string; category: string | null; /** As the platform names it: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED` … */ status: string; quality: string | null; /** Why it was rejected, paused or disabled. */ reason: string | null; parameter_format: "named" | "positional"; header: ({ format: "text" | "image" | "video" | "document" | "location" | "product" | "other"; text: string | null } | null); /** Null where the platform writes it itself and does not show it. */ body: string | null; footer: string | null; buttons: ({ type: "quick_reply" | "url" | "phone" | "copy_code" | "otp" | "flow" | "catalog" | "mpm" | "postback" | "other"; text: string; url: string | null; phone: string | null })[]; /** Of a carousel. */ cards: ({ header: ({ format: "text" | "image" | "video" | "document" | "location" | "product" | "other"; text: string | null } | null); body: string | null; buttons: ({ type: "quick_reply" | "url" | "phone" | "copy_code" | "otp" | "flow" | "catalog" | "mpm" | "postback" | "other"; text: string; url: string | null; phone: string | null })[] })[]; limited_time_offer: ({ text: string; has_expiration: boolean } | null); /** What has to be given when it is sent. */ parameters: ({ component: "header" | "body" | "button" | "limited_time_offer"; /** The place of the card in a carousel. */ card?: number; /** The place of the button. */ index?: number; /** `text`, or the type of the parameter. */ kind: string; /** Its placeholders, in order. */ names: (string)[]; required: boolean })[]; can_be_sent: boolean; /** Since when the platform does not list it any more. */ gone_at: (string | null); /** RFC 3339, in UTC. */ updated_at: string };

export type TemplatePreview = { account_id: string; /** As the content of a message. */ template: { name: string; language: string; parameters?: ((string)[] | { [name: string]: string }); components?: ({ [name: string]: unknown })[] } };

export type TemplateSync = { /** How many the platform lists. */ templates: number; added: number; changed: number; /** How many it does not list any more. */ gone: number };

/** Everything that ever happened to a message. */
export type Timeline = { /** The webhook that brought the message. */ webhook_id: string | null; /** Oldest first. */ attempts: (Attempt)[]; /** All events of the message, in order. */ events: ({ id: string; type: string; /** RFC 3339, in UTC. */ occurred_at: string; cursor: string })[]; /** What holds it, while it is on its way. */ waiting: ({ /** How many tries have failed. */ attempts: number; /** RFC 3339, in UTC. */ next_try_at: string; /** Why it waits; null when it only waits for its turn. */ reason: string | null; /** Set when the account cannot send at all for a while. */ account_pause: ({ /** RFC 3339, in UTC. */ until: string; reason: string } | null) } | null); /** Set when it was given up; the id is the one to redrive. */ dead_job: ({ id: string; reason: string; /** RFC 3339, in UTC. */ died_at: string } | null); /** Set when the template of `fallback` went in its place. */ substitution: ({ instead_of: OutboundContent; reason: string; /** RFC 3339, in UTC. */ at: string } | null); /** Set when the hub itself took it back before it was sent. */ cancellation: ({ reason: string; /** RFC 3339, in UTC. */ at: string } | null); /** The run of the agent that wrote it; more by `GET /api/v1/agent/runs/{id}`. */ agent_run: ({ id: string; decision: string | null; reason: string | null } | null) };

export type UnmatchedItems = { platform: string; /** The platform’s id of the account. */ external_id: string; kind: string; count: number; first_webhook_id: string; last_webhook_id: string };

export type UnmatchedPage = { data: (UnmatchedItems)[] };

/** A request that a platform made. */
export type Webhook = { id: string; platform: string; /** The account of the URL, when it named one. */ account_id: string | null; /** RFC 3339, in UTC. */ received_at: string; /** `accepted`; `partly`: some items could not be read; `unmatched`: all are for accounts that are not connected; `failed`: nothing could be made of it; `erased`: it held something of a person who was erased, and is empty now. */ result: "accepted" | "partly" | "unmatched" | "failed" | "erased"; error: string | null; /** How many items it holds. */ item_count: number; /** The length of its body in bytes. */ size: number };

export type WebhookItem = { position: number; kind: string; account_id: string | null; /** The platform’s id of an account that is not connected. */ external_id: string | null; contact_id: string | null; conversation_id: string | null; /** What makes it the same item when it comes again; for a problem its place. */ key: string; /** `accepted`, `duplicate`, `unsupported`, `unmatched`, `error`, or `erased`: it was of a person who was erased before. */ result: string; error: string | null };

/** Everything in the request is stored. */
export type WebhookReceived = { received: true };

export type WebhookRecord = { id: string; platform: string; /** The account of the URL, when it named one. */ account_id: string | null; /** RFC 3339, in UTC. */ received_at: string; /** `accepted`; `partly`: some items could not be read; `unmatched`: all are for accounts that are not connected; `failed`: nothing could be made of it; `erased`: it held something of a person who was erased, and is empty now. */ result: "accepted" | "partly" | "unmatched" | "failed" | "erased"; error: string | null; /** How many items it holds. */ item_count: number; /** The length of its body in bytes. */ size: number; headers: { [name: string]: string }; /** As it came. Null when parts of it belong to other workspaces or to accounts nobody connected, or were erased. */ body: string | null; /** `base64` when the body is not text. */ body_encoding: ("utf-8" | "base64" | null); /** What was found in it, and what became of each. */ items: (WebhookItem)[] };

export type WebhookReplayed = { raw_id: string; /** Items that were applied now. */ accepted: number; /** Items that had been applied before, and were left alone. */ duplicates: number; /** Items for accounts that are not connected. */ unmatched: number; /** Items that could not be read. */ problems: number };

export type WebhookSetup = { success: boolean; webhook_url: string; /** The handshake has succeeded, or webhooks have come. */ verified: boolean; /** The fields that are subscribed now, as far as the platform tells. */ fields: (string)[]; steps: ({ step: string; done: boolean; problem?: AccountProblem })[]; /** What is left to be done by hand. */ manual: (string)[] };

export type WebhookStatus = { platform_id: string; platform_type: string; webhook_url: string; is_active: boolean; is_verified: boolean; total_requests: number; successful_requests: number; /** Refused or unreadable requests. */ failed_requests: number; /** Percent; 100 before the first request. */ success_rate: number; last_request: string | null; events: (string)[] };

export type WebhookTest = { success: boolean; platform_type: string; test_payload: unknown; parsed_events: number; events: ({ event_id: string; event_type: string; timestamp: string })[]; error?: string };

/** A business of its own in this installation; it shares nothing. */
export type Workspace = { id: string; name: string; /** RFC 3339, in UTC. */ created_at: string };

/** Every operation of the API, by method and path. */
export interface Operations {
  /** Whether the process lives */
  'GET /healthz': { answer: Health };
  /** Whether requests should be sent to this process */
  'GET /readyz': { answer: Readiness };
  /** The numbers of this process, for Prometheus */
  'GET /metrics': { answer: undefined };
  /** This API, as an OpenAPI 3.1 document */
  'GET /openapi.json': { answer: undefined };
  /** The API, to read and try */
  'GET /docs': { answer: undefined };
  /** What error codes mean */
  'GET /docs/problems': { answer: undefined };
  /** A file of the documentation page */
  'GET /docs/assets/{name}': { params: { name: string }; answer: undefined };
  /** The console */
  'GET /': { answer: undefined };
  /** A file of the console */
  'GET /assets/{name}': { params: { name: string }; answer: undefined };
  /** The events, as an AsyncAPI 3.0 document */
  'GET /asyncapi.json': { answer: undefined };
  /** This API in one page of text, for language models */
  'GET /llms.txt': { answer: undefined };
  /** List the platforms, what they can do and how to connect an account */
  'GET /api/v1/platforms': { answer: PlatformList };
  /** What each error of a platform means, and what follows from it */
  'GET /api/v1/platforms/{platform}/errors': { params: { platform: string }; answer: PlatformErrorList };
  /** What errors of the platforms mean */
  'GET /docs/errors': { answer: undefined };
  /** List the connected accounts */
  'GET /api/v1/accounts': { query?: { limit?: number; cursor?: string }; answer: { data: (Account)[]; next_cursor: string | null } };
  /** Connect an account */
  'POST /api/v1/accounts': { query?: { validate?: string }; body: { platform: string; name: string; /** The values from the platform’s console, under its own names; see the guide of the platform. */ credentials: { [name: string]: unknown }; /** Settings of the platform for this account alone. */ settings?: { [name: string]: string } }; answer: Account };
  /** One account */
  'GET /api/v1/accounts/{id}': { params: { id: string }; answer: Account };
  /** Change name, credentials or settings */
  'PATCH /api/v1/accounts/{id}': { params: { id: string }; query?: { validate?: string }; body: { name?: string; /** The values from the platform’s console, under its own names; see the guide of the platform. */ credentials?: { [name: string]: unknown }; /** Settings of the platform for this account alone. */ settings?: { [name: string]: string } }; answer: Account };
  /** Disconnect an account */
  'DELETE /api/v1/accounts/{id}': { params: { id: string }; answer: undefined };
  /** What the account is, as its platform shows it */
  'GET /api/v1/accounts/{id}/info': { params: { id: string }; answer: AccountInfo };
  /** Try the connection */
  'POST /api/v1/accounts/{id}/test': { params: { id: string }; answer: ConnectionTest };
  /** Subscribe the webhook at the platform */
  'POST /api/v1/accounts/{id}/webhook': { params: { id: string }; body?: { /** Fields of the platform; without them what was subscribed before, else its usual ones. */ events?: (string)[] }; answer: WebhookSetup };
  /** How the account is, check by check */
  'GET /api/v1/accounts/{id}/health': { params: { id: string }; query?: { refresh?: string }; answer: AccountHealth };
  /** Make a workspace */
  'POST /api/v1/workspaces': { body: { /** The header `Parley-Workspace` takes it, or the id where a header cannot hold the name. */ name: string }; answer: Workspace };
  /** List the workspaces */
  'GET /api/v1/workspaces': { query?: { limit?: number; cursor?: string }; answer: { data: (Workspace)[]; next_cursor: string | null } };
  /** One workspace */
  'GET /api/v1/workspaces/{id}': { params: { id: string }; answer: Workspace };
  /** Rename a workspace */
  'PATCH /api/v1/workspaces/{id}': { params: { id: string }; body: { /** The header `Parley-Workspace` takes it, or the id where a header cannot hold the name. */ name: string }; answer: Workspace };
  /** Delete a workspace and all it holds */
  'DELETE /api/v1/workspaces/{id}': { params: { id: string }; answer: undefined };
  /** List the members */
  'GET /api/v1/members': { query?: { limit?: number; cursor?: string }; answer: { data: (Member)[]; next_cursor: string | null } };
  /** Add a member */
  'POST /api/v1/members': { body: NewMember; answer: Member };
  /** One member */
  'GET /api/v1/members/{id}': { params: { id: string }; answer: Member };
  /** Change a member */
  'PATCH /api/v1/members/{id}': { params: { id: string }; body: MemberChange; answer: Member };
  /** Remove a member */
  'DELETE /api/v1/members/{id}': { params: { id: string }; answer: undefined };
  /** Make an app before its accounts */
  'POST /api/v1/apps': { body: NewApp; answer: App };
  /** List the apps */
  'GET /api/v1/apps': { query?: { limit?: number; cursor?: string }; answer: { data: (App)[]; next_cursor: string | null } };
  /** One app */
  'GET /api/v1/apps/{id}': { params: { id: string }; answer: App };
  /** Rotate the secrets of an app, or set its id and verify token */
  'PATCH /api/v1/apps/{id}': { params: { id: string }; body: AppChange; answer: App };
  /** Erase an app with its secrets */
  'DELETE /api/v1/apps/{id}': { params: { id: string }; answer: undefined };
  /** Make a key */
  'POST /api/v1/keys': { body: NewKey; answer: NewApiKey };
  /** List the keys */
  'GET /api/v1/keys': { query?: { member_id?: string; limit?: number; cursor?: string }; answer: { data: (ApiKey)[]; next_cursor: string | null } };
  /** One key */
  'GET /api/v1/keys/{id}': { params: { id: string }; answer: ApiKey };
  /** Revoke a key */
  'DELETE /api/v1/keys/{id}': { params: { id: string }; answer: undefined };
  /** Sign a browser in */
  'POST /api/v1/session': { body: SignIn; answer: Session };
  /** Who is calling */
  'GET /api/v1/session': { answer: Session };
  /** Sign out */
  'DELETE /api/v1/session': { answer: undefined };
  /** Subscription handshake of one account */
  'GET /api/v1/webhooks/{platform}/{account_id}': { params: { platform: string; account_id: string }; answer: undefined };
  /** Events of one account */
  'POST /api/v1/webhooks/{platform}/{account_id}': { params: { platform: string; account_id: string }; answer: WebhookReceived };
  /** Subscription handshake of a whole app */
  'GET /api/v1/webhooks/{platform}': { params: { platform: string }; answer: undefined };
  /** Events of a whole app */
  'POST /api/v1/webhooks/{platform}': { params: { platform: string }; answer: WebhookReceived };
  /** Subscription handshake of a whole app */
  'GET /api/v1/webhooks/{platform}/verify': { params: { platform: string }; answer: undefined };
  /** How an account’s webhook is doing */
  'GET /api/v1/webhooks/status/{account_id}': { params: { account_id: string }; answer: WebhookStatus };
  /** Send a signed sample through verification and parser */
  'POST /api/v1/webhooks/test/{account_id}': { params: { account_id: string }; answer: WebhookTest };
  /** Send a message */
  'POST /api/v1/messages': { query?: { dry_run?: "true" | "false" }; body: SendMessage; answer: MessageRehearsal | MessageAccepted };
  /** List messages */
  'GET /api/v1/messages': { query?: { account_id?: string; conversation_id?: string; direction?: "in" | "out"; status?: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; intent?: string; limit?: number; cursor?: string }; answer: { data: (Message)[]; next_cursor: string | null } };
  /** Take a message back */
  'POST /api/v1/messages/{id}/cancel': { params: { id: string }; answer: undefined };
  /** Upload a file, to send it */
  'POST /api/v1/media': { query?: { file_name?: string }; answer: Medium };
  /** The bytes of a picture or file */
  'GET /api/v1/media/{id}': { params: { id: string }; query?: { expires?: string; signature?: string }; answer: undefined };
  /** What is known of a picture or file */
  'GET /api/v1/media/{id}/info': { params: { id: string }; answer: Medium };
  /** Make a link that opens a picture or file */
  'POST /api/v1/media/{id}/link': { params: { id: string }; body?: { /** Seconds; the link may work up to an hour longer. */ expires_in?: number }; answer: MediumLink };
  /** Show typing, or mark as read */
  'POST /api/v1/conversations/{id}/actions': { params: { id: string }; body: { action: "typing" | "mark_read" }; answer: undefined };
  /** Whether a message may be sent now */
  'GET /api/v1/conversations/{id}/can-send': { params: { id: string }; query?: { author?: "bot" | "human" | "api"; content_type?: "text" | "image" | "video" | "audio" | "file" | "sticker" | "location" | "contacts" | "choices" | "cards" | "template" | "flow" | "products" | "reaction" | "native" }; answer: CanSend };
  /** List message templates */
  'GET /api/v1/templates': { query?: { account_id?: string; status?: string; language?: string; category?: string; name?: string; gone?: string; limit?: number; cursor?: string }; answer: { data: (Template)[]; next_cursor: string | null } };
  /** Hand a new template in to the platform */
  'POST /api/v1/templates': { body: NewTemplate; answer: Template };
  /** Read all templates of an account from its platform now */
  'POST /api/v1/templates/sync': { body: { account_id: string }; answer: TemplateSync };
  /** Show a template with its values */
  'POST /api/v1/templates/preview': { body: TemplatePreview; answer: RenderedTemplate };
  /** One message template */
  'GET /api/v1/templates/{id}': { params: { id: string }; answer: Template };
  /** Delete a template at its platform */
  'DELETE /api/v1/templates/{id}': { params: { id: string }; answer: undefined };
  /** Add a consumer */
  'POST /api/v1/consumers': { body: NewConsumer; answer: ConsumerWithSecret };
  /** List the consumers */
  'GET /api/v1/consumers': { query?: { limit?: number; cursor?: string }; answer: { data: (Consumer)[]; next_cursor: string | null } };
  /** One consumer */
  'GET /api/v1/consumers/{id}': { params: { id: string }; answer: ConsumerRecord };
  /** Change a consumer */
  'PATCH /api/v1/consumers/{id}': { params: { id: string }; body: ConsumerChanges; answer: Consumer };
  /** Delete a consumer */
  'DELETE /api/v1/consumers/{id}': { params: { id: string }; answer: undefined };
  /** Give a consumer a new secret */
  'POST /api/v1/consumers/{id}/rotate': { params: { id: string }; body?: RotateSecret; answer: ConsumerWithSecret };
  /** List the deliveries to a consumer */
  'GET /api/v1/consumers/{id}/deliveries': { params: { id: string }; query?: { outcome?: "delivered" | "failed" | "dead"; limit?: number; cursor?: string }; answer: { data: (Delivery)[]; next_cursor: string | null } };
  /** Send a test event */
  'POST /api/v1/consumers/{id}/test': { params: { id: string }; answer: ConsumerTest };
  /** Deliver again */
  'POST /api/v1/consumers/{id}/redeliver': { params: { id: string }; body: Redeliver; answer: { queued: number } };
  /** Replay a time range into a consumer */
  'POST /api/v1/consumers/{id}/replay': { params: { id: string }; body: ReplayEvents; answer: undefined };
  /** List contacts */
  'GET /api/v1/contacts': { query?: { account_id?: string; limit?: number; cursor?: string }; answer: { data: (Contact)[]; next_cursor: string | null } };
  /** One contact */
  'GET /api/v1/contacts/{id}': { params: { id: string }; answer: Contact };
  /** Erase a person everywhere */
  'DELETE /api/v1/contacts/{id}': { params: { id: string }; answer: Erasure };
  /** How far the erasure of a person is */
  'GET /api/v1/contacts/{id}/erasure': { params: { id: string }; answer: Erasure };
  /** List conversations */
  'GET /api/v1/conversations': { query?: { account_id?: string; platform?: string; window_ends_after?: string; window_ends_before?: string; contact_id?: string; owner?: "bot" | "human" | "none"; status?: "open" | "closed"; assignee_id?: string; team?: string; tag?: string; intent?: string; language?: string; unread?: "true" | "false"; limit?: number; cursor?: string }; answer: ConversationPage };
  /** One conversation */
  'GET /api/v1/conversations/{id}': { params: { id: string }; answer: Conversation };
  /** Hand over, assign, tag, close, or mark as read */
  'PATCH /api/v1/conversations/{id}': { params: { id: string }; body: ConversationChange; answer: Conversation };
  /** The messages of a conversation */
  'GET /api/v1/conversations/{id}/messages': { params: { id: string }; query?: { order?: "asc" | "desc"; limit?: number; cursor?: string }; answer: { data: (Message)[]; next_cursor: string | null } };
  /** The notes on a conversation */
  'GET /api/v1/conversations/{id}/notes': { params: { id: string }; query?: { limit?: number; cursor?: string }; answer: { data: (Note)[]; next_cursor: string | null } };
  /** Write a note */
  'POST /api/v1/conversations/{id}/notes': { params: { id: string }; body: NewNote; answer: Note };
  /** Delete a note */
  'DELETE /api/v1/conversations/{id}/notes/{note_id}': { params: { id: string; note_id: string }; answer: undefined };
  /** Say that you are here, and see who else is */
  'POST /api/v1/conversations/{id}/presence': { params: { id: string }; body: OwnPresence; answer: PresenceOfOthers };
  /** The settings of an account’s agent */
  'GET /api/v1/agent/settings/{account_id}': { params: { account_id: string }; answer: AgentSettingsOfAccount };
  /** Set up an account’s agent */
  'PUT /api/v1/agent/settings/{account_id}': { params: { account_id: string }; body: AgentSettingsChange; answer: AgentSettingsOfAccount };
  /** Teach the agent a file */
  'POST /api/v1/agent/knowledge/files': { query?: { title?: string; tags?: string; file_name?: string }; answer: KnowledgeDocument };
  /** Replace a document by a file */
  'PUT /api/v1/agent/knowledge/{id}/file': { params: { id: string }; query?: { file_name?: string }; answer: KnowledgeDocument };
  /** List what the agent knows */
  'GET /api/v1/agent/knowledge': { query?: { tag?: string; limit?: number; cursor?: string }; answer: { data: (KnowledgeDocument)[]; next_cursor: string | null } };
  /** Teach the agent a text */
  'POST /api/v1/agent/knowledge': { body: NewKnowledge; answer: KnowledgeDocument };
  /** What the agent would find */
  'GET /api/v1/agent/knowledge/search': { query: { q: string; tag?: (string | (string)[]); account_id?: string; limit?: number }; answer: { data: (FoundPassage)[] } };
  /** One document */
  'GET /api/v1/agent/knowledge/{id}': { params: { id: string }; answer: KnowledgeDocument };
  /** Change a document */
  'PATCH /api/v1/agent/knowledge/{id}': { params: { id: string }; body: KnowledgeChange; answer: KnowledgeDocument };
  /** Let the agent forget a document */
  'DELETE /api/v1/agent/knowledge/{id}': { params: { id: string }; answer: undefined };
  /** The passages of a document */
  'GET /api/v1/agent/knowledge/{id}/passages': { params: { id: string }; query?: { limit?: number; cursor?: string }; answer: { data: (KnowledgePassage)[]; next_cursor: string | null } };
  /** The tools of an account’s agent */
  'GET /api/v1/agent/tools': { query: { account_id: string }; answer: { data: (AgentToolStanding)[] } };
  /** Call a tool once, to see whether it works */
  'POST /api/v1/agent/tools/test': { body: AgentToolTrial; answer: AgentToolTrialResult };
  /** Calls of tools */
  'GET /api/v1/agent/tool-calls': { query?: { account_id?: string; conversation_id?: string; run_id?: string; tool?: string; state?: "waiting" | "approved" | "refused" | "expired" | "running" | "done" | "failed" | "timed_out" | "interrupted" | "blocked"; limit?: number; cursor?: string }; answer: { data: (AgentToolCall)[]; next_cursor: string | null } };
  /** What the agent did */
  'GET /api/v1/agent/runs': { query?: { account_id?: string; conversation_id?: string; kind?: "analysis" | "reply" | "replay" | "evaluation"; decision?: "analysed" | "replied" | "suggested" | "handed_over" | "silent" | "overtaken" | "rehearsed" | "failed"; state?: "running" | "waiting" | "ended"; rating?: "1" | "-1"; limit?: number; cursor?: string }; answer: { data: (AgentRun)[]; next_cursor: string | null } };
  /** One run with everything that led to its end */
  'GET /api/v1/agent/runs/{id}': { params: { id: string }; answer: AgentRunInFull };
  /** Rate a run */
  'PUT /api/v1/agent/runs/{id}/rating': { params: { id: string }; body: AgentRating; answer: AgentRun };
  /** Drafts of the agent */
  'GET /api/v1/suggestions': { query?: { account_id?: string; conversation_id?: string; state?: "open" | "accepted" | "edited" | "rejected" | "expired"; limit?: number; cursor?: string }; answer: { data: (Suggestion)[]; next_cursor: string | null } };
  /** Send a draft as it is */
  'POST /api/v1/suggestions/{id}/accept': { params: { id: string }; answer: Suggestion };
  /** Send a draft in other words */
  'POST /api/v1/suggestions/{id}/edit': { params: { id: string }; body: SuggestionEdit; answer: Suggestion };
  /** Refuse a draft */
  'POST /api/v1/suggestions/{id}/reject': { params: { id: string }; answer: Suggestion };
  /** Calls that wait for a person */
  'GET /api/v1/agent/approvals': { query?: { account_id?: string; conversation_id?: string; limit?: number; cursor?: string }; answer: { data: (AgentToolCall)[]; next_cursor: string | null } };
  /** Agree to a call */
  'POST /api/v1/agent/approvals/{id}/approve': { params: { id: string }; body?: AgentDecision; answer: AgentToolCall };
  /** Refuse a call */
  'POST /api/v1/agent/approvals/{id}/refuse': { params: { id: string }; body?: AgentDecision; answer: AgentToolCall };
  /** What an account’s agent has used up, by day */
  'GET /api/v1/agent/budgets/{account_id}': { params: { account_id: string }; answer: AgentBudget };
  /** Find messages and people */
  'GET /api/v1/search': { query: { q: string; account_id?: string; platform?: string; conversation_id?: string; order?: "newest" | "relevance"; limit?: number; cursor?: string }; answer: SearchPage };
  /** Think about a past turn once more */
  'POST /api/v1/agent/runs/{id}/replay': { params: { id: string }; body?: AgentReplayWish; answer: AgentReplay };
  /** Try the agent on an invented conversation */
  'POST /api/v1/agent/playground': { body: AgentPlaygroundWish; answer: AgentRehearsal };
  /** The evaluation sets */
  'GET /api/v1/agent/evaluations': { query?: { limit?: number; cursor?: string }; answer: { data: (AgentEvaluation)[]; next_cursor: string | null } };
  /** Set up an evaluation set */
  'PUT /api/v1/agent/evaluations/{name}': { params: { name: string }; body: AgentEvaluationChange; answer: AgentEvaluation };
  /** One evaluation set */
  'GET /api/v1/agent/evaluations/{name}': { params: { name: string }; answer: AgentEvaluation };
  /** Delete an evaluation set */
  'DELETE /api/v1/agent/evaluations/{name}': { params: { name: string }; answer: undefined };
  /** Hold an agent against an evaluation set */
  'POST /api/v1/agent/evaluations/{name}/run': { params: { name: string }; body: AgentEvaluationWish; answer: AgentEvaluationRun };
  /** How agents did on an evaluation set */
  'GET /api/v1/agent/evaluations/{name}/runs': { params: { name: string }; query?: { limit?: number; cursor?: string }; answer: { data: (AgentEvaluationRun)[]; next_cursor: string | null } };
  /** How an agent did on each question */
  'GET /api/v1/agent/evaluations/{name}/runs/{id}': { params: { name: string; id: string }; answer: AgentEvaluationResults };
  /** List what was given up */
  'GET /api/v1/dead': { query?: { account_id?: string; kind?: string; reason?: string; limit?: number; cursor?: string }; answer: { data: (DeadJob)[]; next_cursor: string | null } };
  /** One piece of work that was given up, with what it is about */
  'GET /api/v1/dead/{id}': { params: { id: string }; answer: DeadJobRecord };
  /** Forget it */
  'DELETE /api/v1/dead/{id}': { params: { id: string }; answer: undefined };
  /** Bring it back */
  'POST /api/v1/dead/{id}/redrive': { params: { id: string }; answer: Redriven };
  /** Bring back all that match */
  'POST /api/v1/dead/redrive': { body: RedriveAll; answer: RedrivenAll };
  /** Read events */
  'GET /api/v1/events': { query?: { after?: string; types?: string; platforms?: string; account_id?: string; conversation_id?: string; limit?: number; wait?: number; raw?: "true" | "false" }; answer: EventPage };
  /** Follow events */
  'GET /api/v1/events/stream': { query?: { after?: string; types?: string; platforms?: string; account_id?: string; conversation_id?: string }; answer: undefined };
  /** One event */
  'GET /api/v1/events/{cursor}': { params: { cursor: string }; answer: Event };
  /** What came in and went out, by the minute, hour or day */
  'GET /api/v1/stats': { query?: { account_id?: string; from?: string; to?: string; by?: "minute" | "hour" | "day" }; answer: Statistics };
  /** One message with its timeline */
  'GET /api/v1/messages/{id}': { params: { id: string }; answer: MessageWithTimeline };
  /** List the webhooks that came */
  'GET /api/v1/webhooks/log': { query?: { account_id?: string; result?: "accepted" | "partly" | "unmatched" | "failed" | "erased"; limit?: number; cursor?: string }; answer: { data: (Webhook)[]; next_cursor: string | null } };
  /** What came for accounts that are not connected */
  'GET /api/v1/webhooks/unmatched': { answer: UnmatchedPage };
  /** One webhook, with its body and what became of it */
  'GET /api/v1/webhooks/log/{id}': { params: { id: string }; answer: WebhookRecord };
  /** Run a webhook through the parser again */
  'POST /api/v1/webhooks/log/{id}/replay': { params: { id: string }; answer: WebhookReplayed };
}

/** What the data of each type of event holds. */
export interface EventData {
  'message.received': { message: Message };
  'message.echoed': { message: Message };
  'message.analysed': { message: { id: string; /** The platform’s id of the first part. */ platform_message_id: string | null; account_id: string; conversation_id: string; direction: "in" | "out"; /** `contact`, `bot`, `human`, `api`, or `app`: typed in the platform’s own app. */ author: string; /** How far it has come; null for what came in. */ status: ("scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired" | null); sender: { contact_id: string | null; /** The sender as the platform names it. */ id: string | null; /** The person’s name; for our own messages the account’s. */ name: string | null }; content: Content; /** Only when there is more than one. */ parts?: (MessagePart)[]; /** The message it answers. */ reply_to?: { message_id: string | null; platform_message_id: string | null }; /** What brought the person here, in the platform’s words. */ referral?: unknown; /** `once` or `often`. */ forwarded?: string; failure?: Failure; /** By the platform’s clock; for our own messages when it was submitted. */ sent_at: string; /** When it will be sent, while it is scheduled. */ scheduled_at?: string; /** RFC 3339, in UTC. */ edited_at?: string; /** RFC 3339, in UTC. */ deleted_at?: string; /** Old history that the platform handed over. */ imported?: true; /** What was made of it, once it was understood; the latest, when it was edited. */ analysis: Analysis } };
  'reply.suggested': { suggestion: Suggestion };
  'suggestion.decided': { suggestion: Suggestion; /** null: the hub by itself. */ by: ({ member_id: string | null; key_id: string | null } | null); /** Why it is out of date. */ reason?: string };
  'agent.run_ended': { run: { id: string; kind: string; mode: string; decision: "analysed" | "replied" | "suggested" | "handed_over" | "silent" | "overtaken" | "rehearsed" | "failed"; reason: string; turn: number; model: string | null; message_id: string | null; input_tokens: number; output_tokens: number; /** Millionths of a US dollar; null: the price is unknown. */ cost_micros: (number | null) } };
  'agent.approval_requested': { [name: string]: unknown };
  'agent.approval_decided': { [name: string]: unknown };
  'agent.budget_spent': { account_id: string; budget: { day: string; /** Where the day begins and ends. */ time_zone: string; tokens_per_day: (number | null); usd_per_day: number | null; tokens_used: number; /** Millionths of a US dollar. */ cost_micros: number } };
  'message.edited': { /** null: the message itself has not come yet. */ message_id: string | null; platform_message_id: string; content: Content };
  'message.deleted': { message_id: string | null; platform_message_id: string | null; /** It had been taken for typed in the platform’s own app, and is this message of ours. */ merged_into?: string };
  'message.substituted': { [name: string]: unknown };
  'message.scheduled': { message: Message };
  'message.queued': { message: Message };
  'message.sending': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.sent': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.delivered': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.read': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.played': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.failed': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.cancelled': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'message.expired': { message_id: string; platform_message_id: string | null; status: "scheduled" | "queued" | "sending" | "sent" | "delivered" | "read" | "played" | "failed" | "cancelled" | "expired"; error?: { /** The kind of failure, for programs; a closed set. */ kind: "temporary" | "rate_limited" | "pair_limited" | "quota_exhausted" | "window_closed" | "recipient_unreachable" | "content_rejected" | "template_rejected" | "media_rejected" | "not_found" | "credentials" | "permission" | "account_blocked" | "thread_elsewhere" | "already_sent" | "uncertain" | "expired" | "unknown"; /** The platform’s own code, or the hub’s when no answer came. */ code: string; /** The platform’s own words. */ message: string; /** What happened, in plain words. */ cause: string; /** What to do about it. */ fix: string; /** How long the platform asks to wait. */ retry_after_ms?: number; /** After how many failures in a row it is given up. */ tries?: number; /** The person wants no marketing messages any more. */ stops_marketing?: true; /** For the platform’s support desk. */ trace_id?: string; /** Whether the hub goes on by itself. */ retried: boolean }; /** Price and conversation facts, in the platform’s words. */ billing?: unknown };
  'media.ready': { message_id: string; media: { media_id: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; /** Opens it for some days, without a key. */ url: string | null; preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number }; type: "image" | "video" | "audio" | "file" | "sticker" } };
  'media.failed': { message_id: string; media: { media_id: string; platform_media_id?: string; status?: "pending" | "ready" | "failed"; /** Opens it for some days, without a key. */ url: string | null; preview_url?: string; mime_type?: string; size?: number; file_name?: string; sha256?: string; duration_ms?: number; set?: { id: string; index?: number; total?: number }; type: "image" | "video" | "audio" | "file" | "sticker" }; error: Failure };
  'reaction.added': { [name: string]: unknown };
  'reaction.removed': { [name: string]: unknown };
  'postback.received': { [name: string]: unknown };
  'conversation.opened': { [name: string]: unknown };
  'conversation.changed': { [name: string]: unknown };
  'conversation.handover': { [name: string]: unknown };
  'note.added': { [name: string]: unknown };
  'note.deleted': { [name: string]: unknown };
  'contact.subscribed': { [name: string]: unknown };
  'contact.unsubscribed': { [name: string]: unknown };
  'contact.changed': { [name: string]: unknown };
  'contact.merged': { [name: string]: unknown };
  'contact.erased': { [name: string]: unknown };
  'group.joined': { [name: string]: unknown };
  'group.left': { [name: string]: unknown };
  'group.members_joined': { [name: string]: unknown };
  'group.members_left': { [name: string]: unknown };
  'group.changed': { [name: string]: unknown };
  'group.failed': { [name: string]: unknown };
  'referral.received': { [name: string]: unknown };
  'optin.received': { [name: string]: unknown };
  'comment.received': { [name: string]: unknown };
  'comment.changed': { [name: string]: unknown };
  'post.received': { [name: string]: unknown };
  'feed.changed': { [name: string]: unknown };
  'mention.received': { [name: string]: unknown };
  'feedback.received': { [name: string]: unknown };
  'lead.received': { [name: string]: unknown };
  'order.received': { [name: string]: unknown };
  'payment.changed': { [name: string]: unknown };
  'coupon.received': { [name: string]: unknown };
  'welcome.requested': { [name: string]: unknown };
  'receipt.received': { [name: string]: unknown };
  'conversion.detected': { [name: string]: unknown };
  'game.played': { [name: string]: unknown };
  'insights.received': { [name: string]: unknown };
  'beacon.received': { [name: string]: unknown };
  'account_link.changed': { [name: string]: unknown };
  'membership.changed': { [name: string]: unknown };
  'video.completed': { [name: string]: unknown };
  'call.received': { [name: string]: unknown };
  'call.changed': { [name: string]: unknown };
  'notification.delivered': { [name: string]: unknown };
  'history.imported': { [name: string]: unknown };
  'template.changed': { [name: string]: unknown };
  'flow.changed': { [name: string]: unknown };
  'account.alerted': { [name: string]: unknown };
  'account.changed': { [name: string]: unknown };
  'account.quality_changed': { [name: string]: unknown };
  'account.restricted': { [name: string]: unknown };
  'partner.changed': { [name: string]: unknown };
  'account.paused': { [name: string]: unknown };
  'account.resumed': { [name: string]: unknown };
  'account.health_changed': { [name: string]: unknown };
  'consumer.disabled': { [name: string]: unknown };
  'consumer.test': { [name: string]: unknown };
  'unsupported.received': { [name: string]: unknown };
}
