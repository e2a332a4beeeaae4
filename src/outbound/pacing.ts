import { accountOfTarget } from '../accounts/account.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Limits, Rate } from '../platforms/platform.ts';
import type { TargetPolicy } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';

/** Calls left, and when that was known. */
interface Bucket {
  level: number;
  at: number;
}

interface AccountPace {
  account: Bucket;
  pairs: Map<string, Bucket>;
  /** Halved when the platform says we are too fast; grows back by itself. */
  factor: number;
  /** How often in a row the platform has said that we are too fast. */
  throttles: number;
  ready: boolean;
}

// Attempts older than this have left every bucket: the slowest one fills in 45 × 6 s = 4.5 minutes.
const memoryMs = 5 * 60_000;
// The share of the full speed that comes back each minute after the platform has throttled us.
const recoveryPerMinute = 0.1;
// Some speed must be left to find out that the platform takes more again.
const slowest = 0.05;
// While the levels are read from the database, which takes milliseconds.
const loadingMs = 20;
// Full buckets are forgotten from time to time, or memory would hold one for everybody ever written to.
const pairsInMemory = 10_000;

/**
 * How fast each account may send, kept in the memory of whoever owns the account's target. A new owner
 * fills the buckets from the attempts of the last minutes.
 */
export class Pacing implements TargetPolicy {
  readonly #directory: AccountDirectory;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #accounts = new Map<string, AccountPace>();

  constructor(options: { directory: AccountDirectory; database: Database; clock: Clock }) {
    this.#directory = options.directory;
    this.#database = options.database;
    this.#clock = options.clock;
  }

  concurrency(target: string): number {
    return this.#limits(target)?.concurrency ?? 1;
  }

  admit(job: Job): { wait_ms: number; whole_target: boolean } | null {
    const limits = this.#limits(job.target);
    if (!limits) return null;
    const pace = this.#pace(job.workspace_id, job.target, limits);
    if (!pace.ready) return { wait_ms: loadingMs, whole_target: true };
    const now = this.#clock.now();
    const rate = slowed(limits.account_rate, pace.factor);
    const wait = waitFor(pace.account, rate, now);
    if (wait > 0) return { wait_ms: wait, whole_target: true };
    if (limits.pair_rate) {
      const pairWait = waitFor(this.#pair(pace, job.lane, limits.pair_rate, now), limits.pair_rate, now);
      if (pairWait > 0) return { wait_ms: pairWait, whole_target: false };
      this.#pair(pace, job.lane, limits.pair_rate, now).level -= 1;
    }
    pace.account.level -= 1;
    return null;
  }

  giveBack({ target, lane }: Job): void {
    const pace = this.#accounts.get(target);
    if (!pace) return;
    pace.account.level += 1;
    const pair = pace.pairs.get(lane);
    if (pair) pair.level += 1;
  }

  forget(target: string): void {
    this.#accounts.delete(target);
  }

  /** The platform said that the whole account is too fast; answers how often in a row it has. */
  slowDown(target: string): number {
    const pace = this.#accounts.get(target);
    if (!pace) return 1;
    pace.factor = Math.max(slowest, pace.factor / 2);
    pace.account = { level: 0, at: this.#clock.now() };
    return ++pace.throttles;
  }

  /** The platform took something: the next complaint is a first one again. */
  worked(target: string): void {
    const pace = this.#accounts.get(target);
    if (pace) pace.throttles = 0;
  }

  /** The platform said that this one recipient gets too much. */
  drainPair(target: string, lane: string): void {
    this.#accounts.get(target)?.pairs.set(lane, { level: 0, at: this.#clock.now() });
  }

  #limits(target: string): Limits | undefined {
    return this.#directory.get(accountOfTarget(target))?.platform.limits;
  }

  #pace(workspaceId: string, target: string, limits: Limits): AccountPace {
    const known = this.#accounts.get(target);
    if (known) {
      this.#recover(known);
      return known;
    }
    const now = this.#clock.now();
    const pace = {
      account: { level: limits.account_rate.capacity, at: now },
      pairs: new Map(),
      factor: 1,
      throttles: 0,
      ready: false,
    };
    this.#accounts.set(target, pace);
    this.#remember(pace, workspaceId, target, limits).catch(() => {
      // Without memory the buckets start full: the platform's own limit then says so.
      pace.ready = true;
    });
    return pace;
  }

  #recover(pace: AccountPace): void {
    if (pace.factor >= 1) return;
    const minutes = (this.#clock.now() - pace.account.at) / 60_000;
    pace.factor = Math.min(1, pace.factor + recoveryPerMinute * minutes);
  }

  async #remember(pace: AccountPace, workspaceId: string, target: string, limits: Limits): Promise<void> {
    const since = this.#clock.now() - memoryMs;
    const attempts = await this.#database.read
      .selectFrom('attempts')
      .select(['conversation_id', 'tried_at'])
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountOfTarget(target))
      .where('tried_at', '>', since)
      .orderBy('tried_at')
      .execute();
    pace.account = { level: limits.account_rate.capacity, at: since };
    for (const { conversation_id, tried_at } of attempts) {
      take(pace.account, limits.account_rate, tried_at);
      if (!limits.pair_rate) continue;
      const pair = pace.pairs.get(conversation_id) ?? { level: limits.pair_rate.capacity, at: since };
      take(pair, limits.pair_rate, tried_at);
      pace.pairs.set(conversation_id, pair);
    }
    pace.ready = true;
  }

  #pair(pace: AccountPace, lane: string, rate: Rate, now: number): Bucket {
    const known = pace.pairs.get(lane);
    if (known) return known;
    if (pace.pairs.size >= pairsInMemory) {
      for (const [key, pair] of pace.pairs)
        if (levelAt(pair, rate, now) >= rate.capacity) pace.pairs.delete(key);
    }
    const bucket = { level: rate.capacity, at: now };
    pace.pairs.set(lane, bucket);
    return bucket;
  }
}

function slowed(rate: Rate, factor: number): Rate {
  return { capacity: Math.max(1, rate.capacity * factor), per_second: rate.per_second * factor };
}

function levelAt(bucket: Bucket, rate: Rate, now: number): number {
  return Math.min(rate.capacity, bucket.level + ((now - bucket.at) / 1000) * rate.per_second);
}

/** Brings the bucket up to date; answers how long until it holds one call. */
function waitFor(bucket: Bucket, rate: Rate, now: number): number {
  bucket.level = levelAt(bucket, rate, now);
  bucket.at = now;
  return bucket.level >= 1 ? 0 : Math.ceil(((1 - bucket.level) / rate.per_second) * 1000);
}

function take(bucket: Bucket, rate: Rate, at: number): void {
  bucket.level = levelAt(bucket, rate, at) - 1;
  bucket.at = at;
}
