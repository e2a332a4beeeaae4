// What came in, what was made of it, and the log of events.

export interface RawWebhookRow {
  workspace_id: string;
  id: string;
  platform: string;
  /** The account of the URL, when it named one. */
  account_id: string | null;
  /** The app whose secret had signed it. */
  app_id: string;
  received_at: number;
  headers: string;
  body: Uint8Array;
  result: string;
  error: string | null;
  items: number;
}

export interface RawItemRow {
  workspace_id: string;
  raw_id: string;
  position: number;
  platform: string;
  account_id: string | null;
  /** The platform's account id, for items whose account is not connected yet. */
  external_id: string | null;
  contact_id: string | null;
  conversation_id: string | null;
  kind: string;
  dedupe_key: string;
  result: string;
  error: string | null;
}

export interface DedupeKeyRow {
  workspace_id: string;
  account_id: string;
  /** A keyed hash of the item's key: it holds no id of a person, and outlives their erasure. */
  key: string;
  /** `erased`: it was of a person who is gone, and must not come back. */
  result: string;
  raw_id: string;
  created_at: number;
}

export interface EventRow {
  workspace_id: string;
  seq: number;
  id: string;
  type: string;
  occurred_at: number;
  created_at: number;
  account_id: string | null;
  platform: string | null;
  conversation_id: string | null;
  message_id: string | null;
  data: string;
  raw_id: string | null;
  raw_position: number | null;
  origin: string;
  /** What consumers are chosen by beside the type, as JSON; null: nothing. */
  routing: string | null;
}

export interface IdempotencyKeyRow {
  workspace_id: string;
  key: string;
  request_hash: string;
  status: number | null;
  /** The sealed answer; null while the first request is under way. */
  answer: string | null;
  /** The conversation that the answer is about. */
  conversation_id: string | null;
  created_at: number;
}

/** A key by which things are recognised without being stored; sealed like all secrets. */
export interface HashKeyRow {
  name: string;
  sealed: string;
  created_at: number;
}
