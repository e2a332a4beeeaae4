import { ControlRefusal } from '../control-refusal.ts';
import { opaque } from '../ids.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { News } from './own-app.ts';
import { contactOf, unixSeconds } from './payload.ts';
import { userIdOf } from './people.ts';
import { type BusinessNumber, chatOf, type Fields, type Group, type Person } from './state.ts';

/** What people do that is no message, and comes by a webhook field of its own. */
export type ChatDeed = Extract<Said, { type: 'preference' }> | Extract<Said, { type: 'call' }> | GroupDeed;

type GroupDeed =
  | Extract<Said, { type: 'join' | 'leave' | 'member_joined' | 'member_left' }>
  | Extract<Said, { type: 'group_changed' }>;

const deeds = new Set<string>([
  ...['preference', 'call', 'join', 'leave', 'member_joined', 'member_left', 'group_changed'],
]);

/** Whether somebody does something that has a field of its own. */
export function isChatDeed(said: Said): said is ChatDeed {
  return deeds.has(said.type);
}

/** What the webhook says of it. */
export function chatNews(
  world: World,
  number: BusinessNumber,
  { person, group, said }: { person: Person; group: Group | null; said: ChatDeed },
): News {
  switch (said.type) {
    case 'preference':
      return preference(world, number, person, said.value);
    case 'call':
      return call(world, number, person, said);
    default:
      if (group === null) throw new ControlRefusal(400, `${said.type} needs a group.`);
      return groupNews(world, number, { person, group, said });
  }
}

function news(number: BusinessNumber, field: string, value: Fields): News {
  const metadata = { display_phone_number: number.digits, phone_number_id: number.id };
  return { field, value: { messaging_product: 'whatsapp', metadata, ...value }, message_id: null };
}

function contacts(world: World, number: BusinessNumber, person: Person): Fields[] {
  return [contactOf(world.graph, person, number, { username: true, phone: !person.hides_phone })];
}

function preference(world: World, number: BusinessNumber, person: Person, value: string): News {
  chatOf(world.graph, number, person).marketing_stopped = value === 'stop';
  const entry = {
    ...(person.hides_phone ? {} : { wa_id: person.phone }),
    user_id: userIdOf(world.graph, person, number),
    detail: `User requested to ${value} marketing messages`,
    category: 'marketing_messages',
    value,
    timestamp: Math.floor(world.clock.now() / 1000),
  };
  const value_ = { contacts: contacts(world, number, person), user_preferences: [entry] };
  return news(number, 'user_preferences', value_);
}

function call(
  world: World,
  number: BusinessNumber,
  person: Person,
  { event, call_id }: Extract<Said, { type: 'call' }>,
): News {
  const entry = {
    id: call_id ?? `wacid.${opaque(24)}`,
    ...(person.hides_phone ? {} : { from: person.phone }),
    ...{ from_user_id: userIdOf(world.graph, person, number), to: number.digits },
    ...{ event, direction: 'USER_INITIATED', timestamp: unixSeconds(world.clock.now()) },
    ...(event === 'connect' ? { session: { sdp_type: 'offer', sdp: 'v=0' } } : {}),
    ...(event === 'terminate' ? { status: 'COMPLETED', duration: 58 } : {}),
  };
  // A call of the customer opens the window as a message does.
  if (event === 'connect') chatOf(world.graph, number, person).last_inbound_at = world.clock.now();
  return news(number, 'calls', { contacts: contacts(world, number, person), calls: [entry] });
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override */
function groupNews(
  world: World,
  number: BusinessNumber,
  deed: { person: Person; group: Group; said: GroupDeed },
): News {
  const { person, group, said } = deed;
  const base = { timestamp: unixSeconds(world.clock.now()), group_id: group.id };
  const participant = {
    ...(person.hides_phone ? {} : { wa_id: person.phone }),
    user_id: userIdOf(world.graph, person, number),
    ...(person.username === null ? {} : { username: person.username }),
  };
  const groups = (field: string, entry: Fields) => news(number, field, { groups: [{ ...base, ...entry }] });
  switch (said.type) {
    case 'join':
      return groups('group_lifecycle_update', { type: 'group_create', subject: group.subject });
    case 'leave':
      return groups('group_lifecycle_update', { type: 'group_delete' });
    case 'member_joined':
      return groups('group_participants_update', {
        type: 'group_participants_add',
        reason: 'invite_link',
        added_participants: [participant],
      });
    case 'member_left':
      group.members = group.members.filter((one) => one !== person);
      return groups('group_participants_update', {
        type: 'group_participants_remove',
        initiated_by: 'participant',
        removed_participants: [participant],
      });
    case 'group_changed': {
      const { subject, description } = said;
      group.subject = subject ?? group.subject;
      return groups('group_settings_update', {
        type: 'group_settings_update',
        ...(subject === undefined ? {} : { subject }),
        ...(description === undefined ? {} : { description }),
      });
    }
  }
}
