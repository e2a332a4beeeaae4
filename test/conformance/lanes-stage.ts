import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { type Batch, Writer } from '../../src/database/writer.ts';
import type { JobHandler, Outcome } from '../../src/work/handler.ts';
import { type Job, type NewJob, priorities, putJob } from '../../src/work/jobs.ts';
import { Leases } from '../../src/work/leases.ts';
import { Worker } from '../../src/work/worker.ts';

/** What a run is told to come to. */
export type Behaviour = (job: Job, abort: AbortSignal) => Outcome | Promise<Outcome>;

/** A worker with a handler that does what a test says and notes what it was given. */
export interface Engine {
  worker: Worker;
  handler: JobHandler<readonly Job[], Outcome[]>;
  /** The references of the jobs that were run, in the order they began. */
  began: string[];
  /** The references of the jobs that were claimed, but were not run in the end. */
  left: string[];
  /** The references of the jobs of runs that were overtaken, as their settlement was told. */
  overtaken: string[];
  /** The most runs that were under way at once. */
  widest(): number;
  /** The permits that were taken and not given back. */
  permits(): number;
  start(): Promise<void>;
}

/** What an engine may be given; the rest is chosen so that tests are quick. */
export interface EngineOptions {
  behave?: Behaviour;
  concurrency?: number;
  /** How many jobs of a lane one run takes. */
  take?: number;
  /** A clock whose timers never fire makes a process that hangs. */
  clock?: Clock;
  leaseMs?: number;
  /** Whether a run calls anybody. */
  usesPermit?: boolean;
  /** Called within each claim. */
  whenClaimed?: () => void | Promise<void>;
  /** Called within each settlement. */
  whenSettled?: () => void | Promise<void>;
}

/** A database with a writer, for engines to work on. */
export interface Floor {
  database: Database;
  writer: Writer;
  errors: unknown[];
  engine(options?: EngineOptions): Engine;
  /** Puts jobs in one transaction, each due now unless it says otherwise. */
  put(jobs: readonly Partial<NewJob>[]): Promise<string[]>;
  run<T>(work: (batch: Batch) => Promise<T>): Promise<T>;
}

/** The lease of engines that do not say otherwise. */
const ordinaryLeaseMs = 2000;

/** Opens a database for engines. */
export async function openFloor(url: string): Promise<Floor> {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const database = openDatabase(url, { pool: 10, onError });
  await database.migrate();
  const writer = new Writer(database);
  return {
    database,
    writer,
    errors,
    engine: (options = {}) => createEngine(database, writer, onError, options),
    put: (jobs) => writer.run(async (batch) => jobs.map((job) => putJob(batch, filledIn(job), Date.now()))),
    run: (work) => writer.run(work),
  };
}

function filledIn(job: Partial<NewJob>): NewJob {
  return {
    workspace_id: 'w',
    target: 'account:a',
    lane: 'lane',
    kind: 'toy',
    reference: 'job',
    priority: priorities.normal,
    ...job,
  };
}

function createEngine(
  database: Database,
  writer: Writer,
  onError: (error: unknown) => void,
  options: EngineOptions,
): Engine {
  const { behave = () => ({ type: 'done' }), concurrency = 10, take = 1, clock = systemClock() } = options;
  const leaseMs = options.leaseMs ?? ordinaryLeaseMs;
  const began: string[] = [];
  const left: string[] = [];
  const overtaken: string[] = [];
  let permits = 0;
  let running = 0;
  let widest = 0;
  const handler: JobHandler<readonly Job[], Outcome[]> = {
    kind: 'toy',
    take: () => take,
    async claim(_batch, runs) {
      await options.whenClaimed?.();
      return [...runs];
    },
    usesPermit: () => options.usesPermit ?? true,
    notRun(jobs) {
      left.push(...jobs.map(({ reference }) => reference));
      return jobs.map(() => ({ type: 'retry', after_ms: 1, reason: 'the lease was about to end' }));
    },
    async run(jobs, _context, abort) {
      began.push(...jobs.map(({ reference }) => reference));
      running++;
      widest = Math.max(widest, running);
      try {
        return await Promise.all(jobs.map((job) => behave(job, abort)));
      } finally {
        running--;
      }
    },
    async settle(_batch, runs) {
      await options.whenSettled?.();
      for (const run of runs)
        if (run.overtaken) overtaken.push(...run.jobs.map(({ reference }) => reference));
      return runs.map(({ jobs, result }) =>
        result instanceof Error ? jobs.map(() => ({ type: 'dead', reason: result.message })) : result,
      );
    },
  };
  const worker = new Worker({
    database,
    writer,
    leases: new Leases({ database, clock, owner: randomUUID(), leaseMs }),
    clock,
    policy: {
      concurrency: () => concurrency,
      admit() {
        permits++;
        return null;
      },
      giveBack() {
        permits--;
      },
      forget: () => {},
    },
    handlers: [handler],
    pollMs: 50,
    renewMs: leaseMs / 3,
    leaseMarginMs: 0,
    onError,
  });
  return {
    ...{ worker, handler, began, left, overtaken },
    widest: () => widest,
    permits: () => permits,
    start: () => worker.start(),
  };
}

/** The clock of a process that hangs: no timer fires, so it believes in its leases for ever. */
export const hungClock: Clock = { now: Date.now, monotonic: () => 0, after: () => () => {} };

/** A promise that is resolved from outside. */
export function gate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}
