import { z } from 'zod';
import { anything, id, rule, text } from '../../meta/native-words.ts';
import { lengths } from '../limits.ts';

/** Opens a form. https://developers.facebook.com/docs/whatsapp/flows */
export const flowAction = z.looseObject({
  name: z.literal('flow'),
  parameters: z
    .looseObject({
      flow_message_version: z.literal('3'),
      flow_id: id.optional(),
      flow_name: id.optional(),
      flow_cta: text(lengths.flow_button).refine(
        (value) => !/\p{Extended_Pictographic}/u.test(value),
        rule('has an emoji, which the label of a form may not have'),
      ),
      flow_token: id.optional(),
      mode: z.enum(['published', 'draft']).optional(),
      flow_action: z.enum(['navigate', 'data_exchange']).optional(),
      flow_action_payload: z
        .looseObject({
          screen: id,
          data: anything
            .refine(
              (value) => Object.keys(value).length > 0,
              rule('is empty', { limit: { least: 1, unit: 'fields' } }),
            )
            .optional(),
        })
        .optional(),
    })
    .refine(
      (value) => (value.flow_id === undefined) !== (value.flow_name === undefined),
      rule('needs either flow_id or flow_name, and not both'),
    ),
});

/** Asks for a postal address; the form depends on the country. */
export const addressAction = z.looseObject({
  name: z.literal('address_message'),
  parameters: z.looseObject({
    country: z.string().length(2),
    values: anything.optional(),
    saved_addresses: z.array(anything).optional(),
    validation_errors: anything.optional(),
  }),
});

// Thirty days.
const longestCall = 43_200;

/** A button that calls the business. */
export const voiceCallAction = z.looseObject({
  name: z.literal('voice_call'),
  parameters: z
    .looseObject({
      display_text: text(lengths.button_title).optional(),
      ttl_minutes: z.int().min(1).max(longestCall).optional(),
    })
    .optional(),
});

/** Asks for permission to call. */
export const permissionAction = z.looseObject({ name: z.literal('call_permission_request') });

/** Payments; their parameters differ by country and are taken as they are. */
export function paymentAction(name: 'review_and_pay' | 'review_order') {
  return z.looseObject({ name: z.literal(name), parameters: anything });
}
