import { z } from 'zod';

const text = z.string().min(1);

/** What only a customer of WhatsApp can do, or the owner of the number in the app. */
export const whatsAppKinds = [
  z.strictObject({
    type: z.literal('order'),
    catalog_id: text,
    text: z.string().optional(),
    items: z
      .array(
        z.strictObject({
          product_retailer_id: text,
          quantity: z.number().int().min(1),
          item_price: z.number().min(0),
          currency: z.string().length(3),
        }),
      )
      .min(1),
  }),
  /** Opens the chat for the first time, without writing. */
  z.strictObject({ type: z.literal('welcome') }),
  /** Stops or resumes marketing messages. */
  z.strictObject({ type: z.literal('preference'), value: z.enum(['stop', 'resume', 'signup']) }),
  z.strictObject({
    type: z.literal('call'),
    event: z.enum(['connect', 'terminate', 'call_recording_available']).default('connect'),
    call_id: text.optional(),
  }),
  /** The business changes or takes back what it typed in its own app. */
  z.strictObject({ type: z.literal('edited_in_app'), message_id: text, text }),
  z.strictObject({ type: z.literal('unsent_in_app'), message_id: text }),
  /** An entry of the app's phone book, which is `from`. */
  z.strictObject({ type: z.literal('phone_book'), action: z.enum(['add', 'remove']) }),
  /** A chunk of the chat with `from` from before; `media` brings what was left out of it; or it is refused. */
  z.strictObject({
    type: z.literal('history'),
    phase: z.number().int().min(0).max(2).default(0),
    chunk_order: z.number().int().min(1).default(1),
    progress: z.number().int().min(0).max(100).default(100),
    /** Message objects as Meta words them; ids, times and who wrote are filled in. */
    messages: z.array(z.record(z.string(), z.unknown())).default([]),
    media: z.boolean().optional(),
    refused: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('group_changed'),
    subject: text.optional(),
    description: text.optional(),
  }),
] as const;
