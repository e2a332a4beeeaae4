import { z } from 'zod';
import { isObject, objectAt, textAt } from '../../../readers.ts';
import type { TextUnit } from '../../../text.ts';
import { anything, id, rule, webAddress } from '../../native-words.ts';
import { lengths } from '../lengths.ts';

/** A text that is not blank, in the unit that the platform counts. */
function words({ most, unit }: { most: number; unit: TextUnit }) {
  const limit = { most, unit: unit.name };
  return z
    .string()
    .refine((value) => value.trim() !== '', rule('is blank'))
    .refine(
      (value) => unit.count(value) <= most,
      rule(`is above the limit of ${most} ${unit.name}`, {
        limit,
        fix: `Bring it to at most ${most} ${unit.name}; native bodies are not split.`,
      }),
    );
}

const number = z.union([z.string().regex(/^\d+$/), z.number()]);
const absent = z.undefined('is not allowed here').optional();

/** What a message holds of which platform. */
export interface MessageRules {
  text: { most: number; unit: TextUnit };
  /** Several pictures in one message, stickers by number, approved templates. */
  has: { attachments: boolean; stickers: boolean; templates: boolean };
}

// Of these one is the message, and quick replies may stand beside text and attachments.
const bodies = ['text', 'attachment', 'attachments', 'sticker_id', 'template'] as const;

/** https://developers.facebook.com/docs/messenger-platform/reference/send-api */
export function messageOf({ text, has }: MessageRules): z.ZodType {
  return z
    .looseObject({
      text: words(text).optional(),
      attachment: z.looseObject({ type: id }).optional(),
      attachments: has.attachments ? z.union([anything, z.array(anything)]).optional() : absent,
      sticker_id: has.stickers ? number.optional() : absent,
      template: has.templates ? anything.optional() : absent,
      metadata: z.string().max(lengths.metadata).optional(),
    })
    .refine(
      (message) => bodies.filter((name) => message[name] !== undefined).length === 1,
      rule('needs one of text, attachment, sticker_id and template, and not two', {
        fix: 'There are no captions: send a text as a message of its own.',
      }),
    )
    .refine(
      (message) =>
        !('quick_replies' in message) || message.text !== undefined || message.attachment !== undefined,
      rule('needs a text or an attachment beside quick replies'),
    );
}

/**
 * A file by a link or an id of Meta's.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
 */
export const file: z.ZodType = z
  .looseObject({
    url: webAddress.optional(),
    attachment_id: z.union([id, z.number()]).optional(),
    is_reusable: z.boolean().optional(),
  })
  .refine(
    ({ url, attachment_id }) => (url === undefined) !== (attachment_id === undefined),
    rule('needs either a url or an attachment_id, and not both'),
  );

/** Types of attachments that are files. */
export const fileTypes: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'file']);

const parameter = z
  .looseObject({ type: id, text: id.optional(), payload: id.optional(), parameter_name: id.optional() })
  .refine(({ type, text }) => type !== 'text' || text !== undefined, {
    ...rule('is missing'),
    path: ['text'],
  })
  .refine(({ type, payload }) => type !== 'POSTBACK' || payload !== undefined, {
    ...rule('is missing'),
    path: ['payload'],
  });

/** The components of an approved template. */
export const utilityComponents: z.ZodType = z.array(
  z.looseObject({
    type: z.enum(['header', 'body', 'buttons']),
    parameters: z.array(parameter).optional(),
  }),
);

/**
 * An approved template that is sent.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/utility-messages
 */
export const utility: z.ZodType = z.looseObject({
  name: id,
  language: z.looseObject({ code: id }),
  components: utilityComponents.optional(),
});

/** The type of the template in an attachment's payload, where it is one. */
export function templateType(message: unknown): string | undefined {
  const attachment = isObject(message) ? objectAt(message, 'attachment') : undefined;
  return attachment?.type === 'template'
    ? textAt(objectAt(attachment, 'payload'), 'template_type')
    : undefined;
}
