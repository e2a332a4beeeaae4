import { systemClock } from '../clock.ts';
import type { SimulatorClock } from './clock-control.ts';

/**
 * The machine's clock, which can be put forward: windows close and dates pass. What waits for a time of the machine,
 * such as a timer, goes on waiting for it.
 */
export function movableClock(): SimulatorClock {
  const machine = systemClock();
  let ahead = 0;
  return {
    ...machine,
    now: () => machine.now() + ahead,
    advance(ms) {
      ahead += ms;
    },
  };
}
