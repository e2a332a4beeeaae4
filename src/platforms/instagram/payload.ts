import { accountsIn } from '../meta/inbox/envelope.ts';
import { isObject } from '../readers.ts';

/**
 * What the webhooks of an Instagram professional account call themselves, by whichever route it is
 * connected.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const webhookObject = 'instagram';

/** Whether a body calls itself one of Instagram's. */
export function recognises(body: unknown): boolean {
  return isObject(body) && body.object === webhookObject;
}

/** Every account id that a body mentions; empty for a body that is not about Instagram. */
export function candidates(body: unknown): string[] {
  return accountsIn(body, webhookObject);
}
