import { hex } from '../ids.ts';
import type { World } from '../world.ts';
import { invalidProperty, refusals } from './errors.ts';
import type { Channel, LineChat, ReplyToken } from './state.ts';

// One minute from the (re)delivery; a redelivered token ends 20 minutes after the event.
// https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
const afterDelivery = 60_000;
const afterEvent = 20 * 60_000;

/** A token for answering one event. */
export function newReplyToken(world: World, channel: Channel, chat: LineChat): ReplyToken {
  const token = { token: hex(32), chat, event_at: world.clock.now(), posted_at: null, used: false };
  channel.reply_tokens.set(token.token, token);
  return token;
}

/** The token, if it may be used now. It stays unused: only an accepted reply uses it up. */
export function usableReplyToken(world: World, channel: Channel, value: string): ReplyToken {
  if (!/^[0-9a-f]{32}$/.test(value)) throw invalidProperty('replyToken');
  const token = channel.reply_tokens.get(value);
  const now = world.clock.now();
  const usable =
    token !== undefined &&
    !token.used &&
    token.posted_at !== null &&
    now - token.posted_at <= afterDelivery &&
    now - token.event_at <= afterEvent;
  if (!usable) throw refusals.invalidReplyToken();
  return token;
}
