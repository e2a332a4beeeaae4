import type { Clock } from '../clock.ts';
import type { TargetPolicy } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { consumerOfTarget } from './consumer.ts';
import type { ConsumerDirectory } from './directory.ts';

interface State {
  /** Deliveries that may begin now, and when that was known. */
  level: number;
  at: number;
  /** Failures since the latest success, and the lanes they were in. */
  failures: number;
  lanes: Set<string>;
  /** How often in a row everything was stopped for a while. */
  breaks: number;
  /** Until when everything waits (ms). */
  brokenUntil: number;
}

// One conversation that fails says something of its event; three say something of the consumer.
const failuresBeforeBreak = 5;
const lanesBeforeBreak = 3;
const firstBreakMs = 30_000;
const longestBreakMs = 5 * 60_000;

/**
 * How fast and how wide each consumer is served, and the circuit breaker: when everything fails, everything waits,
 * and then one delivery alone tries whether it is over. Kept in the memory of whoever owns the consumer's target.
 */
export class ConsumerPace implements TargetPolicy {
  readonly #directory: Pick<ConsumerDirectory, 'get'>;
  readonly #clock: Clock;
  readonly #states = new Map<string, State>();

  constructor(directory: Pick<ConsumerDirectory, 'get'>, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  concurrency(target: string): number {
    if ((this.#states.get(target)?.breaks ?? 0) > 0) return 1;
    return this.#directory.get(consumerOfTarget(target))?.settings.concurrency ?? 1;
  }

  admit({ target }: Job): { wait_ms: number; whole_target: boolean } | null {
    const rate = this.#rate(target);
    if (rate === null) return null;
    const state = this.#fill(target, rate);
    if (state.level < 1) {
      return { wait_ms: Math.ceil(((1 - state.level) / rate) * 1000), whole_target: true };
    }
    state.level -= 1;
    return null;
  }

  giveBack({ target }: Job): void {
    const state = this.#states.get(target);
    if (state) state.level += 1;
  }

  forget(target: string): void {
    this.#states.delete(target);
  }

  /** A delivery arrived: whatever was wrong is over. */
  worked(target: string): void {
    const state = this.#states.get(target);
    if (state) Object.assign(state, { failures: 0, lanes: new Set(), breaks: 0, brokenUntil: 0 });
  }

  /** A delivery failed; answers for how long everything should wait now (ms), or null to go on. */
  failed({ target, lane }: Pick<Job, 'target' | 'lane'>): number | null {
    const state = this.#state(target);
    const now = this.#clock.now();
    // It was under way when the break began, so it says nothing that is new.
    if (now < state.brokenUntil) return state.brokenUntil - now;
    state.failures++;
    if (state.lanes.size < lanesBeforeBreak) state.lanes.add(lane);
    const isTrial = state.breaks > 0;
    const isBroken = state.failures >= failuresBeforeBreak && state.lanes.size >= lanesBeforeBreak;
    if (!isTrial && !isBroken) return null;
    const wait = Math.min(longestBreakMs, firstBreakMs * 2 ** state.breaks++);
    state.brokenUntil = now + wait;
    return wait;
  }

  #rate(target: string): number | null {
    return this.#directory.get(consumerOfTarget(target))?.settings.per_second ?? null;
  }

  #state(target: string): State {
    const known = this.#states.get(target);
    if (known) return known;
    const level = Math.max(1, this.#rate(target) ?? 1);
    const state = {
      ...{ level, at: this.#clock.now(), failures: 0, lanes: new Set<string>() },
      ...{ breaks: 0, brokenUntil: 0 },
    };
    this.#states.set(target, state);
    return state;
  }

  #fill(target: string, rate: number): State {
    const state = this.#state(target);
    const now = this.#clock.now();
    const gained = (Math.max(0, now - state.at) / 1000) * rate;
    // A second's worth may go at once.
    state.level = Math.min(Math.max(1, rate), state.level + gained);
    state.at = now;
    return state;
  }
}
