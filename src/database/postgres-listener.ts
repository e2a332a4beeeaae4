import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Channel } from './database.ts';

const channels: readonly Channel[] = ['jobs', 'events', 'accounts'];

// A lost listening connection costs only latency (the worker also polls), so a calm retry is enough.
const reconnectMs = 1000;

/** A connection of its own that hears what other processes notify, and comes back when it is cut. */
export class PostgresListener {
  readonly #url: string;
  readonly #onError: (error: Error) => void;
  /** Tells our own notifications, which we have acted on already, from those of others. */
  readonly #sender = randomUUID().slice(0, 8);
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(url: string, onError: (error: Error) => void) {
    this.#url = url;
    this.#onError = onError;
  }

  /** Marks a payload as ours. */
  sign(payload: string): string {
    return `${this.#sender} ${payload}`;
  }

  start(listener: (channel: Channel, payload: string) => void): void {
    this.#connect(listener).catch((error: Error) => {
      if (this.#stopped) return;
      this.#onError(error);
      this.#reconnect(listener);
    });
  }

  async #connect(listener: (channel: Channel, payload: string) => void): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 3000 });
    this.#client = client;
    client.on('error', this.#onError);
    client.on('end', () => this.#reconnect(listener));
    client.on('notification', ({ channel, payload = '' }) => {
      const [sender, ...rest] = payload.split(' ');
      const name = channels.find((known) => `parley_${known}` === channel);
      if (name && sender !== this.#sender) listener(name, rest.join(' '));
    });
    await client.connect();
    for (const channel of channels) await client.query(`listen parley_${channel}`);
  }

  #reconnect(listener: (channel: Channel, payload: string) => void): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(listener), reconnectMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }
}
