import { z } from 'zod';

const hasEmoji = /\p{Extended_Pictographic}/u;
const anything = z.record(z.string(), z.unknown());

/** Opens a Flow. https://developers.facebook.com/docs/whatsapp/flows */
export const flowAction = z.strictObject({
  name: z.literal('flow'),
  parameters: z
    .strictObject({
      flow_message_version: z.literal('3'),
      flow_id: z.string().min(1).optional(),
      flow_name: z.string().min(1).optional(),
      flow_cta: z
        .string()
        .min(1)
        .max(20)
        .refine((value) => !hasEmoji.test(value), 'must not contain emoji'),
      flow_token: z.string().min(1).optional(),
      mode: z.enum(['published', 'draft']).optional(),
      flow_action: z.enum(['navigate', 'data_exchange']).optional(),
      flow_action_payload: z
        .strictObject({
          screen: z.string().min(1),
          data: anything.refine((value) => Object.keys(value).length > 0, 'must not be empty').optional(),
        })
        .optional(),
    })
    .refine((value) => (value.flow_id === undefined) !== (value.flow_name === undefined), {
      error: "Exactly one of 'flow_id' and 'flow_name' is required",
      params: { code: 131008 },
    }),
});

/** Asks for a postal address; offered in India and Singapore. */
export const addressAction = z.strictObject({
  name: z.literal('address_message'),
  parameters: z.strictObject({
    country: z.enum(['IN', 'SG']),
    values: anything.optional(),
    saved_addresses: z.array(anything).optional(),
    validation_errors: anything.optional(),
  }),
});

/** A button that calls the business. */
export const voiceCallAction = z.strictObject({
  name: z.literal('voice_call'),
  parameters: z
    .strictObject({
      display_text: z.string().min(1).max(20).optional(),
      ttl_minutes: z.number().int().min(1).max(43_200).optional(),
    })
    .optional(),
});

/** Asks for permission to call. */
export const permissionAction = z.strictObject({ name: z.literal('call_permission_request') });

/** Payments, whose parameters differ by country and are taken as they are. */
export function paymentAction(name: 'review_and_pay' | 'review_order') {
  return z.strictObject({ name: z.literal(name), parameters: anything });
}
