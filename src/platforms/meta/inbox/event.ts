import { hashOf } from '../../hash.ts';
import type { Identity, InboundItem, Person, Thread, UnsupportedItem } from '../../item.ts';
import { compact, type Json, objectAt, textAt } from '../../readers.ts';
import { noTime, timeAt } from '../json.ts';

/**
 * The shape that a page's inbox and an Instagram account's have in common: an item with a sender, a
 * recipient, and a key that names what happened.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
 */
export interface InboxEvent {
  /** The item as it came. */
  fields: Json;
  entry: Entry;
  /** The page or professional account; absent when the payload names none. */
  account?: string;
  /** Its own time, else the time of the entry. */
  occurred_at: number;
  /** Another app has the floor: nothing may be answered. */
  standby: boolean;
  /** Our own side did it. */
  outgoing: boolean;
  /** The other side: who sent it, or to whom our own side did. */
  person?: Person;
}

/** What an entry says about everything in it. */
export interface Entry {
  /** The page or professional account it is about. */
  id?: string;
  /** When Meta sent it, in ms; `noTime` when it does not say. */
  time: number;
}

/**
 * Reads what one key of an item says. Undefined means that it lacks what would give it a meaning; an empty
 * list, that there is nothing to tell.
 */
export type EventReader = (part: Json, event: InboxEvent) => InboundItem | InboundItem[] | undefined;

/** The only kind of chat there is. */
export const direct: Thread = { kind: 'direct' };

// The dashboard's "Test" button names no real account.
const nobody = '0';

/** Reads what surrounds the items of an entry. */
export function readEntry(raw: Json): Entry {
  const id = textAt(raw, 'id');
  return compact({ id: id === nobody ? undefined : id, time: timeAt(raw, 'time') ?? noTime });
}

/** Reads the frame of an item; `identity` is the kind of id by which the platform knows people. */
export function readEvent(fields: Json, entry: Entry, standby: boolean, identity: string): InboxEvent {
  const outgoing = isOutgoing(fields, entry);
  return compact({
    fields,
    entry,
    account: accountOf(fields, entry),
    occurred_at: ownTime(fields) ?? entry.time,
    standby,
    outgoing,
    person: personOf(fields, outgoing ? peerOfEcho(fields, entry) : 'sender', identity),
  });
}

// Old versions name the sides of an echo as if the person had written it.
function peerOfEcho(fields: Json, { id }: Entry): 'sender' | 'recipient' {
  const sender = idAt(fields, 'sender');
  const isSwapped =
    id !== undefined && idAt(fields, 'recipient') === id && sender !== undefined && sender !== id;
  return isSwapped ? 'sender' : 'recipient';
}

/** The account an item is about: the one of its entry, else its own side. */
export function accountOf(fields: Json, entry: Entry): string | undefined {
  return entry.id ?? idAt(fields, isOutgoing(fields, entry) ? 'sender' : 'recipient');
}

function idAt(fields: Json, side: 'sender' | 'recipient'): string | undefined {
  return textAt(objectAt(fields, side), 'id');
}

// Everything that our own side writes is marked, but not everything that it does.
function isOutgoing(fields: Json, entry: Entry): boolean {
  if (objectAt(fields, 'message')?.is_echo === true) return true;
  const sender = idAt(fields, 'sender');
  return sender !== undefined && sender === entry.id && sender !== idAt(fields, 'recipient');
}

/**
 * Whoever came by a plugin has a reference of the business's own making before there is an id; what carries
 * both teaches that they are one person.
 */
function personOf(fields: Json, side: 'sender' | 'recipient', identity: string): Person | undefined {
  const them = objectAt(fields, side);
  const prior = objectAt(fields, 'prior_message');
  const references = new Set([
    textAt(them, 'user_ref'),
    textAt(objectAt(fields, 'optin'), 'user_ref'),
    prior?.source === 'checkbox_plugin' ? textAt(prior, 'identifier') : undefined,
  ]);
  const named = (kind: string, value: string | undefined): Identity[] =>
    value === undefined ? [] : [{ kind, value }];
  const identities = [
    ...named(identity, textAt(them, 'id')),
    ...[...references].flatMap((value) => named('user_ref', value)),
  ];
  return identities.length === 0 ? undefined : { identities };
}

/** The time an item itself names, in ms. */
export function ownTime(fields: Json): number | undefined {
  return timeAt(fields, 'timestamp');
}

/** What every item says about the event it came from. */
export function itemBase(
  event: InboxEvent,
  key: string,
): { key: string; account?: string; occurred_at: number; raw: unknown } {
  const { account, occurred_at, fields: raw } = event;
  return { key, ...(account !== undefined && { account }), occurred_at, raw };
}

/**
 * The dedupe key of an event without an id: all it says. Where it names no time, the same may be said again
 * later, and only the time of the entry tells the two apart.
 */
export function contentKey({ fields, entry }: InboxEvent, kind: string): string {
  const said = ownTime(fields) === undefined ? [entry.id, fields, entry.time] : [entry.id, fields];
  return `${kind}:${hashOf(said)}`;
}

/** An event that this hub does not know, or that lacks what would give it a meaning. */
export function unsupported(event: InboxEvent, what: string): UnsupportedItem {
  const { person } = event;
  return {
    ...itemBase(event, contentKey(event, what)),
    kind: 'unsupported',
    what,
    ...(person && { thread: direct, person }),
  };
}
