import { z } from 'zod';
import { anything, id, rule, text, webAddress } from '../../native-words.ts';
import { lengths } from '../lengths.ts';
import { pages } from '../pages.ts';
import { type ButtonType, buttonsOf, defaultAction } from './buttons.ts';

/** One type of template: the schema of its payload, and the page that describes it. */
export interface TemplateKind {
  schema: z.ZodType;
  page: string;
}

const page = (name: string) => pages.templates.replace(/templates$/, `template/${name}`);
const number = z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]);

function kind(name: string, shape: z.ZodRawShape): TemplateKind {
  return { schema: z.looseObject({ ...shape, sharable: z.boolean().optional() }), page: page(name) };
}

function generic(buttons: readonly ButtonType[]): TemplateKind {
  const element = z
    .looseObject({
      title: text(lengths.card_title),
      subtitle: z.string().max(lengths.card_text).optional(),
      image_url: z.union([webAddress, z.literal('')]).optional(),
      default_action: defaultAction.optional(),
      buttons: buttonsOf(buttons).optional(),
    })
    .refine(
      ({ subtitle, image_url, default_action, buttons: shown }) =>
        Boolean(subtitle || image_url || default_action || shown),
      rule('needs more than a title'),
    );
  return kind('generic', { elements: z.array(element).min(1).max(lengths.cards) });
}

function button(buttons: readonly ButtonType[]): TemplateKind {
  return kind('button', { text: text(lengths.button_text), buttons: buttonsOf(buttons) });
}

const product = kind('product', {
  elements: z
    .array(z.looseObject({ id: z.union([id, z.number()]) }))
    .min(1)
    .max(lengths.products),
});

function media(buttons: readonly ButtonType[]): TemplateKind {
  const element = z
    .looseObject({
      media_type: z.enum(['image', 'video']),
      attachment_id: z.union([id, z.number()]).optional(),
      url: webAddress
        .refine(isOfFacebook, rule('is no link to a picture or video on Facebook itself'))
        .optional(),
      buttons: buttonsOf(buttons).optional(),
    })
    .refine(
      ({ attachment_id, url }) => (attachment_id === undefined) !== (url === undefined),
      rule('needs either an attachment_id or a url, and not both'),
    );
  return kind('media', { elements: z.array(element).length(1) });
}

function isOfFacebook(url: string): boolean {
  return URL.canParse(url) && /(^|\.)(facebook\.com|fb\.watch)$/.test(new URL(url).hostname);
}

const receipt = kind('receipt', {
  recipient_name: id,
  order_number: z.union([id, z.number()]),
  currency: z.string().length(3),
  payment_method: id,
  summary: z.looseObject({ total_cost: number }),
  elements: z
    .array(z.looseObject({ title: id }))
    .max(lengths.receipt_elements)
    .optional(),
  address: anything.optional(),
  adjustments: z.array(anything).optional(),
});

const coupon: TemplateKind = {
  schema: z
    .looseObject({
      title: text(lengths.coupon_title),
      subtitle: z.string().max(lengths.coupon_title).optional(),
      coupon_code: id.optional(),
      coupon_url: webAddress.optional(),
      payload: z.string().optional(),
    })
    .refine(
      ({ coupon_code, coupon_url }) => coupon_code !== undefined || coupon_url !== undefined,
      rule('needs a coupon_code or a coupon_url'),
    ),
  page: page('coupon'),
};

const grid = kind('image_grid', {
  elements: z
    .array(
      z.looseObject({
        title: z.string().max(lengths.grid_title).optional(),
        images: z.array(z.unknown()).min(lengths.fewest_grid_images).max(lengths.grid_images).optional(),
      }),
    )
    .length(1),
});

/** The templates that both inboxes take, with the buttons that each of them has. */
export function sharedTemplates(buttons: readonly ButtonType[]): ReadonlyMap<string, TemplateKind> {
  return new Map([
    ['generic', generic(buttons)],
    ['button', button(buttons)],
    ['product', product],
  ]);
}

/**
 * The templates of Messenger. Of some no more than the name is documented.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/templates
 */
export function allTemplates(buttons: readonly ButtonType[]): ReadonlyMap<string, TemplateKind> {
  return new Map([
    ...sharedTemplates(buttons),
    ['media', media(buttons)],
    ['receipt', receipt],
    ['coupon', coupon],
    ['image_grid', grid],
    ['customer_feedback', kind('customer-feedback', {})],
    ['notification_messages', kind('notification-messages', {})],
    ['instant_form', kind('instant-form', {})],
  ]);
}
