import { z } from 'zod';
import { webAddress } from './buttons.ts';
import { words } from './text.ts';

const payload = words(1000);
// https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
const most = 13;

const asking = [
  z.strictObject({ content_type: z.literal('user_phone_number') }),
  z.strictObject({ content_type: z.literal('user_email') }),
] as const;

/** Quick replies in Messenger. */
export const messengerQuickReplies = z
  .array(
    z.discriminatedUnion('content_type', [
      z.strictObject({
        content_type: z.literal('text'),
        title: words(20),
        payload,
        image_url: webAddress.optional(),
      }),
      ...asking,
    ]),
  )
  .min(1)
  .max(most);

// Longer titles are not refused on Instagram but cut.
const instagramText = z.strictObject({
  content_type: z.literal('text'),
  title: z
    .string()
    .min(1)
    .transform((value) => value.slice(0, 20)),
  payload,
});

/** Quick replies on Instagram by Instagram Login, which may also ask for phone and e-mail. */
export const loginQuickReplies = z
  .array(z.discriminatedUnion('content_type', [instagramText, ...asking]))
  .min(1)
  .max(most);

/** Quick replies on Instagram through a Page. */
export const linkedQuickReplies = z
  .array(z.discriminatedUnion('content_type', [instagramText]))
  .min(1)
  .max(most);

/** A quick reply of either platform. */
export type QuickReply = z.infer<typeof messengerQuickReplies>[number];
