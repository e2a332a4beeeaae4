import type { GroupItem, IdentityItem, SubscriptionItem } from '../../platforms/item.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';
import { announce, contactOf, keepReplyHandle, participants, senderOf } from './participants.ts';

/** Somebody can, or can no longer, be written to. */
export async function applySubscription(scene: ItemScene<SubscriptionItem>): Promise<Concerned> {
  const { store, item, now } = scene;
  const { contact, conversation } = await participants(scene, { kind: 'direct' }, item.person);
  if (contact) {
    store.contacts.contacts.change(contact, { subscribed: item.subscribed ? 1 : 0, updated_at: now });
  }
  await keepReplyHandle(scene, conversation, item.reply);
  announce(
    scene,
    item.subscribed ? 'contact.subscribed' : 'contact.unsubscribed',
    () => ({ contact: senderOf(contact, item.person), ...item.data }),
    { conversation },
  );
  return { contact_id: contact?.id ?? null, conversation_id: conversation.id };
}

/** Something happened to a group: we or others came or went. */
export async function applyGroup(scene: ItemScene<GroupItem>): Promise<Concerned> {
  const { item } = scene;
  const { conversation } = await participants(scene, item.thread, undefined);
  await keepReplyHandle(scene, conversation, item.reply);
  const members: ReturnType<typeof senderOf>[] = [];
  for (const member of item.members ?? []) {
    members.push(senderOf(await contactOf(scene, member), member));
  }
  announce(
    scene,
    item.event,
    () => ({ thread_id: item.thread.id ?? null, kind: item.thread.kind, members, ...item.data }),
    { conversation },
  );
  return { contact_id: null, conversation_id: conversation.id };
}

/** Somebody got other ids. The contact stays the same; ids given up can become another person's. */
export async function applyIdentity(scene: ItemScene<IdentityItem>): Promise<Concerned> {
  const { store, owner, item } = scene;
  const contact = await contactOf(scene, {
    ...item.person,
    identities: [...item.person.identities, ...item.previous],
  });
  await store.contacts.forget(owner, item.previous);
  announce(scene, 'contact.changed', () => ({
    contact_id: contact?.id ?? null,
    identities: item.person.identities,
    previous_identities: item.previous,
    ...(item.text && { text: item.text }),
    ...item.data,
  }));
  return { contact_id: contact?.id ?? null, conversation_id: null };
}
