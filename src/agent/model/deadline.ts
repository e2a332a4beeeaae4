import type { Clock } from '../../clock.ts';

/** A time limit: a signal that aborts when it is reached, unless it was lifted. */
export interface Deadline {
  signal: AbortSignal;
  /** Milliseconds until then; 0 when it is over. */
  left(): number;
  lift(): void;
}

/** Sets a limit on the given clock, so that a test can move it. */
export function setDeadline(clock: Clock, ms: number): Deadline {
  const controller = new AbortController();
  const end = clock.monotonic() + ms;
  const lift = clock.after(ms, () => controller.abort());
  return { signal: controller.signal, left: () => Math.max(0, end - clock.monotonic()), lift };
}

/** Waits; false when the signal ended it first. */
export function waitFor(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = () => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
