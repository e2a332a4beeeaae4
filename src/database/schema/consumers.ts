// The business's own endpoints, and what was handed to them.

export interface ConsumerRow {
  id: string;
  workspace_id: string;
  name: string;
  url: string;
  /** `enabled`, `paused` by hand, or `disabled` because it failed for days or said that it is gone. */
  state: string;
  /** Why it is disabled, for people to read. */
  reason: string | null;
  /** Which events it gets, as JSON. */
  filter: string;
  /** Headers of its own, as JSON, sealed: they may hold a password. */
  headers: string;
  /** Form and pace of its deliveries, as JSON. */
  settings: string;
  /** Events up to this number were looked at for it. */
  dispatched_seq: number;
  /** Since when every delivery has failed; null: the latest one arrived. */
  failing_since: number | null;
  created_at: number;
  updated_at: number;
}

export interface ConsumerSecretRow {
  id: string;
  workspace_id: string;
  consumer_id: string;
  /** How it signs: `v1` (HMAC with SHA-256) or `v1a` (Ed25519). */
  scheme: string;
  sealed: string;
  created_at: number;
  /** Signs until then beside the one that has followed it; null: it is the newest. */
  expires_at: number | null;
}

/** One try to hand an event to a consumer. */
export interface DeliveryRow {
  workspace_id: string;
  id: string;
  consumer_id: string;
  event_id: string;
  event_seq: number;
  event_type: string;
  conversation_id: string | null;
  /** Which try of this delivery it was, counted from 1. */
  attempt: number;
  /** `delivered`, `failed` and to be tried again, or `dead`. */
  outcome: string;
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** What went wrong, for people to read; null when nothing did. */
  error: string | null;
  milliseconds: number;
  /** The beginning of the answer. */
  answer: string;
  created_at: number;
}
