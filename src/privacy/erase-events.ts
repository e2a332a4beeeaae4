import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { EventRow } from '../database/schema.ts';
import { emptyWebhooks } from './erase-webhooks.ts';
import type { EraseStep, EraseTools } from './step.ts';
import { needlesOf, type Subject } from './subject.ts';

/** What is left of the data of an event; its type and its place in the log stay, or cursors would break. */
export const erasedData = JSON.stringify({ erased: true });

// Events of a message with a long text are some kilobytes.
const eventsAtOnce = 500;

/** Empties events. */
export async function emptyEvents(
  { query }: Transaction,
  workspaceId: string,
  seqs: readonly number[],
): Promise<void> {
  if (seqs.length === 0) return;
  await query
    .updateTable('events')
    .set({ data: erasedData, raw_id: null, raw_position: null, routing: null })
    .where('workspace_id', '=', workspaceId)
    .where('seq', 'in', seqs)
    .execute();
}

/** Empties all events of the person's own conversations. */
export const eraseOwnEvents: EraseStep = async (tools, subject, after) => {
  const place = placeOf(after, subject.conversations[0]);
  if (place === null) return null;
  const rows = await eventsAfter(tools, subject, place);
  const full = rows.filter(({ data }) => data !== erasedData).map(({ seq }) => seq);
  if (full.length > 0) {
    await tools.database.transaction((transaction) => emptyEvents(transaction, subject.workspaceId, full));
  }
  const next = subject.conversations[subject.conversations.indexOf(place.conversation ?? '') + 1];
  return goOn(rows, place, next);
};

/**
 * Empties events that name the person and stand in no conversation, or in a group and are no message: ids that
 * have changed, members that came and left. Messages of others who mention them are the others'.
 */
export const eraseMentions: EraseStep = async (tools, subject, after) => {
  const place = placeOf(after, null) ?? { conversation: null, seq: 0 };
  const needles = needlesOf(subject);
  const rows = await eventsAfter(tools, subject, place);
  const found = rows.filter(
    ({ data, message_id, type }) =>
      message_id === null && type !== erasedEvent && needles.some((needle) => data.includes(needle)),
  );
  const { workspaceId } = subject;
  if (found.length > 0) {
    await tools.database.transaction(async (transaction) => {
      await emptyWebhooks(
        transaction,
        found.flatMap(({ raw_id }) => raw_id ?? []),
      );
      await emptyEvents(
        transaction,
        workspaceId,
        found.map(({ seq }) => seq),
      );
    });
  }
  return goOn(rows, place, await nextGroup(tools, subject, place.conversation ?? ''));
};

/** The type of the event that tells of an erasure; it names the contact, so that others can erase theirs. */
export const erasedEvent = 'contact.erased';

interface Place {
  /** Null: events that are of no conversation. */
  conversation: string | null;
  seq: number;
}

function placeOf(after: string | null, first: string | null | undefined): Place | null {
  if (after !== null) return JSON.parse(after);
  return first === undefined ? null : { conversation: first, seq: 0 };
}

function goOn(rows: readonly EventRow[], { conversation }: Place, next: string | undefined): string | null {
  const last = rows.at(-1);
  if (last && rows.length === eventsAtOnce) return JSON.stringify({ conversation, seq: last.seq });
  return next === undefined ? null : JSON.stringify({ conversation: next, seq: 0 });
}

function eventsAfter(
  { database }: EraseTools,
  { workspaceId }: Subject,
  { conversation, seq }: Place,
): Promise<EventRow[]> {
  // In two steps: SQLite finds the numbers in the index of conversations, but whole rows only by a walk.
  const numbers = database.read
    .selectFrom('events')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', conversation === null ? 'is' : '=', conversation)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(eventsAtOnce);
  return database.read
    .selectFrom('events')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('seq', 'in', numbers)
    .orderBy('seq')
    .execute();
}

async function nextGroup(
  { database }: EraseTools,
  { workspaceId, accountId }: Subject,
  after: string,
): Promise<string | undefined> {
  const row = await database.read
    .selectFrom('conversations')
    .select(({ fn }) => fn.min('id').as('id'))
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    // In the words of the index `conversations_groups`.
    .where(sql<boolean>`kind <> 'direct'`)
    .where('id', '>', after)
    .executeTakeFirst();
  return row?.id ?? undefined;
}
