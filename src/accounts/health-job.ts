import type { AccountRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { priorities, putJob, wakeJob } from '../work/jobs.ts';

/** The kind of the jobs that look at accounts from time to time, one for each; the reference is the account. */
export const healthJobKind = 'health';

// Whoever connects an account subscribes its webhook next; before that the subscription would be a false alarm.
const firstLookMs = 60_000;

type Owned = Pick<AccountRow, 'workspace_id' | 'id'>;

/** Lets an account be looked at from now on. It must have no such job yet. */
export function putHealthJob(
  batch: Batch,
  { workspace_id, id }: Owned,
  now: number,
  after = firstLookMs,
): void {
  const job = {
    workspace_id,
    // A target of its own: nothing that is sent waits for it.
    target: `health:${id}`,
    lane: id,
    kind: healthJobKind,
    reference: id,
    priority: priorities.bulk,
    run_at: now + after,
  };
  putJob(batch, job, now);
}

/** Lets an account be looked at at once: something about it has changed. Its row must be locked. */
export function checkHealthSoon(batch: Batch, account: Owned, now: number): void {
  batch.atEnd(async () => {
    const id = await healthJobOf(batch, account);
    if (id !== null) await wakeJob(batch, account.workspace_id, id, now);
  });
}

/** The job that looks at this account; null when there is none. */
export async function healthJobOf(batch: Batch, { workspace_id, id }: Owned): Promise<string | null> {
  const row = await batch.transaction.query
    .selectFrom('jobs')
    .select('id')
    .where('workspace_id', '=', workspace_id)
    .where('reference', '=', id)
    .where('kind', '=', healthJobKind)
    .executeTakeFirst();
  return row?.id ?? null;
}
