// The normal form: people, conversations, messages and what became of them.

export interface ContactRow {
  workspace_id: string;
  id: string;
  account_id: string;
  name: string | null;
  username: string | null;
  picture_url: string | null;
  locale: string | null;
  subscribed: number;
  /** `stopped` or `wanted`, as the person last said; null: they have said nothing. */
  marketing: string | null;
  merged_into: string | null;
  created_at: number;
  updated_at: number;
  last_seen_at: number | null;
  /** When the platform was last asked for the profile; null: never, or in vain. */
  profile_checked_at: number | null;
  /** The name is from the profile, and no message has told another. */
  name_from_profile: number;
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
  /** The number of the latest message that somebody waits for an answer to; 0 before the first. */
  last_inbound_seq: number;
  last_message_at: number | null;
  last_inbound_at: number | null;
  preview: string;
  window_ends_at: number | null;
  /** 1: another app had the floor when the person last turned to us. */
  standby: number;
  unread: number;
  /** What the latest analysed message wants, and its language; null: not known. */
  intent: string | null;
  language: string | null;
  /** Rises with each inbound message and change of owner. */
  turn: number;
  delivered_until: number | null;
  read_until: number | null;
  merged_into: string | null;
  /** When it was asked to erase the person in it; from then on it is shown to nobody. */
  erased_at: number | null;
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
  /** Who wrote it: the member, and the key by which; both null for the installation's own key. */
  member_id: string | null;
  key_id: string | null;
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
  /** The turn it answers, where it may go only while that lasts; null: at any time. */
  turn: number | null;
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
  /** Which part of the message; -1: a further name of its first, by which another route knows it. */
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
  /** Through which it came; null for an uploaded file. */
  account_id: string | null;
  /** In which it came; null for an uploaded file. */
  message_id: string | null;
  position: number;
  platform_media_id: string | null;
  url: string | null;
  mime_type: string | null;
  size: number | null;
  sha256: string | null;
  file_name: string | null;
  status: string;
  /** Why the bytes are not there. */
  failure: string | null;
  /** Since when the bytes are kept. */
  ready_at: number | null;
  created_at: number;
}

/** A file of ours as a platform keeps it for an account. */
export interface MediaCopyRow {
  workspace_id: string;
  media_id: string;
  account_id: string;
  /** The type of message it can be sent in. */
  type: string;
  platform_media_id: string;
  created_at: number;
  expires_at: number;
}

/** A message that shows an uploaded file. */
export interface MediaUseRow {
  workspace_id: string;
  media_id: string;
  message_id: string;
}

/** Bytes without a row, which still lie in the storage. */
export interface MediaRemovalRow {
  storage_key: string;
  created_at: number;
}

/** A request to erase a person. It stays when they are gone, as a proof that names nobody. */
export interface ErasureRow {
  workspace_id: string;
  contact_id: string;
  account_id: string;
  state: string;
  /** What it waits for. */
  reason: string | null;
  /** What leads to all that is stored of the person; in the end only the ids of their contacts. */
  subject: string;
  /** How far it is, so that it goes on there. */
  progress: string | null;
  /** Who has asked for it: the member, and the key by which; both null for the installation's own key. */
  member_id: string | null;
  key_id: string | null;
  requested_at: number;
  erased_at: number | null;
}
