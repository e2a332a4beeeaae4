import { hashOf } from '../hash.ts';
import type { NoticeEvent, NoticeItem, Person } from '../item.ts';
import { type Json, objectAt, textAt } from '../readers.ts';
import { explainError } from './errors.ts';
import { accountOf, type Change, timeOf } from './payload.ts';
import { contactIds, personOf } from './people.ts';

type EventOf = NoticeEvent | ((value: Json) => NoticeEvent);

/**
 * The fields that are one notice each: of an account, its templates and flows, or of people, and the event
 * each becomes.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
const events: ReadonlyMap<string, EventOf> = new Map<string, EventOf>([
  ['message_template_status_update', 'template.changed'],
  ['message_template_quality_update', 'template.changed'],
  ['message_template_components_update', 'template.changed'],
  ['template_category_update', 'template.changed'],
  ['account_update', accountUpdate],
  ['account_review_update', 'account.changed'],
  ['account_alerts', 'account.alerted'],
  ['account_settings_update', 'account.changed'],
  ['business_capability_update', 'account.changed'],
  ['business_username_updates', 'account.changed'],
  ['phone_number_quality_update', 'account.quality_changed'],
  ['phone_number_name_update', 'account.changed'],
  ['security', 'account.alerted'],
  ['flows', 'flow.changed'],
  ['payment_configuration_update', 'account.changed'],
  ['partner_solutions', 'partner.changed'],
  ['messaging_handovers', 'conversation.handover'],
  // Another agent of the business has the floor; chats of this field are read as messages.
  ['standby', 'conversation.handover'],
  ['consumer_profile', 'contact.changed'],
  // A purchase or lead that Meta has recognised in a chat.
  ['automatic_events', 'conversion.detected'],
]);

// After these nothing can be sent until somebody acts.
const restricting = new Set(['ACCOUNT_RESTRICTION', 'ACCOUNT_DELETED', 'ACCOUNT_OFFBOARDED']);

function accountUpdate(value: Json): NoticeEvent {
  const event = textAt(value, 'event') ?? '';
  if (restricting.has(event)) return 'account.restricted';
  if (event === 'ACCOUNT_VIOLATION') return 'account.alerted';
  if (event !== 'DISABLED_UPDATE') return 'account.changed';
  const state = textAt(objectAt(value, 'ban_info'), 'waba_ban_state');
  if (state === 'REINSTATE') return 'account.changed';
  return state === 'SCHEDULE_FOR_DISABLE' ? 'account.alerted' : 'account.restricted';
}

/** The notice a field of the account becomes; undefined for any other field. */
export function readField(change: Change): NoticeItem | undefined {
  const { field, value } = change;
  const event = events.get(field);
  if (event === undefined) return undefined;
  const person = personIn(change);
  return {
    key: fieldKey(change),
    ...accountOf(change),
    kind: 'notice',
    event: typeof event === 'string' ? event : event(value),
    occurred_at: timeOf(value, change),
    ...(person && { thread: { kind: 'direct' as const }, person }),
    data: { field, ...value },
    raw: change.raw,
  };
}

/** Whom a field is about, where it is about one person. */
function personIn({ value, contacts, account }: Change): Person | undefined {
  // Those of a business account have none.
  if (account === undefined || contacts.length > 1) return undefined;
  return personOf(contactIds(value), contacts[0]);
}

/** The dedupe key of a change that is one item: it has no id, so its content stands for it. */
export function fieldKey({ entry_id, field, time, value }: Change): string {
  return `field:${entry_id}:${field}:${time}:${hashOf(value)}`;
}

/** An error of the number or app that WhatsApp reports outside any message. */
export function readValueError(error: Json, change: Change): NoticeItem {
  return {
    // The value is part of the key: the same error may come again with another message.
    key: `error:${fieldKey(change)}:${hashOf(error)}`,
    ...accountOf(change),
    kind: 'notice',
    event: 'account.alerted',
    occurred_at: change.time,
    data: { field: change.field, error, failure: explainError({ body: error }) },
    raw: error,
  };
}
