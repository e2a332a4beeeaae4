import { z } from 'zod';
import { quickReplyAction } from './actions.ts';
import { httpsUrl, units } from './basics.ts';
import { flexContainer, movesLittle } from './flex.ts';
import { imagemap } from './imagemap.ts';
import { template } from './templates.ts';
import { emojis, placeholdersFit, pointsAtDollar, substitution } from './texts.ts';

const common = {
  quickReply: z
    .strictObject({
      items: z
        .array(
          z.strictObject({
            type: z.literal('action').optional(),
            imageUrl: httpsUrl().optional(),
            action: quickReplyAction,
          }),
        )
        .min(1)
        .max(13),
    })
    .optional(),
  sender: z
    .strictObject({
      name: units(20)
        // The one reserved word the reference names.
        .refine((name) => !/\bLINE\b/i.test(name), 'The name contains a word that cannot be used')
        .optional(),
      iconUrl: httpsUrl().optional(),
    })
    .optional(),
};

const quoteToken = z.string().min(1).optional();
const number = z.string().regex(/^\d+$/, 'invalid property');
const media = { originalContentUrl: httpsUrl(), previewImageUrl: httpsUrl() };

/**
 * One message object. There is none for files.
 * https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export const message = z.discriminatedUnion('type', [
  z
    .strictObject({
      ...common,
      type: z.literal('text'),
      text: units(5000),
      emojis: emojis.optional(),
      quoteToken,
    })
    .refine(pointsAtDollar, { error: 'invalid emoji index', path: ['emojis'] }),
  z
    .strictObject({
      ...common,
      type: z.literal('textV2'),
      text: units(5000),
      substitution: substitution.optional(),
      quoteToken,
    })
    .refine(placeholdersFit, { error: 'The placeholder has no substitution', path: ['text'] }),
  z.strictObject({ ...common, type: z.literal('sticker'), packageId: number, stickerId: number, quoteToken }),
  z.strictObject({ ...common, type: z.literal('image'), ...media }),
  z.strictObject({ ...common, type: z.literal('video'), ...media, trackingId: units(100).optional() }),
  z.strictObject({
    ...common,
    type: z.literal('audio'),
    originalContentUrl: httpsUrl(),
    duration: z.number().int().min(1),
  }),
  z.strictObject({
    ...common,
    type: z.literal('location'),
    title: units(100),
    address: units(100),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  z.strictObject({ ...common, type: z.literal('imagemap'), ...imagemap }),
  z.strictObject({ ...common, type: z.literal('template'), altText: units(1500), template }),
  z.strictObject({
    ...common,
    type: z.literal('flex'),
    altText: units(1500),
    contents: flexContainer.refine(movesLittle, 'The number of animated images must be 10 or less'),
  }),
  z.strictObject({
    ...common,
    type: z.literal('coupon'),
    couponId: z.string().min(1),
    deliveryTag: units(30).optional(),
  }),
]);

/** One to five message objects. */
export const messages = z.array(message).min(1).max(5);

/** A checked message object. */
export type OutgoingMessage = z.infer<typeof message>;
