import { z } from 'zod';
import type { Identity } from '../item.ts';
import { appFields, appSecretRules, pasted } from '../meta/app-credentials.ts';
import type { AccountRules } from '../platform.ts';

/** The credentials of one business phone number, by the names of Meta's console. */
export const credentialsSchema = z.object({
  access_token: pasted.describe('Access token, best of a system user with both whatsapp permissions.'),
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
  ...appFields,
});

/** What a WhatsApp account is connected with. */
export type WhatsAppCredentials = z.infer<typeof credentialsSchema>;

/** What the credentials say about the account. */
export const accountRules: AccountRules<WhatsAppCredentials> = {
  family: 'meta',
  routing: 'payload',
  ...appSecretRules,
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
