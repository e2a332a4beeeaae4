import type { Content } from '../conversations/content.ts';
import type { Failure } from '../errors.ts';

/**
 * What a webhook says, in the normal form. `parse` of a platform makes these and nothing else; `inbound/`
 * stores them and decides which event each becomes.
 */

/** A name by which a platform knows a person: `kind` is the platform's (`user`, `phone`, `bsuid`, `psid` …). */
export interface Identity {
  kind: string;
  value: string;
}

/** A person as one payload shows them. `identities[0]` is what the payload itself calls the sender. */
export interface Person {
  identities: Identity[];
  name?: string;
  username?: string;
}

/** Where something was said: a direct chat with the person, or a group or room with an id of its own. */
export interface Thread {
  kind: 'direct' | 'group' | 'room';
  /** Absent for a direct chat, which is found by its person. */
  id?: string;
}

interface ItemBase {
  /**
   * The dedupe key, unique within the account for ever: built from the platform's own ids, never from
   * the time of arrival.
   */
  key: string;
  /**
   * The platform's id of the account this concerns (`phone_number_id`, page id). Absent when the payload
   * names none: then it is the account of the URL.
   */
  account?: string;
  /** The id above names a group of accounts (a WhatsApp Business Account): every one of them gets the item. */
  every_account?: true;
  /** Milliseconds, the platform's own time. */
  occurred_at: number;
  /** The platform says it sends this again: a known key then only refreshes what has an expiry. */
  redelivery?: true;
  /**
   * Where several routes tell the same under ids of their own: what is the same on all of them, unique within
   * the account. The second one is then no other message.
   */
  twin?: string;
  /** The fragment of the payload this came from, as parsed JSON. */
  raw: unknown;
}

/** A one-use permission to answer for free (LINE's reply token). */
export interface ReplyHandle {
  token: string;
}

/** What a platform needs to be given back later about one received message. */
export interface PlatformContext {
  /** To mark as read up to this message. */
  read_token?: string;
  /** To quote this message. */
  quote_token?: string;
  /** A module channel or another app has the floor: nothing may be sent in answer. */
  standby?: true;
}

/** Somebody wrote; or our own side did, from another program (`direction: 'out'`, an echo). */
export interface MessageItem extends ItemBase {
  kind: 'message';
  direction: 'in' | 'out';
  thread: Thread;
  /** The person of the chat: the sender, or for an echo the recipient. May be unknown in groups. */
  person?: Person;
  platform_message_id: string;
  content: Content;
  /** The platform's id of the message this one answers. */
  reply_to?: string;
  forwarded?: 'once' | 'often';
  /** Ad, post or link that brought the person here; fields as the platform names them. */
  referral?: Record<string, unknown>;
  context?: PlatformContext;
  reply?: ReplyHandle;
  /** Whether it opens the platform's customer service window. */
  opens_window: boolean;
  /** Old conversation handed over on connecting: stored, but starts no rule and no AI. */
  imported?: true;
  /** Echo only: our own reference, when the platform carries one back. */
  correlation?: string;
}

/** What became of a message of ours. */
export interface StatusItem extends ItemBase {
  kind: 'status';
  platform_message_id: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  failure?: Failure;
  /** Ids of the recipient that the receipt teaches us. */
  person?: Person;
  /** In a group: whose receipt it is. */
  thread?: Thread;
  /** Our attempt id, where the platform carries one back: evidence that settles an uncertain attempt. */
  correlation?: string;
  /** Price and conversation facts, as the platform names them. */
  billing?: Record<string, unknown>;
}

/** Everything we sent to a person until a moment was delivered or read; which messages it names no one. */
export interface WatermarkItem extends ItemBase {
  kind: 'watermark';
  status: 'delivered' | 'read';
  /** Milliseconds, the platform's own time. */
  until: number;
  thread: Thread;
  person: Person;
}

/** A message got new content. */
export interface EditItem extends ItemBase {
  kind: 'edit';
  platform_message_id: string;
  content: Content;
  /** It was edited in an old conversation that was handed over on connecting. */
  imported?: true;
  thread?: Thread;
  person?: Person;
  context?: PlatformContext;
  reply?: ReplyHandle;
}

/** A message was unsent or deleted by its author. */
export interface DeletionItem extends ItemBase {
  kind: 'deletion';
  platform_message_id: string;
  /** It was taken back in an old conversation that was handed over on connecting. */
  imported?: true;
  thread?: Thread;
  person?: Person;
}

/** Somebody reacted to a message, or took the reaction back (`emoji: null`). */
export interface ReactionItem extends ItemBase {
  kind: 'reaction';
  direction: 'in' | 'out';
  thread: Thread;
  person?: Person;
  /** The platform's id of the message reacted to. */
  target: string;
  emoji: string | null;
  /** The reaction's own id, where it has one. */
  platform_message_id?: string;
  /** Where a reaction opens the platform's customer service window. */
  opens_window?: true;
}

/** A button or menu was tapped, and the platform says so outside any message. */
export interface PostbackItem extends ItemBase {
  kind: 'postback';
  thread: Thread;
  person?: Person;
  data: string;
  title?: string;
  params?: Record<string, unknown>;
  reply?: ReplyHandle;
  platform_message_id?: string;
  /** Ad, post or link that brought the person here; fields as the platform names them. */
  referral?: Record<string, unknown>;
  context?: PlatformContext;
  opens_window: boolean;
}

/** The person followed, unblocked, blocked or left us: whether they can still be written to. */
export interface SubscriptionItem extends ItemBase {
  kind: 'subscription';
  person: Person;
  subscribed: boolean;
  reply?: ReplyHandle;
  data?: Record<string, unknown>;
}

/** Something happened to a group or room: `event` is the event type it becomes. */
export interface GroupItem extends ItemBase {
  kind: 'group';
  thread: Thread;
  event: 'group.joined' | 'group.left' | 'group.members_joined' | 'group.members_left' | 'group.changed';
  members?: Person[];
  reply?: ReplyHandle;
  data?: Record<string, unknown>;
}

/** A person's ids changed or were joined: `person` holds the old and the new ones. */
export interface IdentityItem extends ItemBase {
  kind: 'identity';
  person: Person;
  /** Ids that are no longer this person's. */
  previous: Identity[];
  text?: string;
  /** Further facts of the change, as the platform names them. */
  data?: Record<string, unknown>;
}

/** Anything else with a meaning of its own: becomes one event of type `event` with `data`. */
export interface NoticeItem extends ItemBase {
  kind: 'notice';
  event: NoticeEvent;
  data: Record<string, unknown>;
  thread?: Thread;
  person?: Person;
  reply?: ReplyHandle;
  /** Whether the person wants marketing messages from now on; other messages are not affected. */
  marketing?: 'stopped' | 'wanted';
  /** A call opens the customer service window as a message does. */
  opens_window?: true;
}

/** Event types a platform may raise directly. */
export type NoticeEvent =
  | 'beacon.received'
  | 'account_link.changed'
  | 'membership.changed'
  | 'video.completed'
  | 'call.received'
  | 'call.changed'
  | 'optin.received'
  | 'feedback.received'
  | 'lead.received'
  | 'comment.received'
  | 'comment.changed'
  | 'post.received'
  | 'feed.changed'
  | 'mention.received'
  | 'insights.received'
  | 'order.received'
  | 'payment.changed'
  | 'coupon.received'
  | 'game.played'
  | 'referral.received'
  | 'contact.changed'
  | 'conversation.handover'
  | 'history.imported'
  | 'template.changed'
  | 'flow.changed'
  | 'account.alerted'
  | 'account.changed'
  | 'account.quality_changed'
  | 'account.restricted'
  | 'notification.delivered'
  | 'receipt.received'
  | 'welcome.requested'
  | 'conversion.detected'
  | 'group.failed'
  | 'partner.changed';

/** A kind this hub does not know yet: kept with its raw body, announced, never an error. */
export interface UnsupportedItem extends ItemBase {
  kind: 'unsupported';
  /** The platform's name of it. */
  what: string;
  thread?: Thread;
  person?: Person;
}

export type InboundItem =
  | MessageItem
  | StatusItem
  | WatermarkItem
  | EditItem
  | DeletionItem
  | ReactionItem
  | PostbackItem
  | SubscriptionItem
  | GroupItem
  | IdentityItem
  | NoticeItem
  | UnsupportedItem;

/** One item of a payload that could not be read; the others are not affected. */
export interface ParseProblem {
  /** Where in the payload: `entry[0].changes[1].value.messages[2]`. */
  path: string;
  message: string;
  raw: unknown;
}

/** What `parse` makes of one body. */
export interface Parsed {
  items: InboundItem[];
  problems: ParseProblem[];
}
