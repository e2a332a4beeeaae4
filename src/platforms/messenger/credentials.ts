import { z } from 'zod';
import { appFields, appSecretRules, idFrom, pasted } from '../meta/app-credentials.ts';
import type { AccountRules } from '../platform.ts';

/** The credentials of one Facebook Page, by the names of Meta's console. */
export const credentialsSchema = z.object({
  page_access_token: pasted.describe('Page access token, best one that never expires.'),
  page_id: idFrom('Page ID').describe('ID of the Facebook Page.'),
  ...appFields,
});

/** What a Messenger account is connected with. */
export type MessengerCredentials = z.infer<typeof credentialsSchema>;

/** What the credentials say about the account. */
export const accountRules: AccountRules<MessengerCredentials> = {
  family: 'meta',
  routing: 'payload',
  ...appSecretRules,
  externalId: ({ page_id }) => page_id,
  groupIds: () => [],
  // A page-scoped id says nothing of itself; nothing else can be written to by a bare string.
  identityOf: (recipient) => ({ kind: 'psid', value: recipient.trim() }),
};
