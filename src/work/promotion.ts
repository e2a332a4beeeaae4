import type { Kysely } from 'kysely';
import type { JobRow, Tables } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { uniqueRows } from './unique-rows.ts';

/** A scheduled job that is due. */
export type DueJob = Pick<JobRow, 'workspace_id' | 'id' | 'target' | 'puts'>;

/** The scheduled jobs that are due, the longest first. */
export function dueJobs(read: Kysely<Tables>, now: number, limit: number): Promise<DueJob[]> {
  return read
    .selectFrom('jobs')
    .select(['workspace_id', 'id', 'target', 'puts'])
    .where('seq', 'is', null)
    .where('run_at', '<=', now)
    .orderBy('run_at')
    .limit(limit)
    .execute();
}

/** Gives due jobs their places in their lanes. */
export async function promoteJobs(batch: Batch, due: readonly DueJob[], now: number): Promise<void> {
  const keys = due.filter(({ puts }) => puts === 0).map(({ workspace_id, id }) => [workspace_id, id]);
  const ordinary = await batch.transaction.select('jobs', ['workspace_id', 'id'], keys, 'lock');
  const rows = uniqueRows(batch);
  await rows.load(due);
  // Those that were put again meanwhile may not be due any more.
  const unique = due.flatMap(({ id }) => rows.get(id) ?? []).filter(({ row }) => row && row.run_at <= now);
  const waiting = [
    ...ordinary.filter(({ seq }) => seq === null).map((job) => ({ job, of: null })),
    ...unique.flatMap((of) => (of.row && !of.isNumbered ? [{ job: of.row, of }] : [])),
  ].sort((a, b) => a.job.run_at - b.job.run_at);
  const numbered = waiting.map(({ job, of }) => {
    const number = batch.number(job.workspace_id);
    of?.place(number);
    batch.signal('jobs', job.target);
    return { job, of, number };
  });
  batch.atEnd(() =>
    batch.transaction.update(
      'jobs',
      ['workspace_id', 'id'],
      numbered
        .filter(({ of }) => of === null)
        .map(({ job, number }) => ({ workspace_id: job.workspace_id, id: job.id, seq: number.seq })),
    ),
  );
}
