import { hashOf } from '../hash.ts';
import type { NoticeItem } from '../item.ts';
import { noTime, timeAt } from '../meta/json.ts';
import { Unreadable } from '../read-each.ts';
import { compact, type Json, textAt } from '../readers.ts';
import { type Change, numberOf, timeOf } from './payload.ts';
import { contactOf, idsAt, personOf, receiverIds, senderIds } from './people.ts';

/**
 * What happened to a voice call; an incoming one is announced, everything later is a change of it.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function readCall(call: Json, change: Change): NoticeItem {
  const id = textAt(call, 'id') ?? textAt(call, 'wacid');
  // Some events are told by the state alone.
  const event = textAt(call, 'event') ?? textAt(call, 'status');
  if (id === undefined || event === undefined) throw new Unreadable('the call lacks its id or event');
  const outgoing = textAt(call, 'direction') === 'BUSINESS_INITIATED';
  const ids = outgoing ? receiverIds(call) : senderIds(call);
  const other_phone = (outgoing ? senderIds(call) : receiverIds(call)).phone;
  const contact = contactOf(change.contacts, ids, compact({ one_person: true, other_phone }));
  const starts = event.toLowerCase().endsWith('connect') && !outgoing;
  const time = timeOf(call, change);
  return compact({
    // Some events name a state that can come more than once.
    key: `call:${id}:${event}:${textAt(call, 'status') ?? ''}`,
    ...numberOf(change),
    kind: 'notice' as const,
    event: starts ? ('call.received' as const) : ('call.changed' as const),
    occurred_at: time === noTime ? (timeAt(call, 'start_time') ?? noTime) : time,
    thread: { kind: 'direct' as const },
    person: personOf(ids, contact),
    // A call of the user opens the customer service window as a message does (page, section 5).
    ...(starts && { opens_window: true as const }),
    data: call,
    raw: call,
  });
}

/** A state of a call that we made; its names are not those of messages. */
export function readCallStatus(status: Json, id: string, name: string, change: Change): NoticeItem {
  const ids = idsAt(status, 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id');
  const contact = contactOf(change.contacts, ids, { one_person: true });
  return compact({
    key: `call:${id}:status:${name}:${hashOf(status)}`,
    ...numberOf(change),
    kind: 'notice' as const,
    event: 'call.changed' as const,
    occurred_at: timeOf(status, change),
    thread: { kind: 'direct' as const },
    person: personOf(ids, contact),
    data: status,
    raw: status,
  });
}
