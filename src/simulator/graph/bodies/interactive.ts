import { z } from 'zod';
import { namedMedium, plainMedium, webAddress } from './media.ts';
import {
  addressAction,
  flowAction,
  paymentAction,
  permissionAction,
  voiceCallAction,
} from './special-actions.ts';

const id = (longest: number) =>
  z.string().min(1).max(longest).refine(hasNoBlankEdges, 'must not begin or end with blanks');
const label = (longest: number) =>
  z.string().min(1).max(longest).refine(hasNoBlankEdges, 'must not begin or end with blanks');

function hasNoBlankEdges(value: string): boolean {
  return value === value.trim();
}

const body = z.strictObject({ text: z.string().min(1).max(1024) });
const listBody = z.strictObject({ text: z.string().min(1).max(4096) });
const footer = z.strictObject({ text: z.string().min(1).max(60) });

const textHeader = z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(60) });
const header = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: plainMedium }),
  z.strictObject({ type: z.literal('video'), video: plainMedium }),
  z.strictObject({ type: z.literal('document'), document: namedMedium }),
]);

/** A custom check that all values are different. */
function distinct(values: (string | undefined)[]): boolean {
  return new Set(values).size === values.length;
}

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: id(256), title: label(20) }),
});

const buttons = z
  .array(replyButton)
  .min(1)
  .max(3)
  .refine((list) => distinct(list.map((one) => one.reply.id)), 'Duplicated button id')
  .refine((list) => distinct(list.map((one) => one.reply.title)), 'Duplicated button title');

const row = z.strictObject({ id: id(200), title: label(24), description: z.string().max(72).optional() });

const sections = z
  .array(z.strictObject({ title: z.string().max(24).optional(), rows: z.array(row).min(1) }))
  .min(1)
  .max(10)
  .refine((list) => list.length === 1 || list.every((one) => one.title), {
    error: 'Section title is required when there is more than one section',
    params: { code: 131008 },
  })
  .refine(
    (list) => list.flatMap((one) => one.rows).length <= 10,
    'Total row count exceed max allowed count: 10',
  )
  .refine((list) => distinct(list.flatMap((one) => one.rows.map((entry) => entry.id))), 'Duplicated row id');

const urlAction = z.strictObject({
  name: z.literal('cta_url'),
  parameters: z.strictObject({ display_text: label(20), url: webAddress }),
});

const productSections = z
  .array(
    z.strictObject({
      title: z.string().max(24).optional(),
      product_items: z.array(z.strictObject({ product_retailer_id: z.string().min(1) })).min(1),
    }),
  )
  .min(1)
  .max(10)
  .refine((list) => list.length === 1 || list.every((one) => one.title), {
    error: 'Section title is required when there is more than one section',
    params: { code: 131008 },
  })
  .refine((list) => list.flatMap((one) => one.product_items).length <= 30, 'At most 30 products are allowed');

const card = z.strictObject({
  card_index: z.number().int().min(0).max(9),
  type: z.literal('cta_url'),
  header: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('image'), image: plainMedium }),
    z.strictObject({ type: z.literal('video'), video: plainMedium }),
  ]),
  body: z.strictObject({ text: z.string().min(1).max(160) }).optional(),
  action: z.union([
    urlAction,
    z.strictObject({
      buttons: z
        .array(
          z.strictObject({
            type: z.literal('quick_reply'),
            quick_reply: z.strictObject({ id: id(256), title: label(20) }),
          }),
        )
        .min(1),
    }),
  ]),
});

const cards = z
  .array(card)
  .min(2)
  .max(10)
  .refine(
    (list) => new Set(list.map((one) => one.header.type)).size <= 1,
    'All cards need the same header type',
  )
  .refine((list) => distinct(list.map((one) => String(one.card_index))), 'Duplicated card index')
  .refine((list) => distinct(list.flatMap(repliesOf).map((reply) => reply.id)), 'Duplicated button id');

function repliesOf({ action }: z.infer<typeof card>): { id: string }[] {
  return 'buttons' in action ? action.buttons.map((one) => one.quick_reply) : [];
}

const rich = { header: header.optional(), body, footer: footer.optional() };

/**
 * The `interactive` object, one shape per type.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const interactive = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('button'), ...rich, action: z.strictObject({ buttons }) }),
  z.strictObject({
    type: z.literal('list'),
    header: textHeader.optional(),
    body: listBody,
    footer: footer.optional(),
    action: z.strictObject({ button: label(20), sections }),
  }),
  z.strictObject({ type: z.literal('cta_url'), ...rich, action: urlAction }),
  z.strictObject({
    type: z.literal('location_request_message'),
    body,
    action: z.strictObject({ name: z.literal('send_location') }),
  }),
  z.strictObject({
    type: z.literal('request_contact_info'),
    body,
    action: z.strictObject({ name: z.literal('request_contact_info') }),
  }),
  z.strictObject({ type: z.literal('flow'), ...rich, action: flowAction }),
  z.strictObject({
    type: z.literal('product'),
    body: body.optional(),
    footer: footer.optional(),
    action: z.strictObject({ catalog_id: z.string().min(1), product_retailer_id: z.string().min(1) }),
  }),
  z.strictObject({
    type: z.literal('product_list'),
    header: textHeader,
    body,
    footer: footer.optional(),
    action: z.strictObject({ catalog_id: z.string().min(1), sections: productSections }),
  }),
  z.strictObject({
    type: z.literal('catalog_message'),
    body,
    footer: footer.optional(),
    action: z.strictObject({
      name: z.literal('catalog_message'),
      parameters: z.strictObject({ thumbnail_product_retailer_id: z.string().min(1) }).optional(),
    }),
  }),
  z.strictObject({ type: z.literal('carousel'), body, action: z.strictObject({ cards }) }),
  z.strictObject({ type: z.literal('address_message'), ...rich, action: addressAction }),
  z.strictObject({ type: z.literal('voice_call'), ...rich, action: voiceCallAction }),
  z.strictObject({ type: z.literal('call_permission_request'), ...rich, action: permissionAction }),
  z.strictObject({ type: z.literal('order_details'), ...rich, action: paymentAction('review_and_pay') }),
  z.strictObject({ type: z.literal('order_status'), ...rich, action: paymentAction('review_order') }),
]);
