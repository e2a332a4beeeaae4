import type { Identity, IdentityItem, Person } from '../item.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';
import { type Ids, identitiesOf, idsAt, joinIdentities, senderIds } from './people.ts';

// In `customer_identity_changed` the ids stay and the person's security code is new.
const changes = new Set([
  ...['user_changed_number', 'user_changed_user_id', 'customer_identity_changed'],
  // The first under its older name.
  'customer_changed_number',
]);

/**
 * A system message that says a person's ids changed; undefined for any other.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
 */
export function readSystem(
  message: Json,
  base: { key: string; account?: string; occurred_at: number; raw: unknown; person: Person },
): IdentityItem | undefined {
  const system = objectAt(message, 'system');
  const type = textAt(system, 'type') ?? '';
  if (!changes.has(type)) return undefined;
  // Which security code is known; older versions give its digest alone.
  const identity =
    objectAt(message, 'identity') ?? objectAt(system, 'identity') ?? textAt(system, 'identity');
  const current = identitiesOf(...currentIds(system));
  const isNumber = type.endsWith('_changed_number');
  // Older versions name the old number `customer`.
  const old = idsAt(system, isNumber ? 'customer' : '', 'previous_user_id', 'previous_parent_user_id');
  const sender: Ids = isNumber ? compact({ phone: senderIds(message).phone }) : {};
  const previous = joinIdentities(identitiesOf(sender, old)).filter((one) => !includes(current, one));
  return compact({
    ...base,
    kind: 'identity' as const,
    person: { ...base.person, identities: joinIdentities(base.person.identities, current, previous) },
    previous,
    text: textAt(system, 'body'),
    data: identity === undefined ? undefined : { identity },
  });
}

/** The ids a system message says the person has from now on; older versions name the phone `new_wa_id`. */
export function currentIds(system: Json | undefined): Ids[] {
  return [idsAt(system, 'wa_id', 'user_id', 'parent_user_id'), idsAt(system, 'new_wa_id', 'new_user_id')];
}

function includes(identities: readonly Identity[], { kind, value }: Identity): boolean {
  return identities.some((identity) => identity.kind === kind && identity.value === value);
}
