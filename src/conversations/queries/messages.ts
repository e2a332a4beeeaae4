import { type Kysely, sql } from 'kysely';
import type { MessageAnalysisRow, MessagePartRow, MessageRow, Tables } from '../../database/schema.ts';
import { type PublicMessage, toPublicMessage } from '../message.ts';

/** A stored message with all that its public form needs. */
export interface MessageEntry {
  row: MessageRow;
  senderName: string | null;
  parts: MessagePartRow[];
  /** What was made of it, if anything. */
  analysis?: MessageAnalysisRow | undefined;
}

/** Where a message stands in its thread: by the platform's time, so imported history falls into place. */
export type ThreadPlace = readonly [sentAt: number, seq: number];

/** Which messages of a conversation to read. */
export interface ThreadFilter {
  workspaceId: string;
  conversationId: string;
  order: 'asc' | 'desc';
  /** Only those beyond this place, in the order asked for. */
  beyond?: ThreadPlace | undefined;
  limit: number;
}

/** The messages of one conversation, in the order in which they were said or the reverse. */
export async function listThread(read: Kysely<Tables>, filter: ThreadFilter): Promise<MessageEntry[]> {
  let query = selectMessages(read, filter.workspaceId).where(
    'messages.conversation_id',
    '=',
    filter.conversationId,
  );
  const { beyond, order } = filter;
  if (beyond) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('messages.sent_at', 'messages.seq'), order === 'asc' ? '>' : '<', tuple(...beyond)),
    );
  }
  const rows = await query
    .orderBy('messages.sent_at', order)
    .orderBy('messages.seq', order)
    .limit(filter.limit)
    .execute();
  return complete(read, filter.workspaceId, rows);
}

/** Which messages of a workspace to list. */
export interface MessageFilter {
  workspaceId: string;
  accountId?: string | undefined;
  conversationId?: string | undefined;
  direction?: string | undefined;
  status?: string | undefined;
  /** Only those that were understood to want this. */
  intent?: string | undefined;
  /** Only those whose number is below this. */
  below?: number | undefined;
  limit: number;
}

/** Messages of a workspace, the latest accepted first. */
export async function listMessages(read: Kysely<Tables>, filter: MessageFilter): Promise<MessageEntry[]> {
  let query = selectMessages(read, filter.workspaceId);
  if (filter.intent) {
    const ids = await wanting(read, filter, filter.intent);
    if (ids.length === 0) return [];
    query = query.where('messages.id', 'in', ids);
  }
  if (filter.accountId) query = query.where('messages.account_id', '=', filter.accountId);
  if (filter.conversationId) query = query.where('messages.conversation_id', '=', filter.conversationId);
  if (filter.direction) query = query.where('messages.direction', '=', filter.direction);
  if (filter.status) query = query.where('messages.status', '=', filter.status);
  if (filter.below !== undefined) query = query.where('messages.seq', '<', filter.below);
  // Not by a column: SQLite would walk through the whole workspace in its order rather than sort one thread.
  const order = filter.conversationId || filter.intent ? sql`messages.seq + 0` : sql.ref('messages.seq');
  const rows = await query.orderBy(order, 'desc').limit(filter.limit).execute();
  return complete(read, filter.workspaceId, rows);
}

/** The ids of messages that were understood to want something: no more than one page, and only what comes in is. */
async function wanting(read: Kysely<Tables>, filter: MessageFilter, intent: string): Promise<string[]> {
  const { workspaceId, accountId, conversationId, direction, status, below, limit } = filter;
  if (direction === 'out' || status) return [];
  let query = read
    .selectFrom('message_analyses')
    .select('message_id')
    .where('workspace_id', '=', workspaceId)
    .where('intent', '=', intent);
  if (accountId) query = query.where('account_id', '=', accountId);
  if (conversationId) query = query.where('conversation_id', '=', conversationId);
  if (below !== undefined) query = query.where('seq', '<', below);
  const rows = await query.orderBy('seq', 'desc').limit(limit).execute();
  return rows.map(({ message_id }) => message_id);
}

/** One message of a workspace. */
export async function findMessage(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
): Promise<MessageEntry | undefined> {
  const rows = await selectMessages(read, workspaceId).where('messages.id', '=', id).execute();
  const [entry] = await complete(read, workspaceId, rows);
  return entry;
}

/** Messages by their ids, in no particular order. */
export async function readMessages(
  read: Kysely<Tables>,
  workspaceId: string,
  ids: readonly string[],
): Promise<MessageEntry[]> {
  if (ids.length === 0) return [];
  const rows = await selectMessages(read, workspaceId).where('messages.id', 'in', ids).execute();
  return complete(read, workspaceId, rows);
}

/** The public form of a message that was read. */
export function viewOf({ row, senderName, parts, analysis }: MessageEntry): PublicMessage {
  return toPublicMessage(row, senderName, parts, analysis);
}

interface NamedMessage extends MessageRow {
  contact_name: string | null;
  account_name: string | null;
}

/** Messages with the names of both who could have sent them. */
function selectMessages(read: Kysely<Tables>, workspaceId: string) {
  return read
    .selectFrom('messages')
    .leftJoin('contacts', (join) =>
      join
        .onRef('contacts.workspace_id', '=', 'messages.workspace_id')
        .onRef('contacts.id', '=', 'messages.contact_id'),
    )
    .leftJoin('accounts', 'accounts.id', 'messages.account_id')
    .selectAll('messages')
    .select(['contacts.name as contact_name', 'accounts.name as account_name'])
    .where('messages.workspace_id', '=', workspaceId);
}

/** Adds the parts of all the messages, and what was made of those that came in, each in one query. */
async function complete(
  read: Kysely<Tables>,
  workspaceId: string,
  rows: readonly NamedMessage[],
): Promise<MessageEntry[]> {
  if (rows.length === 0) return [];
  const parts = await read
    .selectFrom('message_parts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(
      'message_id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const byMessage = Map.groupBy(parts, ({ message_id }) => message_id);
  const received = rows.filter(({ direction }) => direction === 'in').map(({ id }) => id);
  const analyses = await analysesOf(read, workspaceId, received);
  return rows.map(({ contact_name, account_name, ...row }) => ({
    row,
    senderName: row.direction === 'in' ? contact_name : account_name,
    parts: byMessage.get(row.id) ?? [],
    analysis: analyses.get(row.id),
  }));
}

async function analysesOf(
  read: Kysely<Tables>,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, MessageAnalysisRow>> {
  if (ids.length === 0) return new Map();
  const rows = await read
    .selectFrom('message_analyses')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.message_id, row]));
}
