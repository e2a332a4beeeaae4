import type { Clock } from '../../clock.ts';
import { type Deadline, waitFor } from './deadline.ts';
import { decisions } from './decisions.ts';
import type { Ending } from './failures.ts';
import { isEnding } from './meter.ts';

// A provider that asks for more than this is asked later, or another in its place: somebody waits for the answer.
const longestWaitMs = 3000;

/**
 * Asks a model as often as `decisions.ts` says, with the waits between.
 *
 * @param ask gets how many times as much as at first the model may write
 * @param signal ends a wait
 */
export async function askAgain<T extends object>(
  { clock, deadline, signal }: { clock: Clock; deadline: Deadline; signal: AbortSignal },
  ask: (room: number) => Promise<T | Ending>,
): Promise<T | Ending> {
  let room = 1;
  for (let tries = 0; ; tries++) {
    const result = await ask(room);
    if (!isEnding(result)) return result;
    const { tries_again, wait_ms = 0, more_room = 1 } = decisions[result.kind];
    const wait = result.after_ms ?? wait_ms * 2 ** tries;
    if (tries >= tries_again || wait > longestWaitMs || wait >= deadline.left()) return result;
    if (wait > 0 && !(await waitFor(clock, wait, signal))) return result;
    room *= more_room;
  }
}
