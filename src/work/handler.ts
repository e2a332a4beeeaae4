import type { Batch } from '../database/writer.ts';
import type { Job } from './jobs.ts';

/** What comes of a job. */
export type Outcome =
  /** It is over. */
  | { type: 'done' }
  /** There is more to do, at once and in the same place; costs no try. */
  | { type: 'continue' }
  /** It failed and is tried again; its lane waits. */
  | { type: 'retry'; after_ms: number; reason: string }
  /** It waits for something that wakes it, at most until this time (ms); its lane waits. */
  | { type: 'park'; until: number; reason: string }
  /** It waits outside its lane, which goes on, and takes a new place in it at that time (ms); costs no try. */
  | { type: 'reschedule'; at: number; reason?: string }
  /** The whole target cannot work for a while; costs no try, unless there was one. */
  | { type: 'pause'; after_ms: number; reason: string; tried?: true }
  /** It is given up: kept, listed, explained, and brought back only by hand. Its lane goes on. */
  | { type: 'dead'; reason: string };

/** Jobs of one lane that were taken together, what the claim said of them, and what came of running them. */
export interface FinishedRun<Context, Result> {
  jobs: readonly Job[];
  context: Context;
  /** An error only when `run` threw: a bug of ours, or the reason for which the run was aborted. */
  result: Result | Error;
  /**
   * A unique job among them was put again or taken away since the claim, or another process has claimed it: what came
   * of the run is not about the newest state. Decided within the settling transaction, by the row. The job itself
   * goes on as `putUniqueJob` says, whatever the outcome.
   */
  overtaken: boolean;
}

/**
 * How one kind of job is run, in three steps: claimed in a transaction (what must be known to the
 * database before anybody outside is called), run, and settled in a transaction with all its effects.
 */
export interface JobHandler<Context = unknown, Result = unknown> {
  kind: string;
  /** How many jobs at the head of a lane may be taken together. */
  take(target: string): number;
  /** Notes that these runs begin; answers a context for each. */
  claim(batch: Batch, runs: readonly (readonly Job[])[], epoch: number): Promise<Context[]>;
  /** Whether running this uses its permit up: nobody is called when only time has to pass. Absent: always. */
  usesPermit?(context: Context): boolean;
  /**
   * What to settle when the run may not start after its claim: the lease has become too short meanwhile. Absent:
   * it may always start.
   */
  notRun?(context: Context): Result;
  /**
   * Does the work; never throws for business reasons. `jobs` may be cut to the first ones by the claim. `abort` tells
   * by its reason why it need not go on: `PutAgain`, `Cancelled` or `LeaseLost`, which it may throw.
   */
  run(jobs: readonly Job[], context: Context, abort: AbortSignal): Promise<Result>;
  /** Stores what came of it; answers an outcome for each job of each run. */
  settle(batch: Batch, runs: readonly FinishedRun<Context, Result>[]): Promise<Outcome[][]>;
}

/** How fast and how wide a target may be worked on. */
export interface TargetPolicy {
  /** How many lanes may run at once. */
  concurrency(target: string): number;
  /** Takes a permit for this job, or says how long to wait, and whether every lane must. */
  admit(job: Job): { wait_ms: number; whole_target: boolean } | null;
  /** The permit was not used: what it was taken for was not started, or called nobody. */
  giveBack(job: Job): void;
  /** Another process works on this target now. */
  forget(target: string): void;
}
