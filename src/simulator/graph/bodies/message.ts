import { z } from 'zod';
import { contacts } from './contacts.ts';
import { interactive } from './interactive.ts';
import { audio, document, image, sticker, video } from './media.ts';
import { template } from './template.ts';

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: z.string().optional(),
  /** A business-scoped user id; `to` wins when both are there. */
  recipient: z.string().optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  recipient_identity_key_hash: z.string().optional(),
};

const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().optional(),
  address: z.string().optional(),
});

/** One emoji, or nothing to take the reaction back. */
const emoji = z
  .string()
  .refine((value) => value === '' || /^\p{RGI_Emoji}$/v.test(value), 'must be one emoji');

const text = z.strictObject({
  body: z.string().min(1).max(4096),
  preview_url: z.boolean().optional(),
});

const pin = z.strictObject({
  type: z.enum(['pin', 'unpin']),
  message_id: z.string().min(1),
  expiration_days: z.number().int().min(1).max(30).optional(),
});

/**
 * The body of `POST /{version}/{phone number id}/messages` for a message.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const messageBody = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('text'), text }),
  z.strictObject({ ...common, type: z.literal('image'), image }),
  z.strictObject({ ...common, type: z.literal('video'), video }),
  z.strictObject({ ...common, type: z.literal('audio'), audio }),
  z.strictObject({ ...common, type: z.literal('document'), document }),
  z.strictObject({ ...common, type: z.literal('sticker'), sticker }),
  z.strictObject({ ...common, type: z.literal('location'), location }),
  z.strictObject({ ...common, type: z.literal('contacts'), contacts }),
  z.strictObject({
    ...common,
    type: z.literal('reaction'),
    reaction: z.strictObject({ message_id: z.string().min(1), emoji }),
  }),
  z.strictObject({ ...common, type: z.literal('interactive'), interactive }),
  z.strictObject({ ...common, type: z.literal('template'), template }),
  z.strictObject({ ...common, type: z.literal('pin'), pin }),
]);

/** A checked message. */
export type MessageBody = z.infer<typeof messageBody>;

/**
 * The same call with `status` marks a received message as read.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
 */
export const readBody = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});
