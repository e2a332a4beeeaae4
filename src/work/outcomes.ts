import type { JobRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Outcome } from './handler.ts';
import type { Job } from './jobs.ts';
import { dueSignal } from './signals.ts';
import { type UniqueRows, uniqueRows } from './unique-rows.ts';

/** What came of a job. */
export interface JobResult {
  job: Job;
  /** Under which it was claimed; null: it was not. */
  epoch: number | null;
  outcome: Outcome;
}

/** Stores what came of jobs; answers it, as it stands then: a unique job that was put again waits for that. */
export async function storeOutcomes(
  batch: Batch,
  results: readonly JobResult[],
  now: number,
): Promise<Outcome[]> {
  const hasUnique = results.some(({ job }) => job.puts > 0);
  await storeOrdinary(batch, hasUnique ? results.filter(({ job }) => job.puts === 0) : results, now);
  const stored = hasUnique ? await storeUnique(batch, results, now) : results;
  for (const { job, outcome } of stored) {
    if (outcome.type === 'reschedule') batch.signal('jobs', dueSignal(job.target, outcome.at));
  }
  const dead = stored.flatMap(({ job, outcome }) =>
    outcome.type === 'dead' ? [deadRow(job, outcome.reason, now)] : [],
  );
  await batch.transaction.insert('dead_jobs', dead);
  await storePauses(batch, results, now);
  return stored.map(({ outcome }) => outcome);
}

async function storeUnique(batch: Batch, results: readonly JobResult[], now: number): Promise<JobResult[]> {
  const rows = uniqueRows(batch);
  await rows.load(results.map(({ job }) => job));
  return results.map((result) =>
    result.job.puts > 0 ? { ...result, outcome: settleUnique(rows, result, now) } : result,
  );
}

/** Whether a unique job was put again or taken away since it was claimed, or is not ours any more. */
export function isOvertaken(rows: UniqueRows, { job, epoch }: Omit<JobResult, 'outcome'>): boolean {
  if (job.puts === 0) return false;
  const row = rows.get(job.id)?.row;
  return !row || row.puts !== job.puts || (epoch !== null && row.epoch !== epoch);
}

function settleUnique(rows: UniqueRows, result: JobResult, now: number): Outcome {
  const { job, epoch, outcome } = result;
  const unique = rows.get(job.id);
  const row = unique?.row;
  // It was taken away, or whoever has claimed it since decides.
  if (!row || (epoch !== null && row.epoch !== epoch)) return { type: 'done' };
  if (row.puts !== job.puts) {
    unique.change({ seq: null, starts: 0, attempts: 0, reason: null });
    return { type: 'reschedule', at: row.run_at };
  }
  if (outcome.type === 'done' || outcome.type === 'dead') {
    unique.replace(null);
    return outcome;
  }
  // Waiting for something else ends what was put before: the next put is a first one.
  const ends = outcome.type === 'park' || outcome.type === 'reschedule';
  unique.change({ ...waitingRow(now)(result), ...(ends ? { deadline: null } : {}) });
  return outcome;
}

async function storeOrdinary(batch: Batch, results: readonly JobResult[], now: number): Promise<void> {
  const over = results.filter(({ outcome }) => outcome.type === 'done' || outcome.type === 'dead');
  await batch.transaction.remove(
    'jobs',
    ['workspace_id', 'id'],
    over.map(({ job }) => [job.workspace_id, job.id]),
  );
  const waiting = results.filter(({ outcome }) => outcome.type !== 'done' && outcome.type !== 'dead');
  // All rows of an update name the same columns.
  const [leaving, staying] = [true, false].map((leaves) =>
    waiting.filter(({ outcome }) => (outcome.type === 'reschedule') === leaves).map(waitingRow(now)),
  );
  await batch.transaction.update('jobs', ['workspace_id', 'id'], staying ?? []);
  await batch.transaction.update('jobs', ['workspace_id', 'id'], leaving ?? []);
}

function waitingRow(now: number) {
  return ({ job, outcome }: JobResult): Partial<JobRow> => {
    // A settled job did not kill anybody.
    const row = { workspace_id: job.workspace_id, id: job.id, starts: 0, attempts: job.attempts };
    if (outcome.type === 'retry') {
      return { ...row, attempts: job.attempts + 1, run_at: now + outcome.after_ms, reason: outcome.reason };
    }
    if (outcome.type === 'reschedule') {
      return { ...row, seq: null, run_at: outcome.at, reason: outcome.reason ?? null };
    }
    if (outcome.type === 'park') return { ...row, run_at: outcome.until, reason: outcome.reason };
    if (outcome.type !== 'pause') return { ...row, run_at: now, reason: null };
    const tries = outcome.tried ? 1 : 0;
    return { ...row, attempts: job.attempts + tries, run_at: now, reason: outcome.reason };
  };
}

async function storePauses(batch: Batch, results: readonly JobResult[], now: number): Promise<void> {
  for (const { job, outcome } of results) {
    if (outcome.type !== 'pause') continue;
    const pause = { until: now + outcome.after_ms, reason: outcome.reason };
    await batch.transaction.query
      .insertInto('target_pauses')
      .values({ workspace_id: job.workspace_id, target: job.target, since: now, ...pause })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'target']).doUpdateSet(pause))
      .execute();
  }
}

function deadRow(job: Job, reason: string, now: number) {
  return {
    workspace_id: job.workspace_id,
    id: job.id,
    shard: job.shard,
    target: job.target,
    lane: job.lane,
    kind: job.kind,
    reference: job.reference,
    payload: job.payload,
    priority: job.priority,
    attempts: job.attempts,
    reason,
    created_at: job.created_at,
    died_at: now,
    puts: job.puts,
  };
}
