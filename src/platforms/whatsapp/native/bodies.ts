import { z } from 'zod';
import { id, rule, text } from '../../meta/native-words.ts';
import { lengths, limits, pages } from '../limits.ts';
import { audio, captioned, document, plain } from './media.ts';
import { template } from './template.ts';

// Meta's page for libraries names this length.
const longestReference = 512;

/** What stands in any body; the recipient is the conversation's and not looked at. */
export const commonFields = {
  context: z.looseObject({ message_id: id }).optional(),
  biz_opaque_callback_data: z.string().max(longestReference).optional(),
  recipient_identity_key_hash: z.string().optional(),
};

const contact = z.looseObject({
  name: z
    .looseObject({ formatted_name: id })
    .refine(
      (name) => parts.some((part) => name[part] !== undefined && name[part] !== ''),
      rule('needs one more part beside formatted_name'),
    ),
  phones: z.array(z.looseObject({ phone: id.optional() })).optional(),
  emails: z.array(z.looseObject({ email: id.optional() })).optional(),
  urls: z.array(z.looseObject({ url: id.optional() })).optional(),
  birthday: z
    .string()
    .refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value), rule('is no date like 1990-01-31'))
    .optional(),
});

const parts = ['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'];

// Meta's own examples write them as numbers and as text.
function degrees(most: number) {
  const number = (value: unknown) => (typeof value === 'string' && value.trim() ? Number(value) : value);
  return z.preprocess(number, z.number().min(-most).max(most));
}

const pin = z.looseObject({
  type: z.enum(['pin', 'unpin']),
  message_id: id,
  expiration_days: z.int().min(1).max(30).optional(),
});

/** One type of message: the schema of its object, and the page that describes it. */
export interface BodyKind {
  schema: z.ZodType;
  page: string;
}

/**
 * The types that the reference documents beside `interactive`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const bodyKinds: ReadonlyMap<string, BodyKind> = new Map<string, BodyKind>([
  [
    'text',
    {
      schema: z.looseObject({ body: text(limits.text_length), preview_url: z.boolean().optional() }),
      page: pages.text,
    },
  ],
  ['image', { schema: captioned, page: pages.media }],
  ['video', { schema: captioned, page: pages.media }],
  ['audio', { schema: audio, page: pages.media }],
  ['document', { schema: document, page: pages.media }],
  ['sticker', { schema: plain, page: pages.media }],
  [
    'location',
    {
      schema: z.looseObject({
        latitude: degrees(90),
        longitude: degrees(180),
        name: z.string().optional(),
        address: z.string().optional(),
      }),
      page: pages.messages,
    },
  ],
  ['contacts', { schema: z.array(contact).min(1).max(lengths.contacts), page: pages.messages }],
  [
    'reaction',
    { schema: z.looseObject({ message_id: id, emoji: z.string().optional() }), page: pages.messages },
  ],
  ['template', { schema: template, page: pages.messages }],
  ['pin', { schema: pin, page: pages.messages }],
]);
