import type { JobRow } from '../database/schema.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { FinishedRun, JobHandler, Outcome } from './handler.ts';
import type { Job } from './jobs.ts';

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
export type Claimed = { start: true; context: unknown } | { start: false; why: 'lost' | 'deadly' };

/** A run to be settled. */
export interface Settlement {
  handler: JobHandler;
  run: FinishedRun<unknown, unknown>;
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
      const answers: Claimed[] = claims.map((claim) => {
        const [head] = claim.jobs;
        if (!head || epochs.get(head.shard) !== claim.epoch) return { start: false, why: 'lost' };
        if (head.starts >= maximumStarts) return { start: false, why: 'deadly' };
        return { start: true, context: undefined };
      });
      const started = claims.filter((_, index) => answers[index]?.start);
      // Jobs are the last rows that anything locks.
      batch.atEnd(() => noteStarts(batch, started, now()));
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

/** Only the next owner reads the hold: whoever settles the run sets the time anew. */
async function noteStarts(batch: Batch, claims: readonly Claim[], now: number): Promise<void> {
  await batch.transaction.update(
    'jobs',
    ['workspace_id', 'id'],
    claims.flatMap(({ jobs, epoch }) =>
      jobs.map(({ workspace_id, id, starts }) => ({
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
    const runs = [{ jobs: jobs.slice(0, 1), context: null, result: error }];
    await handler.settle(batch, runs);
    await storeOutcomes(
      batch,
      jobs.slice(0, 1).map((job) => ({ job, outcome: { type: 'dead', reason: error.message } })),
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
      const answers = new Map<Settlement, Outcome[]>();
      for (const [handler, group] of Map.groupBy(settlements, (settlement) => settlement.handler)) {
        const outcomes = await handler.settle(
          batch,
          group.map(({ run }) => run),
        );
        for (const [index, settlement] of group.entries()) answers.set(settlement, outcomes[index] ?? []);
      }
      const results = settlements.flatMap((settlement) =>
        settlement.run.jobs.map((job, index) => ({
          job,
          outcome: answers.get(settlement)?.[index] ?? { type: 'continue' as const },
        })),
      );
      await storeOutcomes(batch, results, now());
      return settlements.map((settlement) => answers.get(settlement) ?? new Problem(unsettled));
    },
  };
}

const unsettled = {
  status: 500,
  code: 'unsettled',
  detail: 'A handler answered no outcome.',
  fix: 'This is a bug of the hub.',
};

interface JobResult {
  job: Job;
  outcome: Outcome;
}

async function storeOutcomes(batch: Batch, results: readonly JobResult[], now: number): Promise<void> {
  const over = results.filter(({ outcome }) => outcome.type === 'done' || outcome.type === 'dead');
  await batch.transaction.remove(
    'jobs',
    ['workspace_id', 'id'],
    over.map(({ job }) => [job.workspace_id, job.id]),
  );
  await batch.transaction.insert(
    'dead_jobs',
    over.flatMap(({ job, outcome }) => (outcome.type === 'dead' ? [deadRow(job, outcome.reason, now)] : [])),
  );
  await batch.transaction.update(
    'jobs',
    ['workspace_id', 'id'],
    results.filter(({ outcome }) => outcome.type !== 'done' && outcome.type !== 'dead').map(waitingRow(now)),
  );
  await storePauses(batch, results, now);
}

function waitingRow(now: number) {
  return ({ job, outcome }: JobResult): Partial<JobRow> => {
    // A settled job did not kill anybody.
    const row = { workspace_id: job.workspace_id, id: job.id, starts: 0, attempts: job.attempts };
    if (outcome.type === 'retry') {
      return { ...row, attempts: job.attempts + 1, run_at: now + outcome.after_ms, reason: outcome.reason };
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
  };
}
