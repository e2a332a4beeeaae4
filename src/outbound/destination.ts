import type { Account } from '../accounts/account.ts';
import { resolveContact } from '../conversations/contact-merge.ts';
import type { ConversationOwner } from '../conversations/conversation.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import type { ContactRow, ConversationRow } from '../database/schema.ts';
import { notFound, Problem } from '../errors.ts';
import type { Identity, Thread } from '../platforms/item.ts';

/** Where to: an existing conversation, or somebody by the platform's own id. */
export type Addressee = { conversation_id: string } | { identity: Identity };

/** Where a message goes; nothing is made before it is sure that it may. */
export interface Destination {
  thread: Thread;
  /** The one that the caller named; undefined where a conversation was named instead. */
  identity?: Identity;
  /** Who has that identity, if anybody does. */
  contact?: ContactRow | undefined;
  conversation: ConversationRow | undefined;
}

/** What rows of an account's conversations are stored with. */
export function ownerOf(account: Account): ConversationOwner {
  return { workspaceId: account.workspaceId, accountId: account.id, platform: account.platform.name };
}

/** Finds where a message goes; a problem when the conversation named is none of the account's. */
export async function findDestination(
  { store }: Scene,
  account: Account,
  to: Addressee,
): Promise<Destination | Problem> {
  if ('identity' in to) {
    const owner = ownerOf(account);
    const thread = threadOf(to.identity);
    const contact = thread.kind === 'direct' ? store.contacts.find(owner, [to.identity]) : undefined;
    const known = thread.kind !== 'direct' || contact !== undefined;
    const conversation = known ? await store.conversations.find(owner, thread, contact) : undefined;
    return { thread, identity: to.identity, contact, conversation };
  }
  const conversation = await store.conversations.current(account.workspaceId, to.conversation_id);
  if (!conversation) return notFound('conversation', to.conversation_id);
  if (conversation.account_id !== account.id) return wrongAccount();
  return { thread: { kind: 'direct' }, conversation };
}

/** The conversation of a destination, opened if there is none. */
export async function openDestination(
  scene: Scene,
  account: Account,
  { conversation, thread, identity, contact }: Destination,
): Promise<ConversationRow> {
  if (conversation) return conversation;
  const owner = ownerOf(account);
  const { store, now } = scene;
  if (thread.kind !== 'direct' || !identity) return store.conversations.open(owner, thread, undefined, now);
  // Another message of the same batch may have made the person meanwhile.
  const known = contact ?? store.contacts.find(owner, [identity]);
  const person = { identities: [identity] };
  const somebody = known ?? (await resolveContact(scene, { owner, person, seenAt: 0, occurredAt: now }));
  return store.conversations.open(owner, thread, somebody, now);
}

/** The thread of somebody or something that is named by the platform's own id. */
export function threadOf(identity: Identity): Thread {
  if (identity.kind === 'group' || identity.kind === 'room')
    return { kind: identity.kind, id: identity.value };
  return { kind: 'direct' };
}

/** The answer to somebody who names an account and a conversation of another. */
export function wrongAccount(): Problem {
  return new Problem({
    status: 422,
    code: 'wrong_account',
    detail: 'This conversation belongs to another account.',
    fix: 'Leave account_id out, or name the conversation’s own account.',
  });
}
