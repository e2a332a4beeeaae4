import { z } from 'zod';
import { namedMedium, plainMedium } from './media.ts';

const position = z.union([z.string().regex(/^\d+$/), z.number().int().min(0)]);

const textParameter = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(32_768),
  parameter_name: z.string().min(1).optional(),
});

const currency = z.strictObject({
  type: z.literal('currency'),
  currency: z.strictObject({
    fallback_value: z.string(),
    code: z.string().length(3),
    amount_1000: z.number().int(),
  }),
});

const dateTime = z.strictObject({
  type: z.literal('date_time'),
  // Besides the fallback, Meta's own examples carry calendar parts, which it ignores.
  date_time: z.looseObject({ fallback_value: z.string() }),
});

const location = z.strictObject({
  type: z.literal('location'),
  location: z.strictObject({
    latitude: z.union([z.number(), z.string()]),
    longitude: z.union([z.number(), z.string()]),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
});

const mediaParameters = [
  z.strictObject({ type: z.literal('image'), image: plainMedium }),
  z.strictObject({ type: z.literal('video'), video: plainMedium }),
  z.strictObject({ type: z.literal('document'), document: namedMedium }),
] as const;

const buttonParameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('payload'), payload: z.string().min(1) }),
  z.strictObject({ type: z.literal('text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string().min(1) }),
  z.strictObject({ type: z.literal('action'), action: z.record(z.string(), z.unknown()) }),
]);

const headerComponent = z.strictObject({
  type: z.literal('header'),
  parameters: z.array(z.discriminatedUnion('type', [textParameter, location, ...mediaParameters])),
});
const bodyComponent = z.strictObject({
  type: z.literal('body'),
  parameters: z.array(z.discriminatedUnion('type', [textParameter, currency, dateTime])),
});
const buttonComponent = z.strictObject({
  type: z.literal('button'),
  sub_type: z.enum(['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm']),
  index: position,
  parameters: z.array(buttonParameter).optional(),
});

const card = z.strictObject({
  card_index: z.number().int().min(0).max(9),
  components: z.array(z.discriminatedUnion('type', [headerComponent, bodyComponent, buttonComponent])),
});

/**
 * The `template` object of a send; whether it fits the template is checked later.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const template = z.strictObject({
  name: z.string().min(1).max(512),
  language: z.strictObject({ code: z.string().min(1), policy: z.literal('deterministic').optional() }),
  components: z
    .array(
      z.discriminatedUnion('type', [
        headerComponent,
        bodyComponent,
        buttonComponent,
        z.strictObject({ type: z.literal('carousel'), cards: z.array(card).min(1).max(10) }),
        z.strictObject({
          type: z.literal('limited_time_offer'),
          parameters: z.array(z.record(z.string(), z.unknown())),
        }),
      ]),
    )
    .optional(),
});

/** The `template` object of a send. */
export type TemplateSend = z.infer<typeof template>;
