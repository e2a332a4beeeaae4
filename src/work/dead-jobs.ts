import type { Batch } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import { type NewJob, priorities, putJob, shardOf } from './jobs.ts';
import { restoreUniqueJob } from './unique-jobs.ts';

/** Keeps work that failed after its job was done, so that it can be brought back by hand. */
export async function buryWork(batch: Batch, job: NewJob, reason: string, now: number): Promise<void> {
  const { workspace_id, target, lane, kind, reference } = job;
  const row = {
    ...{ workspace_id, id: newId(), shard: shardOf(target), target, lane, kind, reference },
    payload: JSON.stringify(job.payload ?? null),
    priority: job.priority ?? priorities.normal,
    attempts: 0,
    reason,
    created_at: now,
    died_at: now,
    puts: 0,
  };
  await batch.transaction.insert('dead_jobs', [row]);
}

/**
 * Brings dead jobs back to the end of their lanes, with all their tries. A unique one whose place another has taken
 * meanwhile is a part of that. Answers their references.
 */
export async function redriveJobs(
  batch: Batch,
  workspaceId: string,
  ids: readonly string[],
  now: number,
): Promise<string[]> {
  const keys = ids.map((id) => [workspaceId, id]);
  const dead = await batch.transaction.select('dead_jobs', ['workspace_id', 'id'], keys, 'lock');
  // In the order in which they once stood in their lanes; ids sort by the time they were made.
  dead.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1));
  for (const row of dead) {
    const { workspace_id, target, lane, kind, reference, priority } = row;
    const payload: unknown = JSON.parse(row.payload);
    const job = { workspace_id, target, lane, kind, reference, payload, priority };
    if (row.puts > 0) await restoreUniqueJob(batch, { ...job, run_at: now }, now);
    else putJob(batch, job, now);
  }
  await batch.transaction.remove(
    'dead_jobs',
    ['workspace_id', 'id'],
    dead.map((row) => [row.workspace_id, row.id]),
  );
  return dead.map((row) => row.reference);
}
