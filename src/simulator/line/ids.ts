import { opaque } from '../ids.ts';
import type { World } from '../world.ts';
import type { Channel, LineChat } from './state.ts';

/** A message id. */
export function messageId(world: World): string {
  return String(world.line.first_message_id + BigInt(world.sequence()));
}

/** A token that quotes a message in the same chat. */
export function quoteToken(channel: Channel, chat: LineChat): string {
  const token = opaque(40);
  channel.quote_tokens.set(token, chat.id);
  return token;
}
