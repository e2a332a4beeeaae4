import { opaque } from '../ids.ts';
import type { World } from '../world.ts';
import type { Channel, LineChat } from './state.ts';

/** A message id: decimal, and larger than a JavaScript number holds exactly. */
export function messageId(world: World): string {
  return String(500_000_000_000_000_000n + BigInt(world.clock.now()) * 1000n + BigInt(world.sequence() % 1000));
}

/** A token that quotes a message in the same chat. */
export function quoteToken(channel: Channel, chat: LineChat): string {
  const token = opaque(40);
  channel.quote_tokens.set(token, chat.id);
  return token;
}
