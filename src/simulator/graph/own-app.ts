import { ControlRefusal } from '../control-refusal.ts';
import { opaque, wamid } from '../ids.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { unixSeconds } from './payload.ts';
import { userIdOf } from './people.ts';
import { type BusinessNumber, chatOf, type Fields, type MessageRecord, type Person } from './state.ts';

/** What a number whose owner goes on with the WhatsApp Business app tells of it. */
export type OwnAppDeed = Extract<
  Said,
  { type: 'typed_in_app' | 'edited_in_app' | 'unsent_in_app' | 'phone_book' | 'history' }
>;

/** A webhook field and its value. */
export interface News {
  field: string;
  value: Fields;
  /** The message that was made, if one was. */
  message_id: string | null;
}

const deeds = new Set<string>(['typed_in_app', 'edited_in_app', 'unsent_in_app', 'phone_book', 'history']);

/** Whether somebody does something in the app of the business itself. */
export function isOwnAppDeed(said: Said): said is OwnAppDeed {
  return deeds.has(said.type);
}

// As long as the app lets its owner change or take back what was sent.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
const minute = 60_000;
const editTime = 15 * minute;
const unsendTime = 2 * 24 * 60 * minute;

/** What the webhooks of such a number say; refuses what the app would not do. */
export function ownAppNews(world: World, number: BusinessNumber, person: Person, said: OwnAppDeed): News {
  if (!number.coexistence) {
    throw new ControlRefusal(409, 'Only a number in coexistence tells of its own app.');
  }
  switch (said.type) {
    case 'typed_in_app': {
      if (said.text === undefined || said.attachments !== undefined) {
        throw new ControlRefusal(400, 'On WhatsApp typed_in_app takes a text.');
      }
      const context = said.reply_to === undefined ? {} : { context: { id: said.reply_to } };
      return echo(world, number, person, { ...context, type: 'text', text: { body: said.text } });
    }
    case 'edited_in_app': {
      const original_message_id = changeable(world, said.message_id, editTime).id;
      const message = { type: 'text', text: { body: said.text } };
      return echo(world, number, person, { type: 'edit', edit: { original_message_id, message } });
    }
    case 'unsent_in_app': {
      const original_message_id = changeable(world, said.message_id, unsendTime).id;
      return echo(world, number, person, { type: 'revoke', revoke: { original_message_id } });
    }
    case 'phone_book': {
      const contact = {
        ...{ full_name: person.name, first_name: person.name.split(' ')[0] },
        phone_number: person.phone,
      };
      const metadata = { timestamp: unixSeconds(world.clock.now()) };
      const entry = { type: 'contact', action: said.action, contact, metadata };
      return news(number, 'smb_app_state_sync', { state_sync: [entry] });
    }
    case 'history':
      return history(world, number, person, said);
  }
}

function news(number: BusinessNumber, field: string, value: Fields, id: string | null = null): News {
  const metadata = { display_phone_number: number.digits, phone_number_id: number.id };
  return { field, value: { messaging_product: 'whatsapp', metadata, ...value }, message_id: id };
}

function echo(world: World, number: BusinessNumber, person: Person, content: Fields): News {
  const id = wamid(person.phone, 'out');
  const body = {
    from: number.digits,
    ...(person.hides_phone ? {} : { to: person.phone }),
    to_user_id: userIdOf(world.graph, person, number),
    ...{ id, timestamp: unixSeconds(world.clock.now()) },
    ...content,
  };
  const record: MessageRecord = {
    ...{ id, number, person, body, direction: 'out', at: world.clock.now(), state: 'sent' },
    ...{ group: null, error: null, by_phone: !person.hides_phone, correlation: null, template: null },
  };
  world.graph.messages.set(id, record);
  if (content.type === 'text') chatOf(world.graph, number, person).messages.push(record);
  return news(number, 'smb_message_echoes', { message_echoes: [body] }, id);
}

/** A message that is there and young enough. */
export function changeable(world: World, id: string, time: number): MessageRecord {
  const record = world.graph.messages.get(id);
  if (record === undefined) throw new ControlRefusal(404, `There is no message ${id}.`);
  if (world.clock.now() - record.at <= time) return record;
  throw new ControlRefusal(409, 'The message is too old to be changed.');
}

/** What a customer does to an own message; numbers outside coexistence hear of neither. */
export function customerChange(
  world: World,
  number: BusinessNumber,
  said: Extract<Said, { type: 'edit' | 'unsend' }>,
): Fields {
  if (!number.coexistence) {
    throw new ControlRefusal(409, 'Only a number in coexistence hears of edits and deletions.');
  }
  const time = said.type === 'edit' ? editTime : unsendTime;
  const original_message_id = changeable(world, said.message_id, time).id;
  if (said.type === 'unsend') return { type: 'revoke', revoke: { original_message_id } };
  const message = { type: 'text', text: { body: said.text } };
  return { type: 'edit', edit: { original_message_id, message } };
}

/** What Meta says when the owner shares no old chats. */
const notShared = {
  code: 2593109,
  title: 'History sync is turned off by the business from the WhatsApp Business App',
  message: 'History sync is turned off by the business from the WhatsApp Business App',
  error_data: { details: 'History sharing is turned off by the business' },
};

function history(
  world: World,
  number: BusinessNumber,
  person: Person,
  said: Extract<Said, { type: 'history' }>,
): News {
  if (said.refused) return news(number, 'history', { history: [{ errors: [notShared] }] });
  const day = 24 * 60 * minute;
  const messages = said.messages.map((message, index) => ({
    from: person.phone,
    id: `wamid.${opaque(24)}`,
    timestamp: unixSeconds(world.clock.now() - day + index * minute),
    ...(said.media ? {} : { history_context: { status: 'READ' } }),
    ...message,
  }));
  if (said.media) return news(number, 'history', { messages });
  const { phase, chunk_order, progress } = said;
  const chunk = { metadata: { phase, chunk_order, progress }, threads: [{ id: person.phone, messages }] };
  return news(number, 'history', { history: [chunk] });
}
