import { type Kysely, sql } from 'kysely';
import { accountTarget } from '../accounts/account.ts';
import type { PublicMessage } from '../conversations/message.ts';
import { findMessage, viewOf } from '../conversations/queries/messages.ts';
import type { DeadJobRow, Tables } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import { sendJobKind } from './deliver.ts';

/** Where a dead job stands in the list. */
export type DeadPlace = readonly [diedAt: number, id: string];

/** Which dead jobs of a workspace are meant. */
export interface DeadFilter {
  workspaceId: string;
  /** Only what was to go through this account. */
  accountId?: string | undefined;
  kind?: string | undefined;
  /** Only those whose reason holds this text, in capitals or not. */
  reason?: string | undefined;
}

/** Work that was given up, the latest first; of it only what died before a place. */
export async function listDeadJobs(
  read: Kysely<Tables>,
  filter: DeadFilter,
  limit: number,
  before?: DeadPlace,
): Promise<DeadJobRow[]> {
  let query = selectDeadJobs(read, filter).selectAll();
  if (before) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('died_at', 'id'), '<', tuple(...before)));
  }
  return query.orderBy('died_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}

/** The ids of work that was given up, in the order in which it was once put. */
export async function oldestDeadJobs(
  read: Kysely<Tables>,
  filter: DeadFilter,
  limit: number,
): Promise<string[]> {
  const rows = await selectDeadJobs(read, filter)
    .select('id')
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

function selectDeadJobs(read: Kysely<Tables>, { workspaceId, accountId, kind, reason }: DeadFilter) {
  let query = read.selectFrom('dead_jobs').where('workspace_id', '=', workspaceId);
  if (accountId) query = query.where('target', '=', accountTarget(accountId));
  if (kind) query = query.where('kind', '=', kind);
  // Not by `like`, whose wildcards stand in reasons too.
  if (reason)
    query = query.where(sql<boolean>`replace(lower(reason), lower(${reason}), '') <> lower(reason)`);
  return query;
}

/** A dead job, and the message it was to send, if there is one. */
export interface DeadRecord {
  job: DeadJobRow;
  message: PublicMessage | null;
}

/**
 * One dead job with what it is about.
 *
 * @throws Problem 404 when the workspace has no such job
 */
export async function deadRecord(read: Kysely<Tables>, workspaceId: string, id: string): Promise<DeadRecord> {
  const job = await read
    .selectFrom('dead_jobs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!job) throw notFound('dead job', id);
  const entry = job.kind === sendJobKind ? await findMessage(read, workspaceId, job.reference) : undefined;
  return { job, message: entry ? viewOf(entry) : null };
}

/**
 * Forgets a dead job; what it was about stays as it is, a message failed.
 *
 * @throws Problem 404 when the workspace has no such job
 */
export function discardDeadJob(writer: Writer, workspaceId: string, id: string): Promise<void> {
  return writer.run(async ({ transaction }) => {
    const key = [[workspaceId, id]];
    const found = await transaction.select('dead_jobs', ['workspace_id', 'id'], key, 'lock');
    if (found.length === 0) throw notFound('dead job', id);
    await transaction.remove('dead_jobs', ['workspace_id', 'id'], key);
  });
}
