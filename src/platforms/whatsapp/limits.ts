import type { Abilities, Limits } from '../platform.ts';

const second = 1000;
const hour = 3600 * second;

/**
 * The customer service window.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const windowMs = 24 * hour;

/** How fast and how much. */
export const limits: Limits = {
  // One body is one message: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
  messages_per_request: 1,
  // The default of every number, in and out together: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
  account_rate: { capacity: 80, per_second: 80 },
  // One message in 6 s to one person, 45 of them may be borrowed from the future (same page).
  pair_rate: { capacity: 45, per_second: 1 / 6 },
  // A call takes about a quarter of a second, so twenty at once keep up with 80 a second.
  concurrency: 20,
  window_ms: windowMs,
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
  text_length: 4096,
  reply_handle: null,
  // As long as the window: a free-form message that waited longer could not be sent any more.
  max_age_ms: 24 * hour,
};

const documentation = 'https://developers.facebook.com/documentation/business-messaging/whatsapp';

/** The pages that state the limits, for refusals. */
export const pages = {
  messages: `${documentation}/messages/send-messages`,
  text: `${documentation}/messages/text-messages`,
  buttons: `${documentation}/messages/interactive-reply-buttons-messages`,
  list: `${documentation}/messages/interactive-list-messages`,
  link: `${documentation}/messages/interactive-cta-url-messages`,
  media: `${documentation}/business-phone-numbers/media`,
  flows: 'https://developers.facebook.com/docs/whatsapp/flows',
  user_ids: `${documentation}/business-scoped-user-ids`,
} as const;

/**
 * Lengths in UTF-16 code units, and counts.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
 */
export const lengths = {
  caption: 1024,
  body: 1024,
  list_body: 4096,
  header: 60,
  footer: 60,
  buttons: 3,
  button_id: 256,
  button_title: 20,
  list_button: 20,
  rows: 10,
  row_id: 200,
  row_title: 24,
  row_description: 72,
  section_title: 24,
  sections: 10,
  products: 30,
  flow_button: 20,
  // Meta names no least number; one card is no carousel.
  fewest_cards: 2,
  cards: 10,
  card_body: 160,
  // More than two are not documented.
  card_buttons: 2,
  // Meta's OpenAPI file says 5; larger numbers are only reported by libraries.
  contacts: 5,
} as const;

const megabyte = 1024 * 1024;

/**
 * What each kind of media may be; a document may be anything.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
 */
export const mediaLimits = {
  image: { size: 5 * megabyte, mime_types: ['image/jpeg', 'image/jpg', 'image/png'] },
  video: { size: 16 * megabyte, mime_types: ['video/mp4', 'video/3gpp'] },
  audio: {
    size: 16 * megabyte,
    mime_types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  // Of a sticker that nobody calls static or animated, Meta decides by looking at it.
  sticker: { size: 500 * 1024, mime_types: ['image/webp'] },
  static_sticker: { size: 100 * 1024, mime_types: ['image/webp'] },
  file: { size: 100 * megabyte, mime_types: null },
} as const;

/** Up to here a voice message plays in the chat, above it is a download (same page). */
export const voiceSize = 512 * 1024;

/** What WhatsApp can do. */
export const abilities: Abilities = {
  content: {
    text: 'native',
    image: 'native',
    video: 'native',
    audio: 'native',
    file: 'native',
    sticker: 'native',
    location: 'native',
    contacts: 'native',
    choices: 'native',
    cards: 'native',
    template: 'native',
    flow: 'native',
    products: 'native',
    reaction: 'native',
    native: 'native',
  },
  receives: [
    'text',
    'image',
    'video',
    'audio',
    'file',
    'sticker',
    'location',
    'contacts',
    'answer',
    'reaction',
    'order',
    'product',
    'share',
    'system',
    'unsupported',
  ],
  receipts: ['sent', 'delivered', 'read', 'played'],
  echoes: true,
  groups: true,
  typing: true,
  mark_read: true,
  reply_to: 'any',
};

/**
 * The webhook fields about chats, calls, groups and people.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export const chatFields = [
  'messages',
  'message_echoes',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'calls',
  'user_preferences',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
] as const;

/**
 * The webhook fields to subscribe to. The rare ones are read too but left out: Meta refuses a whole
 * subscription for one field that an app cannot have.
 */
export const defaultEvents: readonly string[] = [
  ...chatFields,
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'account_update',
  'account_review_update',
  'account_alerts',
  'account_settings_update',
  'business_capability_update',
  'business_username_updates',
  'phone_number_quality_update',
  'phone_number_name_update',
  'security',
  'flows',
];
