import type { Transaction } from '../../src/database/database.ts';
import type {
  ContactRow,
  ConversationRow,
  DeadJobRow,
  EventRow,
  MessagePartRow,
  MessageRow,
  RawItemRow,
  RawWebhookRow,
} from '../../src/database/schema.ts';

/** When everything in these rows happened, unless they say otherwise: 2026-01-15 09:00 UTC. */
export const seededAt = Date.UTC(2026, 0, 15, 9);

type Given<Row, Key extends keyof Row> = Pick<Row, Key> & Partial<Row>;

/** A workspace with one app and one account in it, all named after the workspace. */
export async function insertWorkspace(transaction: Transaction, id: string): Promise<void> {
  await transaction.insert('workspaces', [{ id, name: id, created_at: seededAt, deleted_at: null }]);
  const app = { id: `${id}-app`, workspace_id: id, family: 'post', app_id: null, created_at: seededAt };
  await transaction.insert('apps', [{ ...app, verify_token: null, verify_token_hash: null, kept: 0 }]);
  await transaction.insert('accounts', [
    {
      id: `${id}-account`,
      workspace_id: id,
      platform: 'pigeon',
      external_id: `${id}-loft`,
      name: `Loft of ${id}`,
      app_id: `${id}-app`,
      credentials: '',
      settings: '{}',
      verify_token: null,
      verify_token_hash: null,
      verified_at: null,
      webhook_events: null,
      credentials_end_at: null,
      created_at: seededAt,
      updated_at: seededAt,
      deleted_at: null,
    },
  ]);
}

export function contactRow(given: Given<ContactRow, 'workspace_id' | 'id'>): ContactRow {
  return {
    account_id: `${given.workspace_id}-account`,
    name: `Name of ${given.id}`,
    username: null,
    picture_url: null,
    locale: null,
    subscribed: 1,
    merged_into: null,
    created_at: seededAt,
    updated_at: seededAt,
    last_seen_at: null,
    profile_checked_at: null,
    name_from_profile: 0,
    marketing: null,
    ...given,
  };
}

export function conversationRow(given: Given<ConversationRow, 'workspace_id' | 'id'>): ConversationRow {
  return {
    account_id: `${given.workspace_id}-account`,
    platform: 'pigeon',
    kind: 'direct',
    thread_key: `contact:${given.id}`,
    contact_id: null,
    thread_id: null,
    owner: 'none',
    status: 'open',
    assignee_id: null,
    team: null,
    tags: '[]',
    last_message_seq: 0,
    last_inbound_seq: 0,
    last_message_at: null,
    last_inbound_at: null,
    preview: '',
    window_ends_at: null,
    standby: 0,
    unread: 0,
    intent: null,
    language: null,
    turn: 0,
    delivered_until: null,
    read_until: null,
    merged_into: null,
    erased_at: null,
    created_at: seededAt,
    updated_at: seededAt,
    ...given,
  };
}

export function messageRow(
  given: Given<MessageRow, 'workspace_id' | 'id' | 'conversation_id' | 'seq'>,
): MessageRow {
  return {
    account_id: `${given.workspace_id}-account`,
    contact_id: null,
    sender_id: null,
    direction: 'in',
    author: 'contact',
    member_id: null,
    agent_run_id: null,
    turn: null,
    content_type: 'text',
    content: JSON.stringify({ type: 'text', text: `Text of ${given.id}` }),
    status: null,
    failure: null,
    reply_to: null,
    reply_to_platform_id: null,
    referral: null,
    forwarded: null,
    context: null,
    origin: 'live',
    raw_id: null,
    sent_at: seededAt,
    scheduled_at: null,
    edited_at: null,
    deleted_at: null,
    created_at: seededAt,
    updated_at: seededAt,
    ...given,
  };
}

export function partRow(
  message: Pick<MessageRow, 'workspace_id' | 'id' | 'content'>,
  position: number,
  given: Partial<MessagePartRow> = {},
): MessagePartRow {
  return {
    workspace_id: message.workspace_id,
    message_id: message.id,
    position,
    content: message.content,
    platform_message_id: `p-${message.id}-${position}`,
    quote_token: null,
    status: 'received',
    updated_at: seededAt,
    ...given,
  };
}

export function eventRow(given: Given<EventRow, 'workspace_id' | 'seq'>): EventRow {
  return {
    id: `event-${given.seq}`,
    type: 'message.received',
    occurred_at: seededAt,
    created_at: seededAt,
    account_id: `${given.workspace_id}-account`,
    platform: 'pigeon',
    conversation_id: null,
    message_id: null,
    data: '{}',
    raw_id: null,
    raw_position: null,
    routing: null,
    origin: 'live',
    ...given,
  };
}

export function webhookRow(given: Given<RawWebhookRow, 'workspace_id' | 'id'>): RawWebhookRow {
  return {
    platform: 'pigeon',
    account_id: null,
    app_id: `${given.workspace_id}-app`,
    received_at: seededAt,
    headers: '{"content-type":"application/json"}',
    body: Buffer.from('{}'),
    result: 'accepted',
    error: null,
    items: 1,
    ...given,
  };
}

export function itemRow(given: Given<RawItemRow, 'workspace_id' | 'raw_id' | 'position'>): RawItemRow {
  return {
    platform: 'pigeon',
    account_id: `${given.workspace_id}-account`,
    external_id: null,
    contact_id: null,
    conversation_id: null,
    kind: 'message',
    dedupe_key: `key-${given.position}`,
    result: 'accepted',
    error: null,
    ...given,
  };
}

export function deadRow(given: Given<DeadJobRow, 'workspace_id' | 'id'>): DeadJobRow {
  return {
    shard: 0,
    target: `account:${given.workspace_id}-account`,
    lane: 'conversation',
    kind: 'other',
    reference: `reference-${given.id}`,
    payload: 'null',
    priority: 5,
    attempts: 3,
    reason: 'It did not work.',
    created_at: seededAt,
    died_at: seededAt,
    puts: 0,
    ...given,
  };
}
