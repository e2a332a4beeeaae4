import { z } from 'zod';
import { buttonsOf, defaultAction, instagramButton, messengerButton, webAddress } from './buttons.ts';
import { words } from './text.ts';

const anything = z.record(z.string(), z.unknown());
const sharable = z.boolean().optional();
// https://developers.facebook.com/docs/messenger-platform/send-messages/template/generic
const cardText = words(80);

function generic<Buttons extends z.ZodType>(button: Buttons) {
  const element = z
    .strictObject({
      title: cardText,
      subtitle: cardText.optional(),
      image_url: webAddress.optional(),
      default_action: defaultAction.optional(),
      buttons: buttonsOf(button).optional(),
    })
    .refine((card) => Object.keys(card).length > 1, 'needs at least one more property than title');
  return z.strictObject({
    template_type: z.literal('generic'),
    elements: z.array(element).min(1).max(10),
    image_aspect_ratio: z.enum(['horizontal', 'square']).optional(),
    sharable,
  });
}

function button<Buttons extends z.ZodType>(one: Buttons) {
  return z.strictObject({
    template_type: z.literal('button'),
    text: words(640),
    buttons: buttonsOf(one),
    sharable,
  });
}

const product = z.strictObject({
  template_type: z.literal('product'),
  elements: z
    .array(z.strictObject({ id: z.string().min(1) }))
    .min(1)
    .max(10),
});

/** Facebook's own media only, by link or uploaded id. */
const media = z.strictObject({
  template_type: z.literal('media'),
  elements: z
    .array(
      z
        .strictObject({
          media_type: z.enum(['image', 'video']),
          attachment_id: z.string().min(1).optional(),
          url: webAddress.optional(),
          buttons: buttonsOf(messengerButton).optional(),
        })
        .refine((one) => (one.url === undefined) !== (one.attachment_id === undefined), {
          error: 'exactly one of url and attachment_id is required',
        })
        .refine((one) => one.url === undefined || isOfFacebook(one.url), {
          error: 'must be a url of Facebook',
          params: { subcode: 2018173 },
        }),
    )
    .length(1),
  sharable,
});

function isOfFacebook(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'facebook.com' || host.endsWith('.facebook.com');
}

const receipt = z.strictObject({
  template_type: z.literal('receipt'),
  recipient_name: z.string().min(1),
  order_number: z.string().min(1),
  currency: z.string().length(3),
  payment_method: z.string().min(1),
  summary: z.looseObject({ total_cost: z.number() }),
  elements: z
    .array(z.looseObject({ title: z.string().min(1), price: z.number() }))
    .max(100)
    .optional(),
  address: anything.optional(),
  adjustments: z.array(anything).optional(),
  merchant_name: z.string().optional(),
  order_url: webAddress.optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
  sharable,
});

const coupon = z
  .strictObject({
    template_type: z.literal('coupon'),
    title: cardText,
    subtitle: cardText.optional(),
    coupon_code: z.string().min(1).optional(),
    coupon_url: webAddress.optional(),
    coupon_url_button_title: z.string().optional(),
    coupon_pre_message: z.string().optional(),
    image_url: webAddress.optional(),
    payload: z.string().optional(),
  })
  .refine((one) => one.coupon_code !== undefined || one.coupon_url !== undefined, {
    error: 'coupon_code or coupon_url is required',
  });

const imageGrid = z.strictObject({
  template_type: z.literal('image_grid'),
  elements: z
    .array(z.looseObject({ title: words(45).optional(), images: z.array(z.unknown()).min(2).max(6) }))
    .length(1),
});

/** Forms and requests whose fields are taken as they are. */
const form = (name: 'customer_feedback' | 'notification_messages' | 'instant_form') =>
  z.looseObject({ template_type: z.literal(name) });

/**
 * Templates in Messenger.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/templates
 */
export const messengerTemplate = z.discriminatedUnion('template_type', [
  generic(messengerButton),
  button(messengerButton),
  media,
  receipt,
  product,
  coupon,
  imageGrid,
  form('customer_feedback'),
  form('notification_messages'),
  form('instant_form'),
]);

/** Templates on Instagram. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
export const loginTemplate = z.discriminatedUnion('template_type', [
  generic(instagramButton),
  button(instagramButton),
]);

/** Templates on Instagram through a Page, which also knows products. */
export const linkedTemplate = z.discriminatedUnion('template_type', [
  generic(instagramButton),
  button(instagramButton),
  product,
]);
