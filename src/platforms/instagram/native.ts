import { z } from 'zod';
import { id, rule } from '../meta/native-words.ts';
import { messageOf } from '../meta/send-api/native/message.ts';
import { utf8Bytes } from '../text.ts';
import { limits, picturesPerMessage } from './limits.ts';

const picture = z.looseObject({ type: z.literal('image') });

// What is sent by its type alone, or needs more than it.
const attachment = z
  .looseObject({ type: id, payload: z.looseObject({ id: z.unknown().optional() }).optional() })
  .refine(({ type, payload }) => type !== 'MEDIA_SHARE' || isMediaId(payload?.id), {
    ...rule('is missing: the id of a post of the account itself'),
    path: ['payload', 'id'],
  });

function isMediaId(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
}

/**
 * What Instagram alone rules out of a message: more pictures than one holds, other files among them, quick replies
 * without a text.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
const own = z
  .looseObject({
    attachment: attachment.optional(),
    attachments: z.union([picture, z.array(picture).min(1).max(picturesPerMessage)]).optional(),
  })
  .refine(({ quick_replies, text }) => quick_replies === undefined || text !== undefined, {
    ...rule('needs a text beside it'),
    path: ['quick_replies'],
  });

/** What stands under `message` in a native body for Instagram. */
export const nativeMessage: z.ZodType = messageOf({
  text: { most: limits.text_length, unit: utf8Bytes },
  has: { attachments: true, stickers: false, templates: false },
}).and(own);
