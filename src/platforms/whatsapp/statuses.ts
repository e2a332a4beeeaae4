import type { InboundItem, StatusItem, Thread } from '../item.ts';
import { Unreadable } from '../read-each.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';
import { readCallStatus } from './calls.ts';
import { stoppedMarketing } from './contacts.ts';
import { explainError } from './errors.ts';
import { type Change, numberOf, timeOf } from './payload.ts';
import { contactOf, type Ids, idsAt, isOnePerson, personOf } from './people.ts';

const known: ReadonlySet<string> = new Set(['sent', 'delivered', 'read', 'played', 'failed']);

// Older versions have these too. They are told, but move nothing: what was sent stays sent.
const told: ReadonlySet<string> = new Set(['deleted', 'warning']);

/** Reads one receipt; a status of a call is a notice, and one with an unknown name is kept as unsupported. */
export type StatusReader = (status: Json) => InboundItem[];

/**
 * Prepares the reading of receipts that stand together.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
export function statusReader(list: readonly Json[], change: Change): StatusReader {
  const onePerson = isOnePerson(list.map(recipientIds));
  return (status) => {
    const item = readStatus(status, change, onePerson);
    // A wish is news of the person and not only of one message.
    const stopped = item.kind === 'status' && item.failure?.stops_marketing && item.person;
    return stopped ? [item, stoppedMarketing(item)] : [item];
  };
}

function readStatus(status: Json, change: Change, onePerson: boolean): InboundItem {
  const id = textAt(status, 'id');
  const name = textAt(status, 'status');
  if (id === undefined || name === undefined) throw new Unreadable('the status lacks its id or name');
  if (textAt(status, 'type') === 'call' || id.startsWith('wacid.'))
    return readCallStatus(status, id, name, change);
  const ids = recipientIds(status);
  const person = personOf(ids, contactOf(change.contacts, ids, { one_person: onePerson }));
  const base = {
    // One message to a group brings one receipt of each participant.
    key: `status:${id}:${name}:${ids.phone ?? ids.bsuid ?? ''}`,
    ...numberOf(change),
    occurred_at: timeOf(status, change),
    ...compact({ thread: groupOf(status), person }),
    raw: status,
  };
  if (told.has(name)) return { ...base, kind: 'notice', event: 'receipt.received', data: status };
  if (!isKnown(name)) return { ...base, kind: 'unsupported', what: `status ${name}` };
  return compact({
    ...base,
    kind: 'status' as const,
    platform_message_id: id,
    status: name,
    failure: name === 'failed' ? explainError({ body: firstError(status) }) : undefined,
    correlation: textAt(status, 'biz_opaque_callback_data'),
    billing: billingOf(status),
  });
}

function isKnown(name: string): name is StatusItem['status'] {
  return known.has(name);
}

function isGroup(status: Json): boolean {
  if (textAt(status, 'recipient_type') === 'group') return true;
  return ['recipient_participant_id', 'recipient_participant_user_id'].some((key) => textAt(status, key));
}

function groupOf(status: Json): Thread | undefined {
  const id = isGroup(status) ? textAt(status, 'recipient_id') : undefined;
  return id === undefined ? undefined : { kind: 'group', id };
}

function recipientIds(status: Json): Ids {
  if (isGroup(status)) {
    const prefix = 'recipient_participant';
    return idsAt(status, `${prefix}_id`, `${prefix}_user_id`, `${prefix}_parent_user_id`);
  }
  // The parent id was renamed in May 2026.
  const parents = ['recipient_parent_user_id', 'parent_recipient_user_id'];
  return idsAt(status, 'recipient_id', 'recipient_user_id', ...parents);
}

function firstError(status: Json): unknown {
  return Array.isArray(status.errors) ? status.errors[0] : undefined;
}

function billingOf(status: Json): Record<string, unknown> | undefined {
  const billing = compact({
    conversation: objectAt(status, 'conversation'),
    pricing: objectAt(status, 'pricing'),
  });
  return Object.keys(billing).length === 0 ? undefined : billing;
}
