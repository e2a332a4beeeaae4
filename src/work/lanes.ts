import type { Job } from './jobs.ts';

/** The jobs of one lane that are in memory, in order. */
export interface Lane {
  key: string;
  jobs: Job[];
  /** The database holds more of this lane, after the last one here. */
  more: boolean;
  running: boolean;
  /** Not before this time (ms), though the head itself may be due. */
  heldUntil: number;
  /** The highest priority among its jobs: what waits behind a bulk job pulls the lane forward. */
  priority: number;
  /** Already in the list of lanes that may run. */
  listed: boolean;
  /** Its head was changed by somebody else while it ran, and must be read again. */
  stale: boolean;
}

// Enough to keep a lane busy between two reads; a conversation rarely has more under way.
const jobsPerLane = 20;

/**
 * The lanes of one target: which may run next, by priority and then by who waited longest. Holds a
 * bounded number of jobs however many the database holds.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #ready = new Map<number, Lane[]>();
  #jobs = 0;

  /** How many jobs are in memory. */
  get jobs(): number {
    return this.#jobs;
  }

  get(key: string): Lane | undefined {
    return this.#lanes.get(key);
  }

  values(): IterableIterator<Lane> {
    return this.#lanes.values();
  }

  /** Takes a job in, unless it is known or its lane is full; jobs of a lane come in their order. */
  add(job: Job): void {
    const lane = this.#lanes.get(job.lane) ?? this.#open(job.lane);
    this.#raise(lane, job.priority);
    const last = lane.jobs.at(-1);
    if (lane.more || (last && last.seq >= job.seq)) return;
    if (lane.jobs.length >= jobsPerLane) {
      lane.more = true;
      return;
    }
    lane.jobs.push(job);
    this.#jobs++;
  }

  #open(key: string): Lane {
    const lane: Lane = {
      key,
      jobs: [],
      more: false,
      running: false,
      heldUntil: 0,
      priority: 0,
      listed: false,
      stale: false,
    };
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Replaces what is known of a lane by what the database says now. */
  replace(key: string, jobs: readonly Job[], more: boolean): Lane {
    const lane = this.#lanes.get(key) ?? this.#open(key);
    this.#jobs += jobs.length - lane.jobs.length;
    lane.jobs = [...jobs];
    lane.more = more;
    lane.stale = false;
    this.#raise(lane, Math.max(0, ...jobs.map(({ priority }) => priority)));
    return lane;
  }

  /** Notes that the database holds these jobs of a lane too, if they come after what is in memory. */
  expectMore(lane: Lane, jobs: readonly Job[]): void {
    const last = lane.jobs.at(-1)?.seq ?? 0;
    const unseen = jobs.filter(({ seq }) => seq > last);
    if (unseen.length === 0) return;
    lane.more = true;
    this.#raise(lane, Math.max(...unseen.map(({ priority }) => priority)));
  }

  /** A lane is as urgent as the most urgent of its jobs, wherever that stands. */
  #raise(lane: Lane, priority: number): void {
    if (priority <= lane.priority) return;
    if (lane.listed) {
      const queue = this.#ready.get(lane.priority) ?? [];
      queue.splice(queue.indexOf(lane), 1);
      this.#enqueue(lane, priority);
    }
    lane.priority = priority;
  }

  #enqueue(lane: Lane, priority: number): void {
    const queue = this.#ready.get(priority);
    if (queue) queue.push(lane);
    else this.#ready.set(priority, [lane]);
  }

  /** Forgets the least urgent lane that waits, if it is less urgent than this; the database still holds it. */
  evict(below: number): boolean {
    let least: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      if (!lane.running && lane.priority < (least?.priority ?? below)) least = lane;
    }
    if (!least) return false;
    const queue = this.#ready.get(least.priority) ?? [];
    if (least.listed) queue.splice(queue.indexOf(least), 1);
    this.#lanes.delete(least.key);
    this.#jobs -= least.jobs.length;
    return true;
  }

  /** Removes jobs that are done from the head of their lane; an empty lane is forgotten. */
  drop(lane: Lane, count: number): void {
    lane.jobs.splice(0, count);
    this.#jobs -= count;
    if (lane.more || lane.stale) return;
    if (lane.jobs.length === 0) this.#lanes.delete(lane.key);
    // What made it urgent may be done.
    else if (!lane.listed) lane.priority = Math.max(...lane.jobs.map(({ priority }) => priority));
  }

  /** When the head of a lane may run: its own time, or the end of a hold. */
  dueAt(lane: Lane): number {
    return Math.max(lane.heldUntil, lane.jobs[0]?.run_at ?? 0);
  }

  /** Lists a lane as ready if it has something due and does not run. */
  list(lane: Lane, now: number): void {
    if (lane.listed || lane.running || lane.jobs.length === 0 || this.dueAt(lane) > now) return;
    lane.listed = true;
    this.#enqueue(lane, lane.priority);
  }

  /** The next lane to run, taken off the list. */
  next(): Lane | undefined {
    const highest = Math.max(...[...this.#ready].filter(([, queue]) => queue.length > 0).map(([key]) => key));
    const lane = this.#ready.get(highest)?.shift();
    if (lane) lane.listed = false;
    return lane;
  }

  /** Puts a lane that could not start back in front. */
  putBack(lane: Lane): void {
    lane.listed = true;
    const queue = this.#ready.get(lane.priority);
    if (queue) queue.unshift(lane);
    else this.#ready.set(lane.priority, [lane]);
  }
}

export { jobsPerLane };
