import type { InboundItem } from '../item.ts';
import type { EventReader, InboxEvent } from '../meta/inbox/event.ts';
import { readEdit, readMessage } from '../meta/inbox/messages.ts';
import { sharedNotices } from '../meta/inbox/notices.ts';
import { readPostback } from '../meta/inbox/postbacks.ts';
import { readReaction } from '../meta/inbox/reactions.ts';
import { readRead } from '../meta/inbox/receipts.ts';
import type { Json } from '../readers.ts';
import { attachments } from './attachments.ts';

/**
 * What can happen in the chats of an account, by the key that names it. Nothing tells of deliveries.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const events: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  ['message', readDirectMessage],
  ['message_edit', readEdit],
  ['reaction', readReaction],
  ['postback', readPostback],
  ['read', readRead],
  ...sharedNotices,
]);

/**
 * What the account wrote to itself is an echo by its mark, but somebody wants an answer to it. It opens no
 * window: in such a chat there is none.
 */
function readDirectMessage(message: Json, event: InboxEvent): InboundItem | undefined {
  if (message.is_self !== true) return readMessage(message, event, attachments);
  const item = readMessage(message, { ...event, outgoing: false }, attachments);
  return item?.kind === 'message' ? { ...item, opens_window: false } : item;
}
