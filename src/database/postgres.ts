import { Kysely, type Transaction as KyselyTransaction, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { ChangedMeanwhile, DatabaseUnavailable, Problem } from '../errors.ts';
import type { Database, Transaction } from './database.ts';
import { migrate } from './migrate.ts';
import { sequenceName } from './migrations/definition.ts';
import { PostgresListener } from './postgres-listener.ts';
import type { Tables } from './schema.ts';

/** The types of all columns, `table.column` → `text`, `bigint` or `bytea`: arrays must name them. */
type ColumnTypes = Map<string, string>;

/** Opens pools on a PostgreSQL server. Nothing is asked of it yet. */
export function openPostgres(url: string, options: { pool: number; onError(error: Error): void }): Database {
  const readers = openPool(url, options.pool, options.onError);
  const writers = openPool(url, writingConnections, options.onError);
  cutSilentConnections(readers);
  cutSilentConnections(writers);
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: readers }) });
  const write = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: writers }) });
  const listener = new PostgresListener(url, options.onError);
  let columnTypes: Promise<ColumnTypes> | undefined;
  return {
    kind: 'postgres',
    read,
    aside: read,
    exclusive: false,
    async transaction(work) {
      columnTypes ??= readColumnTypes(write);
      const types = await columnTypes.catch((error: unknown) => {
        columnTypes = undefined;
        throw error;
      });
      return write.transaction().execute((query) => work(new PostgresTransaction(query, types)));
    },
    migrate: () => migrateAlone(url, options.onError),
    classify,
    async notify(channel, payload) {
      await writers.query('select pg_notify($1, $2)', [`parley_${channel}`, listener.sign(payload)]);
    },
    listen: (listeners) => listener.start(listeners),
    // The server's own autovacuum does it.
    optimise: async () => {},
    // Rows that were deleted vanish by autovacuum.
    purge: async () => {},
    async ping() {
      await writers.query('select 1').catch((error: unknown) => {
        throw new DatabaseUnavailable(error);
      });
    },
    async close() {
      await listener.stop();
      await read.destroy();
      await write.destroy();
    },
  };
}

// The batching writer needs one; leases, statistics and single changes share the others. Apart from the
// readers, so that many slow lists cannot keep a webhook from being stored.
const writingConnections = 4;
// The server ends a statement first; a client that hears nothing even then has lost the server.
const statementMs = 15_000;
const silenceMs = 30_000;

function openPool(url: string, size: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    // A paused node must not hold the locks of its workspaces: the server ends its transaction.
    options: `-c idle_in_transaction_session_timeout=5000 -c lock_timeout=10000 -c statement_timeout=${statementMs}`,
    connectionTimeoutMillis: 3000,
    keepAlive: true,
    types: { getTypeParser },
  });
  pool.on('error', onError);
  // The pool listens only to idle clients; a working one that is cut would otherwise end the process.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/**
 * Cuts connections that are in use for too long: after a silent loss of the network the operating system
 * would wait for a quarter of an hour. Nothing of ours needs one for that long.
 */
function cutSilentConnections(pool: pg.Pool): void {
  const timers = new WeakMap<pg.PoolClient, NodeJS.Timeout>();
  pool.on('acquire', (client) => {
    timers.set(
      client,
      setTimeout(() => cut(client), silenceMs),
    );
  });
  pool.on('release', (_error, client) => clearTimeout(timers.get(client)));
}

function cut(client: pg.PoolClient): void {
  // The connection is there, though the types do not tell; destroying its socket fails what waits on it.
  const { connection } = client as unknown as { connection: { stream: { destroy(error: Error): void } } };
  connection.stream.destroy(new Error('The connection gave no answer and was cut.'));
}

// Any fixed number: it only has to be the same in every hub.
const migrationLock = 7_268_419_035;

/** One hub at a time, from the very first table on: even `create table if not exists` can collide. */
async function migrateAlone(url: string, onError: (error: Error) => void): Promise<string[]> {
  // A connection of its own: it may wait long for another hub, and no time limit may end a migration.
  const pool = openPool(url, 1, onError);
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const applied = database.connection().execute(async (connection) => {
    await sql`set lock_timeout = 0`.execute(connection);
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`select pg_advisory_lock(${migrationLock})`.execute(connection);
    try {
      return await migrate(connection, 'postgres');
    } finally {
      await sql`select pg_advisory_unlock(${migrationLock})`.execute(connection);
    }
  });
  return applied.finally(() => database.destroy());
}

/** 64-bit integers as numbers: all of ours (times, sequences) stay below 2^53. */
function getTypeParser(oid: number, format?: string): (value: string) => unknown {
  if (oid === pg.types.builtins.INT8) return Number;
  // pg's own typings split this call by format; the default parsers take either.
  return pg.types.getTypeParser(oid, format as 'text');
}

async function readColumnTypes(database: Kysely<Tables>): Promise<ColumnTypes> {
  const { rows } = await sql<{ name: string; type: string }>`
    select table_name || '.' || column_name as name, data_type as type
    from information_schema.columns where table_schema = current_schema()`.execute(database);
  if (rows.length === 0) throw new Error('The database has no tables; it must be migrated first.');
  return new Map(rows.map(({ name, type }) => [name, type]));
}

function classify(error: unknown): 'again' | 'duplicate' | 'unavailable' | 'other' {
  // A refusal of ours may quote anything, and says itself what it is.
  if (error instanceof Problem) return error instanceof DatabaseUnavailable ? 'unavailable' : 'other';
  if (error instanceof ChangedMeanwhile) return 'again';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization_failure,
  // deadlock_detected, lock_not_available.
  if (['40001', '40P01', '55P03'].includes(code)) return 'again';
  // unique_violation: what was read before another process committed.
  if (code === '23505') return 'duplicate';
  // Connection, operator intervention, resources; and the socket errors of Node.
  if (/^(08|53|57|58)/.test(code) || /^E[A-Z]+$/.test(code)) return 'unavailable';
  const message = error instanceof Error ? error.message : '';
  return /connection|timeout exceeded|Client was closed|not queryable/i.test(message)
    ? 'unavailable'
    : 'other';
}

/** Sets of rows as one statement over `unnest`: one round trip however many rows. */
class PostgresTransaction implements Transaction {
  readonly query: KyselyTransaction<Tables>;
  readonly #types: ColumnTypes;

  constructor(query: KyselyTransaction<Tables>, types: ColumnTypes) {
    this.query = query;
    this.#types = types;
  }

  async insert<T extends keyof Tables>(table: T, rows: readonly Tables[T][]): Promise<void> {
    if (rows.length > 0) await this.#insertRows(table, rows, '');
  }

  async insertNew<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    rows: readonly Tables[T][],
  ): Promise<boolean[]> {
    if (rows.length === 0) return [];
    const ending = ` on conflict (${key.join(', ')}) do nothing returning ${key.join(', ')}`;
    const inserted = new Set((await this.#insertRows(table, rows, ending)).map((row) => keyOf(row, key)));
    return rows.map((row) => inserted.has(keyOf(row, key)));
  }

  async #insertRows(table: string, rows: readonly object[], ending: string): Promise<object[]> {
    const columns = Object.keys(rows[0] ?? {});
    const names = columns.join(', ');
    const text = `insert into ${table} (${names}) select ${names} from ${this.#unnest(table, columns)}${ending}`;
    return this.#run(text, arrays(rows, columns));
  }

  async update<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    rows: readonly Partial<Tables[T]>[],
  ): Promise<void> {
    const first = rows[0];
    if (!first) return;
    const columns = Object.keys(first);
    const changed = columns.filter((column) => !key.includes(column));
    const text = `update ${table} set ${changed.map((column) => `${column} = given.${column}`).join(', ')}
      from ${this.#unnest(table, columns)} where ${match(table, key)}`;
    await this.#run(text, arrays(rows, columns));
  }

  async select<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    keys: readonly (readonly unknown[])[],
    lock?: 'lock',
  ): Promise<Tables[T][]> {
    if (keys.length === 0) return [];
    const order = lock
      ? ` order by ${key.map((column) => `${table}.${column}`).join(', ')} for no key update`
      : '';
    const text = `select ${table}.* from ${table} join ${this.#unnest(table, key)} on ${match(table, key)}${
      lock ? `${order} of ${table}` : ''
    }`;
    // `select *` of a table gives rows of that table.
    return (await this.#run(text, transpose(keys, key.length))) as Tables[T][];
  }

  async remove<T extends keyof Tables>(
    table: T,
    key: readonly string[],
    keys: readonly (readonly unknown[])[],
  ): Promise<void> {
    if (keys.length === 0) return;
    const text = `delete from ${table} using ${this.#unnest(table, key)} where ${match(table, key)}`;
    await this.#run(text, transpose(keys, key.length));
  }

  /**
   * Takes the workspaces' advisory locks, sorted, then the numbers: the lock is released after the commit
   * is visible, so within a workspace numbers become visible in their order.
   */
  async sequence(workspaceIds: readonly string[], count: number): Promise<number[]> {
    if (count === 0) return [];
    const ids = [...new Set(workspaceIds)].sort();
    const text = `with locked as materialized (
        select count(pg_advisory_xact_lock(hashtextextended(id, 0))) as locks
        from (select id from unnest($1::text[]) as id order by id) as ids)
      select nextval('${sequenceName}') as seq from locked, generate_series(1, $2::bigint)`;
    const rows = await this.#run(text, [ids, count]);
    // The statement selects this one column.
    return rows.map((row) => (row as { seq: number }).seq);
  }

  async databaseTime(): Promise<number> {
    const [row] = await this.#run('select (extract(epoch from clock_timestamp()) * 1000)::bigint as now', []);
    // One row with this one column.
    return (row as { now: number }).now;
  }

  #unnest(table: string, columns: readonly string[]): string {
    const marks = columns.map((column, index) => `$${index + 1}::${this.#types.get(`${table}.${column}`)}[]`);
    return `unnest(${marks.join(', ')}) as given (${columns.join(', ')})`;
  }

  async #run(text: string, parameters: readonly unknown[]): Promise<object[]> {
    const { rows } = await this.query.executeQuery<object>({
      sql: text,
      parameters,
      query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
      queryId: { queryId: text },
    });
    return rows;
  }
}

function match(table: string, key: readonly string[]): string {
  return key.map((column) => `${table}.${column} = given.${column}`).join(' and ');
}

function keyOf(row: object, key: readonly string[]): string {
  // Keys are columns of the row.
  const record = row as Record<string, unknown>;
  return JSON.stringify(key.map((column) => record[column]));
}

function arrays(rows: readonly object[], columns: readonly string[]): unknown[][] {
  // Columns are the keys of the first row, and all rows have the same.
  return columns.map((column) => rows.map((row) => (row as Record<string, unknown>)[column]));
}

function transpose(keys: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_, index) => keys.map((values) => values[index]));
}
