import { z } from 'zod';
import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { Follower } from '../database/follower.ts';
import type { ConsumerRow, ConsumerSecretRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { type Consumer, filterSchema, type SigningSecret, settingsSchema } from './consumer.ts';

const headersSchema = z.record(z.string(), z.string());
// What a lost notification may cost.
const lookEveryMs = 30_000;

/** All consumers, opened and in memory, as this and other processes change them. */
export class ConsumerDirectory {
  readonly #database: Database;
  readonly #sealer: Sealer;
  readonly #follower: Follower;
  readonly #consumers = new Map<string, Consumer>();
  readonly #listeners: (() => void)[] = [];
  /** What was noted while a reading was under way, which may not show it. */
  readonly #noted = new Map<string, number | null>();

  constructor(options: {
    database: Database;
    sealer: Sealer;
    writer: Writer;
    onError(error: unknown): void;
  }) {
    this.#database = options.database;
    this.#sealer = options.sealer;
    this.#follower = new Follower({
      ...options,
      channel: 'consumers',
      lookEveryMs,
      read: () => this.#load(),
    });
  }

  /** Looks from time to time for what other processes have changed, since their word of it may be lost. */
  start(clock: Clock): void {
    this.#follower.start(clock);
  }

  stop(): void {
    this.#follower.stop();
  }

  /** Brings memory to what the database holds. */
  load(): Promise<void> {
    return this.#follower.load();
  }

  /** Called whenever memory was brought up to date. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The consumer of this id, from memory alone. */
  get(id: string): Consumer | undefined {
    return this.#consumers.get(id);
  }

  /** The same; what memory does not have is looked for, since word of it may be lost or on its way. */
  async find(id: string): Promise<Consumer | undefined> {
    const known = this.#consumers.get(id);
    if (known) return known;
    const { read } = this.#database;
    const row = await read.selectFrom('consumers').select('id').where('id', '=', id).executeTakeFirst();
    if (row) await this.load();
    return this.#consumers.get(id);
  }

  /** Since when a consumer fails (ms), as a delivery has just stored it; null: it does not. */
  noteFailing(id: string, since: number | null): void {
    this.#noted.set(id, since);
    const consumer = this.#consumers.get(id);
    if (consumer) consumer.row.failing_since = since;
  }

  /** Those that get the events of a workspace. */
  ofWorkspace(workspaceId: string): Consumer[] {
    return [...this.#consumers.values()].filter((consumer) => consumer.workspaceId === workspaceId);
  }

  /** All consumers of all workspaces. */
  all(): IterableIterator<Consumer> {
    return this.#consumers.values();
  }

  async #load(): Promise<void> {
    this.#noted.clear();
    // There are some tens of them, seldom changed.
    const rows = await this.#database.read.selectFrom('consumers').selectAll().execute();
    const secrets = await this.#database.read
      .selectFrom('consumer_secrets')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    const byConsumer = Map.groupBy(secrets, ({ consumer_id }) => consumer_id);
    const opened = rows.map((row) => openConsumer(row, byConsumer.get(row.id) ?? [], this.#sealer));
    this.#consumers.clear();
    for (const consumer of opened) this.#consumers.set(consumer.id, consumer);
    for (const [id, since] of this.#noted) this.noteFailing(id, since);
    for (const listener of this.#listeners) listener();
  }
}

/** A stored consumer, with its secrets opened. */
export function openConsumer(
  row: ConsumerRow,
  secrets: readonly ConsumerSecretRow[],
  sealer: Sealer,
): Consumer {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    url: row.url,
    state: stateOf(row.state),
    filter: filterSchema.parse(JSON.parse(row.filter)),
    headers: headersSchema.parse(JSON.parse(sealer.open(row.headers, row.id))),
    settings: settingsSchema.parse(JSON.parse(row.settings)),
    secrets: secrets.map((secret) => openSecret(secret, sealer)),
    row,
  };
}

function openSecret({ id, scheme, sealed, expires_at }: ConsumerSecretRow, sealer: Sealer): SigningSecret {
  return { id, scheme: scheme === 'v1a' ? 'v1a' : 'v1', secret: sealer.open(sealed, id), expires_at };
}

function stateOf(state: string): Consumer['state'] {
  return state === 'enabled' || state === 'paused' ? state : 'disabled';
}
