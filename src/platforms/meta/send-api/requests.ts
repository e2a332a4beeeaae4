import type { PlatformRequest } from '../../platform.ts';
import type { Json } from '../../readers.ts';

/** Where the messages of one account are sent. */
export interface Endpoint {
  /** The setting that holds the base URL. */
  base: string;
  path: string;
}

/** A call of an account's `/messages`. */
export function messagesRequest({ base, path }: Endpoint, body: Json): PlatformRequest {
  return { method: 'POST', base, path, headers: { 'content-type': 'application/json' }, body };
}

/**
 * How the answer of a person is marked that comes later than the window.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
 */
export const humanAgent = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } as const;

/** Typing and read marks, as sender actions. */
export const senderActions = { typing: 'typing_on', mark_read: 'mark_seen' } as const;

/** Why no receipt and no echo will tell what became of a sender action. */
export const noEcho =
  'Meta shows no echo of reactions and other sender actions, so nothing proves that one arrived.';
