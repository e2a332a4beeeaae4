import { toTimestamp } from '../clock.ts';
import type { EventRow } from '../database/schema.ts';
import type { NoticeEvent } from '../platforms/item.ts';

/** How a message of ours can stand; each change is an event `message.<status>`. */
export const messageStatuses = [
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'cancelled',
  'expired',
] as const;

export type MessageStatus = (typeof messageStatuses)[number];

/** Every type of event. */
export type EventType =
  | NoticeEvent
  | `message.${MessageStatus}`
  | 'message.received'
  | 'message.echoed'
  | 'message.edited'
  | 'message.deleted'
  | 'message.substituted'
  | 'reaction.added'
  | 'reaction.removed'
  | 'postback.received'
  | 'conversation.opened'
  | 'conversation.changed'
  | 'note.added'
  | 'note.deleted'
  | 'contact.subscribed'
  | 'contact.unsubscribed'
  | 'contact.merged'
  | 'contact.erased'
  | 'group.joined'
  | 'group.left'
  | 'group.members_joined'
  | 'group.members_left'
  | 'group.changed'
  | 'media.ready'
  | 'media.failed'
  | 'account.paused'
  | 'account.resumed'
  | 'account.health_changed'
  | 'message.analysed'
  | 'reply.suggested'
  | 'suggestion.decided'
  | 'agent.run_ended'
  | 'agent.approval_requested'
  | 'agent.approval_decided'
  | 'agent.budget_spent'
  | 'consumer.disabled'
  | 'consumer.test'
  | 'unsupported.received';

/** Whether something happened now, was run again by hand, or was handed over as old history. */
export type Origin = 'live' | 'replayed' | 'imported';

/** What consumers are chosen by, beside type, account and platform. */
export interface Routing {
  /** What a message wants. */
  intent: string | null;
  /** The consumers that get it whatever their filters say. */
  consumers: readonly string[];
}

/** An event in the form of the public contract. */
export interface PublicEvent {
  id: string;
  type: string;
  cursor: string;
  occurred_at: string;
  workspace_id: string;
  account_id: string | null;
  platform: string | null;
  conversation_id: string | null;
  data: unknown;
  replayed?: true;
  imported?: true;
}

/** A stored event as the API, the stream and consumers show it. */
export function toPublicEvent(row: EventRow): PublicEvent {
  return {
    id: row.id,
    type: row.type,
    cursor: String(row.seq),
    occurred_at: toTimestamp(row.occurred_at),
    workspace_id: row.workspace_id,
    account_id: row.account_id,
    platform: row.platform,
    conversation_id: row.conversation_id,
    data: JSON.parse(row.data),
    ...(row.origin === 'replayed' && { replayed: true as const }),
    ...(row.origin === 'imported' && { imported: true as const }),
  };
}
