import { z } from 'zod';

const text = z.string().min(1);

/** Who acts. Whoever is not known yet is invented; the same words find the same person again. */
const person = z.strictObject({
  /** WhatsApp: business-scoped user id. LINE: user id. */
  id: text.optional(),
  name: text.optional(),
  /** WhatsApp only. */
  phone: text.optional(),
  /** WhatsApp only. */
  username: text.optional(),
  /** WhatsApp only: phone fields are left out of webhooks. */
  without_phone: z.boolean().optional(),
  /** LINE only: false for somebody who writes without having added the account. */
  friend: z.boolean().optional(),
  /** LINE only. */
  language: text.optional(),
  /** LINE only. */
  picture_url: z.url().optional(),
});

const group = z.strictObject({
  id: text.optional(),
  name: text.optional(),
  /** LINE only. */
  kind: z.enum(['group', 'room']).optional(),
});

const common = {
  /** Quotes an earlier message. */
  reply_to: text.optional(),
  /** WhatsApp only: the ad or post that brought the person here, as Meta words it. */
  referral: z.record(z.string(), z.unknown()).optional(),
  /** WhatsApp only. */
  forwarded: z.enum(['once', 'often']).optional(),
};

const file = {
  /** Base64; a small sample otherwise. */
  data: z.base64().optional(),
  mime_type: text.optional(),
  caption: text.optional(),
  file_name: text.optional(),
  animated: z.boolean().optional(),
  duration: z.number().int().optional(),
  /** LINE only: how long the file cannot be downloaded yet. */
  preparing_ms: z.number().int().optional(),
  /** LINE only: several images sent together. */
  image_set: z.strictObject({ id: text, index: z.number().int(), total: z.number().int() }).optional(),
  /** LINE only: a file that lies elsewhere. */
  external_url: text.optional(),
};

const coordinates = { latitude: z.number(), longitude: z.number() };

/** A position of a text that names somebody (LINE). */
const mention = z.strictObject({
  index: z.number().int(),
  length: z.number().int(),
  user_id: text.optional(),
  all: z.boolean().optional(),
  self: z.boolean().optional(),
});

const kinds = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('text'), text, mentions: z.array(mention).optional() }),
  z.strictObject({ ...common, ...file, type: z.literal('image') }),
  z.strictObject({ ...common, ...file, type: z.literal('video') }),
  z.strictObject({ ...common, ...file, type: z.literal('audio') }),
  z.strictObject({ ...common, ...file, type: z.literal('voice') }),
  z.strictObject({ ...common, ...file, type: z.literal('document') }),
  z.strictObject({ ...common, ...file, type: z.literal('file') }),
  z.strictObject({
    ...common,
    ...file,
    type: z.literal('sticker'),
    package_id: text.optional(),
    sticker_id: text.optional(),
    keywords: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...common,
    ...coordinates,
    type: z.literal('location'),
    name: text.optional(),
    address: text.optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal('contacts'),
    contacts: z.array(z.record(z.string(), z.unknown())),
  }),
  z.strictObject({ type: z.literal('reaction'), message_id: text, emoji: z.string().nullable() }),
  z.strictObject({
    type: z.literal('tap'),
    tap: z.strictObject({
      /** A message the person received. */
      message_id: text,
      /** Id, title or data of the option, or its place counted from 0. */
      option: z.union([text, z.number().int()]).optional(),
      /** What the person filled in: a date, a place, a form. */
      value: z.unknown().optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('postback'),
    data: z.string(),
    params: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ type: z.literal('follow'), is_unblocked: z.boolean().optional() }),
  z.strictObject({ type: z.enum(['unfollow', 'join', 'leave', 'member_joined', 'member_left']) }),
  z.strictObject({ type: z.literal('unsend'), message_id: text }),
  z.strictObject({ type: z.literal('edit'), message_id: text, text }),
  z.strictObject({ ...common, type: z.literal('unsupported'), kind: text.optional() }),
  z.strictObject({ type: z.literal('system'), new_phone: text.optional(), new_id: text.optional() }),
  z.strictObject({
    type: z.literal('native'),
    /** WhatsApp: the message object without ids. LINE: the message object without id. */
    message: z.record(z.string(), z.unknown()).optional(),
    /** LINE: the event's own fields, with its `type`. */
    event: z.record(z.string(), z.unknown()).optional(),
    /** WhatsApp: some other webhook field and its value. */
    field: text.optional(),
    value: z.record(z.string(), z.unknown()).optional(),
  }),
]);

/** The body of `POST /say`. A message may be just `{tap: …}`. */
export const sayBody = z.strictObject({
  platform: z.enum(['whatsapp', 'line']),
  /** Phone number id or channel id. */
  account: text,
  from: person.default({}),
  group: group.optional(),
  message: z.preprocess(
    (value) => (isRecord(value) && 'tap' in value && !('type' in value) ? { type: 'tap', ...value } : value),
    kinds,
  ),
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What somebody does. */
export type SayInput = z.infer<typeof sayBody>;
/** One kind of message or action of a customer. */
export type Said = z.infer<typeof kinds>;
/** The ones with a file. */
export type SaidFile = Extract<
  Said,
  { type: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'file' | 'sticker' }
>;
