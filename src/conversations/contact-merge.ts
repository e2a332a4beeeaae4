import type { ContactRow, ConversationRow } from '../database/schema.ts';
import { appendEvent } from '../events/log.ts';
import type { Person } from '../platforms/item.ts';
import type { ConversationOwner } from './conversation.ts';
import type { Scene } from './delivery-status.ts';

/** Somebody was named: by a message, a receipt, or the answer to a send. */
export interface Sighting {
  owner: ConversationOwner;
  person: Person;
  /** When they did something themselves; 0 where they were only spoken of. */
  seenAt: number;
  occurredAt: number;
}

/**
 * The contact of a person, made when nobody has any of their identities. Contacts that turn out to be the
 * same person are merged, and their conversations with them.
 */
export async function resolveContact(scene: Scene, sighting: Sighting): Promise<ContactRow> {
  const { owner, person, seenAt } = sighting;
  const { contact, merged } = await scene.store.contacts.resolve(owner, person, seenAt);
  for (const loser of merged) {
    const conversation = await mergeConversations(scene, owner, loser, contact);
    announceMerge(scene, sighting, { loser, winner: contact, conversation });
  }
  return contact;
}

/**
 * The loser's conversation stays with its history and points to the winner's, or becomes it. Answers the
 * conversation that goes on.
 */
async function mergeConversations(
  { store, now }: Scene,
  owner: ConversationOwner,
  loser: ContactRow,
  winner: ContactRow,
): Promise<ConversationRow | undefined> {
  const { conversations } = store;
  const losing = await conversations.directOf(owner, loser);
  const winning = await conversations.directOf(owner, winner);
  if (!losing) return winning;
  if (!winning) {
    conversations.rekey(losing, winner);
    return losing;
  }
  conversations.rows.change(losing, { merged_into: winning.id, updated_at: now });
  // The person has written and may be answered, whichever conversation it was in.
  conversations.rows.change(winning, {
    last_inbound_at: latest(losing.last_inbound_at, winning.last_inbound_at),
    standby: losing.standby === 1 || winning.standby === 1 ? 1 : 0,
    window_ends_at: latest(losing.window_ends_at, winning.window_ends_at),
    updated_at: now,
  });
  return winning;
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function announceMerge(
  { batch, now }: Scene,
  { owner, occurredAt }: Sighting,
  merge: { loser: ContactRow; winner: ContactRow; conversation: ConversationRow | undefined },
): void {
  appendEvent(
    batch,
    {
      workspace_id: owner.workspaceId,
      type: 'contact.merged',
      occurred_at: occurredAt,
      account_id: owner.accountId,
      platform: owner.platform,
      conversation_id: merge.conversation?.id ?? null,
      data: () => ({ contact_id: merge.winner.id, merged_contact_id: merge.loser.id }),
    },
    now,
  );
}
