import type { Clock } from '../clock.ts';

/** A clock that perhaps can be moved by hand. */
export interface SimulatorClock extends Clock {
  /** Lets time pass, and with it everything that waits. Absent on clocks that run by themselves. */
  advance?(ms: number): void | Promise<void>;
}
