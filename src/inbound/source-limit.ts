import type { Clock } from '../clock.ts';

// More addresses than this within a minute are an attack; forgetting them costs only work.
const rememberedSources = 10_000;

/** Limits how often one address may make us try all secrets in vain, per minute. */
export class SourceLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  #minute = 0;
  #counts = new Map<string, number>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Whether this address may try once more. */
  allows(source: string): boolean {
    this.#turn();
    return (this.#counts.get(source) ?? 0) < this.#perMinute;
  }

  /** Notes that no secret had signed what came from this address. */
  failed(source: string): void {
    this.#turn();
    this.#counts.set(source, (this.#counts.get(source) ?? 0) + 1);
  }

  #turn(): void {
    const minute = Math.floor(this.#clock.now() / 60_000);
    if (minute === this.#minute && this.#counts.size <= rememberedSources) return;
    this.#minute = minute;
    this.#counts = new Map();
  }
}
