import type { Fault } from '../faults.ts';
import { wamid } from '../ids.ts';
import type { World } from '../world.ts';
import type { MessageBody } from './bodies/message.ts';
import { GraphRefusal } from './errors.ts';
import { checkMedia } from './outgoing-media.ts';
import { type Recipient, recipientOf } from './recipient.ts';
import { type BusinessNumber, chatOf, type Fields, type MessageRecord } from './state.ts';
import { fail, report, windowIsOpen } from './statuses.ts';
import type { Template } from './template-catalogue.ts';
import { templateFor } from './template-check.ts';

/**
 * One message to the same person every six seconds, with up to 45 at once.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
 */
const pairRate = { capacity: 45, per_second: 1 / 6 };

/** What sending answers, and what happens afterwards. */
export interface Accepted {
  answer: Fields;
  afterwards: () => Promise<unknown>;
}

/** Accepts a well-formed message or refuses it. */
export function acceptMessage(
  world: World,
  number: BusinessNumber,
  body: MessageBody,
  fault: Fault | null,
): Accepted {
  const recipient = recipientOf(world.graph, number, body);
  if (recipient.kind === 'group') checkGroupMessage(body);
  else if (body.type === 'pin')
    throw new GraphRefusal(131051, { details: 'Only messages of groups can be pinned.' });
  const byUserId = recipient.kind !== 'group' && body.to === undefined;
  const template = body.type === 'template' ? templateFor(number, body.template, byUserId) : null;
  checkReferences(world, number, body, recipient);
  const mediaProblem = checkMedia(world.graph, number, body);
  takePairRate(world, number, recipient);
  const record = newRecord(world, number, body, recipient, template);
  if (number.window_refusal === 'synchronous' && isOutsideWindow(world, record))
    throw new GraphRefusal(131047);
  remember(world, record);
  return {
    answer: answerOf(record, recipient),
    afterwards: async () => {
      const refusal = faultCode(fault) ?? lateRefusal(world, record, recipient);
      if (refusal !== null) return fail(world, record, refusal);
      const problem = await mediaProblem();
      if (problem !== null) return fail(world, record, 131053, problem);
      return carry(world, record);
    },
  };
}

function faultCode(fault: Fault | null): number | null {
  return fault?.kind === 'code' ? Number(fault.code) : null;
}

/** Only text, media and templates go to groups, and pins. */
function checkGroupMessage(body: MessageBody): void {
  const allowed = ['text', 'image', 'video', 'audio', 'document', 'sticker', 'template', 'pin', 'reaction'];
  if (!allowed.includes(body.type)) throw new GraphRefusal(131051);
}

/** Messages that are quoted, reacted to or pinned must be known in this chat. */
function checkReferences(
  world: World,
  number: BusinessNumber,
  body: MessageBody,
  recipient: Recipient,
): void {
  const other =
    recipient.kind === 'group' ? recipient.group : recipient.kind === 'person' ? recipient.person : null;
  const known = (id: string): boolean => {
    const record = world.graph.messages.get(id);
    return record !== undefined && record.number === number && (record.group ?? record.person) === other;
  };
  if (body.type === 'reaction' && body.context !== undefined) {
    throw new GraphRefusal(131009, { details: 'Param context is not allowed for reaction messages.' });
  }
  const targets = [
    body.context?.message_id,
    body.type === 'reaction' ? body.reaction.message_id : undefined,
    body.type === 'pin' ? body.pin.message_id : undefined,
  ];
  for (const id of targets) {
    if (id === undefined || known(id)) continue;
    throw new GraphRefusal(131009, { details: `Message ${id} is not known in this chat.` });
  }
}

function takePairRate(world: World, number: BusinessNumber, recipient: Recipient): void {
  if (recipient.kind !== 'person') return;
  if (world.buckets.take(`pair:${number.id}:${recipient.person.key}`, pairRate)) return;
  throw new GraphRefusal(131056);
}

function newRecord(
  world: World,
  number: BusinessNumber,
  body: MessageBody,
  recipient: Recipient,
  template: Template | null,
): MessageRecord {
  const person = recipient.kind === 'person' ? recipient.person : null;
  return {
    id: wamid(person?.phone ?? number.digits, 'out'),
    number,
    direction: 'out',
    person,
    group: recipient.kind === 'group' ? recipient.group : null,
    at: world.clock.now(),
    body: { ...body },
    state: 'accepted',
    error: null,
    by_phone: recipient.kind === 'person' && recipient.by_phone,
    correlation: body.biz_opaque_callback_data ?? null,
    template,
  };
}

function remember(world: World, record: MessageRecord): void {
  world.graph.messages.set(record.id, record);
  const other = record.group ?? record.person;
  if (other === null) return;
  const chat = chatOf(world.graph, record.number, other);
  chat.messages.push(record);
  // A typing sign ends with the answer.
  chat.typing_until = null;
}

function answerOf(record: MessageRecord, recipient: Recipient): Fields {
  const status = record.template === null ? {} : { message_status: 'accepted' };
  return {
    messaging_product: 'whatsapp',
    contacts: [recipient.contact],
    messages: [{ id: record.id, ...status }],
  };
}

function isOutsideWindow(world: World, record: MessageRecord): boolean {
  return record.template === null && record.group === null && !windowIsOpen(world, record);
}

/** Refusals that come only as a receipt. */
function lateRefusal(world: World, record: MessageRecord, recipient: Recipient): number | null {
  if (recipient.kind === 'nobody') return 131026;
  // Every number is on WhatsApp, except those ending in 0000: a documented way to meet the error.
  if (recipient.kind === 'person' && recipient.person.phone.endsWith('0000')) return 131026;
  if (isUnwantedMarketing(world, record)) return 131050;
  return isOutsideWindow(world, record) ? 131047 : null;
}

function isUnwantedMarketing(world: World, { template, person, number }: MessageRecord): boolean {
  if (template?.category !== 'MARKETING' || person === null) return false;
  return chatOf(world.graph, number, person).marketing_stopped;
}

/** Carries an accepted message to the phone. */
function carry(world: World, record: MessageRecord): Promise<unknown> {
  const sent = report(world, record, 'sent');
  if (record.body.type === 'reaction') return sent;
  const delivered = report(world, record, 'delivered');
  const { auto_read, auto_read_ms } = record.number;
  if (auto_read) world.clock.after(auto_read_ms, () => void open(world, record));
  return Promise.all([sent, delivered]);
}

function open(world: World, record: MessageRecord): Promise<unknown> {
  return record.state === 'delivered' ? report(world, record, 'read') : Promise.resolve();
}
