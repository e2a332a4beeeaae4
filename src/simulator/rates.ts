/** A token bucket: `capacity` at once, refilled by `per_second`. */
export interface Rate {
  capacity: number;
  per_second: number;
}

/** Token buckets by name, all full at first. */
export interface Buckets {
  /** Takes one token, or answers false when the bucket is empty. */
  take(name: string, rate: Rate): boolean;
}

interface Bucket {
  level: number;
  at: number;
  rate: Rate;
}

// Buckets of people who were written to long ago are full again and carry no information.
const pruneAbove = 10_000;

/** Buckets measured by `monotonic` milliseconds. */
export function createBuckets(monotonic: () => number): Buckets {
  const buckets = new Map<string, Bucket>();

  function refill(bucket: Bucket, now: number): void {
    const gained = ((now - bucket.at) / 1000) * bucket.rate.per_second;
    bucket.level = Math.min(bucket.rate.capacity, bucket.level + gained);
    bucket.at = now;
  }

  function prune(now: number): void {
    for (const [name, bucket] of buckets) {
      refill(bucket, now);
      if (bucket.level >= bucket.rate.capacity) buckets.delete(name);
    }
  }

  return {
    take(name, rate) {
      const now = monotonic();
      if (buckets.size > pruneAbove) prune(now);
      const bucket = buckets.get(name) ?? { level: rate.capacity, at: now, rate };
      bucket.rate = rate;
      refill(bucket, now);
      buckets.set(name, bucket);
      // Refilling in fractions leaves 0.999…; without the margin the last token would never be there.
      if (bucket.level < 1 - 1e-9) return false;
      bucket.level -= 1;
      return true;
    },
  };
}
