import type { Content } from '../../conversations/content.ts';
import type { InboundItem, MessageItem, Person, Thread } from '../item.ts';
import { Unreadable } from '../read-each.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';
import { readContent, typeOf } from './content.ts';
import { type Change, numberOf, timeOf } from './payload.ts';
import {
  contactOf,
  type Ids,
  identitiesOf,
  isOnePerson,
  personOf,
  receiverIds,
  senderIds,
} from './people.ts';
import { currentIds, readSystem } from './system.ts';

/**
 * How messages came: from people, from people whom another agent of the business answers, as echoes of our
 * own side, or as an old chat handed over.
 */
export type Source = 'live' | 'standby' | 'echo' | 'history';

/** What all messages of one list have in common. */
export interface Reading {
  change: Change;
  source: Source;
  one_person: boolean;
  /** The other side of an old chat. */
  thread_ids?: Ids;
}

/** What every item made from a message needs. */
interface Found {
  base: { key: string; account?: string; occurred_at: number; raw: unknown };
  id: string;
  type: string;
  outgoing: boolean;
  thread: Thread;
  person: Person | undefined;
}

// WhatsApp reports these as messages of an unsupported type, but nobody wrote anything new.
const wordless = new Set(['edit', 'pin', 'keep_in_chat', 'poll_update']);

// Types that say something of a person rather than of a message: in an old chat that is no news any more.
const passing = new Set(['system', 'request_welcome']);

/** Prepares the reading of a list of messages that stand together. */
export function readingOf(list: readonly Json[], change: Change, source: Source): Reading {
  const one_person = isOnePerson(list.map((message) => idsOf(message, isOutgoing(message, change, source))));
  return { change, source, one_person };
}

/** Reads one message. */
export function readMessage(message: Json, reading: Reading): InboundItem {
  const { change, source } = reading;
  const id = textAt(message, 'id');
  if (id === undefined) throw new Unreadable('the message has no id');
  const outgoing = isOutgoing(message, change, source);
  const person = personIn(message, outgoing, reading);
  if (person === undefined && !outgoing) throw new Unreadable('the message names no sender');
  const group = textAt(message, 'group_id');
  const found: Found = {
    base: { key: `message:${id}`, ...numberOf(change), occurred_at: timeOf(message, change), raw: message },
    id,
    type: typeOf(message),
    outgoing,
    thread: group === undefined ? { kind: 'direct' } : { kind: 'group', id: group },
    person,
  };
  if (source === 'history') return oldItem(message, found);
  const item = specialItem(message, found) ?? messageItem(message, found);
  return source === 'standby' && item.kind === 'message' ? { ...item, context: { standby: true } } : item;
}

function personIn(message: Json, outgoing: boolean, reading: Reading): Person | undefined {
  const { change, one_person } = reading;
  const ids = reading.thread_ids ?? idsOf(message, outgoing);
  const other_phone = outgoing ? senderIds(message).phone : change.business_phone;
  return personOf(ids, contactOf(change.contacts, ids, compact({ one_person, other_phone })));
}

/** Items that come among the messages but are none. */
function specialItem(message: Json, found: Found): InboundItem | undefined {
  const { base, id, type, outgoing, thread, person } = found;
  const where = compact({ ...base, thread, person });
  switch (type) {
    case 'reaction': {
      const reaction = objectAt(message, 'reaction');
      const target = textAt(reaction, 'message_id');
      if (target === undefined) throw new Unreadable('the reaction names no message');
      // A reaction that was taken back has an empty emoji or none.
      const emoji = textAt(reaction, 'emoji') ?? null;
      const direction = outgoing ? 'out' : 'in';
      return { ...where, kind: 'reaction', direction, target, emoji, platform_message_id: id };
    }
    case 'edit': {
      const inner = objectAt(objectAt(message, 'edit'), 'message');
      if (inner === undefined) throw new Unreadable('the edit has no message');
      const content = readContent(typeOf(inner), inner);
      return { ...where, kind: 'edit', platform_message_id: originalOf(message, type), content };
    }
    case 'revoke':
      return { ...where, kind: 'deletion', platform_message_id: originalOf(message, type) };
    case 'system':
      return person && readSystem(message, { ...base, person });
    case 'request_welcome':
      // The chat was opened for the first time; nothing was written.
      return { ...where, kind: 'notice', event: 'welcome.requested', data: message };
    default:
      return undefined;
  }
}

function originalOf(message: Json, type: 'edit' | 'revoke'): string {
  const id = textAt(objectAt(message, type), 'original_message_id');
  if (id === undefined) throw new Unreadable(`the ${type} names no message`);
  return id;
}

function messageItem(message: Json, found: Found): MessageItem {
  const { base, id, type, outgoing, thread, person } = found;
  const content =
    type === 'system' ? systemContent(type, objectAt(message, type)) : readContent(type, message);
  return compact({
    ...base,
    kind: 'message' as const,
    direction: outgoing ? ('out' as const) : ('in' as const),
    thread,
    person,
    platform_message_id: id,
    content,
    ...contextOf(message),
    opens_window: !outgoing && opensWindow(content),
    correlation: textAt(message, 'biz_opaque_callback_data'),
  });
}

/** Old chats start nothing: a reaction stays a message, and so does what was news of a person then. */
function oldItem(message: Json, found: Found): InboundItem {
  const { id, type } = found;
  if (type === 'edit' || type === 'revoke') {
    const item = specialItem(message, found);
    if (item?.kind === 'edit' || item?.kind === 'deletion') return { ...item, imported: true };
  }
  const old = { opens_window: false, imported: true } as const;
  const item: MessageItem = { ...messageItem(message, found), ...old };
  // The real message follows under the same id, so this one must not take its key.
  if (type === 'media_placeholder') return { ...item, key: `placeholder:${id}` };
  if (passing.has(type)) return { ...item, content: systemContent(type, objectAt(message, 'system')) };
  const reaction = type === 'reaction' ? objectAt(message, type) : undefined;
  const to = textAt(reaction, 'message_id');
  if (to !== undefined) item.content = { type: 'reaction', emoji: textAt(reaction, 'emoji') ?? null, to };
  return item;
}

function isOutgoing(message: Json, change: Change, source: Source): boolean {
  if (source !== 'history') return source === 'echo';
  // Only what the business wrote names its receiver.
  if (identitiesOf(receiverIds(message)).length > 0) return true;
  return change.business_phone !== undefined && senderIds(message).phone === change.business_phone;
}

function idsOf(message: Json, outgoing: boolean): Ids {
  if (outgoing) return receiverIds(message);
  const ids = senderIds(message);
  if (identitiesOf(ids).length > 0) return ids;
  // When the user id of somebody without a phone changes, only the system message itself names them.
  return Object.assign({}, ...currentIds(objectAt(message, 'system')));
}

function systemContent(type: string, system: Json | undefined): Content {
  return compact({
    type: 'system' as const,
    kind: textAt(system, 'type') ?? type,
    text: textAt(system, 'body'),
  });
}

function opensWindow(content: Content): boolean {
  if (content.type === 'system') return false;
  return content.type !== 'unsupported' || !wordless.has(content.kind);
}

/** What the message answers, whether it was forwarded, and what brought the person here. */
function contextOf(message: Json): Pick<MessageItem, 'reply_to' | 'forwarded' | 'referral'> {
  const context = objectAt(message, 'context');
  const product = objectAt(context, 'referred_product');
  const referral = objectAt(message, 'referral');
  const often = context?.frequently_forwarded === true;
  return compact({
    reply_to: textAt(context, 'id'),
    forwarded: often ? ('often' as const) : context?.forwarded === true ? ('once' as const) : undefined,
    // A question about a product names it in the context; for the reader it is the same kind of origin.
    referral:
      referral || product ? { ...referral, ...(product && { referred_product: product }) } : undefined,
  });
}
