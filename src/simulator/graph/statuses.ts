import type { World } from '../world.ts';
import { webhookError } from './errors.ts';
import { contactOf, unixSeconds } from './payload.ts';
import { userIdOf } from './people.ts';
import { chatOf, type Fields, type MessageRecord, type Person } from './state.ts';

type Receipt = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

const rank: Record<string, number> = { accepted: 0, sent: 1, delivered: 2, read: 3, played: 4, failed: 5 };

/** Tells the business how far its message got, and notes it on the message. */
export function report(
  world: World,
  record: MessageRecord,
  receipt: Receipt,
  error?: Fields,
): Promise<unknown> {
  if ((rank[receipt] ?? 0) > (rank[record.state] ?? 0)) record.state = receipt;
  if (error !== undefined) record.error = error;
  const lane = record.group?.key ?? record.person?.key ?? record.id;
  const participants = participantsOf(record, receipt);
  const pushes = participants.map((person) => {
    const contact =
      receipt === 'failed' || person === null ? null : statusContact(world, record, person, receipt);
    const body = statusObject(world, record, receipt, person);
    return record.number.messages.push(lane, { kind: 'status', contact, body });
  });
  return Promise.all(pushes);
}

/** Refuses a message after it was accepted. */
export function fail(world: World, record: MessageRecord, code: number, details?: string): Promise<unknown> {
  return report(world, record, 'failed', webhookError(code, details));
}

/** In a group each member delivers and reads for themselves. */
function participantsOf(record: MessageRecord, receipt: Receipt): (Person | null)[] {
  if (record.group === null) return [record.person];
  return receipt === 'sent' || receipt === 'failed' ? [null] : record.group.members;
}

function statusContact(world: World, record: MessageRecord, person: Person, receipt: Receipt): Fields {
  const username = receipt === 'delivered' || receipt === 'read';
  return contactOf(world.graph, person, record.number, { username, phone: record.by_phone });
}

function statusObject(world: World, record: MessageRecord, receipt: Receipt, person: Person | null): Fields {
  return {
    id: record.id,
    status: receipt,
    timestamp: unixSeconds(world.clock.now()),
    ...recipientFields(world, record, receipt, person),
    ...(record.correlation === null ? {} : { biz_opaque_callback_data: record.correlation }),
    ...(receipt === 'sent' || receipt === 'delivered' ? { pricing: pricingOf(world, record) } : {}),
    ...(receipt === 'failed' ? { errors: [record.error] } : {}),
  };
}

function recipientFields(
  world: World,
  record: MessageRecord,
  receipt: Receipt,
  person: Person | null,
): Fields {
  if (record.group !== null) {
    const fields = { recipient_id: record.group.id, recipient_type: 'group' };
    if (person === null) return fields;
    const id = userIdOf(world.graph, person, record.number);
    const phone = person.hides_phone ? {} : { recipient_participant_id: person.phone };
    return { ...fields, ...phone, recipient_participant_user_id: id };
  }
  const addressed = typeof record.body.recipient === 'string' ? record.body.recipient : null;
  if (person === null) return { recipient_user_id: addressed };
  const phone = record.by_phone ? { recipient_id: person.phone } : {};
  // A failed send to a phone number does not say whose it is.
  if (receipt === 'failed' && record.by_phone) return phone;
  return { ...phone, recipient_user_id: userIdOf(world.graph, person, record.number) };
}

/** Per-message pricing: answers are free, templates outside the window are not. */
function pricingOf(world: World, record: MessageRecord): Fields {
  const category = record.template?.category.toLowerCase() ?? 'service';
  const free = record.template === null || (category === 'utility' && windowIsOpen(world, record));
  const type = free ? 'free_customer_service' : 'regular';
  return { billable: !free, pricing_model: 'PMP', type, category };
}

/** The 24 hours in which a business may write freely to somebody who wrote first. */
const serviceWindow = 24 * 60 * 60 * 1000;

/** Whether the customer service window of this message's chat is open. */
export function windowIsOpen(world: World, record: MessageRecord): boolean {
  const other = record.group ?? record.person;
  if (other === null) return false;
  const last = chatOf(world.graph, record.number, other).last_inbound_at;
  return last !== null && world.clock.now() - last < serviceWindow;
}
