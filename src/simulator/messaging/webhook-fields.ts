import type { MessagingPlatform } from './state.ts';

/**
 * What an app can hear of a Page.
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export const pageFields: readonly string[] = [
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
  'response_feedback',
  'messaging_customer_information',
  'messaging_in_thread_lead_form_submit',
  'messaging_game_plays',
  'send_cart',
  'message_template_status_update',
  'feed',
  'mention',
  'inbox_labels',
  'leadgen',
];

/**
 * What an Instagram account can be subscribed to by Instagram Login. Singular where Messenger says plural.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const loginFields: readonly string[] = [
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
  'comments',
  'live_comments',
];

/** What an app can hear of the object `instagram`, on either route. */
export const instagramFields: readonly string[] = [
  ...loginFields,
  'messaging_policy_enforcement',
  'response_feedback',
  'mentions',
  'story_insights',
];

/** What happened, in a word that both platforms share. */
export type Happening =
  | 'message'
  | 'echo'
  | 'edit'
  | 'reaction'
  | 'postback'
  | 'referral'
  | 'optin'
  | 'delivery'
  | 'read'
  | 'handover'
  | 'account_linking'
  | 'policy'
  | 'feedback'
  | 'survey'
  | 'order'
  | 'game'
  | 'form'
  | 'comment';

const fieldNames: Record<MessagingPlatform, Partial<Record<Happening, readonly string[]>>> = {
  messenger: {
    message: ['messages'],
    echo: ['message_echoes'],
    edit: ['message_edits'],
    reaction: ['message_reactions'],
    postback: ['messaging_postbacks'],
    referral: ['messaging_referrals'],
    optin: ['messaging_optins'],
    delivery: ['message_deliveries'],
    read: ['message_reads'],
    handover: ['messaging_handovers'],
    account_linking: ['messaging_account_linking'],
    policy: ['messaging_policy_enforcement'],
    feedback: ['response_feedback'],
    survey: ['messaging_feedback'],
    order: ['send_cart'],
    game: ['messaging_game_plays'],
    form: ['messaging_in_thread_lead_form_submit'],
    comment: ['feed'],
  },
  instagram: {
    message: ['messages'],
    // Instagram Login lists echoes apart, yet `messages` brings them too.
    echo: ['messages', 'message_echoes'],
    edit: ['message_edit'],
    reaction: ['message_reactions'],
    postback: ['messaging_postbacks'],
    referral: ['messaging_referral'],
    optin: ['messaging_optins'],
    read: ['messaging_seen'],
    handover: ['messaging_handover'],
    policy: ['messaging_policy_enforcement'],
    feedback: ['response_feedback'],
    comment: ['comments'],
  },
};

/** The fields that bring what happened; any of them is enough. None: the platform does not tell. */
export function fieldsFor(platform: MessagingPlatform, happening: Happening): readonly string[] {
  return fieldNames[platform][happening] ?? [];
}

const itemKeys: Record<string, Happening> = {
  message: 'message',
  message_edit: 'edit',
  reaction: 'reaction',
  postback: 'postback',
  referral: 'referral',
  optin: 'optin',
  delivery: 'delivery',
  read: 'read',
  pass_thread_control: 'handover',
  take_thread_control: 'handover',
  request_thread_control: 'handover',
  app_roles: 'handover',
  account_linking: 'account_linking',
  policy_enforcement: 'policy',
  response_feedback: 'feedback',
  messaging_feedback: 'survey',
  order: 'order',
  game_play: 'game',
  form: 'form',
};

/** What an item of `messaging[]` is about, by its event key. Unknown ones come like messages. */
export function happeningOf(item: Readonly<Record<string, unknown>>): Happening {
  const key = Object.keys(item).find((name) => name in itemKeys);
  const happening = key === undefined ? 'message' : (itemKeys[key] ?? 'message');
  const message = item.message;
  const isEcho = typeof message === 'object' && message !== null && 'is_echo' in message && message.is_echo;
  return isEcho ? 'echo' : happening;
}
