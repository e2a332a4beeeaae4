import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { EventRow, Tables } from '../database/schema.ts';
import type { Batch, PendingNumber } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import type { EventType, Origin, Routing } from './event.ts';

/** An event about to be written. */
export interface NewEvent {
  workspace_id: string;
  type: EventType;
  /** Milliseconds, the platform's time where it tells one. */
  occurred_at: number;
  account_id?: string | null;
  platform?: string | null;
  conversation_id?: string | null;
  message_id?: string | null;
  /** Becomes JSON after the numbers are given, so it may still change until then. */
  data: () => unknown;
  raw?: { id: string; position: number } | undefined;
  origin?: Origin;
  /** Whom it is for, beside those who want events of its type. */
  routing?: Routing | undefined;
}

/** Appends an event to the log as part of a batch; readers see it, in order, once that commits. */
export function appendEvent(batch: Batch, event: NewEvent, now: number): PendingNumber {
  const number = batch.number(event.workspace_id);
  const id = newId();
  batch.insertNumbered('events', () => ({
    workspace_id: event.workspace_id,
    seq: number.seq,
    id,
    type: event.type,
    occurred_at: event.occurred_at,
    created_at: now,
    account_id: event.account_id ?? null,
    platform: event.platform ?? null,
    conversation_id: event.conversation_id ?? null,
    message_id: event.message_id ?? null,
    data: JSON.stringify(event.data()),
    raw_id: event.raw?.id ?? null,
    raw_position: event.raw?.position ?? null,
    origin: event.origin ?? 'live',
    routing: event.routing ? JSON.stringify(event.routing) : null,
  }));
  batch.signal('events', event.workspace_id);
  return number;
}

/** Which events of a workspace to read. */
export interface EventFilter {
  workspaceId: string;
  /** Only events after this number. */
  after: number;
  /** `message.*` means all that begin with `message.`. */
  types?: readonly string[] | undefined;
  platforms?: readonly string[] | undefined;
  accountId?: string | undefined;
  conversationId?: string | undefined;
  limit: number;
}

/** Events in commit order: a reader that goes on from the last number it saw misses none. */
export async function readEvents(read: Kysely<Tables>, filter: EventFilter): Promise<EventRow[]> {
  let query = read
    .selectFrom('events')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where('seq', '>', filter.after);
  if (filter.types?.length) query = query.where(isOneOf(filter.types));
  if (filter.platforms?.length) query = query.where('platform', 'in', filter.platforms);
  if (filter.accountId) query = query.where('account_id', '=', filter.accountId);
  if (filter.conversationId) query = query.where('conversation_id', '=', filter.conversationId);
  return query.orderBy('seq').limit(filter.limit).execute();
}

/** One of these types, or of those that begin as these before their star. */
function isOneOf(types: readonly string[]) {
  return ({ eb, or }: ExpressionBuilder<Tables, 'events'>) =>
    or(
      types.map((type) => {
        if (!type.endsWith('*')) return eb('type', '=', type);
        const prefix = type.slice(0, -1);
        return eb(sql<string>`substr(type, 1, ${prefix.length})`, '=', prefix);
      }),
    );
}

/** One event by its number; undefined when the workspace has none of it. */
export function readEvent(
  read: Kysely<Tables>,
  workspaceId: string,
  seq: number,
): Promise<EventRow | undefined> {
  return read
    .selectFrom('events')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('seq', '=', seq)
    .executeTakeFirst();
}

/** The number of the newest event of a workspace; 0 when there is none. */
export async function latestEvent(read: Kysely<Tables>, workspaceId: string): Promise<number> {
  const row = await read
    .selectFrom('events')
    .select((expression) => expression.fn.max('seq').as('seq'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
