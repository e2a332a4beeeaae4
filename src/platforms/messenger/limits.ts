import type { MediaLimit } from '../meta/media-items.ts';
import { windowMs } from '../meta/send-api/lengths.ts';
import type { Abilities, Limits } from '../platform.ts';

/** How fast and how much. */
export const limits: Limits = {
  // One body is one message: https://developers.facebook.com/docs/messenger-platform/reference/send-api
  messages_per_request: 1,
  // Texts may go at 300 a second, audio and video at 10, and nothing is said of pictures and files. But above 40
  // a second for long the Page's own inbox stops showing what is new, and people work there. Media that come
  // too fast are answered with a limit, and then the rate is lowered by itself.
  // https://developers.facebook.com/docs/messenger-platform/overview/rate-limiting
  account_rate: { capacity: 40, per_second: 40 },
  // Meta slows a thread down but publishes no number. One a second is as fast as people read; ten at once let
  // an answer of several parts go without a pause.
  pair_rate: { capacity: 10, per_second: 1 },
  // A call takes about a quarter of a second, longer when Meta fetches media meanwhile: twice what 40 a second need.
  concurrency: 20,
  window_ms: windowMs,
  // "Less than 2000 characters" (page above). What is counted is not said; code units are the most there can be.
  text_length: 1999,
  reply_handle: null,
  // As long as the window: a message that waited longer could not be sent any more.
  max_age_ms: windowMs,
};

const megabyte = 1024 * 1024;

/**
 * What each kind of media may be. No list of types is published, but media of another kind than was said are
 * refused (2018047); a file may be anything.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
 */
export const mediaLimits = {
  image: { size: 8 * megabyte, mime_types: ['image/*'] },
  video: { size: 25 * megabyte, mime_types: ['video/*'] },
  audio: { size: 25 * megabyte, mime_types: ['audio/*'] },
  file: { size: 25 * megabyte, mime_types: null },
} as const satisfies Record<string, MediaLimit>;

/** What Messenger can do. */
export const abilities: Abilities = {
  content: {
    text: 'native',
    image: 'native',
    video: 'native',
    audio: 'native',
    file: 'native',
    sticker: 'native',
    location: 'adapted',
    contacts: 'adapted',
    choices: 'native',
    cards: 'native',
    template: 'native',
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
    'location',
    'choices',
    'cards',
    'answer',
    'reaction',
    'product',
    'story',
    'share',
    'system',
    'unsupported',
  ],
  receipts: ['sent', 'delivered', 'read'],
  watermarks: true,
  echoes: true,
  groups: false,
  typing: true,
  mark_read: true,
  reply_to: 'any',
};

/**
 * The webhook fields about chats. Left out are `response_feedback`, which puts thumbs under every message, and
 * what happens outside the inbox (`feed`, `mention`, `leadgen`, `inbox_labels`).
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export const defaultEvents: readonly string[] = [
  'messages',
  'message_echoes',
  'message_edits',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'messaging_optouts',
  'messaging_handovers',
  'standby',
  'messaging_account_linking',
  'messaging_policy_enforcement',
  'messaging_integrity',
  'messaging_feedback',
  'messaging_customer_information',
  'messaging_in_thread_lead_form_submit',
  'messaging_game_plays',
  'send_cart',
  'message_template_status_update',
];
