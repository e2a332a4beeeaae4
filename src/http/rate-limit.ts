import type { Clock } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Caller } from '../workspaces/caller.ts';

/** How much a caller may still ask, as headers of an answer; absent where nothing is counted. */
export type Quota = Readonly<Record<string, string>>;

interface Bucket {
  level: number;
  at: number;
}

const windowSeconds = 60;
// More than any hub answers: it only stops a loop that has gone wild.
const installationPerMinute = 600_000;
// Full buckets are as good as none, so they are thrown away when there are many.
const bucketsInMemory = 10_000;

/**
 * Counts the requests of each key in the memory of this process: a bucket of a minute's requests, refilled all the
 * time. So several processes let through several times as much; the limit protects each of them.
 */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #buckets = new Map<string, Bucket>();

  /** `perMinute`: for keys that have no limit of their own; 0 for none. */
  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /**
   * Takes one request of the caller's quota, and says what is left.
   * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
   *
   * @throws Problem 429 when there is none left
   */
  take(caller: Caller): Quota {
    const most = this.#limitOf(caller);
    if (most === 0) return {};
    const bucket = this.#bucket(caller.keyId ?? 'installation', most);
    const isEmpty = bucket.level < 1;
    if (!isEmpty) bucket.level -= 1;
    const headers = {
      'ratelimit-policy': `"key";q=${most};w=${windowSeconds}`,
      ratelimit: `"key";r=${Math.floor(bucket.level)};t=${secondsFor(most - bucket.level, most)}`,
    };
    if (isEmpty) throw tooMany(most, headers, secondsFor(1 - bucket.level, most));
    return headers;
  }

  #limitOf({ installation, requestsPerMinute }: Caller): number {
    return requestsPerMinute ?? (installation ? installationPerMinute : this.#perMinute);
  }

  #bucket(key: string, most: number): Bucket {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { level: most, at: now };
    fill(bucket, most, now);
    if (this.#buckets.size >= bucketsInMemory && !this.#buckets.has(key)) this.#dropFull(now);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #dropFull(now: number): void {
    for (const [key, { at }] of this.#buckets) {
      // Whatever its size, a bucket is full after a minute.
      if (now - at >= windowSeconds * 1000) this.#buckets.delete(key);
    }
  }
}

function fill(bucket: Bucket, most: number, now: number): void {
  const gained = ((now - bucket.at) / 1000 / windowSeconds) * most;
  // Whole seconds must come to whole requests; halves of bits would add up.
  bucket.level = Math.min(most, Math.round((bucket.level + gained) * 1e6) / 1e6);
  bucket.at = now;
}

/** How long it takes until so many requests are refilled. */
function secondsFor(requests: number, most: number): number {
  return Math.max(0, Math.ceil(Math.round((requests / most) * windowSeconds * 1e3) / 1e3));
}

function tooMany(most: number, headers: Quota, seconds: number): Problem {
  return new Problem({
    status: 429,
    code: 'too_many_requests',
    detail: `This key has made more than ${most} requests in a minute.`,
    fix: 'Wait as long as Retry-After says; read many things at once with lists, and follow events instead of polling.',
    retryable: true,
    headers: { ...headers, 'retry-after': String(Math.max(1, seconds)) },
  });
}
