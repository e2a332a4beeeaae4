import type { Clock } from '../clock.ts';

// More addresses than this within a minute are an attack; forgetting them costs only work.
const rememberedSources = 10_000;

/** Limits how often one address may make us try all secrets, per minute. */
export class SourceLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  #minute = 0;
  #counts = new Map<string, number>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Counts a try; false when there were too many in this minute. */
  allows(source: string): boolean {
    const minute = Math.floor(this.#clock.now() / 60_000);
    if (minute !== this.#minute || this.#counts.size > rememberedSources) {
      this.#minute = minute;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(source) ?? 0) + 1;
    this.#counts.set(source, count);
    return count <= this.#perMinute;
  }
}
