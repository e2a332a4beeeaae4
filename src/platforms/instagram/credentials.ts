import { z } from 'zod';
import { appFields, appSecretRules, idFrom, pasted } from '../meta/app-credentials.ts';
import type { AccountRules } from '../platform.ts';

/**
 * The credentials of one Instagram professional account: with the token of its Facebook Page, or with one of
 * its own from Instagram Login. Given both, the account's own is used.
 */
export const credentialsSchema = z
  .object({
    access_token: pasted.optional().describe('Instagram user access token, from Instagram Login.'),
    page_access_token: pasted
      .optional()
      .describe('Access token of the Facebook Page the account is linked to.'),
    instagram_business_account_id: idFrom('Instagram account ID').describe(
      'ID of the professional account (17841…): the one that webhooks name.',
    ),
    facebook_page_id: idFrom('Page ID').optional().describe('ID of that Facebook Page.'),
    ...appFields,
  })
  .refine((given) => given.access_token !== undefined || given.page_access_token !== undefined, {
    path: ['access_token'],
    message: 'Give access_token (Instagram Login) or page_access_token (through a Facebook Page).',
  })
  .refine(
    (given) =>
      given.access_token !== undefined ||
      given.page_access_token === undefined ||
      given.facebook_page_id !== undefined,
    { path: ['facebook_page_id'], message: 'Through a Facebook Page its ID is needed too.' },
  );

/** What an Instagram account is connected with. */
export type InstagramCredentials = z.infer<typeof credentialsSchema>;

/** The two ways to one inbox: the account's own login, or its Facebook Page. */
export type Route = 'login' | 'page';

/** Which of the two an account takes. */
export function routeOf({ access_token }: Pick<InstagramCredentials, 'access_token'>): Route {
  return access_token === undefined ? 'page' : 'login';
}

/** What the credentials say about the account. */
export const accountRules: AccountRules<InstagramCredentials> = {
  family: 'meta',
  routing: 'payload',
  ...appSecretRules,
  externalId: ({ instagram_business_account_id }) => instagram_business_account_id,
  groupIds: () => [],
  identityOf: (recipient) => ({ kind: 'igsid', value: recipient.trim() }),
};
