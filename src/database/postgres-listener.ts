import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Channel } from './database.ts';

const channels: readonly Channel[] = [
  ...(['jobs', 'events', 'accounts', 'consumers', 'agents', 'quotas'] as const),
  'presence',
];

// Nothing is ever written on this connection, so without these probes a silently lost one would stay for ever.
// Long enough to cost nothing, short enough that a loss is found within half a minute.
const keepAliveMs = 10_000;

// A lost listening connection costs only latency (the worker also polls), so a calm retry is enough.
const reconnectMs = 1000;

/** Who hears what other processes notify. */
interface Listeners {
  heard(channel: Channel, payload: string): void;
  missed(): void;
}

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

  /** Listens from now on; `missed` is called whenever it begins, since anything may have been told before. */
  start(listeners: Listeners): void {
    this.#connect(listeners).catch((error: Error) => {
      if (this.#stopped) return;
      this.#onError(error);
      this.#reconnect(listeners);
    });
  }

  async #connect(listeners: Listeners): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 3000,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
    });
    this.#client = client;
    client.on('error', this.#onError);
    client.on('end', () => this.#reconnect(listeners));
    client.on('notification', ({ channel, payload = '' }) => {
      const [sender, ...rest] = payload.split(' ');
      const name = channels.find((known) => `parley_${known}` === channel);
      if (name && sender !== this.#sender) listeners.heard(name, rest.join(' '));
    });
    await client.connect();
    for (const channel of channels) await client.query(`listen parley_${channel}`);
    if (!this.#stopped) listeners.missed();
  }

  #reconnect(listeners: Listeners): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(listeners), reconnectMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }
}
