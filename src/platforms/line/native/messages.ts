import { z } from 'zod';
import { most } from '../message-limits.ts';
import { quickReplyAction } from './actions.ts';
import { flexContainer, movesLittle } from './flex.ts';
import { imagemapFields } from './imagemap.ts';
import { address, limit, list, number, rule, text, whole } from './rules.ts';
import { template } from './templates.ts';
import { misplacedEmojis, placeholdersFit, textFields, textV2Fields } from './texts.ts';

const common = {
  quickReply: z
    .strictObject({
      items: list(
        z.strictObject({
          type: z.literal('action').optional(),
          imageUrl: address.optional(),
          action: quickReplyAction,
        }),
        'items',
        most.quickReplies,
        0,
      ).optional(),
    })
    .optional(),
  sender: z
    .strictObject({
      name: text(most.senderName)
        // The one word that the reference names.
        .refine(
          (name) => !/\bLINE\b/i.test(name),
          rule('LINE lets nobody write under its own name.', 'Give a name without the word LINE.'),
        )
        .optional(),
      iconUrl: address.optional(),
    })
    .optional(),
};

const media = { originalContentUrl: address, previewImageUrl: address };
const placeName = text(most.placeName);

/**
 * One message object of any kind. There is none for files.
 * https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...textFields, ...common }).check(({ value, issues }) => {
    for (const position of misplacedEmojis(value)) {
      issues.push({
        code: 'custom',
        path: ['emojis', position, 'index'],
        input: value,
        ...rule('LINE shows an emoji only in place of a $ of the text.', 'Let the index be that of a $.'),
      });
    }
  }),
  z.strictObject({ ...textV2Fields, ...common }).refine(placeholdersFit, {
    ...rule(
      'The text has a brace that belongs to no placeholder with a substitution.',
      'Give every {key} a substitution, and double the braces that are meant as such.',
    ),
    path: ['text'],
  }),
  z.strictObject({
    ...common,
    type: z.literal('sticker'),
    packageId: z.string().min(1),
    stickerId: z.string().min(1),
    quoteToken: z.string().min(1).optional(),
  }),
  z.strictObject({ ...common, type: z.literal('image'), ...media }),
  z.strictObject({
    ...common,
    type: z.literal('video'),
    ...media,
    trackingId: text(most.trackingId).optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('audio'),
    originalContentUrl: address,
    duration: whole(1, 'milliseconds'),
  }),
  z.strictObject({
    ...common,
    type: z.literal('location'),
    title: placeName,
    address: placeName,
    latitude: number(-90, 90, 'degrees'),
    longitude: number(-180, 180, 'degrees'),
  }),
  z.strictObject({ ...common, ...imagemapFields }),
  z.strictObject({ ...common, type: z.literal('template'), altText: text(most.altText), template }),
  z.strictObject({
    ...common,
    type: z.literal('flex'),
    altText: text(most.altText),
    contents: flexContainer.refine(movesLittle, limit('animated images', most.animatedImages)),
  }),
  z.strictObject({
    ...common,
    type: z.literal('coupon'),
    couponId: z.string().min(1),
    deliveryTag: text(most.deliveryTag).optional(),
  }),
]);
