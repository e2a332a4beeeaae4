import type { Challenge } from '../platform.ts';

/**
 * The handshake that Meta makes when a callback URL is saved; null when the request is none.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export function readChallenge(query: URLSearchParams): Challenge | null {
  const token = query.get('hub.verify_token');
  const challenge = query.get('hub.challenge');
  if (query.get('hub.mode') !== 'subscribe' || !token || !challenge) return null;
  return { token, challenge };
}
