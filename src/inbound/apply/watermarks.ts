import { advance } from '../../conversations/delivery-status.ts';
import type { ConversationRow, MessagePartRow, MessageRow } from '../../database/schema.ts';
import { attemptBook } from '../../outbound/attempt.ts';
import type { WatermarkItem } from '../../platforms/item.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';

/**
 * Everything sent to a person until a moment was delivered or read. The moment is kept with the conversation,
 * since the answer to a send may come later than its receipt (`outbound/settle.ts` looks there).
 */
export async function applyWatermark(scene: ItemScene<WatermarkItem>): Promise<Concerned> {
  const { store, owner, item } = scene;
  // Strangers are not made: nobody was ever written to whom we do not know.
  const contact = store.contacts.find(owner, item.person.identities);
  const conversation = contact && (await store.conversations.directOf(owner, contact));
  if (!contact || !conversation) return { contact_id: contact?.id ?? null, conversation_id: null };
  const concerned = { contact_id: contact.id, conversation_id: conversation.id };
  const column = item.status === 'read' ? 'read_until' : 'delivered_until';
  const before = conversation[column] ?? 0;
  if (item.until <= before) return concerned;
  store.conversations.rows.change(conversation, { [column]: item.until });
  await moveMessages(scene, conversation, before);
  return concerned;
}

/** Moves what was sent between the last watermark and this one. */
async function moveMessages(
  scene: ItemScene<WatermarkItem>,
  conversation: ConversationRow,
  before: number,
): Promise<void> {
  const { store, item, owner, raw, origin } = scene;
  const ids = await candidates(scene, conversation, before);
  const { workspaceId } = owner;
  await store.messages.load(ids.map((id) => ({ workspaceId, id })));
  await attemptBook(scene.batch).loadOfMessages(ids.map((id) => [workspaceId, id] as const));
  for (const id of ids) {
    const message = store.messages.rows.get(workspaceId, id);
    for (const part of message ? store.messages.partsOf(message) : []) {
      if (!message || sentTime(scene, message, part) > item.until) continue;
      const { status, occurred_at } = item;
      advance(scene, { message, part, status, occurred_at, raw, origin, platform: owner.platform });
    }
  }
}

/** Ids of our messages that may be concerned; those that waited longer than the platform allows cannot be. */
async function candidates(
  { batch, item, account }: ItemScene<WatermarkItem>,
  conversation: ConversationRow,
  before: number,
): Promise<string[]> {
  const rows = await batch.transaction.query
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', conversation.workspace_id)
    .where('conversation_id', '=', conversation.id)
    .where('sent_at', '>', before - account.platform.limits.max_age_ms)
    .where('sent_at', '<=', item.until)
    .where('direction', '=', 'out')
    .where('status', 'in', item.status === 'read' ? ['sent', 'delivered'] : ['sent'])
    .orderBy('sent_at')
    .execute();
  return rows.map(({ id }) => id);
}

/** When a part went out: when its call began, or when it was typed elsewhere; never, if it has not gone. */
function sentTime({ batch }: ItemScene, message: MessageRow, part: MessagePartRow): number {
  if (message.author === 'app') return message.sent_at;
  const book = attemptBook(batch);
  const attempt = book
    .ofMessage(message.id)
    .find(
      (one) => one.state === 'sent' && book.partsOf(one).some(({ position }) => position === part.position),
    );
  return attempt?.tried_at ?? Number.POSITIVE_INFINITY;
}
