import { previewOf } from '../../conversations/content.ts';
import type { MessageRow, PlatformMessageRow } from '../../database/schema.ts';
import type { DeletionItem, EditItem } from '../../platforms/item.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';
import { deletedContent, type Tombstone } from './messages.ts';
import { announce, keepReplyHandle } from './participants.ts';

/** A message got new content. Of several edits the latest by the platform's time counts. */
export async function applyEdit(scene: ItemScene<EditItem>): Promise<Concerned> {
  const { store, item } = scene;
  const { known, message } = find(scene, item.platform_message_id);
  if (!known) return nobody;
  if (!message) {
    const early: Tombstone = known.tombstone ? JSON.parse(known.tombstone) : {};
    if (item.occurred_at >= (early.edited_at ?? 0)) {
      const tombstone: Tombstone = { ...early, content: item.content, edited_at: item.occurred_at };
      store.messages.platformMessages.change(known, { tombstone: JSON.stringify(tombstone) });
    }
    return nobody;
  }
  if (message.deleted_at || item.occurred_at < (message.edited_at ?? 0)) return concernedBy(message);
  store.messages.rows.change(message, {
    content: JSON.stringify(item.content),
    content_type: item.content.type,
    edited_at: item.occurred_at,
    updated_at: scene.now,
  });
  const conversation = await conversationOf(scene, message);
  if (conversation) await keepReplyHandle(scene, conversation, item.reply);
  announce(
    scene,
    'message.edited',
    () => ({ message_id: message.id, platform_message_id: item.platform_message_id, content: item.content }),
    { conversation, message_id: message.id },
  );
  if (conversation && conversation.last_message_seq === message.seq) {
    store.conversations.rows.change(conversation, { preview: previewOf(item.content) });
  }
  return concernedBy(message);
}

/** A message was taken back by its author: its content is erased here too. */
export async function applyDeletion(scene: ItemScene<DeletionItem>): Promise<Concerned> {
  const { store, item, now } = scene;
  const { known, message } = find(scene, item.platform_message_id);
  if (!known) return nobody;
  if (!message) {
    const tombstone: Tombstone = { deleted_at: item.occurred_at };
    store.messages.platformMessages.change(known, { tombstone: JSON.stringify(tombstone) });
    return nobody;
  }
  if (message.deleted_at) return concernedBy(message);
  store.messages.rows.change(message, {
    content: deletedContent,
    deleted_at: item.occurred_at,
    updated_at: now,
  });
  for (const part of store.messages.partsOf(message)) {
    store.messages.parts.change(part, { content: deletedContent, updated_at: now });
  }
  const conversation = await conversationOf(scene, message);
  if (conversation && conversation.last_message_seq === message.seq) {
    store.conversations.rows.change(conversation, { preview: '' });
  }
  announce(
    scene,
    'message.deleted',
    () => ({ message_id: message.id, platform_message_id: item.platform_message_id }),
    { conversation, message_id: message.id },
  );
  return concernedBy(message);
}

const nobody: Concerned = { contact_id: null, conversation_id: null };

function concernedBy(message: MessageRow): Concerned {
  return { contact_id: message.contact_id, conversation_id: message.conversation_id };
}

function find(
  { store, owner }: ItemScene,
  platformMessageId: string,
): { known: PlatformMessageRow | undefined; message: MessageRow | undefined } {
  const known = store.messages.platformMessages.get(owner.workspaceId, owner.accountId, platformMessageId);
  const message = known?.message_id
    ? store.messages.rows.get(owner.workspaceId, known.message_id)
    : undefined;
  return { known, message };
}

async function conversationOf({ store }: ItemScene, message: MessageRow) {
  await store.conversations.loadIds([{ workspaceId: message.workspace_id, id: message.conversation_id }]);
  return store.conversations.rows.get(message.workspace_id, message.conversation_id);
}
