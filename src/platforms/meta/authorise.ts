import { createHmac } from 'node:crypto';
import type { Authorisation } from '../platform.ts';

/**
 * The token in a header, so that it stands in no URL of a log. With the app's setting "Require App Secret" the
 * Graph API also wants proof that whoever calls knows the secret.
 * https://developers.facebook.com/docs/graph-api/guides/secure-requests
 */
export function authoriseGraph(
  token: string,
  secrets: readonly string[],
  settings: Readonly<Record<string, string>>,
): Authorisation {
  const headers = { authorization: `Bearer ${token}` };
  const [secret] = secrets;
  if (settings.app_secret_proof !== 'on' || secret === undefined) return { headers };
  return { headers, query: { appsecret_proof: appSecretProof(token, secret) } };
}

/** Lower-case hex of HMAC-SHA256 over the token, by the app secret. */
export function appSecretProof(token: string, secret: string): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}
