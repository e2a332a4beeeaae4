import { ControlRefusal } from '../control-refusal.ts';
import type { Outcome } from '../delivery/post.ts';
import { ulid } from '../ids.ts';
import type { SayInput } from '../say-input.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { chatAction } from './chat-actions.ts';
import type { Deed, Speaker } from './deed.ts';
import { messageDeed } from './message-deed.ts';
import { ownEvent } from './own-events.ts';
import { pushEvent } from './redelivery.ts';
import { newReplyToken } from './reply-tokens.ts';
import type { Channel, Fields, LineChat, LineGroup, LineUser } from './state.ts';
import { tapped } from './tap.ts';
import { groupFrom, userFrom } from './users.ts';

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
  const mode = input.standby ? 'standby' : (deed.event.mode ?? 'active');
  const reply = deed.repliable && mode === 'active' ? newReplyToken(world, channel, chat) : null;
  const event: Fields = {
    ...deed.event,
    mode,
    timestamp: world.clock.now(),
    ...(deed.sourceless ? {} : { source: sourceOf(speaker, input) }),
    webhookEventId: ulid(world.clock.now()),
    ...(reply === null ? {} : { replyToken: reply.token }),
  };
  const delivery = await pushEvent(channel, chat.id, event, reply);
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

function sourceOf(speaker: Speaker, { message, from }: SayInput): Fields {
  const { chat, user } = speaker;
  if (chat.kind === 'user') return { type: 'user', userId: user.id };
  const place =
    chat.kind === 'group' ? { type: 'group', groupId: chat.id } : { type: 'room', roomId: chat.id };
  const nobody = ['join', 'leave', 'member_joined', 'member_left'].includes(message.type);
  return nobody || from.without_consent ? place : { ...place, userId: user.id };
}

function deedOf(world: World, speaker: Speaker, said: Said): Deed {
  if (said.type === 'tap') return tapped(world, speaker, said.tap);
  if (said.type === 'native' && said.event !== undefined) {
    return { event: said.event, message_id: null, repliable: true };
  }
  return (
    chatAction(world, speaker, said) ?? ownEvent(world, speaker, said) ?? messageDeed(world, speaker, said)
  );
}
