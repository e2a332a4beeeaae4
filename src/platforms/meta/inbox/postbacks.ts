import type { PostbackItem } from '../../item.ts';
import { compact, type Json, textAt } from '../../readers.ts';
import { contentKey, direct, type InboxEvent, itemBase } from './event.ts';
import { contextOf, referralAt } from './messages.ts';

/**
 * A button, the menu or an ice breaker was tapped. Whoever only listens gets no payload.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_postbacks
 */
export function readPostback(postback: Json, event: InboxEvent): PostbackItem | undefined {
  const { person } = event;
  if (person === undefined) return undefined;
  const id = textAt(postback, 'mid');
  return {
    ...itemBase(event, id === undefined ? contentKey(event, 'postback') : `postback:${id}`),
    kind: 'postback',
    thread: direct,
    person,
    data: textAt(postback, 'payload') ?? '',
    opens_window: true,
    ...compact({
      title: textAt(postback, 'title'),
      platform_message_id: id,
      referral: referralAt(postback),
      context: contextOf(event),
    }),
  };
}
