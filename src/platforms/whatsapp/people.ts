import type { Identity, Person } from '../item.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';
import { phoneDigits } from './credentials.ts';

/**
 * People on WhatsApp have a phone, a business-scoped user id, or both; with a username the phone is left
 * out. Each payload teaches which of them belong together.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export interface Ids {
  phone?: string;
  bsuid?: string;
  parent?: string;
}

/** Reads the ids under three keys; the parent id has had two names. */
export function idsAt(item: Json | undefined, phone: string, bsuid: string, ...parents: string[]): Ids {
  const digits = textAt(item, phone);
  return compact({
    phone: digits === undefined ? undefined : phoneDigits(digits),
    bsuid: textAt(item, bsuid),
    parent: parents.map((key) => textAt(item, key)).find((value) => value !== undefined),
  });
}

/** The ids of a message's sender. */
export function senderIds(message: Json): Ids {
  return idsAt(message, 'from', 'from_user_id', 'from_parent_user_id');
}

/** The ids of the person to whom the business wrote from another program. */
export function receiverIds(message: Json): Ids {
  return idsAt(message, 'to', 'to_user_id', 'to_parent_user_id');
}

/** The ids in the shape that contacts, participants and preferences share. */
export function contactIds(contact: Json | undefined): Ids {
  return idsAt(contact, 'wa_id', 'user_id', 'parent_user_id');
}

/** Ids as identities: the phone first, since that is what a payload calls the person when it has one. */
export function identitiesOf(...sources: Ids[]): Identity[] {
  const identities: Identity[] = [];
  for (const { phone, bsuid, parent } of sources) {
    if (phone !== undefined) identities.push({ kind: 'phone', value: phone });
    if (bsuid !== undefined) identities.push({ kind: 'bsuid', value: bsuid });
    if (parent !== undefined) identities.push({ kind: 'parent_bsuid', value: parent });
  }
  return identities;
}

/** Identities in their order, each once. */
export function joinIdentities(...lists: Identity[][]): Identity[] {
  return [...new Map(lists.flat().map((one) => [`${one.kind} ${one.value}`, one])).values()];
}

/** A person by the ids a payload gives, with what a contact of the same payload adds. */
export function personOf(ids: Ids, contact: Json | undefined): Person | undefined {
  const identities = joinIdentities(identitiesOf(ids, contactIds(contact)));
  if (identities.length === 0) return undefined;
  const profile = objectAt(contact, 'profile');
  return compact({
    identities,
    name: textAt(profile, 'name'),
    // An at sign is written by some versions and left out by others.
    username: (textAt(profile, 'username') ?? textAt(contact, 'username'))?.replace(/^@/, ''),
  });
}

/**
 * Finds the contact that describes the person with these ids. A single contact is taken without a match
 * too (a `wa_id` may differ from the phone), but only where the payload is about one person and nothing
 * contradicts: a wrong match would join two people for good.
 */
export function contactOf(contacts: readonly Json[], ids: Ids, about: About): Json | undefined {
  const named = contacts.find((contact) => sharesId(contactIds(contact), ids));
  if (named !== undefined) return named;
  const [only] = contacts;
  if (only === undefined || contacts.length > 1 || !about.one_person) return undefined;
  const { phone, bsuid } = contactIds(only);
  const contradicts =
    (bsuid !== undefined && ids.bsuid !== undefined && bsuid !== ids.bsuid) ||
    (phone !== undefined && phone === about.other_phone);
  return contradicts ? undefined : only;
}

/** What is known of the payload in which a contact is looked for. */
export interface About {
  /** All its items are about the same person. */
  one_person: boolean;
  /** The phone of the other side, which the contact must not be. */
  other_phone?: string;
}

/** Whether all items are about the same person. */
export function isOnePerson(all: readonly Ids[]): boolean {
  return new Set(all.map(({ phone, bsuid }) => phone ?? bsuid)).size <= 1;
}

function sharesId(a: Ids, b: Ids): boolean {
  return (a.phone !== undefined && a.phone === b.phone) || (a.bsuid !== undefined && a.bsuid === b.bsuid);
}
