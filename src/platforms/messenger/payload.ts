import { accountsIn } from '../meta/inbox/envelope.ts';
import { isObject } from '../readers.ts';

/**
 * What the webhooks of a Facebook Page call themselves: its chats, comments, leads and templates.
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export const webhookObject = 'page';

/** Whether a body calls itself one of a page's. */
export function recognises(body: unknown): boolean {
  return isObject(body) && body.object === webhookObject;
}

/** Every page id that a body mentions; empty for a body that is not about pages. */
export function candidates(body: unknown): string[] {
  return accountsIn(body, webhookObject);
}
