import { ControlRefusal } from '../control/refusal.ts';
import type { Outcome } from '../delivery/post.ts';
import { ulid } from '../ids.ts';
import type { Said, SayInput } from '../say-input.ts';
import type { World } from '../world.ts';
import { chatAction } from './chat-actions.ts';
import { messageId } from './ids.ts';
import { messageContent } from './inbound-content.ts';
import { newReplyToken } from './reply-tokens.ts';
import {
  type Channel,
  type Fields,
  type LineChat,
  type LineGroup,
  type LineUser,
  threadOf,
} from './state.ts';
import { tapped } from './tap.ts';
import { groupFrom, relationOf, userFrom } from './users.ts';

/** Who speaks to which channel, and where. */
export interface Speaker {
  channel: Channel;
  user: LineUser;
  group: LineGroup | null;
  chat: LineChat;
}

/** The event a customer's action causes. */
export interface Deed {
  /** The event's own fields, with its `type`. */
  event: Fields;
  message_id: string | null;
  /** Some events can be answered for free. */
  repliable: boolean;
}

/** What `POST /say` answers for LINE. */
export interface Heard {
  message_id: string | null;
  event_id: string;
  reply_token: string | null;
  from: { id: string; name: string };
  group_id: string | null;
  delivery: Outcome;
}

/** A customer writes to a channel, or does something else it hears of. */
export async function sayOnLine(world: World, input: SayInput): Promise<Heard> {
  const channel = world.line.channels.get(input.account);
  if (channel === undefined) throw new ControlRefusal(404, `There is no LINE channel ${input.account}.`);
  const user = userFrom(world, channel, input.from);
  const group = input.group === undefined ? null : groupFrom(world, input.group);
  if (group !== null) enter(group, channel, user, input.message);
  const chat: LineChat = group === null ? { kind: 'user', id: user.id } : { kind: group.kind, id: group.id };
  const speaker: Speaker = { channel, user, group, chat };
  const deed = deedOf(world, speaker, input.message);
  const reply = deed.repliable ? newReplyToken(world, channel, chat) : null;
  const event: Fields = {
    ...deed.event,
    mode: deed.event.mode ?? 'active',
    timestamp: world.clock.now(),
    source: sourceOf(speaker, input.message),
    webhookEventId: ulid(world.clock.now()),
    ...(reply === null ? {} : { replyToken: reply.token }),
  };
  const delivery = await channel.events.push(chat.id, { event, reply });
  return {
    message_id: deed.message_id,
    event_id: String(event.webhookEventId),
    reply_token: reply?.token ?? null,
    from: { id: user.id, name: user.name },
    group_id: group?.id ?? null,
    delivery,
  };
}

/** Speaking in a group makes one a member of it; the account is there already, unless it just joins. */
function enter(group: LineGroup, channel: Channel, user: LineUser, said: Said): void {
  if (said.type !== 'member_left') group.members.add(user.id);
  if (said.type !== 'leave') group.channels.add(channel.id);
}

function sourceOf(speaker: Speaker, said: Said): Fields {
  const { chat, user } = speaker;
  if (chat.kind === 'user') return { type: 'user', userId: user.id };
  const place =
    chat.kind === 'group' ? { type: 'group', groupId: chat.id } : { type: 'room', roomId: chat.id };
  const nobody = ['join', 'leave', 'member_joined', 'member_left'].includes(said.type);
  return nobody ? place : { ...place, userId: user.id };
}

function deedOf(world: World, speaker: Speaker, said: Said): Deed {
  if (said.type === 'tap') return tapped(world, speaker, said.tap);
  if (said.type === 'native' && said.event !== undefined) {
    return { event: said.event, message_id: null, repliable: said.event.mode !== 'standby' };
  }
  return chatAction(world, speaker, said) ?? messageDeed(world, speaker, said);
}

/** A message event, and its place in the chat. */
export function messageDeed(world: World, speaker: Speaker, said: Said): Deed {
  const { channel, user, chat } = speaker;
  const id = messageId(world);
  const { body, content, quote_token } = messageContent(world, speaker, said, id);
  const message = {
    id,
    channel,
    direction: 'in' as const,
    chat,
    sender: user,
    at: world.clock.now(),
    body,
    quote_token,
    seen_by: new Set<string>(),
    unsent: false,
    content,
  };
  world.line.messages.set(id, message);
  threadOf(world.line, channel, chat).push(message);
  if (chat.kind === 'user') relationOf(channel, user.id).wrote_at = world.clock.now();
  return { event: { type: 'message', message: body }, message_id: id, repliable: true };
}
