import { type Content, previewOf } from '../../conversations/content.ts';
import type { ConversationRow, MessageRow } from '../../database/schema.ts';
import type { EventType } from '../../events/event.ts';
import type { ItemScene } from '../acceptance.ts';
import { registerMedia } from './media.ts';
import { announce } from './participants.ts';

/**
 * The message known by this id, if it is one of an old chat that stands there without its content and the item
 * brings it: media are handed over after the chats they belong to.
 */
export function placeholderOf({ store, owner, item }: ItemScene, messageId: string): MessageRow | undefined {
  if (item.kind !== 'message' || !item.imported || item.content.type === 'unsupported') return undefined;
  const message = store.messages.rows.get(owner.workspaceId, messageId);
  const waits = message?.content_type === 'unsupported' && message.origin === 'imported';
  return waits && !message.deleted_at ? message : undefined;
}

/** Puts the content in the place that was kept for it, and announces it like the message it is. */
export async function fillPlaceholder(
  scene: ItemScene,
  message: MessageRow,
  conversation: ConversationRow,
  entry: { content: Content; type: EventType; senderName: string | null },
): Promise<void> {
  const { store, now } = scene;
  const registered = await registerMedia(scene, message.id, entry.content);
  const content = JSON.stringify(registered);
  store.messages.rows.change(message, { content, content_type: registered.type, updated_at: now });
  for (const part of store.messages.partsOf(message)) {
    store.messages.parts.change(part, { content, updated_at: now });
  }
  if (conversation.last_message_seq === message.seq) {
    store.conversations.rows.change(conversation, { preview: previewOf(registered) });
  }
  const view = store.messages.view(message, entry.senderName);
  announce(scene, entry.type, () => ({ message: view }), { conversation, message_id: message.id });
}
