import { z } from 'zod';
import { areDistinct, id, label, rule, text, webAddress } from '../../meta/native-words.ts';
import { lengths, pages } from '../limits.ts';
import { named, plain } from './media.ts';
import {
  addressAction,
  flowAction,
  paymentAction,
  permissionAction,
  voiceCallAction,
} from './special-actions.ts';

const body = z.looseObject({ text: text(lengths.body) });
const footer = z.looseObject({ text: text(lengths.footer) }).optional();
const textHeader = z.looseObject({ type: z.literal('text'), text: text(lengths.header) });
const header = z
  .discriminatedUnion('type', [
    textHeader,
    z.looseObject({ type: z.literal('image'), image: plain }),
    z.looseObject({ type: z.literal('video'), video: plain }),
    z.looseObject({ type: z.literal('document'), document: named }),
  ])
  .optional();
const noHeader = z.undefined('is not allowed here').optional();
const rich = { header, body, footer };

const buttons = z
  .array(
    z.looseObject({
      type: z.literal('reply'),
      reply: z.looseObject({ id: label(lengths.button_id), title: label(lengths.button_title) }),
    }),
  )
  .min(1)
  .max(lengths.buttons)
  .refine((list) => areDistinct(list.map(({ reply }) => reply.id)), rule('has two buttons with the same id'))
  .refine(
    (list) => areDistinct(list.map(({ reply }) => reply.title)),
    rule('has two buttons with the same title'),
  );

const row = z.looseObject({
  id: text(lengths.row_id),
  title: text(lengths.row_title),
  description: z.string().max(lengths.row_description).optional(),
});

const sectionTitle = z.string().max(lengths.section_title).optional();

function areTitled(list: readonly { title?: string | undefined }[]): boolean {
  return list.length === 1 || list.every(({ title }) => title !== undefined && title.trim() !== '');
}

const untitled = rule('needs a title for each of its sections');

const sections = z
  .array(z.looseObject({ title: sectionTitle, rows: z.array(row).min(1) }))
  .min(1)
  .max(lengths.sections)
  .refine(areTitled, untitled)
  .refine(
    (list) => list.flatMap(({ rows }) => rows).length <= lengths.rows,
    rule('has too many rows', { limit: { most: lengths.rows, unit: 'rows' } }),
  )
  .refine(
    (list) => areDistinct(list.flatMap(({ rows }) => rows.map((one) => one.id))),
    rule('has two rows with the same id'),
  );

const productSections = z
  .array(
    z.looseObject({
      title: sectionTitle,
      product_items: z.array(z.looseObject({ product_retailer_id: id })).min(1),
    }),
  )
  .min(1)
  .max(lengths.sections)
  .refine(areTitled, untitled)
  .refine(
    (list) => list.flatMap((one) => one.product_items).length <= lengths.products,
    rule('has too many products', { limit: { most: lengths.products, unit: 'products' } }),
  );

const linkAction = z.looseObject({
  name: z.literal('cta_url'),
  parameters: z.looseObject({ display_text: label(lengths.button_title), url: webAddress }),
});

const replyAction = z.looseObject({
  buttons: z
    .array(
      z.looseObject({
        type: z.literal('quick_reply'),
        quick_reply: z.looseObject({ id: label(lengths.button_id), title: label(lengths.button_title) }),
      }),
    )
    .min(1),
});

const card = z.looseObject({
  card_index: z
    .int()
    .min(0)
    .max(lengths.cards - 1),
  type: z.literal('cta_url'),
  header: z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('image'), image: plain }),
    z.looseObject({ type: z.literal('video'), video: plain }),
  ]),
  body: z.looseObject({ text: text(lengths.card_body) }).optional(),
  action: z.union([linkAction, replyAction]),
});

const cards = z
  .array(card)
  .min(lengths.fewest_cards)
  .max(lengths.cards)
  .refine(
    (list) => new Set(list.map((one) => one.header.type)).size <= 1,
    rule('has cards with different kinds of headers'),
  )
  .refine((list) => areDistinct(list.map((one) => `${one.card_index}`)), rule('has two cards at one place'));

/** One kind of `interactive`, and the page that describes it. */
export interface InteractiveKind {
  schema: z.ZodType;
  page: string;
}

const { messages } = pages;
const kind = (shape: z.ZodRawShape, page: string = messages): InteractiveKind => ({
  schema: z.looseObject(shape),
  page,
});

/**
 * The kinds of `interactive` that the reference documents.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const interactiveKinds: ReadonlyMap<string, InteractiveKind> = new Map([
  ['button', kind({ ...rich, action: z.looseObject({ buttons }) }, pages.buttons)],
  [
    'list',
    kind(
      {
        header: textHeader.optional(),
        body: z.looseObject({ text: text(lengths.list_body) }),
        footer,
        action: z.looseObject({ button: label(lengths.list_button), sections }),
      },
      pages.list,
    ),
  ],
  ['cta_url', kind({ ...rich, action: linkAction }, pages.link)],
  ['location_request_message', kind({ body, action: z.looseObject({ name: z.literal('send_location') }) })],
  [
    'request_contact_info',
    kind({ body, action: z.looseObject({ name: z.literal('request_contact_info') }) }, pages.user_ids),
  ],
  ['flow', kind({ ...rich, action: flowAction }, pages.flows)],
  [
    'product',
    kind({
      header: noHeader,
      body: body.optional(),
      footer,
      action: z.looseObject({ catalog_id: id, product_retailer_id: id }),
    }),
  ],
  [
    'product_list',
    kind({
      header: textHeader,
      body,
      footer,
      action: z.looseObject({ catalog_id: id, sections: productSections }),
    }),
  ],
  [
    'catalog_message',
    kind({
      header: noHeader,
      body,
      footer,
      action: z.looseObject({
        name: z.literal('catalog_message'),
        parameters: z.looseObject({ thumbnail_product_retailer_id: id.optional() }).optional(),
      }),
    }),
  ],
  ['carousel', kind({ body, action: z.looseObject({ cards }) })],
  ['address_message', kind({ ...rich, action: addressAction })],
  ['voice_call', kind({ ...rich, action: voiceCallAction })],
  ['call_permission_request', kind({ ...rich, body: body.optional(), action: permissionAction })],
  ['order_details', kind({ ...rich, action: paymentAction('review_and_pay') })],
  ['order_status', kind({ ...rich, action: paymentAction('review_order') })],
]);
