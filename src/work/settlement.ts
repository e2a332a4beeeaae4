import type { Batch, WriteKind } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { FinishedRun, JobHandler, Outcome } from './handler.ts';
import type { Job } from './jobs.ts';
import { isOvertaken, type JobResult, storeOutcomes } from './outcomes.ts';
import { type UniqueRows, uniqueRows } from './unique-rows.ts';

/**
 * A job whose worker died this often in a row before it could settle is taken to be the cause. Not fewer: a kill
 * from outside hits whatever is running, and restarts in a row must not set innocent messages aside.
 */
export const maximumStarts = 8;

// After a death a job waits, each time twice as long: if it is the cause, others get on meanwhile; if it is not, it is
// not there when the next kill from outside comes.
const firstHoldMs = 1000;
const longestHoldMs = 60_000;

/** How long a job is left alone if this start, after so many before it, ends with the death of its process (ms). */
function holdAfterDeath(starts: number): number {
  return Math.min(longestHoldMs, firstHoldMs * 2 ** starts);
}

/** Jobs that a worker wants to start. */
export interface Claim {
  handler: JobHandler;
  jobs: readonly Job[];
  epoch: number;
}

/** What a claim answers: start, or do not. */
export type Claimed = { start: true; context: unknown } | { start: false; why: 'lost' | 'moved' | 'deadly' };

/** A run to be settled. */
export interface Settlement {
  handler: JobHandler;
  /** Under which it was claimed. */
  epoch: number;
  run: Omit<FinishedRun<unknown, unknown>, 'overtaken'>;
}

/** Claims runs: refused when another process owns the shard by now. */
export function claimKind(now: () => number): WriteKind<Claim, Claimed> {
  return {
    name: 'claim',
    async apply(batch, claims) {
      const shards = [...new Set(claims.map(({ jobs }) => jobs[0]?.shard ?? 0))];
      const leases = await batch.transaction.select(
        'leases',
        ['shard'],
        shards.map((shard) => [shard]),
      );
      const epochs = new Map(leases.map((lease) => [lease.shard, lease.epoch]));
      const rows = uniqueRows(batch);
      await rows.load(claims.flatMap(({ jobs }) => jobs));
      const answers: Claimed[] = claims.map((claim) => {
        const [head] = claim.jobs;
        if (!head || epochs.get(head.shard) !== claim.epoch) return { start: false, why: 'lost' };
        if (claim.jobs.some((job) => hasMoved(rows, job))) return { start: false, why: 'moved' };
        if (head.starts >= maximumStarts) return { start: false, why: 'deadly' };
        return { start: true, context: undefined };
      });
      const started = claims.filter((_, index) => answers[index]?.start);
      // Jobs are the last rows that anything locks.
      batch.atEnd(() => noteStarts(batch, started, now()));
      noteUniqueStarts(rows, started, now());
      await buryDeadly(
        batch,
        claims.filter((_, index) => isDeadly(answers[index])),
        now(),
      );
      const contexts = await claimByHandler(batch, started);
      return answers.map((answer, index) => {
        const claim = claims[index];
        return answer.start && claim ? { start: true, context: contexts.get(claim) } : answer;
      });
    },
  };
}

function isDeadly(answer: Claimed | undefined): boolean {
  return answer !== undefined && !answer.start && answer.why === 'deadly';
}

/** A unique job was put again, or taken away, since it was read: what stands in its lane must be read anew. */
function hasMoved(rows: UniqueRows, job: Job): boolean {
  if (job.puts === 0) return false;
  const row = rows.get(job.id)?.row;
  return row?.seq !== job.seq || row.puts !== job.puts;
}

function noteUniqueStarts(rows: UniqueRows, claims: readonly Claim[], now: number): void {
  for (const { jobs, epoch } of claims) {
    for (const { id, starts } of jobs) {
      rows.get(id)?.change({ epoch, starts: starts + 1, run_at: now + holdAfterDeath(starts) });
    }
  }
}

/** Only the next owner reads the hold: whoever settles the run sets the time anew. */
async function noteStarts(batch: Batch, claims: readonly Claim[], now: number): Promise<void> {
  await batch.transaction.update(
    'jobs',
    ['workspace_id', 'id'],
    claims.flatMap(({ jobs, epoch }) =>
      jobs
        .filter(({ puts }) => puts === 0)
        .map(({ workspace_id, id, starts }) => ({
          ...{ workspace_id, id, epoch },
          starts: starts + 1,
          run_at: now + holdAfterDeath(starts),
        })),
    ),
  );
}

/** A job that kills whoever runs it is set aside; its handler records that through its own settlement. */
async function buryDeadly(batch: Batch, claims: readonly Claim[], now: number): Promise<void> {
  for (const { handler, jobs } of claims) {
    const error = new Error(
      `The process ended ${maximumStarts} times while this was being worked on; it is set aside.`,
    );
    const runs = [{ jobs: jobs.slice(0, 1), context: null, result: error, overtaken: false }];
    await handler.settle(batch, runs);
    await storeOutcomes(
      batch,
      jobs.slice(0, 1).map((job) => ({ job, epoch: null, outcome: { type: 'dead', reason: error.message } })),
      now,
    );
  }
}

async function claimByHandler(batch: Batch, claims: readonly Claim[]): Promise<Map<Claim, unknown>> {
  const contexts = new Map<Claim, unknown>();
  const groups = Map.groupBy(claims, (claim) => claim.handler);
  for (const [handler, group] of groups) {
    const epoch = group[0]?.epoch ?? 0;
    const answers = await handler.claim(
      batch,
      group.map(({ jobs }) => jobs),
      epoch,
    );
    for (const [index, claim] of group.entries()) contexts.set(claim, answers[index]);
  }
  return contexts;
}

/** Settles runs with all their effects. */
export function settleKind(now: () => number): WriteKind<Settlement, Outcome[]> {
  return {
    name: 'settle',
    async apply(batch, settlements) {
      const rows = uniqueRows(batch);
      await rows.load(settlements.flatMap(({ run }) => run.jobs));
      const results: JobResult[][] = settlements.map(() => []);
      for (const [handler, group] of Map.groupBy(settlements.entries(), ([, { handler }]) => handler)) {
        const outcomes = await handler.settle(
          batch,
          group.map(([, settlement]) => ({ ...settlement.run, overtaken: wasOvertaken(rows, settlement) })),
        );
        for (const [index, [position, { run, epoch }]] of group.entries()) {
          const answer = outcomes[index];
          if (!answer) continue;
          results[position] = run.jobs.map((job, place) => ({
            job,
            epoch,
            outcome: answer[place] ?? { type: 'continue' },
          }));
        }
      }
      const stored = await storeOutcomes(batch, results.flat(), now());
      return results.map((own) => (own.length > 0 ? stored.splice(0, own.length) : new Problem(unsettled)));
    },
  };
}

function wasOvertaken(rows: UniqueRows, { run, epoch }: Settlement): boolean {
  return run.jobs.some((job) => isOvertaken(rows, { job, epoch }));
}

const unsettled = {
  status: 500,
  code: 'unsettled',
  detail: 'A handler answered no outcome.',
  fix: 'This is a bug of the hub.',
};
