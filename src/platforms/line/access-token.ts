import type { Failure } from '../../errors.ts';
import type { PlatformAnswer, Sending } from '../platform.ts';
import { numberAt, objectOf, textAt } from '../readers.ts';
import { type LineCredentials, signingSecrets } from './credentials.ts';
import { explainError } from './errors.ts';

// The lifetime LINE documents, should an answer not name it.
const lifetimeSeconds = 900;

/**
 * Stateless channel access tokens: they live 15 minutes, cannot be revoked, and any number may be made.
 * https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
export const accessToken: NonNullable<Sending<LineCredentials>['accessToken']> = {
  needed: (credentials) => credentials.channel_access_token === undefined,
  request: (credentials) => ({
    method: 'POST',
    base: 'line_url',
    path: '/oauth2/v3/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: {
      grant_type: 'client_credentials',
      client_id: credentials.channel_id ?? '',
      // A new secret ends the old one at once, so only the newest can make tokens.
      client_secret: signingSecrets(credentials)[0] ?? '',
    },
  }),
  interpret: readToken,
};

function readToken(answer: PlatformAnswer): { token: string; expires_in_ms: number } | Failure {
  const body = objectOf(answer.body);
  const token = textAt(body, 'access_token');
  if (answer.status !== 200 || token === undefined) return explainError(answer);
  return { token, expires_in_ms: (numberAt(body, 'expires_in') ?? lifetimeSeconds) * 1000 };
}
