import { ControlRefusal } from '../control-refusal.ts';
import type { Outcome } from '../delivery/post.ts';
import { wamid } from '../ids.ts';
import type { SayInput } from '../say-input.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { chatNews, isChatDeed } from './chat-news.ts';
import { contentOf } from './inbound-content.ts';
import { customerChange, isOwnAppDeed, type News, ownAppNews } from './own-app.ts';
import { contactOf, unixSeconds } from './payload.ts';
import { groupFrom, personFrom, userIdOf } from './people.ts';
import {
  type BusinessNumber,
  chatOf,
  type Fields,
  type Group,
  type MessageRecord,
  type MetaUpdate,
  type Person,
} from './state.ts';
import { overridableFields } from './webhook-fields.ts';

/** What `POST /say` answers for WhatsApp. */
export interface Heard {
  message_id: string | null;
  from: { id: string; phone: string; name: string; username: string | null };
  group_id: string | null;
  delivery: Outcome;
}

/** A customer writes to a business number. */
export async function sayOnWhatsApp(world: World, input: SayInput): Promise<Heard> {
  const number = world.graph.numbers.get(input.account);
  if (number === undefined) throw new ControlRefusal(404, `There is no WhatsApp number ${input.account}.`);
  const person = personFrom(world.graph, number, input.from);
  const group = input.group === undefined ? null : groupFrom(world.graph, number, input.group);
  if (group !== null && !group.members.includes(person)) group.members.push(person);
  const said = input.message;
  const news = newsOf(world, number, { person, group, said });
  if (news !== null) {
    const delivery = await tellField(world, number, news);
    const { message_id } = news;
    return { message_id, from: faceOf(world, number, person), group_id: group?.id ?? null, delivery };
  }
  const id = wamid(person.phone, 'in');
  const body = messageObject(world, { number, person, group, said, id });
  remember(world, { number, person, group, id, body });
  if (!silent.has(String(body.type))) openWindow(world, number, group ?? person);
  // What comes in counts against the number's throughput too, but is never refused.
  world.buckets.take(`throughput:${number.id}`, {
    capacity: number.throughput,
    per_second: number.throughput,
  });
  if (said.type === 'system') learnNewIds(world, number, person, said);
  const phone = !person.hides_phone;
  const hasContact = body.type !== 'system';
  const contact = hasContact ? contactOf(world.graph, person, number, { username: true, phone }) : null;
  const update: MetaUpdate = { kind: 'message', contact, body };
  const delivery = await number.messages.push((group ?? person).key, update);
  return { message_id: id, from: faceOf(world, number, person), group_id: group?.id ?? null, delivery };
}

/** These neither open nor extend the customer service window. */
const silent = new Set(['reaction', 'system', 'request_welcome', 'edit', 'revoke']);

function openWindow(world: World, number: BusinessNumber, other: { key: string }): void {
  chatOf(world.graph, number, other).last_inbound_at = world.clock.now();
}

function faceOf(world: World, number: BusinessNumber, person: Person): Heard['from'] {
  const id = userIdOf(world.graph, person, number);
  return { id, phone: person.phone, name: person.name, username: person.username };
}

interface Utterance {
  number: BusinessNumber;
  person: Person;
  group: Group | null;
  said: Said;
  id: string;
}

function messageObject(world: World, utterance: Utterance): Fields {
  const { number, person, group, said, id } = utterance;
  const isChange = said.type === 'edit' || said.type === 'unsend';
  const content = isChange ? customerChange(world, number, said) : contentOf(world, number, said);
  const userId = content.type === 'system' ? {} : { from_user_id: userIdOf(world.graph, person, number) };
  return {
    ...(person.hides_phone ? {} : { from: person.phone }),
    ...userId,
    ...(group === null ? {} : { group_id: group.id }),
    id,
    timestamp: unixSeconds(world.clock.now()),
    ...contextOf(world, number, said),
    ...('referral' in said && said.referral !== undefined ? { referral: said.referral } : {}),
    ...content,
  };
}

function contextOf(world: World, number: BusinessNumber, said: Said): Fields {
  if ('forwarded' in said && said.forwarded !== undefined) {
    return { context: said.forwarded === 'once' ? { forwarded: true } : { frequently_forwarded: true } };
  }
  const id = said.type === 'tap' ? said.tap.message_id : 'reply_to' in said ? said.reply_to : undefined;
  const product = 'product' in said ? said.product : undefined;
  if (id === undefined && product === undefined) return {};
  if (id === undefined) return { context: { from: number.digits, referred_product: product } };
  const quoted = world.graph.messages.get(id);
  const author = quoted?.direction === 'in' ? quoted.person?.phone : number.digits;
  return { context: { from: author, id, ...(product === undefined ? {} : { referred_product: product }) } };
}

function remember(
  world: World,
  message: { number: BusinessNumber; person: Person; group: Group | null; id: string; body: Fields },
): void {
  const record: MessageRecord = {
    ...message,
    direction: 'in',
    at: world.clock.now(),
    state: 'received',
    error: null,
    by_phone: false,
    correlation: null,
    template: null,
  };
  world.graph.messages.set(record.id, record);
  chatOf(world.graph, record.number, record.group ?? message.person).messages.push(record);
}

/** A new number or user id counts from the moment it was announced. */
function learnNewIds(
  world: World,
  number: BusinessNumber,
  person: Person,
  said: Extract<Said, { type: 'system' }>,
): void {
  const { people, people_by_id } = world.graph;
  if (said.new_phone !== undefined) {
    people.delete(person.phone);
    person.phone = said.new_phone.replace(/\D/g, '');
    people.set(person.phone, person);
  }
  if (said.new_id !== undefined) {
    person.ids.set(number.account.portfolio_id, said.new_id);
    people_by_id.set(`${number.account.portfolio_id}|${said.new_id}`, person);
  }
}

/** What comes by another webhook field than `messages`; null for a message. */
function newsOf(
  world: World,
  number: BusinessNumber,
  { person, group, said }: { person: Person; group: Group | null; said: Said },
): News | null {
  if (isOwnAppDeed(said)) return ownAppNews(world, number, person, said);
  if (isChatDeed(said)) return chatNews(world, number, { person, group, said });
  if (said.type !== 'native' || said.field === undefined) return null;
  // In the tester's own words.
  return { field: said.field, value: said.value ?? {}, message_id: null };
}

async function tellField(world: World, number: BusinessNumber, { field, value }: News): Promise<Outcome> {
  const update: MetaUpdate = { kind: 'field', field, value, at: world.clock.now() };
  const outlet = overridableFields.has(field) ? number.messages : number.fields;
  if (number.app.objects.whatsapp_business_account.fields.includes(field)) {
    return outlet.push(`field:${field}`, update);
  }
  return { state: 'no_callback', status: null, attempts: 0 };
}
