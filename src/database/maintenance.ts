import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from './database.ts';
import { erasureOf } from './erase-workspace.ts';

/** How long rows of each kind are kept (ms). */
export interface Retention {
  rawTtlMs: number;
  dedupeTtlMs: number;
  idempotencyTtlMs: number;
}

// Small enough to hold the writer only for some milliseconds.
const rowsAtOnce = 1000;
const everyMs = 10 * 60_000;
// Reply handles are of no use after minutes; an hour covers redeliveries and wrong clocks.
const replyHandleMs = 60 * 60_000;
// What was under way in a workspace when it was deleted has ended and left its rows by then.
const workspaceRestMs = 10 * 60_000;

/** Deletes what has outlived its use, a little at a time. */
export class Maintenance {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #retention: Retention;
  readonly #chores: readonly (() => Promise<void>)[];
  #cancel = () => {};

  /** `chores` are what other rooms have to do from time to time. */
  constructor(options: {
    database: Database;
    clock: Clock;
    durations: Retention;
    chores?: readonly (() => Promise<void>)[];
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#retention = options.durations;
    this.#chores = options.chores ?? [];
  }

  /** Sweeps from time to time until stopped. */
  start(onError: (error: unknown) => void): void {
    this.#cancel = this.#clock.after(everyMs, () => {
      this.run()
        .catch(onError)
        .finally(() => this.start(onError));
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** Deletes everything that is too old by now. */
  async run(): Promise<void> {
    await this.#database.optimise();
    const now = this.#clock.now();
    await this.#sweep(sql`delete from target_pauses where until < ${now}`);
    const { rawTtlMs, dedupeTtlMs, idempotencyTtlMs } = this.#retention;
    await this.#sweep(oldRaws('raw_items', sql`(workspace_id, raw_id)`, now - rawTtlMs));
    await this.#sweep(oldRaws('raw_webhooks', sql`(workspace_id, id)`, now - rawTtlMs));
    await this.#sweep(sql`delete from dedupe_keys where (workspace_id, account_id, key) in (
      select workspace_id, account_id, key from dedupe_keys
      where created_at < ${now - dedupeTtlMs} limit ${rowsAtOnce})`);
    await this.#sweep(sql`delete from idempotency_keys where (workspace_id, key) in (
      select workspace_id, key from idempotency_keys
      where created_at < ${now - idempotencyTtlMs} limit ${rowsAtOnce})`);
    await this.#sweep(sql`delete from reply_handles where (workspace_id, conversation_id, token) in (
      select workspace_id, conversation_id, token from reply_handles
      where received_at < ${now - replyHandleMs} limit ${rowsAtOnce})`);
    await this.#eraseWorkspaces(now - workspaceRestMs);
    for (const chore of this.#chores) await chore();
  }

  async #eraseWorkspaces(deletedBefore: number): Promise<void> {
    const deleted = await this.#database.read
      .selectFrom('workspaces')
      .select('id')
      .where('deleted_at', '<', deletedBefore)
      .execute();
    for (const { id } of deleted) {
      for (const statement of erasureOf(id, rowsAtOnce)) await this.#sweep(statement);
      await this.#sweep(sql`delete from workspaces where id = ${id}`);
    }
  }

  /** Repeats a statement, each time in a transaction of its own, until it finds nothing more. */
  async #sweep(statement: RawBuilder<unknown>): Promise<void> {
    for (;;) {
      const { numAffectedRows } = await this.#database.transaction(({ query }) => statement.execute(query));
      if (!numAffectedRows) return;
    }
  }
}

/** What of a table belongs to the oldest raw webhooks; their items go first, or nothing would find them. */
function oldRaws(table: 'raw_items' | 'raw_webhooks', key: RawBuilder<unknown>, before: number) {
  const chosen = sql`select raw_webhooks.workspace_id, raw_webhooks.id from raw_webhooks
    where received_at < ${before}
    ${
      table === 'raw_items'
        ? sql`and exists (select 1 from raw_items
            where raw_items.workspace_id = raw_webhooks.workspace_id and raw_items.raw_id = raw_webhooks.id)`
        : sql``
    } limit ${rowsAtOnce}`;
  return sql`delete from ${sql.table(table)} where ${key} in (${chosen})`;
}
