import { z } from 'zod';
import { words } from './text.ts';

/** A web address. */
export const webAddress = z.string().regex(/^https?:\/\/\S+$/i, 'must be a valid http or https URL');

const title = words(20);
const payload = words(1000);

const link = {
  url: webAddress,
  webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
  messenger_extensions: z.boolean().optional(),
  fallback_url: webAddress.optional(),
  webview_share_button: z.literal('hide').optional(),
};

/** What a tap on a whole card opens: a link without title. */
export const defaultAction = z.strictObject({ type: z.literal('web_url'), ...link });

const webUrl = z.strictObject({ type: z.literal('web_url'), title, ...link });
const postback = z.strictObject({ type: z.literal('postback'), title, payload });

/** Buttons in Messenger. https://developers.facebook.com/docs/messenger-platform/reference/buttons */
export const messengerButton = z.discriminatedUnion('type', [
  webUrl,
  postback,
  z.strictObject({
    type: z.literal('phone_number'),
    title,
    payload: z.string().regex(/^\+\d{5,15}$/, 'must be a phone number with + and country code'),
  }),
  z.strictObject({ type: z.literal('account_link'), url: webAddress }),
  z.strictObject({ type: z.literal('account_unlink') }),
  z.strictObject({
    type: z.literal('game_play'),
    title,
    payload: payload.optional(),
    game_metadata: z.record(z.string(), z.unknown()).optional(),
  }),
]);

/** Buttons on Instagram: links and postbacks only. */
export const instagramButton = z.discriminatedUnion('type', [webUrl, postback]);

/** One to three buttons, as every template takes them. */
export function buttonsOf<Button extends z.ZodType>(button: Button) {
  return z.array(button).min(1).max(3);
}

/** A button of either platform. */
export type Button = z.infer<typeof messengerButton>;
