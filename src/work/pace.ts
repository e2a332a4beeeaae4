import type { Clock } from '../clock.ts';
import type { TargetPolicy } from './handler.ts';
import type { Job } from './jobs.ts';

/** How fast work goes that nobody waits for. */
export interface Steady {
  per_second: number;
  /** All targets of this process together; else each of them. */
  shared?: boolean;
  /** How many lanes of a target run at once; one when nothing is said. */
  lanes?: number;
}

interface Bucket {
  level: number;
  at: number;
}

// Full buckets are as good as none, so they are thrown away when there are many.
const bucketsInMemory = 1000;
// Those who wait for the same permits do not all ask again at once.
const spreadMs = 500;

/** A few lanes of a target at once, and never more runs than this in a second. */
export class SteadyPace implements TargetPolicy {
  readonly #clock: Clock;
  readonly #steady: Steady;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, steady: Steady) {
    this.#clock = clock;
    this.#steady = steady;
  }

  concurrency(): number {
    return this.#steady.lanes ?? 1;
  }

  admit({ target }: Job): { wait_ms: number; whole_target: boolean } | null {
    const bucket = this.#bucket(target);
    if (bucket.level >= 1) {
      bucket.level -= 1;
      return null;
    }
    const missing = ((1 - bucket.level) / this.#steady.per_second) * 1000;
    const spread = this.#steady.shared ? Math.random() * spreadMs : 0;
    return { wait_ms: Math.ceil(missing + spread), whole_target: true };
  }

  giveBack({ target }: Job): void {
    this.#bucket(target).level += 1;
  }

  forget(target: string): void {
    if (!this.#steady.shared) this.#buckets.delete(target);
  }

  #bucket(target: string): Bucket {
    const key = this.#steady.shared ? '' : target;
    const now = this.#clock.now();
    const known = this.#buckets.get(key);
    if (known) return this.#fill(known, now);
    if (this.#buckets.size >= bucketsInMemory) this.#dropFull(now);
    const bucket = { level: this.#capacity, at: now };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  get #capacity(): number {
    return Math.max(1, this.#steady.per_second);
  }

  #fill(bucket: Bucket, now: number): Bucket {
    const gained = (Math.max(0, now - bucket.at) / 1000) * this.#steady.per_second;
    bucket.level = Math.min(this.#capacity, bucket.level + gained);
    bucket.at = now;
    return bucket;
  }

  #dropFull(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#fill(bucket, now).level >= this.#capacity) this.#buckets.delete(key);
    }
  }
}

/** Asks the policy for targets that begin with this word and a colon; for all others the last one. */
export function policyByTarget(
  policies: Readonly<Record<string, TargetPolicy>>,
  others: TargetPolicy,
): TargetPolicy {
  const of = (target: string) => policies[target.slice(0, target.indexOf(':'))] ?? others;
  return {
    concurrency: (target) => of(target).concurrency(target),
    admit: (job) => of(job.target).admit(job),
    giveBack: (job) => of(job.target).giveBack(job),
    forget: (target) => of(target).forget(target),
  };
}
