import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { Deed, Speaker } from './deed.ts';
import { messageId } from './ids.ts';
import { messageContent } from './inbound-content.ts';
import { threadOf } from './state.ts';
import { relationOf } from './users.ts';

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
