import type { ContactRow } from '../../database/schema.ts';
import type { NoticeItem, UnsupportedItem } from '../../platforms/item.ts';
import { applyTemplateChange } from '../../templates/apply-change.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';
import {
  announce,
  contactOf,
  conversationOf,
  isFound,
  keepReplyHandle,
  participants,
  senderOf,
} from './participants.ts';
import { openWindow } from './window.ts';

/** Anything with a meaning of its own that is no message. */
export async function applyNotice(scene: ItemScene<NoticeItem>): Promise<Concerned> {
  const { item } = scene;
  if (item.event === 'template.changed') {
    await applyTemplateChange(scene.batch, scene.account, item, scene.now);
  }
  if (!item.thread || !isFound(item.thread, item.person)) {
    const contact = await contactOf(scene, item.person);
    rememberMarketing(scene, contact);
    announce(scene, item.event, () => ({
      ...item.data,
      ...(item.person && { contact: senderOf(contact, item.person) }),
    }));
    return { contact_id: contact?.id ?? null, conversation_id: null };
  }
  const { contact, conversation } = await participants(scene, item.thread, item.person);
  rememberMarketing(scene, contact);
  await keepReplyHandle(scene, conversation, item.reply);
  if (item.opens_window) openWindow(scene, conversation);
  announce(scene, item.event, () => ({ ...item.data, contact: senderOf(contact, item.person) }), {
    conversation,
  });
  return { contact_id: contact?.id ?? null, conversation_id: conversation.id };
}

/** What the person has said of marketing stays on the contact. */
function rememberMarketing(
  { store, item, now }: ItemScene<NoticeItem>,
  contact: ContactRow | undefined,
): void {
  if (!contact || !item.marketing || contact.marketing === item.marketing) return;
  store.contacts.contacts.change(contact, { marketing: item.marketing, updated_at: now });
}

/** A kind we do not know: announced with all of it, so that nothing is lost on the business. */
export async function applyUnsupported(scene: ItemScene<UnsupportedItem>): Promise<Concerned> {
  const { item } = scene;
  const contact = await contactOf(scene, item.person);
  const conversation = await conversationOf(scene, item);
  announce(
    scene,
    'unsupported.received',
    () => ({ kind: item.what, sender: senderOf(contact, item.person), raw: item.raw }),
    { conversation },
  );
  return { contact_id: contact?.id ?? null, conversation_id: conversation?.id ?? null };
}
