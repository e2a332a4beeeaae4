import type { MediaLimit } from '../meta/media-items.ts';
import { windowMs } from '../meta/send-api/lengths.ts';
import type { Abilities, Limits } from '../platform.ts';

/** How fast and how much. */
export const limits: Limits = {
  // One body is one message: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
  messages_per_request: 1,
  // Meta's pages say 100 and 300 a second; the lower one is right in any case. Audio and video may go at 10: when
  // they come too fast, that is answered with a limit, and then the rate is lowered by itself.
  // https://developers.facebook.com/docs/messenger-platform/overview/rate-limiting
  account_rate: { capacity: 100, per_second: 100 },
  // Meta slows a thread down but publishes no number. One a second is as fast as people read; ten at once let
  // an answer of several parts go without a pause.
  pair_rate: { capacity: 10, per_second: 1 },
  // A call takes about a quarter of a second, longer when Meta fetches media meanwhile: twice what 100 a second need.
  concurrency: 50,
  window_ms: windowMs,
  // Bytes of UTF-8, not characters (first page above).
  text_length: 1000,
  text_unit: 'bytes',
  reply_handle: null,
  // As long as the window: a message that waited longer could not be sent any more.
  max_age_ms: windowMs,
};

const megabyte = 1024 * 1024;

/**
 * What each kind of media may be. Meta writes names of formats; these are their types.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export const mediaLimits = {
  image: { size: 8 * megabyte, mime_types: ['image/jpeg', 'image/jpg', 'image/png'] },
  video: {
    size: 25 * megabyte,
    mime_types: [
      ...['video/mp4', 'video/ogg', 'video/quicktime', 'video/webm'],
      ...['video/avi', 'video/vnd.avi', 'video/x-msvideo'],
    ],
  },
  audio: {
    size: 25 * megabyte,
    mime_types: [
      ...['audio/aac', 'audio/x-aac', 'audio/mp4', 'audio/m4a', 'audio/x-m4a', 'video/mp4'],
      ...['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
    ],
  },
  file: { size: 25 * megabyte, mime_types: ['application/pdf'] },
} as const satisfies Record<string, MediaLimit>;

/** How many pictures one message may hold (page above). */
export const picturesPerMessage = 10;

/** What Instagram can do. */
export const abilities: Abilities = {
  content: {
    text: 'native',
    image: 'native',
    video: 'native',
    audio: 'native',
    file: 'native',
    // There is one sticker, the heart; others are sent as pictures.
    sticker: 'adapted',
    location: 'adapted',
    contacts: 'adapted',
    choices: 'native',
    cards: 'native',
    template: 'refused',
    flow: 'refused',
    products: 'native',
    reaction: 'native',
    native: 'native',
  },
  // What our own side sent from elsewhere comes back too, so cards and choices are among them.
  receives: [
    'text',
    'image',
    'video',
    'audio',
    'file',
    'sticker',
    'multiple',
    'choices',
    'cards',
    'answer',
    'reaction',
    'product',
    'story',
    'share',
    'unsupported',
  ],
  // Delivery is not reported.
  receipts: ['sent', 'read'],
  echoes: true,
  groups: false,
  typing: true,
  mark_read: true,
  // Answers that quote come in, but sending one is documented for Messenger only.
  reply_to: 'none',
};

/**
 * The webhook fields about chats, by the names of Instagram Login. Through a Page they are set in the app
 * dashboard, where echoes come with `messages`.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const defaultEvents: readonly string[] = [
  'messages',
  'message_echoes',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_optins',
  'messaging_handover',
  'standby',
];
