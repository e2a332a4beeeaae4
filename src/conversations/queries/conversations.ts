import { type Kysely, sql } from 'kysely';
import { toTimestamp } from '../../clock.ts';
import type { ConversationRow, Tables } from '../../database/schema.ts';
import { latestEvent } from '../../events/log.ts';

/** A conversation in the form of the public contract. */
export interface PublicConversation {
  id: string;
  account_id: string;
  platform: string;
  kind: string;
  contact_id: string | null;
  contact: { id: string; name: string | null; username: string | null } | null;
  thread_id: string | null;
  owner: string;
  status: string;
  assignee_id: string | null;
  team: string | null;
  tags: string[];
  unread: number;
  read_until: string | null;
  last_message_at: string | null;
  last_message_cursor: string | null;
  preview: string;
  window_ends_at: string | null;
  standby: boolean;
  intent: string | null;
  language: string | null;
  merged_into: string | null;
  created_at: string;
  updated_at: string;
}

/** A stored conversation, who the person in it is, and how far the reader has read it. */
export interface ConversationEntry extends ConversationRow {
  contact_name: string | null;
  contact_username: string | null;
  /** The reader's own position; null when they have none. */
  read_seq: number | null;
  /** Of the reader's own, where they have a position. */
  unread_by_reader: number;
}

/** Whose view of conversations is asked for. */
export interface Reader {
  workspaceId: string;
  /** Null for a service. */
  memberId: string | null;
}

/** Where a conversation stands in the list: new messages move it to the top. */
export type ConversationPlace = readonly [lastMessageSeq: number, id: string];

/** Which conversations of a workspace to list. */
export interface ConversationFilter extends Reader {
  accountId?: string | undefined;
  platform?: string | undefined;
  /** Only those whose window ends between these moments (ms). */
  windowEndsAfter?: number | undefined;
  windowEndsBefore?: number | undefined;
  contactId?: string | undefined;
  owner?: string | undefined;
  status?: string | undefined;
  /** Null: those that are nobody's. */
  assigneeId?: string | null | undefined;
  team?: string | undefined;
  tag?: string | undefined;
  intent?: string | undefined;
  language?: string | undefined;
  /** Whether there is something the reader has not read. */
  unread?: boolean | undefined;
  /** Only those that stand below this place. */
  below?: ConversationPlace | undefined;
  /** The answer's `as_of`, when an earlier page has one already. */
  asOf?: number | undefined;
  limit: number;
}

/**
 * Conversations with the latest message first. `asOf` is an event number read before the list: whoever
 * follows the events after it learns of everything that has changed since, so that a conversation that
 * moves to the top between two pages is not missed.
 */
export async function listConversations(
  read: Kysely<Tables>,
  filter: ConversationFilter,
): Promise<{ asOf: number; rows: ConversationEntry[] }> {
  const asOf = filter.asOf ?? (await latestEvent(read, filter.workspaceId));
  let query = narrow(selectConversations(read, filter), filter);
  const { below } = filter;
  if (below) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('conversations.last_message_seq', 'conversations.id'), '<', tuple(...below)),
    );
  }
  // Not by a column where few are wanted: SQLite would walk through the whole workspace rather than sort them.
  const few = filter.contactId || (filter.unread && filter.memberId !== null);
  const order = few ? sql`conversations.last_message_seq + 0` : sql.ref('conversations.last_message_seq');
  const rows = await query
    .orderBy(order, 'desc')
    .orderBy('conversations.id', 'desc')
    .limit(filter.limit)
    .execute();
  return { asOf, rows };
}

/** One conversation of a workspace. */
export async function findConversation(
  read: Kysely<Tables>,
  reader: Reader,
  id: string,
): Promise<ConversationEntry | undefined> {
  return selectConversations(read, reader).where('conversations.id', '=', id).executeTakeFirst();
}

/** Conversations by their ids, in no particular order. */
export async function readConversations(
  read: Kysely<Tables>,
  reader: Reader,
  ids: readonly string[],
): Promise<ConversationEntry[]> {
  if (ids.length === 0) return [];
  return selectConversations(read, reader).where('conversations.id', 'in', ids).execute();
}

/** The stored conversation of this id, or of a merged one the one that goes on. */
export async function currentConversation(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
): Promise<ConversationRow | undefined> {
  const row = await read
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  return row?.merged_into ? currentConversation(read, workspaceId, row.merged_into) : row;
}

/** The ids of a conversation and of all that were merged into it: its messages may stand in any of them. */
export async function withMerged(read: Kysely<Tables>, workspaceId: string, id: string): Promise<string[]> {
  const ids = [id];
  for (const one of ids) {
    const merged = await read
      .selectFrom('conversations')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('merged_into', '=', one)
      .execute();
    ids.push(...merged.map((row) => row.id));
  }
  return ids;
}

type ConversationQuery = ReturnType<typeof selectConversations>;

function selectConversations(read: Kysely<Tables>, { workspaceId, memberId }: Reader) {
  return (
    read
      .selectFrom('conversations')
      .leftJoin('contacts', (join) =>
        join
          .onRef('contacts.workspace_id', '=', 'conversations.workspace_id')
          .onRef('contacts.id', '=', 'conversations.contact_id'),
      )
      .leftJoin('read_positions', (join) =>
        join
          .onRef('read_positions.workspace_id', '=', 'conversations.workspace_id')
          .onRef('read_positions.conversation_id', '=', 'conversations.id')
          // Nobody's id is empty, so a service finds no position.
          .on('read_positions.member_id', '=', memberId ?? ''),
      )
      .selectAll('conversations')
      .select(['contacts.name as contact_name', 'contacts.username as contact_username'])
      .select(['read_positions.seq as read_seq', unreadByReader.as('unread_by_reader')])
      .where('conversations.workspace_id', '=', workspaceId)
      // Whose person is being erased is shown to nobody.
      .where('conversations.erased_at', 'is', null)
  );
}

// Counted only where something has come since; `read-position.ts` counts the same messages.
const unreadByReader = sql<number>`case
  when read_positions.seq is null then conversations.unread
  when read_positions.seq >= conversations.last_inbound_seq then 0
  else (select count(*) from messages
    where messages.workspace_id = conversations.workspace_id and messages.conversation_id = conversations.id
      and messages.seq > read_positions.seq and messages.direction = 'in' and messages.content_type <> 'reaction'
      and messages.origin <> 'imported' and messages.deleted_at is null) end`;

/** Only what passes the filter. Indexes on a few of all rows are used only when their condition is said again. */
function narrow(query: ConversationQuery, filter: ConversationFilter): ConversationQuery {
  const { accountId, contactId, platform, owner, status, assigneeId, team, tag, intent, language } = filter;
  let narrowed = query;
  if (accountId) narrowed = narrowed.where('conversations.account_id', '=', accountId);
  if (platform) narrowed = narrowed.where('conversations.platform', '=', platform);
  if (contactId) narrowed = narrowed.where('conversations.contact_id', '=', contactId);
  if (owner) narrowed = narrowed.where('conversations.owner', '=', owner);
  if (status) narrowed = narrowed.where('conversations.status', '=', status);
  if (assigneeId) narrowed = narrowed.where('conversations.assignee_id', '=', assigneeId);
  else if (assigneeId === null) narrowed = narrowed.where('conversations.assignee_id', 'is', null);
  if (team) narrowed = narrowed.where('conversations.team', '=', team);
  if (tag) narrowed = narrowed.where(hasTag(tag));
  if (intent) narrowed = narrowed.where('conversations.intent', '=', intent);
  if (language) narrowed = narrowed.where(isIn(language, intent !== undefined));
  const { windowEndsAfter: after, windowEndsBefore: before } = filter;
  if (after !== undefined) narrowed = narrowed.where('conversations.window_ends_at', '>', after);
  if (before !== undefined) narrowed = narrowed.where('conversations.window_ends_at', '<', before);
  if (filter.unread !== undefined) narrowed = narrowed.where(isUnread(filter.unread, filter));
  return narrowed;
}

/** Both databases replace texts exactly, while they differ in how they search in one. */
function hasTag(tag: string) {
  return sql<boolean>`(conversations.tags <> '[]'
    and replace(conversations.tags, ${JSON.stringify(tag)}, '') <> conversations.tags)`;
}

/** Beside an intent not by a column: SQLite would walk through everything in a language for the few in it. */
function isIn(language: string, beside: boolean) {
  return beside
    ? sql<boolean>`(conversations.language || '') = ${language}`
    : sql<boolean>`conversations.language = ${language}`;
}

function isUnread(unread: boolean, { workspaceId, memberId }: Reader) {
  const shared = unread ? sql`conversations.unread > 0` : sql`conversations.unread = 0`;
  if (memberId === null) return sql<boolean>`${shared}`;
  if (!unread) {
    return sql<boolean>`((read_positions.seq is null and ${shared})
      or read_positions.seq >= conversations.last_inbound_seq)`;
  }
  // From both sides by an index: among very many that are read there may be few that are not.
  return sql<boolean>`conversations.id in (
    select id from conversations as waiting where workspace_id = ${workspaceId} and unread > 0
      and not exists (select 1 from read_positions as own where own.workspace_id = waiting.workspace_id
        and own.conversation_id = waiting.id and own.member_id = ${memberId})
    union all
    select conversation_id from read_positions as own join conversations as behind
      on behind.workspace_id = own.workspace_id and behind.id = own.conversation_id
      where own.workspace_id = ${workspaceId} and own.member_id = ${memberId}
        and own.seq < behind.last_inbound_seq)`;
}

/** Puts a stored conversation into the public form. */
export function toPublicConversation(row: ConversationEntry): PublicConversation {
  const contact = row.contact_id && {
    id: row.contact_id,
    name: row.contact_name,
    username: row.contact_username,
  };
  return {
    id: row.id,
    account_id: row.account_id,
    platform: row.platform,
    kind: row.kind,
    contact_id: row.contact_id,
    contact: contact || null,
    thread_id: row.thread_id,
    owner: row.owner,
    status: row.status,
    assignee_id: row.assignee_id,
    team: row.team,
    tags: JSON.parse(row.tags),
    unread: row.unread_by_reader,
    read_until: row.read_seq === null ? null : String(row.read_seq),
    last_message_at: row.last_message_at === null ? null : toTimestamp(row.last_message_at),
    last_message_cursor: row.last_message_seq === 0 ? null : String(row.last_message_seq),
    preview: row.preview,
    standby: row.standby === 1,
    intent: row.intent,
    language: row.language,
    window_ends_at: row.window_ends_at === null ? null : toTimestamp(row.window_ends_at),
    merged_into: row.merged_into,
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
  };
}
