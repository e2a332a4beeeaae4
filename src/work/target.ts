import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { JobRow, Tables } from '../database/schema.ts';
import type { JobHandler, Outcome, TargetPolicy } from './handler.ts';
import type { Job } from './jobs.ts';
import { jobsPerLane, type Lane, Lanes } from './lanes.ts';

/** What a target needs of its worker. */
export interface TargetContext {
  read: Kysely<Tables>;
  clock: Clock;
  policy: TargetPolicy;
  handler(kind: string): JobHandler | undefined;
  /** Runs jobs to the end; `null`: they could not be started, leave them and try again after the time. */
  execute(handler: JobHandler, jobs: readonly Job[]): Promise<Outcome[] | { again_ms: number }>;
  onError(error: unknown): void;
}

// How many jobs of one target may be in memory; beyond it the rest stays in the database.
const memoryJobs = 1000;
// When the database holds more than memory, how many of the most urgent are looked at on each call.
const urgentJobs = 100;

/** Works on one target: reads its jobs, keeps their lanes in order, and never exceeds its limits. */
export class Target {
  readonly name: string;
  readonly shard: number;
  readonly #context: TargetContext;
  readonly #lanes = new Lanes();
  #lastSeq = 0;
  /** The database holds jobs that memory does not. */
  #overflow = true;
  #pausedUntil = 0;
  #running = 0;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  #cancelTimer = () => {};
  #stopped = false;

  constructor(name: string, shard: number, context: TargetContext) {
    this.name = name;
    this.shard = shard;
    this.#context = context;
  }

  /** Nothing waits or runs, so this object can be thrown away. */
  get idle(): boolean {
    return this.#running === 0 && this.#lanes.jobs === 0 && !this.#overflow && !this.#reading;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#lanes.jobs - this.#running;
  }

  /** There may be new jobs, or the pause may be over. */
  wake(): void {
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    this.#reading = this.#read()
      .catch(this.#context.onError)
      .finally(() => {
        this.#reading = undefined;
        if (this.#readAgain) {
          this.#readAgain = false;
          this.wake();
        } else {
          this.pump();
        }
      });
  }

  /** The head of this lane was changed by somebody else. */
  refresh(laneKey: string): void {
    const lane = this.#lanes.get(laneKey);
    if (!lane) {
      this.wake();
    } else if (lane.running) {
      lane.stale = true;
    } else {
      this.#reload(lane).catch(this.#context.onError);
    }
  }

  /** Starts nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  async #read(): Promise<void> {
    await this.#readPause();
    if (this.#overflow) {
      await this.#fill(this.#lanes.jobs < memoryJobs / 2 ? memoryJobs : urgentJobs);
      return;
    }
    const rows = await this.#query()
      .where('seq', '>', this.#lastSeq)
      .orderBy('seq')
      .limit(memoryJobs)
      .execute();
    this.#takeIn(rows);
    if (rows.length === memoryJobs || this.#lanes.jobs > memoryJobs) this.#overflow = true;
  }

  async #readPause(): Promise<void> {
    const pause = await this.#context.read
      .selectFrom('target_pauses')
      .select('until')
      .where('target', '=', this.name)
      .executeTakeFirst();
    this.#pausedUntil = pause?.until ?? 0;
  }

  /** Reads the most urgent jobs; lanes that are new to memory are read from their heads. */
  async #fill(limit: number): Promise<void> {
    const rows = await this.#query().orderBy('priority', 'desc').orderBy('seq').limit(limit).execute();
    if (rows.length < limit) {
      this.#overflow = false;
      this.#takeIn(rows.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0)));
      return;
    }
    for (const [key, jobs] of Map.groupBy(rows, (row) => row.lane)) {
      const lane = this.#lanes.get(key);
      if (!lane) await this.#reload(this.#lanes.replace(key, []));
      else if (jobs.some(({ seq }) => (seq ?? 0) > (lane.jobs.at(-1)?.seq ?? 0))) lane.more = true;
    }
  }

  #query() {
    return this.#context.read
      .selectFrom('jobs')
      .selectAll()
      .where('shard', '=', this.shard)
      .where('target', '=', this.name)
      .where('seq', 'is not', null);
  }

  #takeIn(rows: readonly JobRow[]): void {
    const now = this.#context.clock.now();
    for (const row of rows.filter(isNumbered)) {
      this.#lastSeq = Math.max(this.#lastSeq, row.seq);
      this.#lanes.add(row);
      const lane = this.#lanes.get(row.lane);
      if (lane) this.#lanes.list(lane, now);
    }
  }

  async #reload(lane: Lane): Promise<void> {
    lane.stale = true;
    const rows = await this.#query()
      .where('lane', '=', lane.key)
      .orderBy('seq')
      .limit(jobsPerLane + 1)
      .execute();
    // It may have been started while we read; then whoever ends it reads again.
    if (lane.running) return;
    this.#lanes.replace(lane.key, rows.filter(isNumbered));
    lane.heldUntil = 0;
    this.#lanes.drop(lane, 0);
    this.#lanes.list(lane, this.#context.clock.now());
    this.pump();
  }

  /** Starts whatever may start now, and sets the timer for what may start later. */
  pump(): void {
    if (this.#stopped) return;
    const now = this.#context.clock.now();
    for (const lane of this.#lanes.values()) this.#lanes.list(lane, now);
    while (this.#pausedUntil <= now && this.#running < this.#context.policy.concurrency(this.name)) {
      const lane = this.#lanes.next();
      const head = lane?.jobs[0];
      if (!lane || !head) break;
      const refusal = this.#context.policy.admit(head);
      if (refusal?.whole_target) {
        this.#lanes.putBack(lane);
        this.#timer(refusal.wait_ms);
        return;
      }
      if (refusal) lane.heldUntil = now + refusal.wait_ms;
      else void this.#start(lane);
    }
    this.#setTimer(now);
  }

  #setTimer(now: number): void {
    const times = [...this.#lanes.values()]
      .filter((lane) => !lane.running && !lane.listed && lane.jobs.length > 0)
      .map((lane) => this.#lanes.dueAt(lane));
    const next = Math.max(Math.min(...times), this.#pausedUntil);
    if (next !== Number.POSITIVE_INFINITY && next > now) this.#timer(next - now);
    else if (this.#pausedUntil > now) this.#timer(this.#pausedUntil - now);
  }

  #timer(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#context.clock.after(ms, () => this.pump());
  }

  async #start(lane: Lane): Promise<void> {
    lane.running = true;
    this.#running++;
    const jobs = this.#take(lane);
    const [head] = jobs;
    const handler = head && this.#context.handler(head.kind);
    try {
      if (!handler) throw new Error(`No handler runs jobs of kind ${head?.kind}.`);
      const outcomes = await this.#context.execute(handler, jobs);
      if (Array.isArray(outcomes)) this.#apply(lane, jobs, outcomes);
      else lane.heldUntil = this.#context.clock.now() + outcomes.again_ms;
    } catch (error) {
      this.#context.onError(error);
      // Only a bug comes here; a calm pace keeps it from filling the log.
      lane.heldUntil = this.#context.clock.now() + 30_000;
    }
    lane.running = false;
    this.#running--;
    await this.#afterRun(lane);
  }

  async #afterRun(lane: Lane): Promise<void> {
    try {
      if (lane.stale || (lane.more && lane.jobs.length === 0)) await this.#reload(lane);
    } catch (error) {
      this.#context.onError(error);
    }
    if (this.#overflow && this.#lanes.jobs < memoryJobs / 4) this.wake();
    this.pump();
  }

  /** The jobs at the head of a lane that one run may take: of one kind, and due. */
  #take(lane: Lane): Job[] {
    const [head] = lane.jobs;
    const handler = head && this.#context.handler(head.kind);
    if (!head || !handler) return lane.jobs.slice(0, 1);
    // A job that was started before without an end runs alone, so that it alone is blamed.
    const limit = head.starts > 0 ? 1 : handler.take(this.name);
    const now = this.#context.clock.now();
    const end = lane.jobs.findIndex(
      (job, index) =>
        index >= limit || job.kind !== head.kind || (index > 0 && (job.run_at > now || job.starts > 0)),
    );
    return lane.jobs.slice(0, end === -1 ? lane.jobs.length : end);
  }

  #apply(lane: Lane, jobs: readonly Job[], outcomes: readonly Outcome[]): void {
    const now = this.#context.clock.now();
    const over = new Set<Job>();
    for (const [index, job] of jobs.entries()) {
      const outcome = outcomes[index] ?? { type: 'continue' };
      job.starts = 0;
      if (outcome.type === 'done' || outcome.type === 'dead') over.add(job);
      else if (outcome.type === 'retry') {
        job.attempts++;
        job.run_at = now + outcome.after_ms;
      } else if (outcome.type === 'park') job.run_at = outcome.until;
      else if (outcome.type === 'pause')
        this.#pausedUntil = Math.max(this.#pausedUntil, now + outcome.after_ms);
    }
    lane.jobs.sort((a, b) => Number(over.has(b)) - Number(over.has(a)) || a.seq - b.seq);
    this.#lanes.drop(lane, over.size);
  }
}

function isNumbered(row: JobRow): row is Job {
  return row.seq !== null;
}
