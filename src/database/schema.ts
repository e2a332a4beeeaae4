/**
 * Every table as the code sees it. Ids are text made by us (UUIDv7), times are milliseconds since 1970,
 * JSON is text, booleans are 0 and 1. The definitions in the database are in `migrations/`; the
 * conformance suite checks that both agree.
 */
export interface Tables {
  workspaces: WorkspaceRow;
  members: MemberRow;
  api_keys: ApiKeyRow;
  apps: AppRow;
  app_secrets: AppSecretRow;
  accounts: AccountRow;
  account_ids: AccountIdRow;
  contacts: ContactRow;
  contact_identities: ContactIdentityRow;
  conversations: ConversationRow;
  read_positions: ReadPositionRow;
  notes: NoteRow;
  messages: MessageRow;
  message_parts: MessagePartRow;
  platform_messages: PlatformMessageRow;
  attempts: AttemptRow;
  attempt_parts: AttemptPartRow;
  reply_handles: ReplyHandleRow;
  media: MediaRow;
  raw_webhooks: RawWebhookRow;
  raw_items: RawItemRow;
  dedupe_keys: DedupeKeyRow;
  events: EventRow;
  jobs: JobRow;
  dead_jobs: DeadJobRow;
  target_pauses: TargetPauseRow;
  leases: LeaseRow;
  idempotency_keys: IdempotencyKeyRow;
  counters: CounterRow;
}

export interface WorkspaceRow {
  id: string;
  name: string;
  created_at: number;
}

export interface MemberRow {
  id: string;
  workspace_id: string;
  name: string;
  locale: string | null;
  role: string;
  teams: string;
  created_at: number;
  deleted_at: number | null;
}

export interface ApiKeyRow {
  id: string;
  workspace_id: string;
  member_id: string | null;
  name: string;
  /** The first characters, so that a person can tell keys apart. */
  prefix: string;
  hash: string;
  scopes: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface AppRow {
  id: string;
  workspace_id: string;
  family: string;
  app_id: string | null;
  verify_token_hash: string | null;
  created_at: number;
}

export interface AppSecretRow {
  id: string;
  workspace_id: string;
  app_id: string;
  family: string;
  fingerprint: string;
  sealed: string;
  created_at: number;
}

export interface AccountRow {
  id: string;
  workspace_id: string;
  platform: string;
  external_id: string | null;
  name: string;
  app_id: string;
  credentials: string;
  settings: string;
  verify_token: string | null;
  verify_token_hash: string | null;
  verified_at: number | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

export interface AccountIdRow {
  workspace_id: string;
  account_id: string;
  platform: string;
  external_id: string;
}

export interface ContactRow {
  workspace_id: string;
  id: string;
  account_id: string;
  name: string | null;
  username: string | null;
  picture_url: string | null;
  locale: string | null;
  subscribed: number;
  merged_into: string | null;
  created_at: number;
  updated_at: number;
  last_seen_at: number | null;
}

export interface ContactIdentityRow {
  workspace_id: string;
  account_id: string;
  kind: string;
  value: string;
  contact_id: string;
  created_at: number;
}

export interface ConversationRow {
  workspace_id: string;
  id: string;
  account_id: string;
  platform: string;
  kind: string;
  /** `contact:<id>` or `<kind>:<the platform's id>`: what makes it unique within the account. */
  thread_key: string;
  contact_id: string | null;
  thread_id: string | null;
  owner: string;
  status: string;
  assignee_id: string | null;
  team: string | null;
  tags: string;
  last_message_seq: number;
  last_message_at: number | null;
  last_inbound_at: number | null;
  preview: string;
  window_ends_at: number | null;
  unread: number;
  /** Rises with each inbound message and change of owner. */
  turn: number;
  delivered_until: number | null;
  read_until: number | null;
  merged_into: string | null;
  created_at: number;
  updated_at: number;
}

export interface ReadPositionRow {
  workspace_id: string;
  conversation_id: string;
  member_id: string;
  seq: number;
}

export interface NoteRow {
  workspace_id: string;
  id: string;
  conversation_id: string;
  member_id: string | null;
  text: string;
  created_at: number;
}

export interface MessageRow {
  workspace_id: string;
  id: string;
  account_id: string;
  conversation_id: string;
  contact_id: string | null;
  /** The sender as the payload names it; for our own messages the account's external id. */
  sender_id: string | null;
  seq: number;
  direction: string;
  author: string;
  member_id: string | null;
  agent_run_id: string | null;
  content_type: string;
  content: string;
  status: string | null;
  failure: string | null;
  reply_to: string | null;
  reply_to_platform_id: string | null;
  referral: string | null;
  forwarded: string | null;
  /** The platform's tokens for later use: read, quote. */
  context: string | null;
  origin: string;
  raw_id: string | null;
  sent_at: number;
  scheduled_at: number | null;
  edited_at: number | null;
  deleted_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface MessagePartRow {
  workspace_id: string;
  message_id: string;
  position: number;
  content: string;
  platform_message_id: string | null;
  quote_token: string | null;
  status: string;
  updated_at: number;
}

/**
 * One row per platform message id, upserted by whichever side knows it first: our send, its receipt, its
 * echo, an edit or an unsend.
 */
export interface PlatformMessageRow {
  workspace_id: string;
  account_id: string;
  platform_message_id: string;
  message_id: string | null;
  position: number;
  conversation_id: string | null;
  /** Receipts that came before we knew whose they are. */
  receipts: string | null;
  /** An edit or unsend that came before the original. */
  tombstone: string | null;
  /** An echo that waits to be matched with a send of ours. */
  echo: string | null;
  created_at: number;
}

export interface AttemptRow {
  workspace_id: string;
  id: string;
  account_id: string;
  conversation_id: string;
  job_id: string;
  state: string;
  /** The frozen request, without authorisation. */
  request: string;
  proof: string;
  reply_token: string | null;
  tries: number;
  epoch: number;
  started_at: number;
  /** When the last try was started. */
  tried_at: number;
  ended_at: number | null;
  status_code: number | null;
  trace_id: string | null;
  failure: string | null;
}

export interface AttemptPartRow {
  workspace_id: string;
  attempt_id: string;
  message_id: string;
  position: number;
}

export interface ReplyHandleRow {
  workspace_id: string;
  conversation_id: string;
  token: string;
  account_id: string;
  dedupe_key: string;
  event_at: number;
  received_at: number;
  attempt_id: string | null;
}

export interface MediaRow {
  workspace_id: string;
  id: string;
  account_id: string;
  message_id: string;
  position: number;
  platform_media_id: string | null;
  url: string | null;
  mime_type: string | null;
  size: number | null;
  sha256: string | null;
  file_name: string | null;
  status: string;
  created_at: number;
}

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
  key: string;
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
}

export interface JobRow {
  workspace_id: string;
  id: string;
  /** null until a scheduled job is due. */
  seq: number | null;
  shard: number;
  target: string;
  lane: string;
  kind: string;
  reference: string;
  payload: string;
  priority: number;
  run_at: number;
  attempts: number;
  starts: number;
  epoch: number;
  /** Why the lane is held, for people to read. */
  reason: string | null;
  created_at: number;
}

export interface DeadJobRow {
  workspace_id: string;
  id: string;
  shard: number;
  target: string;
  lane: string;
  kind: string;
  reference: string;
  payload: string;
  priority: number;
  attempts: number;
  reason: string;
  created_at: number;
  died_at: number;
}

export interface TargetPauseRow {
  workspace_id: string;
  target: string;
  until: number;
  reason: string;
  since: number;
}

export interface LeaseRow {
  shard: number;
  owner: string | null;
  epoch: number;
  expires_at: number;
}

export interface IdempotencyKeyRow {
  workspace_id: string;
  key: string;
  request_hash: string;
  status: number | null;
  /** The sealed answer; null while the first request is under way. */
  answer: string | null;
  created_at: number;
}

export interface CounterRow {
  workspace_id: string;
  account_id: string;
  minute: number;
  name: string;
  value: number;
}
