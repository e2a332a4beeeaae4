import type { Clock } from '../clock.ts';
import type { Channel, Database } from './database.ts';
import type { Writer } from './writer.ts';

/** What is kept in memory of rows that other processes change too. */
export interface FollowerOptions {
  database: Database;
  writer: Writer;
  /** Where changes are told. */
  channel: Channel;
  /** How often it is looked for what nobody told of (ms). */
  lookEveryMs: number;
  /** Brings memory to what the database holds. */
  read(): Promise<void>;
  onError(error: unknown): void;
}

/** Keeps memory in step with the database: reads when told of changes, and from time to time, since word may be lost. */
export class Follower {
  readonly #options: FollowerOptions;
  #reading: Promise<void> = Promise.resolve();
  #cancel = () => {};

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { writer, channel, onError } = options;
    const load = () => void this.load().catch(onError);
    writer.on(channel, load);
    writer.onMissed(load);
  }

  /** Reads once more. One reading after another, so that the latest wins. */
  load(): Promise<void> {
    const reading = this.#reading.then(() => this.#options.read());
    this.#reading = reading.catch(() => {});
    return reading;
  }

  /** Looks from time to time; never where no other process could have changed anything. */
  start(clock: Clock): void {
    const { database, lookEveryMs, onError } = this.#options;
    if (database.exclusive) return;
    this.#cancel = clock.after(lookEveryMs, () => {
      this.load()
        .catch(onError)
        .finally(() => this.start(clock));
    });
  }

  stop(): void {
    this.#cancel();
  }
}
