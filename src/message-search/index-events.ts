import { z } from 'zod';
import type { EventRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { EventType } from '../events/event.ts';
import type { SearchIndex, SearchText } from '../search/search-index.ts';
import { accountScope, contactText, messageEntry, platformScope } from './entries.ts';

/** An event as far as the index looks at it. */
export type IndexedEvent = Pick<EventRow, 'seq' | 'type' | 'message_id' | 'data'>;

/** The events after which a message reads otherwise than before. */
export const messageNews: readonly EventType[] = [
  ...(['message.received', 'message.echoed', 'message.scheduled', 'message.queued'] as const),
  ...(['message.edited', 'message.deleted', 'message.substituted', 'message.analysed'] as const),
  'postback.received',
];

/** The events after which a person has another name or another contact. */
export const contactNews: readonly EventType[] = ['contact.changed', 'contact.merged'];

const contactEventSchema = z.object({
  contact_id: z.string(),
  merged_contact_id: z.string().optional(),
});

/**
 * Brings the index up to what these events tell of. What is stored now counts, not what was then, and it is read
 * and locked here: what is erased meanwhile cannot come back.
 */
export async function indexEvents(
  index: SearchIndex,
  { transaction }: Batch,
  workspaceId: string,
  events: readonly IndexedEvent[],
): Promise<void> {
  const scene = { index, place: { transaction, workspaceId } };
  const news = events.filter(({ type }) => messageNews.some((name) => name === type));
  const people = await indexMessages(scene, [...new Set(news.flatMap(({ message_id }) => message_id ?? []))]);
  const named = events.flatMap((event) => contactsNamedIn(event).map((id) => ({ id, seq: event.seq })));
  const written = people.map(({ contact, message }) => ({
    id: contact,
    seq: news.find(({ message_id }) => message_id === message)?.seq ?? 0,
  }));
  await indexContacts(scene, new Map([...written, ...named].map(({ id, seq }) => [id, seq])));
}

interface Scene {
  index: SearchIndex;
  place: { transaction: Batch['transaction']; workspaceId: string };
}

function contactsNamedIn({ type, data }: IndexedEvent): string[] {
  if (!contactNews.some((name) => name === type)) return [];
  const parsed = contactEventSchema.safeParse(JSON.parse(data));
  if (!parsed.success) return [];
  const { contact_id, merged_contact_id } = parsed.data;
  return merged_contact_id === undefined ? [contact_id] : [contact_id, merged_contact_id];
}

/** Answers who has written which of them. */
async function indexMessages(
  { index, place }: Scene,
  ids: readonly string[],
): Promise<{ contact: string; message: string }[]> {
  if (ids.length === 0) return [];
  const { transaction, workspaceId } = place;
  const keys = ids.map((id) => [workspaceId, id]);
  const messages = await transaction.select('messages', ['workspace_id', 'id'], keys, 'lock');
  const conversationIds = [...new Set(messages.map(({ conversation_id }) => conversation_id))];
  const conversations = new Map(
    (
      await transaction.select(
        'conversations',
        ['workspace_id', 'id'],
        conversationIds.map((id) => [workspaceId, id]),
      )
    ).map((row) => [row.id, row]),
  );
  const analyses = new Map(
    (await transaction.select('message_analyses', ['workspace_id', 'message_id'], keys)).map((row) => [
      row.message_id,
      row.details,
    ]),
  );
  const entries = messages.flatMap(
    (message) =>
      messageEntry(message, conversations.get(message.conversation_id), analyses.get(message.id)) ?? [],
  );
  await keep({ index, place }, 'search_messages', ids, entries);
  return messages.flatMap(({ id, contact_id }) =>
    contact_id === null ? [] : [{ contact: contact_id, message: id }],
  );
}

/** Contacts by their ids, each with the number of the event that told of it. */
async function indexContacts({ index, place }: Scene, told: ReadonlyMap<string, number>): Promise<void> {
  if (told.size === 0) return;
  const { transaction, workspaceId } = place;
  const keys = [...told.keys()].sort().map((id) => [workspaceId, id]);
  const contacts = await transaction.select('contacts', ['workspace_id', 'id'], keys, 'lock');
  const identities = Map.groupBy(
    await transaction.select('contact_identities', ['workspace_id', 'contact_id'], keys),
    ({ contact_id }) => contact_id,
  );
  const accounts = new Map(
    (
      await transaction.select(
        'accounts',
        ['id'],
        [...new Set(contacts.map(({ account_id }) => account_id))].map((id) => [id]),
      )
    ).map(({ id, platform }) => [id, platform]),
  );
  const entries = contacts
    .filter(({ merged_into }) => merged_into === null)
    .map((contact) => ({
      id: contact.id,
      number: told.get(contact.id) ?? 0,
      scopes: [accountScope(contact.account_id), platformScope(accounts.get(contact.account_id) ?? '')],
      text: contactText(contact, identities.get(contact.id) ?? []),
    }));
  await keep({ index, place }, 'search_contacts', [...told.keys()], entries);
}

/** Takes in what there is to find of these ids, and forgets the others. */
async function keep(
  { index, place }: Scene,
  collection: 'search_messages' | 'search_contacts',
  ids: readonly string[],
  entries: readonly SearchText[],
): Promise<void> {
  const kept = new Set(entries.map(({ id }) => id));
  await index.remove(
    place,
    collection,
    ids.filter((id) => !kept.has(id)),
  );
  await index.index(place, collection, entries);
}
