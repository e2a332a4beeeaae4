import { createHash } from 'node:crypto';
import { shardCount } from '../database/migrations/004-work.ts';
import type { JobRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import { dueSignal, laneSignal } from './signals.ts';
import { uniqueRows } from './unique-rows.ts';

/** A piece of durable work: one of a lane, for one target. */
export interface NewJob {
  workspace_id: string;
  /** Whatever can be slow, limited or down: an account, a consumer. */
  target: string;
  /** Jobs of one lane run one after another, in the order they were put. */
  lane: string;
  /** Which handler runs it. */
  kind: string;
  /** What it is about: the id of a business row. */
  reference: string;
  payload?: unknown;
  /** Higher lanes first; never changes the order within a lane. */
  priority?: number;
  /** Not before this time (ms); such a job takes its place in the lane when it is due. */
  run_at?: number;
}

/** A job as it is run. */
export interface Job extends JobRow {
  seq: number;
}

/** Priorities: a reply to a person is never behind a mass mailing. */
export const priorities = { bulk: 0, normal: 5, reply: 10 } as const;

/** The shard of a target: all its work is owned by whoever holds the lease of that shard. */
export function shardOf(target: string): number {
  return createHash('sha256').update(target).digest().readUInt32BE(0) % shardCount;
}

/** Puts a job as part of a batch; it exists if and only if the batch commits. Answers its id. */
export function putJob(batch: Batch, job: NewJob, now: number): string {
  const row = newJobRow(job, now);
  const number = row.run_at > now ? null : batch.number(job.workspace_id);
  batch.insertNumbered('jobs', () => {
    if (number) row.seq = number.seq;
    return row;
  });
  batch.signal('jobs', number ? job.target : dueSignal(job.target, row.run_at));
  return row.id;
}

/** The row of a job that has no place in its lane yet. */
export function newJobRow(job: NewJob, now: number): JobRow {
  return {
    workspace_id: job.workspace_id,
    id: newId(),
    seq: null,
    shard: shardOf(job.target),
    target: job.target,
    lane: job.lane,
    kind: job.kind,
    reference: job.reference,
    payload: JSON.stringify(job.payload ?? null),
    priority: job.priority ?? priorities.normal,
    run_at: job.run_at ?? now,
    attempts: 0,
    starts: 0,
    epoch: 0,
    reason: null,
    created_at: now,
    puts: 0,
    deadline: null,
  };
}

/**
 * Lets a held job run at once: what it waited for has happened. Nothing happens when it is gone.
 */
export async function wakeJob(batch: Batch, workspaceId: string, jobId: string, now: number): Promise<void> {
  const [job] = await batch.transaction.select('jobs', ['workspace_id', 'id'], [[workspaceId, jobId]]);
  if (!job) return;
  await wake(batch, job, now);
  batch.signal('jobs', job.seq === null ? dueSignal(job.target, now) : laneSignal(job.target, job.lane));
}

/** Lets the head of a lane run at once that waits for something: what it waits for may not be needed any more. */
export async function wakeLane(
  batch: Batch,
  { workspace_id, target, lane }: Pick<NewJob, 'workspace_id' | 'target' | 'lane'>,
  now: number,
): Promise<void> {
  const jobs = await batch.transaction.select(
    'jobs',
    ['workspace_id', 'target', 'lane'],
    [[workspace_id, target, lane]],
  );
  const [head] = jobs.filter(({ seq }) => seq !== null).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  if (!head || head.run_at <= now) return;
  await wake(batch, head, now);
  batch.signal('jobs', laneSignal(target, lane));
}

async function wake(batch: Batch, job: JobRow, now: number): Promise<void> {
  if (job.puts > 0) {
    const rows = uniqueRows(batch);
    await rows.load([job]);
    rows.get(job.id)?.change({ run_at: now });
    return;
  }
  const { workspace_id, id } = job;
  await batch.transaction.update('jobs', ['workspace_id', 'id'], [{ workspace_id, id, run_at: now }]);
}
