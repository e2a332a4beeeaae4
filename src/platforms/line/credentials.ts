import { z } from 'zod';
import type { Identity } from '../item.ts';
import type { AccountRules } from '../platform.ts';
import { learntId } from './webhook.ts';

// Pasted from a console page, often with a line break at the end.
const pasted = z.string().trim().min(1);

/**
 * A LINE channel. With a channel access token that one is used; with the channel id instead, short-lived
 * stateless tokens are made from id and secret.
 * https://developers.line.biz/en/docs/basics/channel-access-token/
 */
export const credentialsSchema = z
  .object({
    channel_secret: z
      .union([pasted, z.array(pasted).min(1)])
      .describe('Signs the webhooks. While a secret is being replaced: both, the new one first.'),
    channel_access_token: pasted
      .optional()
      .describe('A long-lived token from the LINE Developers console; not needed with channel_id.'),
    channel_id: pasted
      .optional()
      .describe('The number of the channel; with it Parley makes its own stateless tokens.'),
    bot_user_id: pasted
      .optional()
      .describe("The bot's own user id (U…); otherwise learnt from the first webhook."),
    verify_token: z.string().optional().describe('Ignored: LINE has no handshake.'),
  })
  .refine((given) => given.channel_access_token !== undefined || given.channel_id !== undefined, {
    path: ['channel_access_token'],
    message: 'Give channel_access_token, or channel_id so that tokens can be made from it and the secret.',
  });

/** What a LINE account is connected with. */
export type LineCredentials = z.infer<typeof credentialsSchema>;

/** Every signing secret, newest first. */
export function signingSecrets(given: Partial<LineCredentials>): string[] {
  const secret = given.channel_secret ?? [];
  return Array.isArray(secret) ? secret : [secret];
}

/** What LINE credentials say about their account. */
export const accountRules: AccountRules<LineCredentials> = {
  family: 'line',
  routing: 'url',
  signingSecrets,
  secretFields: (secrets) => ({ channel_secret: [...secrets] }),
  withoutSecrets(given) {
    const { channel_secret: _, verify_token: __, ...rest } = given;
    // Without a token the secret is also what tokens are made with, and must stay.
    if (given.channel_access_token !== undefined) return rest;
    return { ...rest, channel_secret: signingSecrets(given) };
  },
  externalId: (given) => given.bot_user_id ?? null,
  groupIds: () => [],
  learntId,
  identityOf,
};

/**
 * LINE ids tell by their first letter what they are: user `U`, group `C`, room `R`.
 * https://developers.line.biz/en/docs/messaging-api/getting-user-ids/
 */
function identityOf(recipient: string): Identity {
  if (recipient.startsWith('C')) return { kind: 'group', value: recipient };
  if (recipient.startsWith('R')) return { kind: 'room', value: recipient };
  return { kind: 'user', value: recipient };
}
