import { z } from 'zod';
import { anything, id, rule, text } from '../../meta/native-words.ts';
import { isObject } from '../../readers.ts';
import { lengths } from '../limits.ts';
import { named, plain } from './media.ts';

// Of a body that stands alone; Meta refuses what is too long beside other components by code 132005.
const longestParameter = 32_768;

const index = z.union([z.string().regex(/^\d+$/), z.int().min(0)]);

// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes (132018)
const parameterText = text(longestParameter).refine(
  (value) => !/[\n\t]| {5}/.test(value),
  rule('has a new line, a tab or more than four spaces in a row'),
);

const textParameter = z.looseObject({
  type: z.literal('text'),
  text: parameterText,
  parameter_name: id.optional(),
});
const currency = z.looseObject({
  type: z.literal('currency'),
  currency: z.looseObject({ fallback_value: z.string(), code: z.string().length(3), amount_1000: z.int() }),
});
const dateTime = z.looseObject({
  type: z.literal('date_time'),
  date_time: z.looseObject({ fallback_value: z.string() }),
});
const coordinate = z.union([z.number(), z.string()]);
const location = z.looseObject({
  type: z.literal('location'),
  location: z.looseObject({ latitude: coordinate, longitude: coordinate }),
});

const headerParameter = z.discriminatedUnion('type', [
  textParameter,
  location,
  z.looseObject({ type: z.literal('image'), image: plain }),
  z.looseObject({ type: z.literal('video'), video: plain }),
  z.looseObject({ type: z.literal('document'), document: named }),
]);
const bodyParameter = z.discriminatedUnion('type', [textParameter, currency, dateTime]);

const header = z.looseObject({
  type: z.literal('header'),
  parameters: z.array(headerParameter).optional(),
});
const body = z.looseObject({
  type: z.literal('body'),
  parameters: z
    .array(bodyParameter)
    .refine((list) => new Set(list.map(isNamed)).size <= 1, rule('mixes named and numbered parameters'))
    .optional(),
});
const button = z.looseObject({
  type: z.literal('button'),
  sub_type: z.string(),
  index,
  parameters: z.array(z.looseObject({ type: z.string() })).optional(),
});
const offer = z.looseObject({
  type: z.literal('limited_time_offer'),
  parameters: z.array(anything).min(1),
});
// Stands for whatever is newer than this list.
const other = z.looseObject({ type: z.literal('other') });

function isNamed(parameter: z.infer<typeof bodyParameter>): boolean {
  return 'parameter_name' in parameter && parameter.parameter_name !== undefined;
}

/** Types may be written large, and may be newer than this list. */
function known(types: readonly string[]) {
  return (value: unknown): unknown => {
    if (!isObject(value) || typeof value.type !== 'string') return value;
    const type = value.type.toLowerCase();
    return { ...value, type: types.includes(type) ? type : 'other' };
  };
}

const simple = ['header', 'body', 'button', 'limited_time_offer'];
const inCard = z.preprocess(
  known(simple),
  z.discriminatedUnion('type', [header, body, button, offer, other]),
);

const carousel = z.looseObject({
  type: z.literal('carousel'),
  cards: z
    .array(
      z.looseObject({
        card_index: z
          .int()
          .min(0)
          .max(lengths.cards - 1),
        components: z.array(inCard),
      }),
    )
    .min(1)
    .max(lengths.cards),
});

const component = z.preprocess(
  known([...simple, 'carousel']),
  z.discriminatedUnion('type', [header, body, button, offer, carousel, other]),
);

/** The components of a template that is sent; whether they fit the template is another question. */
export const templateComponents = z.array(component);

/**
 * The `template` object of a send.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const template = z.looseObject({
  name: id,
  language: z.looseObject({ code: id, policy: z.literal('deterministic').optional() }),
  components: templateComponents.optional(),
});
