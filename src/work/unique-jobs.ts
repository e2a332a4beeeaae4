import type { JobRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { type NewJob, newJobRow } from './jobs.ts';
import { dueSignal, laneSignal, overtakenSignal } from './signals.ts';
import { type UniqueKey, type UniqueRow, uniqueRows } from './unique-rows.ts';

/** A job of which there is one per target, lane and kind; unlike others it always says when it is to run. */
export type UniqueJob = NewJob & { run_at: number };

/**
 * Puts the one job of this target, lane and kind as part of a batch, for its `run_at`:
 *
 * - There is none: it is made, and takes its place in the lane when it is due.
 * - It waits: it gets the new reference, payload and time, but no later one than `deadline_ms` after it was put for
 *   the first time. If that is still to come, it leaves its place in the lane and takes another when it is due.
 * - It runs: the run's signal is aborted with `PutAgain`, in whichever process it is. When the run is settled, whatever
 *   came of it, the job waits for its new time, with all its tries.
 *
 * Having run to an end (`done`, `dead`) ends the count of `deadline_ms`, and so does waiting for something else
 * (`park`, `reschedule`); a run that was aborted does not.
 *
 * @param options.deadline_ms how long after the first put further ones may move it at most
 * @returns its id, and whether it was made just now
 */
export async function putUniqueJob(
  batch: Batch,
  job: UniqueJob,
  { deadline_ms }: { deadline_ms: number },
  now: number,
): Promise<{ id: string; created: boolean }> {
  const unique = await uniqueRows(batch).find(job);
  const { row } = unique;
  if (!row) return { id: create(batch, unique, job, now, now + deadline_ms), created: true };
  const deadline = row.deadline ?? now + deadline_ms;
  const runAt = Math.min(job.run_at, deadline);
  const { reference, payload, priority } = newJobRow(job, now);
  const puts = row.puts + 1;
  const wasNumbered = unique.isNumbered;
  const runs = isRunning(row);
  unique.change({
    ...{ reference, payload, priority, run_at: runAt, deadline, puts, attempts: 0, reason: null },
    // What runs keeps its place until it has ended.
    ...(!runs && runAt > now ? { seq: null } : {}),
  });
  if (runs) batch.signal('jobs', overtakenSignal(job.target, job.lane, row.id, puts));
  else if (wasNumbered) batch.signal('jobs', laneSignal(job.target, job.lane));
  if (!unique.isNumbered) batch.signal('jobs', dueSignal(job.target, runAt));
  return { id: row.id, created: false };
}

/** Puts the job unless there is one already, which then is the newer one. */
export async function restoreUniqueJob(batch: Batch, job: UniqueJob, now: number): Promise<void> {
  const unique = await uniqueRows(batch).find(job);
  // It must still be there at the end.
  if (unique.row) unique.relied = true;
  else create(batch, unique, job, now, now);
}

function create(batch: Batch, unique: UniqueRow, job: UniqueJob, now: number, deadline: number): string {
  const runAt = Math.min(job.run_at, deadline);
  const row = { ...newJobRow(job, now), run_at: runAt, puts: 1, deadline };
  unique.replace(row);
  batch.signal('jobs', dueSignal(job.target, runAt));
  return row.id;
}

/**
 * Takes the one job of this target, lane and kind away. If it runs, the run's signal is aborted with `Cancelled`, and
 * nothing is kept of what comes of it but what its handler settles. Nothing happens when there is none.
 */
export async function cancelUniqueJob(batch: Batch, key: UniqueKey): Promise<void> {
  const unique = await uniqueRows(batch).find(key);
  if (unique.row) takeAway(batch, unique, unique.row);
}

/** Takes jobs away, as part of a batch, whatever they are; unique ones that run hear of it. */
export async function removeJobs(batch: Batch, jobs: readonly JobRow[]): Promise<void> {
  const rows = uniqueRows(batch);
  await rows.load(jobs);
  for (const { id } of jobs) {
    const unique = rows.get(id);
    if (unique?.row) takeAway(batch, unique, unique.row);
  }
  const ordinary = jobs.filter(({ puts }) => puts === 0);
  for (const { target, lane } of ordinary) batch.signal('jobs', laneSignal(target, lane));
  await batch.transaction.remove(
    'jobs',
    ['workspace_id', 'id'],
    ordinary.map(({ workspace_id, id }) => [workspace_id, id]),
  );
}

function takeAway(batch: Batch, unique: UniqueRow, row: JobRow): void {
  if (isRunning(row)) batch.signal('jobs', overtakenSignal(row.target, row.lane, row.id, null));
  else if (unique.isNumbered) batch.signal('jobs', laneSignal(row.target, row.lane));
  unique.replace(null);
}

/** It was claimed and is not settled: it runs, or its process died. */
function isRunning({ starts }: JobRow): boolean {
  return starts > 0;
}
