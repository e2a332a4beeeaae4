import { createHash } from 'node:crypto';
import { shardCount } from '../database/migrations/004-work.ts';
import type { JobRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { newId } from '../identifier.ts';

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
  const id = newId();
  const runAt = job.run_at ?? now;
  const number = runAt > now ? null : batch.number(job.workspace_id);
  batch.insertNumbered('jobs', () => ({
    workspace_id: job.workspace_id,
    id,
    seq: number === null ? null : number.seq,
    shard: shardOf(job.target),
    target: job.target,
    lane: job.lane,
    kind: job.kind,
    reference: job.reference,
    payload: JSON.stringify(job.payload ?? null),
    priority: job.priority ?? priorities.normal,
    run_at: runAt,
    attempts: 0,
    starts: 0,
    epoch: 0,
    reason: null,
    created_at: now,
  }));
  batch.signal('jobs', number ? job.target : dueSignal(job.target, runAt));
  return id;
}

/**
 * Lets a held job run at once: what it waited for has happened. Nothing happens when it is gone.
 */
export async function wakeJob(batch: Batch, workspaceId: string, jobId: string, now: number): Promise<void> {
  const [job] = await batch.transaction.select('jobs', ['workspace_id', 'id'], [[workspaceId, jobId]]);
  if (!job) return;
  await batch.transaction.update(
    'jobs',
    ['workspace_id', 'id'],
    [{ workspace_id: workspaceId, id: jobId, run_at: now }],
  );
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
  await batch.transaction.update(
    'jobs',
    ['workspace_id', 'id'],
    [{ workspace_id, id: head.id, run_at: now }],
  );
  batch.signal('jobs', laneSignal(target, lane));
}

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
  };
  await batch.transaction.insert('dead_jobs', [row]);
}

/** The signal that a lane's head has changed and must be read again. */
export function laneSignal(target: string, lane: string): string {
  return `${target}\t${lane}`;
}

/** The signal that a job gets its place in its lane then. */
function dueSignal(target: string, runAt: number): string {
  return `${target}\t\t${runAt}`;
}

/** Brings dead jobs back to the end of their lanes, with all their tries. Answers their references. */
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
    putJob(
      batch,
      { workspace_id, target, lane, kind, reference, payload: JSON.parse(row.payload), priority },
      now,
    );
  }
  await batch.transaction.remove(
    'dead_jobs',
    ['workspace_id', 'id'],
    dead.map((row) => [row.workspace_id, row.id]),
  );
  return dead.map((row) => row.reference);
}
