import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/schema.ts';
import { Backlog } from './backlog.ts';
import type { JobHandler, Outcome, TargetPolicy } from './handler.ts';
import type { Job } from './jobs.ts';
import { jobsPerLane, type Lane, Lanes } from './lanes.ts';

/** Jobs could not be started: they are left, and tried again after the time. */
export interface NotStarted {
  again_ms: number;
  /** They are not what the database holds any more. */
  stale?: true;
}

/** What a target needs of its worker. */
export interface TargetContext {
  read: Kysely<Tables>;
  clock: Clock;
  policy: TargetPolicy;
  handler(kind: string): JobHandler | undefined;
  /** Runs jobs to the end. */
  execute(handler: JobHandler, jobs: readonly Job[]): Promise<Outcome[] | NotStarted>;
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
  readonly #backlog: Backlog;
  readonly #lanes = new Lanes();
  #lastSeq = 0;
  /** The database holds jobs that memory does not. */
  #overflow = true;
  #pausedUntil = 0;
  #running = 0;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  #lastRead: Promise<void> = Promise.resolve();
  /** The numbers of jobs that left their lane while a read was under way, which may still show them there. */
  #leftMeanwhile: Set<number> | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #cancelTimer = () => {};
  #stopped = false;

  constructor(name: string, shard: number, context: TargetContext) {
    this.name = name;
    this.shard = shard;
    this.#context = context;
    this.#backlog = new Backlog(context.read, name, shard);
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
    if (this.#stopped) return;
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    this.#reading = this.#inTurn(() => this.#read())
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

  /** Starts nothing more; resolves when it reads nothing any more either. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    return this.#lastRead;
  }

  /** One read after another, so that an older view never replaces a newer one. */
  #inTurn(read: () => Promise<void>): Promise<void> {
    const result = this.#lastRead.then(async () => {
      if (this.#stopped) return;
      this.#leftMeanwhile = new Set();
      await read().finally(() => {
        this.#leftMeanwhile = null;
      });
    });
    this.#lastRead = result.catch(() => {});
    return result;
  }

  /** What was read, without what has left its lane since. */
  #current(jobs: readonly Job[]): Job[] {
    return jobs.filter(({ seq }) => !this.#leftMeanwhile?.has(seq));
  }

  async #read(): Promise<void> {
    this.#pausedUntil = await this.#backlog.pausedUntil();
    const room = memoryJobs - this.#lanes.jobs;
    if (this.#overflow) {
      await this.#fill(room > memoryJobs / 2 ? memoryJobs : urgentJobs);
    } else if (room > 0) {
      const jobs = await this.#backlog.after(this.#lastSeq, room);
      this.#takeIn(jobs);
      this.#overflow = jobs.length === room;
    } else {
      this.#overflow = true;
    }
  }

  /** Reads the most urgent jobs; of lanes that are new to memory only what stands at their heads. */
  async #fill(limit: number): Promise<void> {
    const urgent = await this.#backlog.urgent(limit);
    if (urgent.length < limit) {
      this.#overflow = false;
      this.#takeIn(urgent.sort((a, b) => a.seq - b.seq));
      return;
    }
    const fresh = new Map<string, Job[]>();
    for (const [key, jobs] of Map.groupBy(this.#current(urgent), ({ lane }) => lane)) {
      const lane = this.#lanes.get(key);
      if (lane) this.#lanes.expectMore(lane, jobs);
      else fresh.set(key, jobs.sort((a, b) => a.seq - b.seq).slice(0, jobsPerLane));
    }
    const standings = await this.#backlog.standings([...fresh.values()]);
    const byLane = new Map(standings.map((standing) => [standing.lane, standing]));
    for (const [key, jobs] of fresh) {
      const standing = byLane.get(key);
      if (
        this.#lanes.jobs >= memoryJobs &&
        !this.#lanes.evict(Math.max(...jobs.map(({ priority }) => priority)))
      )
        return;
      if (standing?.atHead) this.#replace(key, jobs, standing.more);
      // Something less urgent stands before: it goes first, and all the sooner.
      else await this.#readHead(key, jobs.length, jobs);
    }
  }

  #takeIn(jobs: readonly Job[]): void {
    this.#lastSeq = Math.max(this.#lastSeq, jobs.at(-1)?.seq ?? 0);
    for (const job of this.#current(jobs)) this.#lanes.add(job);
  }

  #replace(key: string, jobs: readonly Job[], more: boolean): Lane {
    const lane = this.#lanes.replace(key, this.#current(jobs), more);
    this.#lanes.drop(lane, 0);
    return lane;
  }

  /** Reads the first jobs of a lane anew; `behind` is known to come later in it. */
  async #readHead(key: string, count: number, behind: readonly Job[] = []): Promise<void> {
    const jobs = await this.#backlog.head(key, count + 1);
    // It may have been started while we read; then whoever ends it reads again.
    if (this.#lanes.get(key)?.running) return;
    const lane = this.#replace(key, jobs.slice(0, count), jobs.length > count);
    lane.heldUntil = 0;
    this.#lanes.expectMore(lane, behind);
  }

  async #reload(lane: Lane): Promise<void> {
    lane.stale = true;
    await this.#inTurn(() => {
      const room = memoryJobs - this.#lanes.jobs + lane.jobs.length;
      return this.#readHead(lane.key, Math.max(1, Math.min(jobsPerLane, room)));
    });
    this.pump();
  }

  /** Starts whatever may start now, and sets the timer for what may start later. */
  pump(): void {
    if (this.#stopped) return;
    const now = this.#context.clock.now();
    for (const lane of this.#lanes.values()) this.#enlist(lane, now);
    this.#startListed(now);
  }

  /** Lists a lane that may run now, or sees to it that it is thought of when it may. */
  #enlist(lane: Lane, now: number): void {
    this.#lanes.list(lane, now);
    if (!lane.listed && !lane.running && lane.jobs.length > 0) this.#pumpAt(this.#lanes.dueAt(lane));
  }

  #startListed(now: number): void {
    if (this.#pausedUntil > now) {
      this.#pumpAt(this.#pausedUntil);
      return;
    }
    while (this.#running < this.#context.policy.concurrency(this.name)) {
      const lane = this.#lanes.next();
      if (!lane) break;
      const [head] = lane.jobs;
      // Its head may have left it while it was listed.
      if (!head || this.#lanes.dueAt(lane) > now) {
        this.#enlist(lane, now);
        continue;
      }
      const refusal = this.#context.policy.admit(head);
      if (refusal?.whole_target) {
        this.#lanes.putBack(lane);
        this.#pumpAt(now + refusal.wait_ms);
        return;
      }
      if (refusal) {
        lane.heldUntil = now + refusal.wait_ms;
        this.#pumpAt(lane.heldUntil);
      } else void this.#start(lane);
    }
  }

  /** One timer, for the earliest moment at which anything may start. */
  #pumpAt(time: number): void {
    if (time >= this.#timerAt) return;
    this.#cancelTimer();
    this.#timerAt = time;
    this.#cancelTimer = this.#context.clock.after(time - this.#context.clock.now(), () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.pump();
    });
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
      else {
        lane.heldUntil = this.#context.clock.now() + outcomes.again_ms;
        lane.stale ||= outcomes.stale ?? false;
      }
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
    if (this.#stopped) return;
    try {
      if (lane.stale || (lane.more && lane.jobs.length === 0)) await this.#reload(lane);
    } catch (error) {
      this.#context.onError(error);
    }
    if (this.#overflow && this.#lanes.jobs < memoryJobs / 4) this.wake();
    const now = this.#context.clock.now();
    // While it was read again it may have been forgotten, or made anew.
    if (this.#lanes.get(lane.key) === lane) this.#enlist(lane, now);
    this.#startListed(now);
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
      if (outcome.type === 'done' || outcome.type === 'dead' || outcome.type === 'reschedule') {
        over.add(job);
        this.#leftMeanwhile?.add(job.seq);
      } else if (outcome.type === 'retry') {
        job.attempts++;
        job.run_at = now + outcome.after_ms;
      } else if (outcome.type === 'park') job.run_at = outcome.until;
      else if (outcome.type === 'pause') {
        if (outcome.tried) job.attempts++;
        this.#pausedUntil = Math.max(this.#pausedUntil, now + outcome.after_ms);
      }
    }
    lane.jobs.sort((a, b) => Number(over.has(b)) - Number(over.has(a)) || a.seq - b.seq);
    this.#lanes.drop(lane, over.size);
  }
}
