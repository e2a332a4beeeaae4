import { previewOf } from '../../conversations/content.ts';
import type { MessageRow, PlatformMessageRow } from '../../database/schema.ts';
import { removeReceivedMedia } from '../../media/removal.ts';
import type { DeletionItem, EditItem } from '../../platforms/item.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';
import { registerMedia } from './media.ts';
import { deletedContent, type Tombstone } from './messages.ts';
import { announce, conversationOf, keepReplyHandle } from './participants.ts';

/** A message got new content. Of several edits the latest by the platform's time counts. */
export async function applyEdit(scene: ItemScene<EditItem>): Promise<Concerned> {
  const { store, item } = scene;
  const { known, message } = find(scene, item.platform_message_id);
  if (!known) return nobody;
  if (!message) return editEarly(scene, known);
  if (message.deleted_at || item.occurred_at < (message.edited_at ?? 0)) return concernedBy(message);
  await removeReceivedMedia(scene.batch.transaction, [[message.workspace_id, message.id]], scene.now);
  const registered = await registerMedia(scene, message.id, item.content);
  const content = JSON.stringify(registered);
  store.messages.rows.change(message, {
    content,
    content_type: item.content.type,
    edited_at: item.occurred_at,
    updated_at: scene.now,
  });
  const [part] = store.messages.partsOf(message);
  if (part) store.messages.parts.change(part, { content, updated_at: scene.now });
  const conversation = await conversationIn(scene, message);
  if (conversation) await keepReplyHandle(scene, conversation, item.reply);
  announce(
    scene,
    'message.edited',
    () => ({ message_id: message.id, platform_message_id: item.platform_message_id, content: registered }),
    { conversation, message_id: message.id },
  );
  if (conversation && conversation.last_message_seq === message.seq) {
    store.conversations.rows.change(conversation, { preview: previewOf(item.content) });
  }
  if (conversation && scene.origin === 'live' && message.direction === 'in') {
    await scene.interest.edited(scene, { conversation, message });
  }
  return concernedBy(message);
}

/**
 * An edit of a message that has not come, or came before the account was connected: kept for the message, and
 * announced all the same, since the business may know it.
 */
async function editEarly(scene: ItemScene<EditItem>, known: PlatformMessageRow): Promise<Concerned> {
  const { store, item } = scene;
  const early: Tombstone = known.tombstone ? JSON.parse(known.tombstone) : {};
  if (early.deleted_at || item.occurred_at < (early.edited_at ?? 0)) return nobody;
  const tombstone: Tombstone = { content: item.content, edited_at: item.occurred_at };
  const conversation = await conversationOf(scene, item);
  store.messages.platformMessages.change(known, {
    tombstone: JSON.stringify(tombstone),
    conversation_id: conversation?.id ?? null,
  });
  if (conversation) await keepReplyHandle(scene, conversation, item.reply);
  const { platform_message_id, content } = item;
  announce(scene, 'message.edited', () => ({ message_id: null, platform_message_id, content }), {
    conversation,
  });
  return { contact_id: conversation?.contact_id ?? null, conversation_id: conversation?.id ?? null };
}

/** A message was taken back by its author: its content is erased here too. */
export async function applyDeletion(scene: ItemScene<DeletionItem>): Promise<Concerned> {
  const { store, item, now } = scene;
  const { known, message } = find(scene, item.platform_message_id);
  if (!known) return nobody;
  if (!message) return deleteEarly(scene, known);
  if (message.deleted_at) return concernedBy(message);
  await removeReceivedMedia(scene.batch.transaction, [[message.workspace_id, message.id]], now);
  const content = JSON.stringify(deletedContent);
  store.messages.rows.change(message, {
    content,
    content_type: deletedContent.type,
    deleted_at: item.occurred_at,
    updated_at: now,
  });
  for (const part of store.messages.partsOf(message)) {
    store.messages.parts.change(part, { content, updated_at: now });
  }
  // What was made of its words goes with them.
  await scene.batch.transaction.remove(
    'message_analyses',
    ['workspace_id', 'message_id'],
    [[message.workspace_id, message.id]],
  );
  const conversation = await conversationIn(scene, message);
  if (conversation && conversation.last_message_seq === message.seq) {
    store.conversations.rows.change(conversation, { preview: '' });
  }
  announce(
    scene,
    'message.deleted',
    () => ({ message_id: message.id, platform_message_id: item.platform_message_id }),
    { conversation, message_id: message.id },
  );
  if (conversation && scene.origin === 'live' && message.direction === 'in') {
    await scene.interest.takenBack(scene, { conversation, message });
  }
  return concernedBy(message);
}

/** A message that has not come was taken back: it will be stored without what it said. */
async function deleteEarly(scene: ItemScene<DeletionItem>, known: PlatformMessageRow): Promise<Concerned> {
  const { store, item } = scene;
  const early: Tombstone = known.tombstone ? JSON.parse(known.tombstone) : {};
  if (early.deleted_at) return nobody;
  const tombstone: Tombstone = { deleted_at: item.occurred_at };
  const conversation = await conversationOf(scene, item);
  store.messages.platformMessages.change(known, {
    tombstone: JSON.stringify(tombstone),
    conversation_id: conversation?.id ?? null,
  });
  const { platform_message_id } = item;
  announce(scene, 'message.deleted', () => ({ message_id: null, platform_message_id }), { conversation });
  return { contact_id: conversation?.contact_id ?? null, conversation_id: conversation?.id ?? null };
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

async function conversationIn({ store }: ItemScene, message: MessageRow) {
  await store.conversations.loadIds([{ workspaceId: message.workspace_id, id: message.conversation_id }]);
  return store.conversations.rows.get(message.workspace_id, message.conversation_id);
}
