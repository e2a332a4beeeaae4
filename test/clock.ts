import type { Clock } from '../src/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Lets time pass; timers fire in order, each at its own moment. */
  advance(ms: number): void;
}

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock for tests of windows, expiries and pauses: no test has to sleep. */
export function manualClock(start = Date.UTC(2026, 0, 15, 9)): ManualClock {
  let now = start;
  const timers = new Set<Timer>();

  function nextDue(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      // Timers of the same moment keep the order in which they were set.
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }

  return {
    now: () => now,
    monotonic: () => now - start,
    after(ms, callback) {
      const timer = { at: now + Math.max(ms, 0), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (let timer = nextDue(end); timer !== undefined; timer = nextDue(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.callback();
      }
      now = end;
    },
  };
}
