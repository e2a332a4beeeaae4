import type { Clock } from '../clock.ts';

/** Remembers that it was rung, so that no news is missed between looking and waiting. */
export class Bell {
  readonly #clock: Clock;
  #rung = false;
  #wakeUp = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Wakes whoever waits, or whoever waits next. */
  readonly ring = (): void => {
    this.#rung = true;
    this.#wakeUp();
  };

  /** Forgets that it was rung. */
  reset(): void {
    this.#rung = false;
  }

  /** Resolves when it rings, at once if it has rung since it was reset, or after `ms`. */
  async wait(ms: number): Promise<void> {
    if (this.#rung) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakeUp = resolve;
    const cancel = this.#clock.after(ms, resolve);
    await promise;
    cancel();
  }
}
