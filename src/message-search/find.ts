import { type ContactEntry, readContacts } from '../conversations/queries/contacts.ts';
import {
  type ConversationEntry,
  type Reader,
  readConversations,
  withMerged,
} from '../conversations/queries/conversations.ts';
import { type MessageEntry, readMessages } from '../conversations/queries/messages.ts';
import type { Database } from '../database/database.ts';
import { type Excerpt, excerptOf } from '../search/excerpt.ts';
import type { Span } from '../search/query.ts';
import { highlights, type SearchIndex } from '../search/search-index.ts';
import { accountScope, conversationScope, messageText, platformScope } from './entries.ts';
import { followerName } from './follower.ts';

/** What somebody looks for in messages. */
export interface MessageSearch extends Reader {
  query: string;
  accountId?: string | undefined;
  platform?: string | undefined;
  conversationId?: string | undefined;
  order: 'newest' | 'relevance';
  below?: number | undefined;
  skip?: number | undefined;
  limit: number;
}

/** A message that was found, and the conversation it is seen in. */
export interface FoundMessage {
  /** Where it stands among all: its number in the index. */
  place: number;
  message: MessageEntry;
  conversation: ConversationEntry;
  excerpt: Excerpt;
}

/** A person who was found; what stands in their name and ids. */
export interface FoundContact {
  contact: ContactEntry;
  matches: { field: 'name' | 'username' | 'identity'; value: string; highlights: Span[] }[];
}

/** Messages that hold all of what was asked for; `places` are those of all that fit, shown or not. */
export async function findMessages(
  { database, index }: { database: Database; index: SearchIndex },
  search: MessageSearch,
): Promise<{ found: FoundMessage[]; places: number[] }> {
  const { workspaceId, query, order, below, skip, limit } = search;
  const hits = await index.search({
    ...{ workspaceId, collection: 'search_messages', query, match: 'all', order, below, skip, limit },
    scopes: await scopesOf(database, search),
  });
  const messages = await readMessages(
    database.read,
    workspaceId,
    hits.map(({ id }) => id),
  );
  const [conversations, transcripts] = await Promise.all([
    conversationsOf(database, search, messages),
    analysesOf(database, workspaceId, messages),
  ]);
  const found = hits.flatMap(({ id, number }) => {
    const message = messages.find(({ row }) => row.id === id);
    const conversation = message && conversations.get(message.row.conversation_id);
    if (!message || !conversation) return [];
    const text = messageText(message.row, transcripts.get(id));
    return [{ place: number, message, conversation, excerpt: excerptOf(text, highlights(text, query)) }];
  });
  return { found, places: hits.map(({ number }) => number) };
}

async function scopesOf({ read }: Database, search: MessageSearch): Promise<string[][]> {
  const { workspaceId, conversationId } = search;
  if (!conversationId) return narrowing(search);
  const ids = await withMerged(read, workspaceId, conversationId);
  return [...narrowing(search), ids.map(conversationScope)];
}

function narrowing({ accountId, platform }: Pick<MessageSearch, 'accountId' | 'platform'>): string[][] {
  return [
    ...(accountId ? [[accountScope(accountId)]] : []),
    ...(platform ? [[platformScope(platform)]] : []),
  ];
}

/** By the id that a message names: its conversation, or the one that this was merged into. */
async function conversationsOf(
  { read }: Database,
  reader: Reader,
  messages: readonly MessageEntry[],
): Promise<Map<string, ConversationEntry>> {
  const named = [...new Set(messages.map(({ row }) => row.conversation_id))];
  const rows = new Map<string, ConversationEntry>();
  for (let wanted = named; wanted.length > 0; ) {
    for (const row of await readConversations(read, reader, wanted)) rows.set(row.id, row);
    wanted = [...rows.values()].flatMap(({ merged_into }) =>
      merged_into !== null && !rows.has(merged_into) ? [merged_into] : [],
    );
  }
  const current = (id: string): ConversationEntry | undefined => {
    const row = rows.get(id);
    return row?.merged_into ? current(row.merged_into) : row;
  };
  return new Map(
    named.flatMap((id) => {
      const row = current(id);
      return row ? [[id, row] as const] : [];
    }),
  );
}

async function analysesOf(
  { read }: Database,
  workspaceId: string,
  messages: readonly MessageEntry[],
): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map();
  const rows = await read
    .selectFrom('message_analyses')
    .select(['message_id', 'details'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'message_id',
      'in',
      messages.map(({ row }) => row.id),
    )
    .execute();
  return new Map(rows.map(({ message_id, details }) => [message_id, details]));
}

/** People by their names and ids. */
export async function findContacts(
  { database, index }: { database: Database; index: SearchIndex },
  search: Pick<MessageSearch, 'workspaceId' | 'query' | 'accountId' | 'platform' | 'limit'>,
): Promise<FoundContact[]> {
  const { workspaceId, query, limit } = search;
  const hits = await index.search({
    ...{ workspaceId, collection: 'search_contacts', query, match: 'all', limit },
    scopes: narrowing(search),
  });
  const contacts = await readContacts(
    database.read,
    workspaceId,
    hits.map(({ id }) => id),
  );
  return hits.flatMap(({ id }) => {
    const contact = contacts.find(({ row }) => row.id === id);
    return contact ? [{ contact, matches: matchesIn(contact, query) }] : [];
  });
}

function matchesIn({ row, identities }: ContactEntry, query: string): FoundContact['matches'] {
  const fields = [
    { field: 'name' as const, value: row.name },
    { field: 'username' as const, value: row.username },
    ...identities.map(({ value }) => ({ field: 'identity' as const, value })),
  ];
  return fields.flatMap(({ field, value }) => {
    const spans = value === null ? [] : highlights(value, query);
    return value !== null && spans.length > 0 ? [{ field, value, highlights: spans }] : [];
  });
}

/** Up to which event of the log messages are found. */
export async function foundUntil({ read }: Database, workspaceId: string): Promise<number> {
  const row = await read
    .selectFrom('search_places')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('follower', '=', followerName)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
