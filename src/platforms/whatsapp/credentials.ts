import { z } from 'zod';
import type { Identity } from '../item.ts';
import type { AccountRules } from '../platform.ts';

const secret = z.string().trim().min(1);

/** The credentials of one business phone number, by the names of Meta's console. */
export const credentialsSchema = z.object({
  access_token: secret.describe('Access token, best of a system user with both whatsapp permissions.'),
  phone_number_id: z
    .string()
    .trim()
    .regex(/^[^\s+]+$/, 'Give the phone number ID from Meta’s console, not the phone number itself.')
    .describe('Phone number ID of the business number.'),
  business_account_id: z
    .string()
    .trim()
    .regex(/^[^\s+]+$/, 'Give the WhatsApp Business Account ID from Meta’s console.')
    .optional()
    .describe('WhatsApp Business Account ID; needed for account and template events.'),
  // Without it nobody could tell a real webhook from a forged one.
  app_secret: z
    .union([secret, z.array(secret).min(1)])
    .describe('App secret, or several during a rotation, newest first.'),
  verify_token: secret.optional().describe('Verify token of the webhook; made when it is left out.'),
  app_id: secret.optional().describe('App ID; needed to subscribe the webhook.'),
});

/** What a WhatsApp account is connected with. */
export type WhatsAppCredentials = z.infer<typeof credentialsSchema>;

/** What the credentials say about the account. */
export const accountRules: AccountRules<WhatsAppCredentials> = {
  family: 'meta',
  routing: 'payload',
  signingSecrets: ({ app_secret }) => (Array.isArray(app_secret) ? app_secret : [app_secret]),
  secretFields: (secrets) => ({ app_secret: [...secrets] }),
  withoutSecrets({ app_secret: _, ...rest }) {
    return rest;
  },
  externalId: ({ phone_number_id }) => phone_number_id,
  groupIds: ({ business_account_id }) => (business_account_id === undefined ? [] : [business_account_id]),
  identityOf,
};

// Numbers as people write them: +66 81 234 5678, (0)81-2345678.
const written = /^\+?[\d\s().-]*\d[\d\s().-]*$/;

/** A phone as the digits that webhooks use; anything else as it stands. */
export function phoneDigits(value: string): string {
  return written.test(value.trim()) ? value.replace(/\D/g, '') : value.trim();
}

/**
 * Phones and business-scoped user ids look different: `+66 81 …` and `US.1349…`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export function identityOf(recipient: string): Identity {
  const value = recipient.trim();
  // 00 stands for the plus in many countries, and no country code begins with 0.
  if (written.test(value)) return { kind: 'phone', value: phoneDigits(value).replace(/^00/, '') };
  return { kind: value.split('.')[1] === 'ENT' ? 'parent_bsuid' : 'bsuid', value };
}
