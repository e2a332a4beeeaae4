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
  last_message_at: string | null;
  last_message_cursor: string | null;
  preview: string;
  window_ends_at: string | null;
  merged_into: string | null;
  created_at: string;
  updated_at: string;
}

/** A stored conversation, and who the person in it is. */
export interface ConversationEntry extends ConversationRow {
  contact_name: string | null;
  contact_username: string | null;
}

/** Where a conversation stands in the list: new messages move it to the top. */
export type ConversationPlace = readonly [lastMessageSeq: number, id: string];

/** Which conversations of a workspace to list. */
export interface ConversationFilter {
  workspaceId: string;
  accountId?: string | undefined;
  contactId?: string | undefined;
  owner?: string | undefined;
  status?: string | undefined;
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
  let query = selectConversations(read, filter.workspaceId);
  if (filter.accountId) query = query.where('conversations.account_id', '=', filter.accountId);
  if (filter.contactId) query = query.where('conversations.contact_id', '=', filter.contactId);
  if (filter.owner) query = query.where('conversations.owner', '=', filter.owner);
  if (filter.status) query = query.where('conversations.status', '=', filter.status);
  const { below } = filter;
  if (below) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('conversations.last_message_seq', 'conversations.id'), '<', tuple(...below)),
    );
  }
  // Not by a column: SQLite would walk through the whole workspace rather than sort one person's few.
  const order = filter.contactId
    ? sql`conversations.last_message_seq + 0`
    : sql.ref('conversations.last_message_seq');
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
  workspaceId: string,
  id: string,
): Promise<ConversationEntry | undefined> {
  return selectConversations(read, workspaceId).where('conversations.id', '=', id).executeTakeFirst();
}

function selectConversations(read: Kysely<Tables>, workspaceId: string) {
  return read
    .selectFrom('conversations')
    .leftJoin('contacts', (join) =>
      join
        .onRef('contacts.workspace_id', '=', 'conversations.workspace_id')
        .onRef('contacts.id', '=', 'conversations.contact_id'),
    )
    .selectAll('conversations')
    .select(['contacts.name as contact_name', 'contacts.username as contact_username'])
    .where('conversations.workspace_id', '=', workspaceId);
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
    unread: row.unread,
    last_message_at: row.last_message_at === null ? null : toTimestamp(row.last_message_at),
    last_message_cursor: row.last_message_seq === 0 ? null : String(row.last_message_seq),
    preview: row.preview,
    window_ends_at: row.window_ends_at === null ? null : toTimestamp(row.window_ends_at),
    merged_into: row.merged_into,
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
  };
}
