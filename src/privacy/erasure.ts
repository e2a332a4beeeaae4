import { type Clock, toTimestamp } from '../clock.ts';
import type { Actor } from '../conversations/actor.ts';
import { type ConversationStore, conversationStore } from '../conversations/store.ts';
import type { Database } from '../database/database.ts';
import type { ContactRow, ErasureRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import { putJob } from '../work/jobs.ts';
import { eraseJobKind } from './stop-work.ts';
import type { Subject } from './subject.ts';

/** How far an erasure can be. */
export const erasureStates = ['waiting', 'erasing', 'done'] as const;

/** An erasure in the form of the public contract. */
export interface PublicErasure {
  contact_id: string;
  merged_contact_ids: string[];
  account_id: string;
  state: (typeof erasureStates)[number];
  reason: string | null;
  requested_by: Actor;
  requested_at: string;
  erased_at: string | null;
}

/** Puts a stored erasure into the public form. */
export function toPublicErasure(row: ErasureRow): PublicErasure {
  return {
    contact_id: row.contact_id,
    merged_contact_ids: contactsOf(row).slice(1),
    account_id: row.account_id,
    // Only this room writes the column, and only these values.
    state: row.state as PublicErasure['state'],
    reason: row.reason,
    requested_by: { member_id: row.member_id, key_id: row.key_id },
    requested_at: toTimestamp(row.requested_at),
    erased_at: row.erased_at === null ? null : toTimestamp(row.erased_at),
  };
}

/** The contacts of an erasure, the one that was named or stayed first. */
export function contactsOf({ subject }: ErasureRow): string[] {
  const { contacts }: Pick<Subject, 'contacts'> = JSON.parse(subject);
  return contacts;
}

/** What was asked for. */
export interface ErasureRequest {
  workspaceId: string;
  contactId: string;
  by: Actor;
}

/**
 * Begins to erase a person: from the commit on nobody finds them any more, and whoever writes by their ids is
 * somebody new. What is stored of them is erased by a job. Asked again, it answers how far that is.
 *
 * @throws Problem 404 when the workspace has no such contact, and had none
 */
export function requestErasure(
  { writer, clock }: { writer: Writer; clock: Clock },
  request: ErasureRequest,
): Promise<ErasureRow> {
  return writer.run(async (batch) => {
    const now = clock.now();
    const store = conversationStore(batch, now);
    const { workspaceId, contactId } = request;
    await lockPerson(batch, store, workspaceId, contactId);
    const contact = store.contacts.current(workspaceId, contactId);
    const key = [[workspaceId, contact?.id ?? contactId]];
    const [known] = await batch.transaction.select('erasures', ['workspace_id', 'contact_id'], key, 'lock');
    if (known) return resume(batch, known, now);
    if (!contact) throw notFound('contact', contactId);
    const subject = await subjectOf(batch, store, contact);
    await hide(batch, store, subject, now);
    const row: ErasureRow = {
      workspace_id: workspaceId,
      contact_id: contact.id,
      account_id: contact.account_id,
      state: 'waiting',
      reason: 'It has not begun.',
      subject: JSON.stringify(subject),
      progress: null,
      ...request.by,
      requested_at: now,
      erased_at: null,
    };
    await batch.transaction.insert('erasures', [row]);
    putEraseJob(batch, row, now);
    return row;
  });
}

/** One erasure of a workspace, by the contact that was named or stayed. */
export async function findErasure(
  { read }: Database,
  workspaceId: string,
  contactId: string,
): Promise<ErasureRow | undefined> {
  return read
    .selectFrom('erasures')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst();
}

/** Ids before contacts: accepting locks people in this order. */
async function lockPerson(
  batch: Batch,
  { contacts }: ConversationStore,
  workspaceId: string,
  id: string,
): Promise<void> {
  const identities = await batch.transaction.select(
    'contact_identities',
    ['workspace_id', 'contact_id'],
    [[workspaceId, id]],
  );
  await contacts.load(
    identities.map((identity) => ({
      owner: { workspaceId, accountId: identity.account_id },
      identities: [identity],
    })),
  );
  await contacts.loadIds([{ workspaceId, id }]);
}

async function subjectOf(batch: Batch, store: ConversationStore, contact: ContactRow): Promise<Subject> {
  const { workspace_id: workspaceId, account_id: accountId } = contact;
  const { transaction } = batch;
  const contacts = [contact.id];
  for (const id of contacts) {
    const merged = await transaction.select('contacts', ['workspace_id', 'merged_into'], [[workspaceId, id]]);
    contacts.push(...merged.map((row) => row.id));
  }
  const keys = contacts.map((id) => [workspaceId, id]);
  await store.contacts.loadIds(contacts.map((id) => ({ workspaceId, id })));
  const identities = await store.contacts.identitiesOf([{ workspaceId, id: contact.id }]);
  const conversations = await transaction.select('conversations', ['workspace_id', 'contact_id'], keys);
  const [account] = await transaction.select('accounts', ['id'], [[accountId]]);
  return {
    ...{ workspaceId, accountId, contacts },
    platform: account?.platform ?? '',
    identities: (identities.get(contact.id) ?? []).map(({ kind, value }) => ({ kind, value })),
    conversations: conversations.map(({ id }) => id).sort(),
  };
}

async function hide(
  { transaction }: Batch,
  store: ConversationStore,
  subject: Subject,
  now: number,
): Promise<void> {
  const { workspaceId, accountId, contacts, identities, conversations } = subject;
  await store.contacts.forget({ workspaceId, accountId }, identities);
  const keys = contacts.map((id) => [workspaceId, id]);
  await store.contacts.contacts.remove(keys);
  await transaction.remove('search_contacts', ['workspace_id', 'id'], keys);
  await store.conversations.loadIds(conversations.map((id) => ({ workspaceId, id })));
  for (const id of conversations) {
    const row = store.conversations.rows.get(workspaceId, id);
    if (row) store.conversations.rows.change(row, { erased_at: now, preview: '' });
  }
}

function putEraseJob(batch: Batch, { workspace_id, contact_id }: ErasureRow, now: number): void {
  const job = { workspace_id, target: `erase:${workspace_id}`, lane: contact_id };
  putJob(batch, { ...job, kind: eraseJobKind, reference: contact_id }, now);
}

/** Its job may have been given up and forgotten. */
async function resume(batch: Batch, row: ErasureRow, now: number): Promise<ErasureRow> {
  if (row.state === 'done') return row;
  const key = [[row.workspace_id, row.contact_id]];
  const jobs = await batch.transaction.select('jobs', ['workspace_id', 'reference'], key);
  if (!jobs.some(({ kind }) => kind === eraseJobKind)) putEraseJob(batch, row, now);
  return row;
}
