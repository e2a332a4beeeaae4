import { z } from 'zod';
import { id, rule, text, webAddress } from '../../native-words.ts';
import { lengths } from '../lengths.ts';

const title = text(lengths.title);
const payload = text(lengths.payload);

/**
 * The buttons of templates, by type.
 * https://developers.facebook.com/docs/messenger-platform/reference/buttons
 */
const buttonKinds = {
  web_url: z.looseObject({
    type: z.literal('web_url'),
    title,
    url: webAddress,
    webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
  }),
  postback: z.looseObject({ type: z.literal('postback'), title, payload }),
  phone_number: z.looseObject({
    type: z.literal('phone_number'),
    title,
    payload: z.string().refine(isDialled, rule('is no number with its country code, as +66…')),
  }),
  account_link: z.looseObject({ type: z.literal('account_link'), url: webAddress }),
  account_unlink: z.looseObject({ type: z.literal('account_unlink') }),
  game_play: z.looseObject({ type: z.literal('game_play'), title, payload: payload.optional() }),
} as const;

/** A type of button. */
export type ButtonType = keyof typeof buttonKinds;

/** Every type of button. */
export const buttonTypes: readonly ButtonType[] = [
  'web_url',
  'postback',
  'phone_number',
  'account_link',
  'account_unlink',
  'game_play',
];

function isDialled(value: string): boolean {
  return /^\+[\d ()-]{5,25}$/.test(value);
}

/** One to three buttons of the types that the platform has. */
export function buttonsOf(types: readonly ButtonType[]) {
  const [first = 'postback', ...others] = types;
  const kinds = z.discriminatedUnion('type', [
    buttonKinds[first],
    ...others.map((type) => buttonKinds[type]),
  ]);
  return z.array(kinds).min(1).max(lengths.buttons);
}

/** What opens on a tap on a card: like a button, but without words of its own. */
export const defaultAction = z.looseObject({
  type: z.literal('web_url'),
  url: webAddress,
  title: z.undefined('is not allowed here').optional(),
  webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
});

/**
 * Quick replies; those that ask show what the person's own profile holds.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
 */
export const quickReplies = z
  .array(
    z.discriminatedUnion('content_type', [
      z.looseObject({
        content_type: z.literal('text'),
        title,
        payload,
        image_url: z.union([webAddress, z.literal('')]).optional(),
      }),
      z.looseObject({ content_type: z.literal('user_phone_number'), payload: id.optional() }),
      z.looseObject({ content_type: z.literal('user_email'), payload: id.optional() }),
    ]),
  )
  .min(1)
  .max(lengths.quick_replies);
