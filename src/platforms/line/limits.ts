import type { Abilities, Limits } from '../platform.ts';
import { most } from './message-limits.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The most messages one request may carry. https://developers.line.biz/en/reference/messaging-api/#send-push-message */
export const messagesPerRequest = 5;

/**
 * How long the same request may be repeated. A push: LINE knows a retry key for 24 h from the first
 * request, less half an hour for clocks and slow calls. A reply: its token lives about a minute.
 * https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export const repeatable = { push_ms: 23.5 * hour, reply_ms: minute };

/** How fast, how much and how long. */
export const limits: Limits = {
  messages_per_request: messagesPerRequest,
  // 2,000 a second and endpoint. LINE publishes no burst size, so ours is small: a twentieth of a second.
  // https://developers.line.biz/en/reference/messaging-api/#rate-limits
  account_rate: { capacity: 100, per_second: 2000 },
  // LINE names no limit. At 50 ms a call, 100 at once use the whole rate; slower calls still get most of it.
  concurrency: 100,
  window_ms: null,
  text_length: most.text,
  // LINE asks for one minute after receipt, and ends a redelivered token 20 minutes after the event;
  // ten seconds are kept back for the call itself.
  // https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
  reply_handle: { after_receipt_ms: 50 * second, after_event_ms: 20 * minute },
  // Ends before the retry key does: a repeat must never become a second message.
  max_age_ms: 23 * hour,
};

/** What LINE can show, and what it tells us. */
export const abilities: Abilities = {
  content: {
    text: 'native',
    image: 'native',
    video: 'native',
    audio: 'native',
    // There is no outbound file message: a link is sent.
    file: 'adapted',
    sticker: 'native',
    location: 'native',
    contacts: 'adapted',
    choices: 'native',
    cards: 'native',
    template: 'refused',
    flow: 'refused',
    products: 'refused',
    reaction: 'refused',
    native: 'native',
  },
  receives: ['text', 'image', 'video', 'audio', 'file', 'location', 'sticker', 'unsupported'],
  // LINE reports neither delivery nor reading, nor what is typed in its own apps.
  receipts: ['sent'],
  echoes: false,
  groups: true,
  typing: true,
  mark_read: true,
  // Only messages that came with a quote token, and only in answers that are text or stickers.
  // https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/
  reply_to: 'some',
};

/** The events LINE sends a channel; they cannot be chosen one by one. */
export const defaultEvents = [
  'message',
  'messageEdited',
  'unsend',
  'follow',
  'unfollow',
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
] as const;
