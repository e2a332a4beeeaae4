import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { shardCount } from '../database/migrations/004-work.ts';
import type { Writer } from '../database/writer.ts';
import { DatabaseUnavailable } from '../errors.ts';
import type { JobHandler, Outcome, TargetPolicy } from './handler.ts';
import { type Job, shardOf } from './jobs.ts';
import type { Leases } from './leases.ts';
import { dueJobs, promoteJobs } from './promotion.ts';
import { Runs } from './runs.ts';
import { type Claim, type Claimed, claimKind, type Settlement, settleKind } from './settlement.ts';
import { readSignal } from './signals.ts';
import { type NotStarted, Target } from './target.ts';

/** What a worker is made of. */
export interface WorkerOptions {
  database: Database;
  writer: Writer;
  leases: Leases;
  clock: Clock;
  policy: TargetPolicy;
  handlers: readonly JobHandler[];
  /** Renewing and looking for work that no notification told of. */
  pollMs: number;
  renewMs: number;
  /** No run starts when its lease ends sooner than this. */
  leaseMarginMs: number;
  onError(error: unknown): void;
}

// While the database is away its answer is asked for at this pace.
const databaseRetryMs = 1000;
// Due jobs promoted in one transaction.
const promotedJobs = 200;
const allShards = Array.from({ length: shardCount }, (_, shard) => shard);

/** Runs the jobs of all targets whose shards this process owns. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #handlers: Map<string, JobHandler>;
  readonly #targets = new Map<string, Target>();
  readonly #claims;
  readonly #settlements;
  readonly #timers = new Set<() => void>();
  readonly #executions = new Set<Promise<unknown>>();
  readonly #runs = new Runs();
  #stopped = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#handlers = new Map(options.handlers.map((handler) => [handler.kind, handler]));
    this.#claims = claimKind(() => options.clock.now());
    this.#settlements = settleKind(() => options.clock.now());
  }

  /** Takes leases, finds what waits, and goes on until stopped. */
  async start(): Promise<void> {
    this.#options.writer.on('jobs', (values) => {
      for (const value of values) this.#hear(value);
    });
    this.#options.writer.onMissed(() => {
      this.#runs.check(this.#options.database.read).catch(this.#options.onError);
    });
    await this.#renew();
    await this.#findTargets();
    this.#repeat(this.#options.renewMs, async () => {
      if (await this.#renew()) await this.#findTargets();
    });
    this.#repeat(this.#options.pollMs, async () => {
      await this.#promote();
      await this.#findTargets();
    });
  }

  /** Starts nothing more and waits for what runs; then gives the leases back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    const reads = [...this.#targets.values()].map((target) => target.stop());
    while (this.#executions.size > 0) await Promise.allSettled([...this.#executions]);
    await Promise.all(reads);
    await this.#options.leases.release().catch(this.#options.onError);
  }

  /** How many jobs are in memory and waiting, and how many run. */
  load(): { waiting: number; running: number } {
    let waiting = 0;
    let running = 0;
    for (const target of this.#targets.values()) {
      waiting += target.waiting;
      running += target.running;
    }
    return { waiting, running };
  }

  /** Renews the leases and forgets the targets of lost shards; answers whether shards were gained. */
  async #renew(): Promise<boolean> {
    const busy = new Set<number>();
    for (const target of this.#targets.values()) if (target.running > 0) busy.add(target.shard);
    const { leases } = this.#options;
    const { gained, lost } = await leases
      .renew((shard) => busy.has(shard))
      // Also when the database did not answer: then leases end by themselves.
      .finally(() => this.#runs.leave((shard) => leases.heldEpoch(shard)));
    const gone = new Set(lost);
    for (const [name, target] of this.#targets) if (gone.has(target.shard)) this.#forget(name, target);
    return gained.length > 0;
  }

  /** Another process works on it now: what is known of its jobs and its pace grows old. */
  #forget(name: string, target: Target): void {
    this.#targets.delete(name);
    this.#options.policy.forget(name);
    target.stop().catch(this.#options.onError);
  }

  #repeat(ms: number, work: () => Promise<void>): void {
    this.#after(ms, () => {
      work()
        .catch(this.#options.onError)
        .finally(() => this.#repeat(ms, work));
    });
  }

  #after(ms: number, work: () => void): void {
    if (this.#stopped) return;
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(cancel);
      work();
    });
    this.#timers.add(cancel);
  }

  #hear(value: string): void {
    const { target, lane, dueAt, overtaken } = readSignal(value);
    // What runs here may belong to a shard that is about to be given away.
    if (overtaken) this.#runs.overtake(overtaken);
    if (this.#stopped || !this.owns(target)) return;
    if (dueAt !== undefined) this.#promoteAt(dueAt);
    else if (lane) this.#target(target).refresh(lane);
    else this.#target(target).wake();
  }

  /** Whether this process works on a target now. */
  owns(target: string): boolean {
    return this.#ownsShard(shardOf(target));
  }

  #ownsShard(shard: number): boolean {
    return this.#options.leases.epochOf(shard, 0) !== undefined;
  }

  #promoteAt(runAt: number): void {
    const wait = runAt - this.#options.clock.now();
    // The poll finds what is further away.
    if (wait > this.#options.pollMs * 2) return;
    this.#after(wait, () => {
      this.#promote().catch(this.#options.onError);
    });
  }

  #target(name: string): Target {
    const known = this.#targets.get(name);
    if (known) return known;
    const { database, clock, policy, onError } = this.#options;
    const target = new Target(name, shardOf(name), {
      read: database.read,
      clock,
      policy,
      handler: (kind) => this.#handlers.get(kind),
      execute: (handler, jobs) => this.#track(this.#execute(handler, jobs)),
      onError,
    });
    this.#targets.set(name, target);
    return target;
  }

  #track<T>(run: Promise<T>): Promise<T> {
    this.#executions.add(run);
    return run.finally(() => this.#executions.delete(run));
  }

  /**
   * Every own target that has work in its lanes, by hopping from one to the next in the index: never a scan of all
   * jobs. What is only scheduled costs no more than the hop: it is promoted when it is due.
   */
  async #findTargets(): Promise<void> {
    for (const [name, target] of this.#targets) if (target.idle) this.#targets.delete(name);
    const own = allShards.filter((shard) => this.#ownsShard(shard));
    if (own.length === 0) return;
    const { rows } = await sql<{ target: string }>`
      with recursive own (shard) as (values ${sql.join(own.map((shard) => sql`(${sql.lit(shard)})`))}),
      found (shard, target) as (
        select own.shard, (select min(target) from jobs where jobs.shard = own.shard) from own
        union all
        select found.shard,
          (select min(jobs.target) from jobs where jobs.shard = found.shard and jobs.target > found.target)
        from found where found.target is not null
      )
      select target from found where target is not null and exists (
        select 1 from jobs where jobs.shard = found.shard and jobs.target = found.target and jobs.seq > 0
      )`.execute(this.#options.database.read);
    for (const { target } of rows) if (this.owns(target)) this.#target(target).wake();
  }

  /** Gives due jobs their places in their lanes. */
  async #promote(): Promise<void> {
    const now = this.#options.clock.now();
    const due = await dueJobs(this.#options.database.read, now, promotedJobs);
    const own = due.filter(({ target }) => this.owns(target));
    if (own.length === 0) return;
    await this.#options.writer.run((batch) => promoteJobs(batch, own, now));
    if (due.length === promotedJobs) await this.#promote();
  }

  async #execute(handler: JobHandler, jobs: readonly Job[]): Promise<Outcome[] | NotStarted> {
    const { leases, leaseMarginMs } = this.#options;
    const epoch = leases.epochOf(jobs[0]?.shard ?? 0, leaseMarginMs);
    if (this.#stopped || epoch === undefined) return this.#notStarted(jobs);
    // Before the claim: what is put as soon as that has committed must find the run.
    const run = this.#runs.begin(jobs, epoch);
    const finished = await this.#claimAndRun({ handler, jobs, epoch }, run.signal).finally(() => run.end());
    if (!('result' in finished)) return finished.unstarted;
    return this.#settle({ handler, epoch, run: { jobs, ...finished } });
  }

  async #claimAndRun(
    claim: Claim,
    signal: AbortSignal,
  ): Promise<{ context: unknown; result: unknown } | { unstarted: Outcome[] | NotStarted }> {
    const { jobs, handler } = claim;
    let claimed: Claimed;
    try {
      claimed = await this.#options.writer.add(this.#claims, claim);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) this.#options.onError(error);
      return { unstarted: this.#notStarted(jobs) };
    }
    if (!claimed.start) {
      const again = this.#notStarted(jobs);
      if (claimed.why === 'moved') return { unstarted: { again_ms: 0, stale: true } };
      return { unstarted: claimed.why === 'deadly' ? [{ type: 'dead', reason: claimed.why }] : again };
    }
    const { context } = claimed;
    return { context, result: await this.#run(handler, jobs, context, signal) };
  }

  #notStarted([head]: readonly Job[]): NotStarted {
    if (head) this.#options.policy.giveBack(head);
    return { again_ms: databaseRetryMs };
  }

  async #run(
    handler: JobHandler,
    jobs: readonly Job[],
    context: unknown,
    signal: AbortSignal,
  ): Promise<unknown> {
    const [head] = jobs;
    const { leases, leaseMarginMs, policy, onError } = this.#options;
    const used = handler.usesPermit?.(context) ?? true;
    // The claim may have waited long for the database: by now another process may be about to own the target.
    const late = handler.notRun && leases.epochOf(head?.shard ?? 0, leaseMarginMs) === undefined;
    if (head && (!used || late)) policy.giveBack(head);
    if (handler.notRun && late) return handler.notRun(context);
    const result = await handler.run(jobs, context, signal).catch(toError);
    // Whoever throws why it was aborted has done as it was told.
    if (result instanceof Error && result !== signal.reason) onError(result);
    return result;
  }

  /** An answer is never thrown away: it waits in memory until the database takes it. */
  async #settle(settlement: Settlement): Promise<Outcome[]> {
    for (;;) {
      try {
        return await this.#options.writer.add(this.#settlements, settlement);
      } catch (error) {
        this.#options.onError(error);
        await new Promise<void>((resolve) => {
          this.#options.clock.after(databaseRetryMs, resolve);
        });
      }
    }
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
