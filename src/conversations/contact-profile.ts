import type { ContactRow } from '../database/schema.ts';
import { appendEvent } from '../events/log.ts';
import type { Profile } from '../platforms/account-care.ts';
import { storableText } from '../storable.ts';
import type { ConversationOwner } from './conversation.ts';
import type { Scene } from './delivery-status.ts';

const columns = ['name', 'username', 'picture_url', 'locale'] as const;

type Column = (typeof columns)[number];

/** Gives a contact what the platform shows of the person; a name that a message has told stays. */
export async function applyProfile(
  scene: Scene,
  owner: ConversationOwner,
  contact: ContactRow,
  profile: Profile,
): Promise<void> {
  const { store, now } = scene;
  const isNamed = contact.name !== null && contact.name_from_profile === 0;
  const changed = columns.filter((column) => {
    const value = profile[column];
    return value && storableText(value) !== contact[column] && !(column === 'name' && isNamed);
  });
  if (changed.length === 0) return;
  const news = Object.fromEntries(changed.map((column) => [column, storableText(profile[column] ?? '')]));
  store.contacts.contacts.change(contact, {
    ...news,
    ...(changed.includes('name') && { name_from_profile: 1 }),
    updated_at: now,
  });
  await announce(scene, owner, contact, changed);
}

async function announce(
  scene: Scene,
  owner: ConversationOwner,
  contact: ContactRow,
  changed: readonly Column[],
): Promise<void> {
  const { batch, store, now } = scene;
  const conversation = await store.conversations.directOf(owner, contact);
  const { id, name, username, picture_url, locale } = contact;
  appendEvent(
    batch,
    {
      workspace_id: owner.workspaceId,
      type: 'contact.changed',
      occurred_at: now,
      account_id: owner.accountId,
      platform: owner.platform,
      conversation_id: conversation?.id ?? null,
      data: () => ({ contact_id: id, name, username, picture_url, locale, changed }),
    },
    now,
  );
}
