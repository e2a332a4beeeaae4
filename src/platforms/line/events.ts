import type {
  DeletionItem,
  GroupItem,
  InboundItem,
  NoticeEvent,
  NoticeItem,
  Person,
  PostbackItem,
  SubscriptionItem,
  UnsupportedItem,
} from '../item.ts';
import { compact, type Json, numberAt, objectAt, objectsAt, textAt } from '../readers.ts';
import { contextOf, readEdit, readMessage } from './messages.ts';
import { itemBase, type LineEvent, personOf } from './payload.ts';

/** Reads one kind of event; null when what gives it a meaning is missing. */
type Reader = (event: LineEvent) => InboundItem | null;

// https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
const readers: Readonly<Record<string, Reader>> = {
  message: readMessage,
  messageEdited: readEdit,
  unsend: readUnsend,
  follow: (event) => subscription(event, true),
  unfollow: (event) => subscription(event, false),
  join: (event) => group(event, 'group.joined'),
  leave: (event) => group(event, 'group.left'),
  memberJoined: (event) => group(event, 'group.members_joined', 'joined'),
  memberLeft: (event) => group(event, 'group.members_left', 'left'),
  postback: readPostback,
  videoPlayComplete: (event) => notice(event, 'video.completed', videoData(event.fields)),
  beacon: (event) => notice(event, 'beacon.received', beaconData(event.fields)),
  accountLink: (event) => notice(event, 'account_link.changed', linkData(event.fields)),
  membership: (event) => notice(event, 'membership.changed', membershipData(event.fields)),
  // The following reach only module channels and approved companies.
  // https://developers.line.biz/en/docs/partner-docs/module-technical-webhook/
  module: (event) => notice(event, 'account.changed', moduleData(event.fields)),
  activated: (event) => notice(event, 'conversation.handover', activatedData(event.fields)),
  deactivated: (event) => notice(event, 'conversation.handover', { change: 'deactivated' }),
  botSuspended: (event) => notice(event, 'account.restricted', { change: 'bot_suspended' }),
  botResumed: (event) => notice(event, 'account.changed', { change: 'bot_resumed' }),
  delivery: (event) => notice(event, 'notification.delivered', deliveryData(event.fields)),
};

/** One event → its item. What is unknown, or cannot be placed, is kept as `unsupported`, never dropped. */
export function itemOf(event: LineEvent): InboundItem {
  const read = Object.hasOwn(readers, event.type) ? readers[event.type] : undefined;
  return read?.(event) ?? unsupported(event);
}

function unsupported(event: LineEvent): UnsupportedItem {
  return {
    ...itemBase(event),
    kind: 'unsupported',
    what: event.type,
    ...compact({ thread: event.thread, person: event.person }),
  };
}

function readUnsend(event: LineEvent): DeletionItem | null {
  const id = textAt(objectAt(event.fields, 'unsend'), 'messageId');
  if (id === undefined) return null;
  return {
    ...itemBase(event),
    kind: 'deletion',
    platform_message_id: id,
    ...compact({ thread: event.thread, person: event.person }),
  };
}

function subscription(event: LineEvent, subscribed: boolean): SubscriptionItem | null {
  if (!event.person) return null;
  // Absent before February 2024, and LINE calls it not fully accurate: shown as it is.
  const isUnblocked = objectAt(event.fields, 'follow')?.isUnblocked;
  const data = typeof isUnblocked === 'boolean' ? { is_unblocked: isUnblocked } : undefined;
  return {
    ...itemBase(event),
    kind: 'subscription',
    person: event.person,
    subscribed,
    ...compact({ reply: event.reply, data }),
  };
}

function group(event: LineEvent, name: GroupItem['event'], membersIn?: string): GroupItem | null {
  if (!event.thread) return null;
  const members = membersIn === undefined ? undefined : membersOf(objectAt(event.fields, membersIn));
  return {
    ...itemBase(event),
    kind: 'group',
    thread: event.thread,
    event: name,
    ...compact({ members, reply: event.reply }),
  };
}

function membersOf(change: Json | undefined): Person[] {
  return objectsAt(change, 'members')
    .map(personOf)
    .filter((person) => person !== undefined);
}

function readPostback(event: LineEvent): PostbackItem | null {
  const postback = objectAt(event.fields, 'postback');
  if (!postback || !event.thread) return null;
  const params = objectAt(postback, 'params');
  return {
    ...itemBase(event),
    kind: 'postback',
    thread: event.thread,
    data: textAt(postback, 'data') ?? '',
    opens_window: false,
    ...compact({
      person: event.person,
      params: params && Object.keys(params).length > 0 ? params : undefined,
      context: contextOf(event, undefined),
      reply: event.reply,
    }),
  };
}

function notice(
  event: LineEvent,
  name: NoticeEvent,
  data: Record<string, unknown> | null,
): NoticeItem | null {
  if (!data) return null;
  return {
    ...itemBase(event),
    kind: 'notice',
    event: name,
    data,
    ...compact({ thread: event.thread, person: event.person, reply: event.reply }),
  };
}

function videoData(fields: Json): Record<string, unknown> | null {
  const video = objectAt(fields, 'videoPlayComplete');
  return video ? compact({ tracking_id: textAt(video, 'trackingId') }) : null;
}

function beaconData(fields: Json): Record<string, unknown> | null {
  const beacon = objectAt(fields, 'beacon');
  if (!beacon) return null;
  return compact({
    type: textAt(beacon, 'type'),
    hwid: textAt(beacon, 'hwid'),
    device_message: textAt(beacon, 'dm'),
  });
}

function linkData(fields: Json): Record<string, unknown> | null {
  const link = objectAt(fields, 'link');
  return link ? compact({ result: textAt(link, 'result'), nonce: textAt(link, 'nonce') }) : null;
}

function membershipData(fields: Json): Record<string, unknown> | null {
  const membership = objectAt(fields, 'membership');
  if (!membership) return null;
  return compact({ type: textAt(membership, 'type'), membership_id: textAt(membership, 'membershipId') });
}

function moduleData(fields: Json): Record<string, unknown> | null {
  const module = objectAt(fields, 'module');
  if (!module) return null;
  return compact({
    change: `module_${textAt(module, 'type') ?? 'changed'}`,
    bot_id: textAt(module, 'botId'),
    scopes: Array.isArray(module.scopes) ? module.scopes : undefined,
    reason: textAt(module, 'reason'),
  });
}

function activatedData(fields: Json): Record<string, unknown> {
  const expires_at = timestampOf(numberAt(objectAt(fields, 'chatControl'), 'expireAt'));
  return { change: 'activated', ...compact({ expires_at }) };
}

/** Milliseconds → RFC 3339; undefined for what is no time. */
function timestampOf(ms: number | undefined): string | undefined {
  const date = new Date(ms ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function deliveryData(fields: Json): Record<string, unknown> | null {
  const delivery = objectAt(fields, 'delivery');
  return delivery ? compact({ data: textAt(delivery, 'data') }) : null;
}
