import { z } from 'zod';
import { whatsAppKinds } from './graph/say-kinds.ts';
import { lineKinds } from './line/say-kinds.ts';

const text = z.string().min(1);

const common = {
  /** Quotes an earlier message. */
  reply_to: text.optional(),
  /** Meta only: the ad, post or link that brought the person here, as Meta words it. */
  referral: z.record(z.string(), z.unknown()).optional(),
  /** WhatsApp only. */
  forwarded: z.enum(['once', 'often']).optional(),
  /** WhatsApp only: asks about a product of a catalogue. */
  product: z.strictObject({ catalog_id: text, product_retailer_id: text }).optional(),
  /** Instagram only: answers a story of the business. */
  story: z.strictObject({ id: text.optional(), url: text.optional() }).optional(),
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
  image_set: z
    .strictObject({ id: text, index: z.number().int().optional(), total: z.number().int().optional() })
    .optional(),
  /** LINE only: a file that lies elsewhere. */
  external_url: text.optional(),
  external_preview_url: text.optional(),
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

const place = {
  ...coordinates,
  type: z.literal('location'),
  name: text.optional(),
  address: text.optional(),
};

/** A LINE emoji in a text, where the words that stand for it are. */
const emoji = z.strictObject({
  index: z.number().int(),
  length: z.number().int(),
  product_id: text,
  emoji_id: text,
});

/** Something of Facebook or Instagram that is passed on; `link` is any web page. */
const share = {
  type: z.literal('share'),
  kind: z.enum(['post', 'reel', 'story', 'link', 'legacy']),
  url: text.optional(),
  title: text.optional(),
  id: text.optional(),
};

/** One of several things in one message of Messenger or Instagram. */
const part = z.discriminatedUnion('type', [
  z.strictObject({ ...file, type: z.enum(['image', 'video', 'audio', 'voice', 'file']) }),
  z.strictObject({ ...file, type: z.literal('sticker'), sticker_id: text.optional() }),
  z.strictObject(place),
  z.strictObject(share),
  z.strictObject({ type: z.enum(['like', 'story_mention', 'ephemeral']), url: text.optional() }),
]);

/** What only Messenger and Instagram have. */
const messagingKinds = [
  z.strictObject({
    ...common,
    type: z.literal('attachments'),
    text: text.optional(),
    attachments: z.array(part).min(1),
  }),
  z.strictObject({ ...common, ...share }),
  z.strictObject({
    ...common,
    type: z.enum(['like', 'story_mention', 'ephemeral']),
    url: text.optional(),
  }),
  /** A link opened in a thread that is there already. */
  z.strictObject({ type: z.literal('referral'), referral: z.record(z.string(), z.unknown()) }),
  /** As Meta words it; tokens and references that are missing are invented. */
  z.strictObject({ type: z.literal('optin'), optin: z.record(z.string(), z.unknown()).default({}) }),
  z.strictObject({
    type: z.literal('comment'),
    text,
    comment_id: text.optional(),
    /** The post it stands under: id of the post, on Instagram of the media. */
    post_id: text.optional(),
    parent_id: text.optional(),
  }),
  /** Messenger only: a visitor writes on the Page, which may answer privately. */
  z.strictObject({ type: z.literal('post'), text, post_id: text.optional() }),
  /** Somebody names the account in a post or comment of their own. */
  z.strictObject({
    type: z.literal('mention'),
    text,
    post_id: text.optional(),
    comment_id: text.optional(),
  }),
  /** The other way round: the business's own people write to `from` in the platform's own app. */
  z.strictObject({
    type: z.literal('typed_in_app'),
    text: text.optional(),
    attachments: z.array(part).optional(),
    reply_to: text.optional(),
  }),
  /** The business hears of neither. */
  z.strictObject({ type: z.enum(['block', 'unblock']) }),
  /** Another app takes, passes or asks for the thread; by default the business's own inbox. */
  z.strictObject({
    type: z.literal('handover'),
    action: z.enum(['pass', 'take', 'request']),
    app_id: text.optional(),
    metadata: z.string().optional(),
  }),
  /** The button "Test" of the dashboard; `bare`: it names the account and nothing else. */
  z.strictObject({ type: z.literal('dashboard_test'), bare: z.boolean().optional() }),
] as const;

/** Everything somebody can send or do. */
export const kinds = z.discriminatedUnion('type', [
  z.strictObject({
    ...common,
    type: z.literal('text'),
    text,
    mentions: z.array(mention).optional(),
    emojis: z.array(emoji).optional(),
  }),
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
    /** LINE only: what somebody wrote on a message sticker, and its other kinds. */
    text: text.optional(),
    resource_type: text.optional(),
  }),
  z.strictObject({ ...common, ...place }),
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
    /** Messenger and Instagram: the words on what was tapped. */
    title: text.optional(),
    referral: z.record(z.string(), z.unknown()).optional(),
    /** LINE only. */
    params: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ type: z.literal('follow'), is_unblocked: z.boolean().optional() }),
  z.strictObject({ type: z.literal('unfollow') }),
  z.strictObject({ type: z.enum(['join', 'leave', 'member_joined', 'member_left']) }),
  z.strictObject({ type: z.literal('unsend'), message_id: text }),
  z.strictObject({ type: z.literal('edit'), message_id: text, text }),
  z.strictObject({ ...common, type: z.literal('unsupported'), kind: text.optional() }),
  z.strictObject({
    type: z.literal('system'),
    new_phone: text.optional(),
    new_id: text.optional(),
    /** The hash of a new security code, which changes no ids. */
    security_code: text.optional(),
  }),
  z.strictObject({
    type: z.literal('native'),
    /** The message object without ids. */
    message: z.record(z.string(), z.unknown()).optional(),
    /** LINE: the event's own fields, with its `type`. Messenger, Instagram: the item without sender. */
    event: z.record(z.string(), z.unknown()).optional(),
    /** Meta: some other webhook field and its value. */
    field: text.optional(),
    value: z.record(z.string(), z.unknown()).optional(),
  }),
  ...messagingKinds,
  ...whatsAppKinds,
  ...lineKinds,
]);

/** One kind of message or action of a customer. */
export type Said = z.infer<typeof kinds>;
/** The ones with a file. */
export type SaidFile = Extract<
  Said,
  { type: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'file' | 'sticker' }
>;
/** One of several things in one message. */
export type SaidPart = z.infer<typeof part>;
