/** Where the time comes from. Passed in everywhere, so that a test can move it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds that never jump backwards, for measuring durations and lease margins. */
  monotonic(): number;
  /** Calls back once after `ms`; the returned function cancels it. Never keeps the process alive. */
  after(ms: number, callback: () => void): () => void;
}

// setTimeout takes a signed 32-bit number; anything longer would fire at once.
const longestTimer = 2 ** 31 - 1;

/** The machine's clock, moved by `offset` milliseconds (a test of 24 h windows starts a hub in the future). */
export function systemClock(offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    monotonic: () => performance.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(ms, 0), longestTimer));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Milliseconds → RFC 3339 in UTC with milliseconds, the form of every time in the API. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
