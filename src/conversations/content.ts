import { z } from 'zod';

/**
 * What a message says, in one form for all platforms and both directions. The schemas are the public
 * contract: the API validates with them and OpenAPI is printed from them.
 */

/** A span of a text, counted in UTF-16 code units as JavaScript strings are. */
export const entitySchema = z.object({
  type: z.enum(['mention', 'emoji', 'link']),
  offset: z.int().min(0),
  length: z.int().min(0),
  /** mention: the platform's user id, absent without that person's consent. */
  user_id: z.string().optional(),
  /** mention: everybody in the chat (`all`) or our own account (`self`). */
  target: z.enum(['user', 'all', 'self']).optional(),
  /** emoji: `product/emoji` id of the platform. */
  emoji_id: z.string().optional(),
  url: z.string().optional(),
});

/** One piece of media. Inbound it is filled when fetched; outbound `url` or `media_id` must be given. */
export const mediaItemSchema = z.object({
  /** Our own media id, once the hub holds the bytes. */
  media_id: z.string().optional(),
  /** The platform's id, from which the bytes can be fetched for a while. */
  platform_media_id: z.string().optional(),
  status: z.enum(['pending', 'ready', 'failed']).optional(),
  url: z.url().nullable().optional(),
  preview_url: z.url().optional(),
  mime_type: z.string().optional(),
  size: z.int().min(0).optional(),
  file_name: z.string().optional(),
  /** Lower-case hex SHA-256 of the bytes. */
  sha256: z.string().optional(),
  duration_ms: z.int().min(0).optional(),
  /** Several pictures that were sent together share `set.id`. */
  set: z.object({ id: z.string(), index: z.int().optional(), total: z.int().optional() }).optional(),
});

/** Something to tap. Without `url`, `phone` or `asks` the tap comes back as `answer` or `postback`. */
export const optionSchema = z.object({
  id: z.string().min(1).optional(),
  title: z.string().min(1),
  description: z.string().optional(),
  section: z.string().optional(),
  url: z.url().optional(),
  phone: z.string().optional(),
  asks: z.enum(['phone', 'email', 'location', 'datetime']).optional(),
});

const textSchema = z.object({
  type: z.literal('text'),
  text: z.string().min(1),
  entities: z.array(entitySchema).optional(),
});

const media = { items: z.array(mediaItemSchema).min(1), text: z.string().optional() };
const imageSchema = z.object({ type: z.literal('image'), ...media });
const videoSchema = z.object({ type: z.literal('video'), ...media });
const audioSchema = z.object({ type: z.literal('audio'), ...media, voice: z.boolean().optional() });
const fileSchema = z.object({ type: z.literal('file'), ...media });
const stickerSchema = z.object({
  type: z.literal('sticker'),
  items: z.array(mediaItemSchema).optional(),
  package_id: z.string().optional(),
  sticker_id: z.string().optional(),
  keywords: z.array(z.string()).optional(),
  animated: z.boolean().optional(),
  text: z.string().optional(),
});

const locationSchema = z.object({
  type: z.literal('location'),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().optional(),
  address: z.string().optional(),
  url: z.string().optional(),
});

/** A person's card; every field may be missing on the platforms. */
export const contactCardSchema = z.object({
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  phones: z
    .array(z.object({ phone: z.string(), type: z.string().optional(), user_id: z.string().optional() }))
    .optional(),
  emails: z.array(z.object({ email: z.string(), type: z.string().optional() })).optional(),
  organisation: z.string().optional(),
  title: z.string().optional(),
  birthday: z.string().optional(),
  urls: z.array(z.string()).optional(),
  addresses: z.array(z.record(z.string(), z.unknown())).optional(),
  vcard: z.string().optional(),
  /** Inbound: why the card was sent, as the platform names it (`contact_request`: it was asked for). */
  origin: z.string().optional(),
});

const contactsSchema = z.object({ type: z.literal('contacts'), contacts: z.array(contactCardSchema).min(1) });

const choicesSchema = z.object({
  type: z.literal('choices'),
  text: z.string().min(1),
  header: z.string().optional(),
  footer: z.string().optional(),
  /** The label that opens a list, where the platform shows options behind a button. */
  button: z.string().optional(),
  options: z.array(optionSchema).min(1),
});

const cardsSchema = z.object({
  type: z.literal('cards'),
  cards: z
    .array(
      z.object({
        title: z.string().min(1),
        text: z.string().optional(),
        image_url: z.url().optional(),
        options: z.array(optionSchema).optional(),
      }),
    )
    .min(1),
});

/** An approved template with its values. */
export const templateSchema = z.object({
  type: z.literal('template'),
  name: z.string().min(1),
  language: z.string().min(1),
  /** Values of the body: in order, or by name for templates made with named parameters. */
  parameters: z.union([z.array(z.string()), z.record(z.string(), z.string())]).optional(),
  /** Further components in the platform's own form (headers, buttons, carousels). */
  components: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** A form that opens inside the chat; filled in, it comes back as `answer`. */
const flowSchema = z.object({
  type: z.literal('flow'),
  text: z.string().min(1),
  header: z.string().optional(),
  footer: z.string().optional(),
  /** The label that opens the form. */
  button: z.string().min(1),
  flow_id: z.string().optional(),
  flow_name: z.string().optional(),
  /** Comes back with the answer. */
  token: z.string().optional(),
  /** The first screen, and what it is filled with. */
  screen: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  draft: z.boolean().optional(),
});

/** Products of a catalogue: one, some of them in sections, or (without any) the way to the whole catalogue. */
const productsSchema = z.object({
  type: z.literal('products'),
  text: z.string().optional(),
  header: z.string().optional(),
  footer: z.string().optional(),
  catalog_id: z.string().optional(),
  products: z.array(z.object({ id: z.string().min(1), section: z.string().optional() })),
});

const answerSchema = z.object({
  type: z.literal('answer'),
  id: z.string(),
  title: z.string(),
  /** What was tapped or filled in. */
  kind: z.enum(['button', 'list', 'quick_reply', 'template_button', 'form', 'postback', 'permission']),
  data: z.unknown().optional(),
});

const reactionSchema = z.object({
  type: z.literal('reaction'),
  /** null takes the reaction back. */
  emoji: z.string().nullable(),
  /** Our message id or the platform's. */
  to: z.string().min(1),
});

const orderSchema = z.object({
  type: z.literal('order'),
  catalog_id: z.string().optional(),
  text: z.string().optional(),
  items: z.array(
    z.object({
      product_id: z.string(),
      quantity: z.number().optional(),
      price: z.number().optional(),
      currency: z.string().optional(),
    }),
  ),
});

const productSchema = z.object({
  type: z.literal('product'),
  product_id: z.string().optional(),
  catalog_id: z.string().optional(),
  title: z.string().optional(),
  url: z.string().optional(),
});

const storySchema = z.object({
  type: z.literal('story'),
  kind: z.enum(['reply', 'mention']),
  id: z.string().optional(),
  url: z.string().nullable(),
  text: z.string().optional(),
});

const shareSchema = z.object({
  type: z.literal('share'),
  kind: z.string(),
  url: z.string().nullable(),
  id: z.string().optional(),
  title: z.string().optional(),
  text: z.string().optional(),
});

const systemSchema = z.object({ type: z.literal('system'), kind: z.string(), text: z.string().optional() });
const unsupportedSchema = z.object({
  type: z.literal('unsupported'),
  kind: z.string(),
  /** Why there is nothing to show, in the platform's own words. */
  reason: z.string().optional(),
});
const nativeSchema = z.object({ type: z.literal('native'), body: z.record(z.string(), z.unknown()) });

// What a caller may send.
const outboundSchemas = [
  textSchema,
  imageSchema,
  videoSchema,
  audioSchema,
  fileSchema,
  stickerSchema,
  locationSchema,
  contactsSchema,
  choicesSchema,
  cardsSchema,
  templateSchema,
  flowSchema,
  productsSchema,
  reactionSchema,
  nativeSchema,
] as const;

/** The types of content that can be sent. */
export const outboundContentTypes = outboundSchemas.map(({ shape }) => shape.type.value);

const simpleSchemas = [
  ...outboundSchemas,
  answerSchema,
  orderSchema,
  productSchema,
  storySchema,
  shareSchema,
  systemSchema,
  unsupportedSchema,
] as const;

/** Everything but `multiple`, which cannot hold itself. */
export const partSchema = z.discriminatedUnion('type', simpleSchemas);

const multipleSchema = z.object({ type: z.literal('multiple'), parts: z.array(partSchema).min(1) });

/** The content of any message, in or out. */
export const contentSchema = z
  .discriminatedUnion('type', [...simpleSchemas, multipleSchema])
  .meta({ id: 'Content' });

/** What a caller may send: the kinds that only ever come in are left out. */
export const outboundContentSchema = z
  .discriminatedUnion('type', outboundSchemas)
  .meta({ id: 'OutboundContent' });

export type Content = z.infer<typeof contentSchema>;
export type OutboundContent = z.infer<typeof outboundContentSchema>;
export type ContentType = Content['type'];
export type OutboundContentType = OutboundContent['type'];
export type MediaItem = z.infer<typeof mediaItemSchema>;
export type Option = z.infer<typeof optionSchema>;
export type Entity = z.infer<typeof entitySchema>;
export type ContactCard = z.infer<typeof contactCardSchema>;
/** The content of one type: `ContentOf<'text'>`. */
export type ContentOf<T extends ContentType> = Extract<Content, { type: T }>;

/** One line that stands for the content in lists and searches; empty when there is nothing to read. */
export function previewOf(content: Content): string {
  switch (content.type) {
    case 'text':
    case 'choices':
    case 'flow':
      return content.text;
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return content.text ?? content.items?.[0]?.file_name ?? `[${content.type}]`;
    case 'answer':
      return content.title;
    case 'location':
      return content.name ?? content.address ?? '[location]';
    case 'cards':
      return content.cards[0]?.title ?? '[cards]';
    case 'template':
      return `[template ${content.name}]`;
    case 'reaction':
      return content.emoji ?? '';
    case 'contacts':
      return content.contacts[0]?.name ?? '[contacts]';
    case 'multiple':
      return content.parts.map(previewOf).filter(Boolean).join(' ');
    case 'share':
    case 'product':
      return ('text' in content && content.text) || content.title || `[${content.type}]`;
    default:
      return 'text' in content && content.text ? content.text : `[${content.type}]`;
  }
}
