import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { ConsumerRow, ConsumerSecretRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { newId } from '../identifier.ts';
import {
  type Consumer,
  consumerTarget,
  type Filter,
  filterSchema,
  type Scheme,
  type Settings,
  settingsSchema,
} from './consumer.ts';
import { type ConsumerDirectory, openConsumer } from './directory.ts';
import { makeSecret } from './signature.ts';

/** What a consumer is made with. */
export interface NewConsumer {
  name: string;
  url: string;
  filter: Filter;
  headers: Record<string, string>;
  settings: Settings;
  scheme: Scheme;
}

/** What may be changed; what is absent stays. */
export interface ConsumerChanges {
  name?: string | undefined;
  url?: string | undefined;
  filter?: Filter | undefined;
  headers?: Record<string, string> | undefined;
  settings?: Settings | undefined;
  state?: 'enabled' | 'paused' | undefined;
}

// Every event of a workspace is held against every one of its consumers.
const mostConsumers = 100;
const secretOrder = ['created_at', 'id'] as const;

/** The business's own endpoints, as they are stored. */
export class ConsumerStore {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #sealer: Sealer;
  readonly #clock: Clock;
  readonly #directory: ConsumerDirectory;

  constructor(options: {
    database: Database;
    writer: Writer;
    sealer: Sealer;
    clock: Clock;
    directory: ConsumerDirectory;
  }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#sealer = options.sealer;
    this.#clock = options.clock;
    this.#directory = options.directory;
  }

  /** Makes one; it gets what happens from now on. @throws Problem 409 when there are too many */
  async create(workspaceId: string, given: NewConsumer): Promise<Consumer> {
    const id = newId();
    const now = this.#clock.now();
    await this.#writer.run(async (batch) => {
      const count = await consumersIn(batch, workspaceId);
      if (count >= mostConsumers) throw tooMany();
      const row: ConsumerRow = {
        ...{ id, workspace_id: workspaceId, name: given.name, url: given.url },
        ...{ state: 'enabled', reason: null, failing_since: null, created_at: now, updated_at: now },
        filter: JSON.stringify(given.filter),
        headers: this.#sealer.seal(JSON.stringify(given.headers), id),
        settings: JSON.stringify(given.settings),
        dispatched_seq: await latestSeq(batch, workspaceId),
      };
      await batch.transaction.insert('consumers', [row]);
      await batch.transaction.insert('consumer_secrets', [this.#newSecret(row, given.scheme, now)]);
      batch.signal('consumers', id);
    });
    return this.#fresh(workspaceId, id);
  }

  /** The consumer at this address, made when there is none; one that is there keeps its place in the log. */
  async ensure(
    workspaceId: string,
    { name, url, types }: { name: string; url: string; types: readonly string[] },
  ): Promise<Consumer> {
    const known = await this.#database.read
      .selectFrom('consumers')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('url', '=', url)
      .executeTakeFirst();
    const filter = filterSchema.parse({ types });
    if (known) return this.change(workspaceId, known.id, { name, filter });
    const settings = settingsSchema.parse({});
    return this.create(workspaceId, { name, url, filter, headers: {}, settings, scheme: 'v1' });
  }

  /** @throws Problem 404 when the workspace has none */
  async get(workspaceId: string, id: string): Promise<Consumer> {
    const { read } = this.#database;
    const row = await read
      .selectFrom('consumers')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw notFound('consumer', id);
    return openConsumer(row, await this.#secretsOf([id]), this.#sealer);
  }

  /** Oldest first, behind a place. */
  async list(workspaceId: string, after: string, limit: number): Promise<Consumer[]> {
    const rows = await this.#database.read
      .selectFrom('consumers')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    const secrets = await this.#secretsOf(rows.map(({ id }) => id));
    return rows.map((row) => {
      const own = secrets.filter(({ consumer_id }) => consumer_id === row.id);
      return openConsumer(row, own, this.#sealer);
    });
  }

  /** Enabling one that was paused or disabled lets it go on where it was. @throws Problem 404 */
  async change(workspaceId: string, id: string, changes: ConsumerChanges): Promise<Consumer> {
    const now = this.#clock.now();
    await this.#writer.run(async (batch) => {
      const row = await lock(batch, workspaceId, id);
      const { name = row.name, url = row.url, filter, headers, settings, state } = changes;
      await batch.transaction.update(
        'consumers',
        ['id'],
        [
          {
            ...{ id, name, url, updated_at: now },
            filter: filter ? JSON.stringify(filter) : row.filter,
            headers: headers ? this.#sealer.seal(JSON.stringify(headers), id) : row.headers,
            settings: settings ? JSON.stringify(settings) : row.settings,
            ...(state ? { state, reason: null, failing_since: null } : stateOf(row)),
          },
        ],
      );
      if (state === 'enabled') await wake(batch, workspaceId, id);
      batch.signal('consumers', id);
    });
    return this.#fresh(workspaceId, id);
  }

  /** Gives it a new secret; the older ones sign beside it until `overlapMs` from now. @throws Problem 404 */
  async rotate(workspaceId: string, id: string, scheme: Scheme, overlapMs: number): Promise<Consumer> {
    const now = this.#clock.now();
    await this.#writer.run(async (batch) => {
      const row = await lock(batch, workspaceId, id);
      const ends = now + overlapMs;
      const { query } = batch.transaction;
      await query
        .deleteFrom('consumer_secrets')
        .where('consumer_id', '=', id)
        .where('expires_at', '<=', now)
        .execute();
      await query
        .updateTable('consumer_secrets')
        .set({ expires_at: ends })
        .where('consumer_id', '=', id)
        .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', ends)]))
        .execute();
      await batch.transaction.insert('consumer_secrets', [this.#newSecret(row, scheme, now)]);
      batch.signal('consumers', id);
    });
    return this.#fresh(workspaceId, id);
  }

  /** Nothing is handed to it any more. @throws Problem 404 */
  async delete(workspaceId: string, id: string): Promise<void> {
    await this.#writer.run(async (batch) => {
      await lock(batch, workspaceId, id);
      const { query } = batch.transaction;
      await query.deleteFrom('consumer_secrets').where('consumer_id', '=', id).execute();
      await query.deleteFrom('consumers').where('id', '=', id).execute();
      await query
        .deleteFrom('dead_jobs')
        .where('workspace_id', '=', workspaceId)
        .where('target', '=', consumerTarget(id))
        .execute();
      // What is queued ends by itself when there is nobody to hand it to.
      await wake(batch, workspaceId, id);
      batch.signal('consumers', id);
    });
    await this.#directory.load();
  }

  async #fresh(workspaceId: string, id: string): Promise<Consumer> {
    await this.#directory.load();
    return this.get(workspaceId, id);
  }

  #newSecret({ id, workspace_id }: ConsumerRow, scheme: Scheme, now: number): ConsumerSecretRow {
    const secretId = newId();
    return {
      id: secretId,
      workspace_id,
      consumer_id: id,
      scheme,
      sealed: this.#sealer.seal(makeSecret(scheme), secretId),
      created_at: now,
      expires_at: null,
    };
  }

  async #secretsOf(ids: readonly string[]): Promise<ConsumerSecretRow[]> {
    if (ids.length === 0) return [];
    let query = this.#database.read
      .selectFrom('consumer_secrets')
      .selectAll()
      .where('consumer_id', 'in', ids);
    for (const column of secretOrder) query = query.orderBy(column, 'desc');
    return query.execute();
  }
}

function stateOf({ state, reason, failing_since }: ConsumerRow) {
  return { state, reason, failing_since };
}

async function lock(batch: Batch, workspaceId: string, id: string): Promise<ConsumerRow> {
  const [row] = await batch.transaction.select('consumers', ['id'], [[id]], 'lock');
  if (row?.workspace_id !== workspaceId) throw notFound('consumer', id);
  return row;
}

/** Lets work that was stopped for a while go on at once. */
async function wake(batch: Batch, workspaceId: string, id: string): Promise<void> {
  const target = consumerTarget(id);
  await batch.transaction.remove('target_pauses', ['workspace_id', 'target'], [[workspaceId, target]]);
  batch.signal('jobs', target);
}

async function latestSeq({ transaction }: Batch, workspaceId: string): Promise<number> {
  const row = await transaction.query
    .selectFrom('events')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

async function consumersIn({ transaction }: Batch, workspaceId: string): Promise<number> {
  const row = await transaction.query
    .selectFrom('consumers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

function tooMany(): Problem {
  return new Problem({
    status: 409,
    code: 'too_many_consumers',
    detail: `A workspace has at most ${mostConsumers} consumers.`,
    fix: 'Delete one that is not needed any more.',
  });
}
