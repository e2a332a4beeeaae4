import { hashOf } from '../hash.ts';
import type { IdentityItem, InboundItem, NoticeItem, StatusItem } from '../item.ts';
import { timeAt } from '../meta/json.ts';
import { Unreadable } from '../read-each.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';
import { type Change, numberOf, timeOf } from './payload.ts';
import { contactIds, contactOf, identitiesOf, idsAt, joinIdentities, personOf } from './people.ts';

/** A person stopped or resumed marketing messages; other messages are not affected. */
export function readPreference(preference: Json, change: Change): NoticeItem {
  const ids = contactIds(preference);
  // The contact may be that of another person, so only a match counts.
  const person = personOf(ids, contactOf(change.contacts, ids, { one_person: false }));
  if (person === undefined) throw new Unreadable('the preference names nobody');
  const marketing =
    textAt(preference, 'category') === 'marketing_messages'
      ? wishes.get(textAt(preference, 'value') ?? '')
      : undefined;
  return {
    key: `preference:${hashOf(preference)}`,
    ...numberOf(change),
    kind: 'notice',
    event: 'contact.changed',
    occurred_at: timeOf(preference, change),
    thread: { kind: 'direct' },
    person,
    ...(marketing && { marketing }),
    data: preference,
    raw: preference,
  };
}

const wishes: ReadonlyMap<string, 'stopped' | 'wanted'> = new Map([
  ['stop', 'stopped'],
  ['resume', 'wanted'],
  ['signup', 'wanted'],
]);

/** The person of a message that was refused because they had stopped marketing messages. */
export function stoppedMarketing({ key, account, occurred_at, person, raw }: StatusItem): NoticeItem {
  return compact({
    key: `preference:${key}`,
    account,
    kind: 'notice' as const,
    event: 'contact.changed' as const,
    occurred_at,
    thread: { kind: 'direct' as const },
    person,
    marketing: 'stopped' as const,
    data: { category: 'marketing_messages', value: 'stop' },
    raw,
  });
}

/** An entry of the phone book of the WhatsApp Business app was added or removed. */
export function readBookEntry(entry: Json, change: Change): InboundItem {
  const contact = objectAt(entry, 'contact');
  const person = personOf(idsAt(contact, 'phone_number', 'user_id'), undefined);
  const base = {
    key: `contact:${hashOf(entry)}`,
    ...numberOf(change),
    occurred_at: timeAt(objectAt(entry, 'metadata'), 'timestamp') ?? change.time,
    raw: entry,
  };
  if (person === undefined) return { ...base, kind: 'unsupported', what: change.field };
  const name = textAt(contact, 'full_name') ?? textAt(contact, 'first_name');
  return {
    ...base,
    kind: 'notice',
    event: 'contact.changed',
    person: compact({ ...person, name }),
    data: entry,
  };
}

/** A change of user id in the form that was announced in 2026 and withdrawn; some senders still use it. */
export function readUserIdUpdate(update: Json, change: Change): IdentityItem {
  const userId = objectAt(update, 'user_id');
  const parentId = objectAt(update, 'parent_user_id');
  const now = compact({ bsuid: textAt(userId, 'current'), parent: textAt(parentId, 'current') });
  const before = compact({ bsuid: textAt(userId, 'previous'), parent: textAt(parentId, 'previous') });
  const phone = idsAt(update, 'wa_id', '');
  const person = personOf(phone, contactOf(change.contacts, phone, { one_person: true }));
  const identities = joinIdentities(identitiesOf(phone, now, before));
  if (identities.length === 0) throw new Unreadable('the update names nobody');
  return compact({
    key: `identity:${hashOf(update)}`,
    ...numberOf(change),
    kind: 'identity' as const,
    occurred_at: timeOf(update, change),
    person: compact({ ...person, identities }),
    previous: identitiesOf(before),
    text: textAt(update, 'detail'),
    raw: update,
  });
}
