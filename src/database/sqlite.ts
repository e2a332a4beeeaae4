import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type Transaction as KyselyTransaction,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { Problem } from '../errors.ts';
import type { Database, Transaction } from './database.ts';
import { migrate } from './migrate.ts';
import { sequenceName } from './migrations/definition.ts';
import type { Tables } from './schema.ts';
import { SqliteThread } from './sqlite-thread.ts';

/** Opens (or makes) an embedded database; refuses a file that another hub has open. */
export function openSqlite(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const lock = lockFile(path);
  const writer = new DatabaseSync(path);
  // FULL: a commit is on disk before it returns, which is what a 200 promises.
  writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
  // What is erased is overwritten, also whole pages that become free: neither people nor credentials may stay.
  writer.exec('pragma secure_delete = on');
  // Pages the writer and reader keep in memory, in KiB; the default of 2 MiB makes busy indexes reread.
  writer.exec('pragma cache_size = -32000; pragma wal_autocheckpoint = 4000;');
  const writerConnection = new SqliteConnection(writer);
  const write = new Kysely<Tables>({ dialect: dialect(writerConnection) });
  // The writer's own connection would show rows that are not committed yet.
  const reader = new DatabaseSync(path, { readOnly: true });
  reader.exec('pragma cache_size = -16000');
  const read = new Kysely<Tables>({ dialect: dialect(new SqliteConnection(reader)) });
  const thread = new SqliteThread(path);
  const mutex = new Mutex();
  return {
    kind: 'sqlite',
    read,
    aside: new Kysely<Tables>({ dialect: dialect(thread) }),
    exclusive: true,
    transaction: (work) =>
      mutex.run(() =>
        write.transaction().execute((query) => work(new SqliteTransaction(query, writerConnection))),
      ),
    migrate: () => mutex.run(() => migrate(write, 'sqlite')),
    classify,
    notify: async () => {},
    listen: () => {},
    // Its plans rest on statistics, which it keeps only when asked; it looks at what has grown since.
    optimise: () => mutex.run(async () => writer.exec('pragma optimize')),
    // The log beside the file still holds pages as they were before they were overwritten.
    purge: () => mutex.run(async () => writer.exec('pragma wal_checkpoint(truncate)')),
    ping: async () => {
      writerConnection.run('select 1', []);
    },
    async close() {
      await thread.close();
      await mutex.run(async () => {
        writer.exec('pragma wal_checkpoint(truncate)');
      });
      reader.close();
      writer.close();
      lock?.close();
    },
  };
}

/**
 * Holds a lock of the operating system for the life of the process, through SQLite's own file locks on a
 * file beside the database: it vanishes with the process, however that ends.
 */
function lockFile(path: string): DatabaseSync | null {
  if (path === ':memory:') return null;
  const lock = new DatabaseSync(`${path}.lock`);
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive;');
  } catch (cause) {
    lock.close();
    throw new Problem({
      status: 500,
      code: 'database_in_use',
      detail: `Another hub has the database ${path} open.`,
      fix: 'Stop the other hub, or give this one another PARLEY_DATABASE_URL. Several hubs need PostgreSQL.',
      cause,
    });
  }
  return lock;
}

function classify(error: unknown): 'again' | 'unavailable' | 'other' {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1;
  // https://www.sqlite.org/rescode.html: BUSY 5, LOCKED 6.
  if (code === 5 || code === 6) return 'again';
  // PERM 3, NOMEM 7, READONLY 8, IOERR 10, CORRUPT 11, FULL 13, CANTOPEN 14, NOTADB 26.
  return [3, 7, 8, 10, 11, 13, 14, 26].includes(code) ? 'unavailable' : 'other';
}

/** Lets one piece of work run at a time, in the order asked. */
class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** A connection that keeps its prepared statements: preparing costs more than most of our queries. */
class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  prepare(sql: string): { statement: StatementSync; returnsRows: boolean } {
    let prepared = this.#statements.get(sql);
    if (!prepared) {
      const statement = this.#database.prepare(sql);
      prepared = { statement, returnsRows: statement.columns().length > 0 };
      // Queries are few and their texts fixed; a list with a variable length must not fill memory.
      if (this.#statements.size > 500) this.#statements.clear();
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }

  run(sql: string, parameters: readonly unknown[]): { rows: unknown[]; changes: number } {
    const { statement, returnsRows } = this.prepare(sql);
    // Every value comes from Kysely or our rows: strings, numbers, null and bytes, as the schema says.
    const values = parameters as SQLInputValue[];
    if (returnsRows) return { rows: statement.all(...values), changes: 0 };
    return { rows: [], changes: Number(statement.run(...values).changes) };
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = this.run(query.sql, query.parameters);
    // Kysely's types say which columns were selected; SQLite answers with just those.
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

function dialect(connection: DatabaseConnection & { readonly inTransaction?: boolean }): Dialect {
  const execute = async (sql: string) => {
    await connection.executeQuery(CompiledQuery.raw(sql));
  };
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    // Immediate: the lock is taken now, not in the middle, where it could fail.
    beginTransaction: () => execute('begin immediate'),
    commitTransaction: () => execute('commit'),
    // A full disk has rolled back by itself, and a second rollback would hide that.
    rollbackTransaction: () => (connection.inTransaction ? execute('rollback') : Promise.resolve()),
    releaseConnection: async () => {},
    destroy: async () => {},
  };
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Sets of rows as a loop over one prepared statement: without a network in between nothing is faster. */
class SqliteTransaction implements Transaction {
  readonly query: KyselyTransaction<Tables>;
  readonly #connection: SqliteConnection;

  constructor(query: KyselyTransaction<Tables>, connection: SqliteConnection) {
    this.query = query;
    this.#connection = connection;
  }

  async insert<T extends keyof Tables>(table: T, rows: readonly Tables[T][]): Promise<void> {
    this.#insertRows(table, rows, '');
  }

  async insertNew<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    rows: readonly Tables[T][],
  ): Promise<boolean[]> {
    return this.#insertRows(table, rows, ` on conflict (${key.join(', ')}) do nothing`);
  }

  #insertRows(table: string, rows: readonly object[], ending: string): boolean[] {
    const first = rows[0];
    if (!first) return [];
    const columns = Object.keys(first);
    const marks = columns.map(() => '?').join(', ');
    const sql = `insert into ${table} (${columns.join(', ')}) values (${marks})${ending}`;
    return rows.map((row) => this.#connection.run(sql, values(row, columns)).changes > 0);
  }

  async update<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    rows: readonly Partial<Tables[T]>[],
  ): Promise<void> {
    const first = rows[0];
    if (!first) return;
    const changed = Object.keys(first).filter((column) => !key.includes(column));
    const sql = `update ${table} set ${changed.map((column) => `${column} = ?`).join(', ')} where ${match(key)}`;
    for (const row of rows) this.#connection.run(sql, [...values(row, changed), ...values(row, key)]);
  }

  async select<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    keys: readonly (readonly unknown[])[],
  ): Promise<Tables[T][]> {
    const sql = `select * from ${table} where ${match(key)}`;
    // `select *` of a table gives rows of that table.
    return keys.flatMap((values) => this.#connection.run(sql, values).rows as Tables[T][]);
  }

  async remove<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    keys: readonly (readonly unknown[])[],
  ): Promise<void> {
    const sql = `delete from ${table} where ${match(key)}`;
    for (const values of keys) this.#connection.run(sql, values);
  }

  /** There is one writer at a time, so taking numbers inside its transaction is commit order. */
  async sequence(_workspaceIds: readonly string[], count: number): Promise<number[]> {
    if (count === 0) return [];
    const sql = `update sequences set value = value + ? where name = '${sequenceName}' returning value`;
    const [row] = this.#connection.run(sql, [count]).rows;
    // The migration makes this row, and `returning value` names its one column.
    const last = (row as { value: number }).value;
    return Array.from({ length: count }, (_, index) => last - count + 1 + index);
  }

  async databaseTime(): Promise<number> {
    const [row] = this.#connection.run(`select cast(unixepoch('subsec') * 1000 as integer) as now`, []).rows;
    // One row with this one column.
    return (row as { now: number }).now;
  }
}

function match(key: readonly string[]): string {
  return key.map((column) => `${column} = ?`).join(' and ');
}

function values(row: object, columns: readonly string[]): unknown[] {
  // Columns are the keys of rows of the same table.
  const record = row as Record<string, unknown>;
  return columns.map((column) => record[column]);
}
