import type { MessageRow } from '../database/schema.ts';
import { appendEvent } from '../events/log.ts';
import type { Scene } from './delivery-status.ts';

/** The platform refused a message since its recipient wants no marketing: that is kept on the contact, and told. */
export async function stopMarketing(scene: Scene, message: MessageRow, platform: string): Promise<void> {
  const { store, batch, now } = scene;
  const { workspace_id, account_id } = message;
  const conversation = await store.conversations.current(workspace_id, message.conversation_id);
  if (!conversation?.contact_id) return;
  await store.contacts.loadIds([{ workspaceId: workspace_id, id: conversation.contact_id }]);
  const contact = store.contacts.current(workspace_id, conversation.contact_id);
  if (!contact || contact.marketing === 'stopped') return;
  store.contacts.contacts.change(contact, { marketing: 'stopped', updated_at: now });
  appendEvent(
    batch,
    {
      ...{ workspace_id, account_id, platform, occurred_at: now },
      type: 'contact.changed',
      conversation_id: conversation.id,
      data: () => ({ contact_id: contact.id, marketing: contact.marketing }),
    },
    now,
  );
}
