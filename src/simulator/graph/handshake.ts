import type { Clock } from '../../clock.ts';
import { digits } from '../ids.ts';
import type { Callback } from './state.ts';

// The same patience as with events.
const patience = 10_000;

/**
 * Meta's verification GET. Null when the callback passed, else what went wrong.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
 */
export async function handshakeProblem(clock: Clock, callback: Callback): Promise<string | null> {
  const challenge = digits(10);
  const url = urlWithChallenge(callback, challenge);
  if (url === null) return `${callback.url} is not a URL`;
  const hurry = new AbortController();
  const cancel = clock.after(patience, () => hurry.abort());
  try {
    const response = await fetch(url, { redirect: 'manual', signal: hurry.signal });
    const body = await response.text();
    if (response.status !== 200) return `the callback answered ${response.status} instead of 200`;
    return body === challenge ? null : 'the callback did not answer with the challenge alone';
  } catch (error) {
    return `the callback could not be reached: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    cancel();
  }
}

function urlWithChallenge(callback: Callback, challenge: string): URL | null {
  if (!URL.canParse(callback.url)) return null;
  const url = new URL(callback.url);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', callback.verify_token);
  return url;
}
