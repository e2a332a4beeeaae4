import type { DeletionItem, EditItem, MessageItem } from '../../item.ts';
import { compact, type Json, numberAt, objectAt, textAt } from '../../readers.ts';
import type { AttachmentReaders } from './attachments.ts';
import { contentOf } from './content.ts';
import { contentKey, direct, type InboxEvent, itemBase } from './event.ts';
import { textIds } from './text-ids.ts';

/** Somebody wrote or took back what was written; undefined when nobody is named, or nothing. */
export function readMessage(
  message: Json,
  event: InboxEvent,
  readers: AttachmentReaders,
): MessageItem | DeletionItem | undefined {
  const id = textAt(message, 'mid');
  const { person } = event;
  if (message.is_deleted === true) return id === undefined ? undefined : deletion(event, id);
  const content = contentOf(message, readers);
  if (person === undefined || (id === undefined && content.type === 'unsupported')) return undefined;
  const key = id === undefined ? contentKey(event, 'message') : `message:${id}`;
  return {
    ...itemBase(event, key),
    kind: 'message',
    direction: event.outgoing ? 'out' : 'in',
    thread: direct,
    person,
    // There always is one; the item's own key keeps the message should it ever be missing.
    platform_message_id: id ?? key,
    content,
    opens_window: !event.outgoing,
    ...compact({
      reply_to: textAt(objectAt(message, 'reply_to'), 'mid'),
      referral: referralAt(message),
      context: contextOf(event),
    }),
  };
}

function deletion(event: InboxEvent, id: string): DeletionItem {
  return {
    ...itemBase(event, `deletion:${id}`),
    kind: 'deletion',
    platform_message_id: id,
    ...whereabouts(event),
  };
}

/**
 * A text got new words; may come without anybody's name.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-edits
 */
export function readEdit(edit: Json, event: InboxEvent): EditItem | undefined {
  const id = textAt(edit, 'mid');
  const text = textAt(edit, 'text');
  if (id === undefined || text === undefined) return undefined;
  const count = numberAt(edit, 'num_edit');
  return {
    ...itemBase(event, count === undefined ? contentKey(event, 'edit') : `edit:${id}:${count}`),
    kind: 'edit',
    platform_message_id: id,
    content: { type: 'text', text },
    ...whereabouts(event),
    ...compact({ context: contextOf(event) }),
  };
}

/** The chat and the other side, where both are known. */
export function whereabouts({ person }: InboxEvent) {
  return person === undefined ? {} : { thread: direct, person };
}

/** What must be known before a message is answered. */
export function contextOf({ standby }: InboxEvent): { standby: true } | undefined {
  return standby ? { standby } : undefined;
}

/** The ad, link or product that brought the person here. */
export function referralAt(fields: Json): Record<string, unknown> | undefined {
  const referral = objectAt(fields, 'referral');
  return referral && textIds(referral);
}
