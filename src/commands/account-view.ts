import { z } from 'zod';
import { moment, record } from './layout.ts';

/** An account as the API shows it, as far as commands need it. */
export const accountShape = z.object({
  id: z.string(),
  platform: z.string(),
  name: z.string(),
  external_id: z.string().nullable(),
  webhook: z.object({ url: z.string(), verify_token: z.string().nullable(), is_verified: z.boolean() }),
  settings: z.record(z.string(), z.string()),
  created_at: z.string(),
  updated_at: z.string(),
});

/** One connected account. */
export type AccountView = z.infer<typeof accountShape>;

/** An account for people. */
export function describeAccount(account: AccountView): string {
  return record([
    ['Id', account.id],
    ['Name', account.name],
    ['Platform', account.platform],
    ['Its id there', account.external_id],
    ['Callback URL', account.webhook.url],
    ['Verify token', account.webhook.verify_token ?? undefined],
    ['Handshake', account.webhook.verify_token && (account.webhook.is_verified ? 'passed' : 'not yet')],
    ...Object.entries(account.settings),
    ['Connected', moment(account.created_at)],
    ['Changed', moment(account.updated_at)],
  ]);
}
