import { resolveContact } from '../../conversations/contact-merge.ts';
import type { ContactRow, ConversationRow } from '../../database/schema.ts';
import type { PendingNumber } from '../../database/writer.ts';
import type { EventType } from '../../events/event.ts';
import { appendEvent, type NewEvent } from '../../events/log.ts';
import type { Person, ReplyHandle, Thread } from '../../platforms/item.ts';
import type { ItemScene } from '../acceptance.ts';
import { askForProfile } from '../profile-job.ts';

/** The contact and conversation of an item; made when they are new. */
export async function participants(
  scene: ItemScene,
  thread: Thread,
  person: Person | undefined,
): Promise<{ contact: ContactRow | undefined; conversation: ConversationRow }> {
  const { store, owner, item } = scene;
  const contact = await contactOf(scene, person);
  const conversation = await store.conversations.open(owner, thread, contact, item.occurred_at);
  return { contact, conversation };
}

/** Whether a thread can be found: a direct chat has no id but its person's. */
export function isFound(thread: Thread, person: Person | undefined): boolean {
  return thread.id !== undefined || (person !== undefined && person.identities.length > 0);
}

/** The conversation that news is about; undefined where the payload does not tell enough to find one. */
export async function conversationOf(
  scene: ItemScene,
  { thread, person }: { thread?: Thread; person?: Person },
): Promise<ConversationRow | undefined> {
  if (!thread || !isFound(thread, person)) return undefined;
  return (await participants(scene, thread, person)).conversation;
}

/** The contact of a person who did something, or had something done. */
export async function contactOf(
  scene: ItemScene,
  person: Person | undefined,
): Promise<ContactRow | undefined> {
  if (!person || person.identities.length === 0) return undefined;
  const { owner, item } = scene;
  const { occurred_at } = item;
  const sighting = { owner, person, seenAt: occurred_at, occurredAt: occurred_at };
  const contact = await resolveContact(scene, sighting);
  askForProfile(scene, contact);
  return contact;
}

/** Announces what an item means. */
export function announce(
  scene: ItemScene,
  type: EventType,
  data: () => unknown,
  subject: { conversation?: ConversationRow | undefined; message_id?: string } = {},
): PendingNumber {
  const { batch, item, owner, raw, now } = scene;
  const event: NewEvent = {
    workspace_id: owner.workspaceId,
    type,
    occurred_at: item.occurred_at,
    account_id: owner.accountId,
    platform: owner.platform,
    conversation_id: subject.conversation?.id ?? null,
    message_id: subject.message_id ?? null,
    data,
    raw,
    origin: 'imported' in item && item.imported ? 'imported' : scene.origin,
  };
  return appendEvent(batch, event, now);
}

/** The sender of an item in the public form: the id is what the payload holds. */
export function senderOf(contact: ContactRow | undefined, person: Person | undefined) {
  return {
    contact_id: contact?.id ?? null,
    id: person?.identities[0]?.value ?? null,
    name: contact?.name ?? person?.name ?? null,
  };
}

/** Keeps a one-use permission to answer. Coming again, it counts from now, unless it was used. */
export async function keepReplyHandle(
  { batch, owner, item, receivedAt }: ItemScene,
  conversation: ConversationRow,
  handle: ReplyHandle | undefined,
): Promise<void> {
  if (!handle) return;
  await batch.transaction.insertNew(
    'reply_handles',
    ['workspace_id', 'conversation_id', 'token'],
    [
      {
        workspace_id: owner.workspaceId,
        conversation_id: conversation.id,
        token: handle.token,
        account_id: owner.accountId,
        dedupe_key: item.key,
        event_at: item.occurred_at,
        received_at: receivedAt,
        attempt_id: null,
      },
    ],
  );
}
