import type { StatusItem, WatermarkItem } from '../../item.ts';
import { type Json, textAt } from '../../readers.ts';
import { timeAt } from '../json.ts';
import { direct, type InboxEvent, itemBase } from './event.ts';

type Receipt = StatusItem | WatermarkItem;

/**
 * Messages of ours arrived: those that are named, and all until a moment.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-deliveries
 */
export function readDelivery(delivery: Json, event: InboxEvent): Receipt[] | undefined {
  const mids = [delivery.mids]
    .flat()
    .map((mid) => textAt({ mid }, 'mid'))
    .filter((mid) => mid !== undefined);
  return receipts('delivered', mids, delivery, event);
}

/**
 * Messages of ours were read: all until a moment (a page), or one that is named (an Instagram account).
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reads
 */
export function readRead(read: Json, event: InboxEvent): Receipt[] | undefined {
  const mid = textAt(read, 'mid');
  return receipts('read', mid === undefined ? [] : [mid], read, event);
}

function receipts(
  status: 'delivered' | 'read',
  mids: readonly string[],
  receipt: Json,
  event: InboxEvent,
): Receipt[] | undefined {
  const { person, outgoing } = event;
  const until = timeAt(receipt, 'watermark');
  // What our own side has read says nothing about what we sent.
  if (outgoing) return [];
  if (mids.length === 0 && until === undefined) return undefined;
  const who = person?.identities[0]?.value ?? '';
  const items: Receipt[] = mids.map((mid) => ({
    ...itemBase(event, `status:${mid}:${status}:${who}`),
    kind: 'status',
    platform_message_id: mid,
    status,
    ...(person && { person }),
  }));
  // A moment is about the chat with somebody; without a name it is about no one.
  if (until !== undefined && person !== undefined) {
    const key = `watermark:${status}:${who}:${until}`;
    items.push({ ...itemBase(event, key), kind: 'watermark', status, until, thread: direct, person });
  }
  return items;
}
