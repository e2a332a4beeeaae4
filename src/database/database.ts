import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import type { Tables } from './schema.ts';

/**
 * One database, whichever it is. What differs between SQLite and PostgreSQL is in `sqlite.ts` and
 * `postgres.ts`, behind this and nothing else.
 */
export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** Reads committed rows only; never used for writing. */
  readonly read: Kysely<Tables>;
  /**
   * The same for what may take long: on SQLite it runs in a thread of its own, so that nothing else waits. Each
   * query costs some 50 µs more there.
   */
  readonly aside: Kysely<Tables>;
  /**
   * Only one process can have this database open, so leases of a dead process need no waiting.
   */
  readonly exclusive: boolean;
  /**
   * Runs `work` in one transaction. On SQLite transactions run one after another; nothing in `work` may
   * wait for anything but the database.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Brings the schema to this version's; safe when several processes start at once.
   *
   * @returns the names of the steps that were applied
   * @throws Problem `database_too_new`, untouched, when a newer version has changed the schema
   */
  migrate(): Promise<string[]>;
  /**
   * Whether a failed transaction should be run again, sent away with 503, or looked at. `duplicate`: a key
   * is there already. When another process was first, a second run sees its row and can answer properly.
   */
  classify(error: unknown): 'again' | 'duplicate' | 'unavailable' | 'other';
  /** Tells other processes on the same database; they hear it after this returns. */
  notify(channel: Channel, payload: string): Promise<void>;
  /**
   * Hears what other processes notify. `missed` is called whenever hearing begins, at first and after the
   * connection was lost: anything may have been told before.
   */
  listen(listeners: { heard(channel: Channel, payload: string): void; missed(): void }): void;
  /** Refreshes what query plans rest on, where the database does not do so by itself. */
  optimise(): Promise<void>;
  /**
   * Leaves nothing of what was deleted in files beside the tables, where the database has such; space within
   * them is overwritten or reused by the database itself.
   */
  purge(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What processes tell each other: there are new jobs for these targets, new events in these workspaces, somebody is
 * looking at this conversation.
 */
export type Channel = 'jobs' | 'events' | 'accounts' | 'consumers' | 'agents' | 'quotas' | 'presence';

/** A transaction with the few set operations on which the hot paths stand. */
export interface Transaction {
  readonly query: KyselyTransaction<Tables>;
  /** Inserts all rows. */
  insert<T extends keyof Tables>(table: T, rows: readonly Tables[T][]): Promise<void>;
  /**
   * Inserts the rows whose key is not there yet; answers for each row whether it was inserted. The same
   * key must not be given twice.
   */
  insertNew<T extends keyof Tables>(
    table: T,
    key: readonly (keyof Tables[T] & string)[],
    rows: readonly Tables[T][],
  ): Promise<boolean[]>;
  /** Sets the other columns of the rows that have the given keys. All rows name the same columns. */
  update<T extends keyof Tables>(
    table: T,
    key: readonly (keyof Tables[T] & string)[],
    rows: readonly Partial<Tables[T]>[],
  ): Promise<void>;
  /**
   * The rows that have the given keys, in no particular order. `lock` keeps others from changing them
   * until the end; keys are then locked in their order.
   */
  select<T extends keyof Tables>(
    table: T,
    key: readonly (keyof Tables[T] & string)[],
    keys: readonly (readonly (string | number)[])[],
    lock?: 'lock',
  ): Promise<Tables[T][]>;
  /** Deletes the rows that have the given keys. */
  remove<T extends keyof Tables>(
    table: T,
    key: readonly (keyof Tables[T] & string)[],
    keys: readonly (readonly (string | number)[])[],
  ): Promise<void>;
  /**
   * New numbers in commit order: within each of the workspaces, whoever gets later numbers commits later.
   * Takes the locks of the workspaces until the end, so nothing but inserts and updates of rows already
   * locked may follow.
   */
  sequence(workspaceIds: readonly string[], count: number): Promise<number[]>;
  /** The database's own clock, in milliseconds: what leases are measured by. */
  databaseTime(): Promise<number>;
}
