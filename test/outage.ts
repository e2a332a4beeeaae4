import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { TestDatabase } from './databases.ts';

/** A database that can be made to refuse all writing for a while. */
export interface Outage {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/**
 * How a database goes away: PostgreSQL cuts all connections and takes no new ones; an SQLite file is locked
 * for writing by another program.
 */
export function outageOf({ url }: TestDatabase): Outage {
  return url.startsWith('postgres') ? postgresOutage(url) : sqliteOutage(url.slice('file:'.length));
}

function postgresOutage(url: string): Outage {
  const { origin, name } = partsOf(url);
  const run = async (statements: readonly string[]) => {
    const client = new pg.Client({ connectionString: `${origin}/postgres` });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  return {
    begin: () =>
      run([
        `alter database ${name} with allow_connections false`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      ]),
    end: () => run([`alter database ${name} with allow_connections true`]),
  };
}

function partsOf(url: string): { origin: string; name: string } {
  const slash = url.lastIndexOf('/');
  return { origin: url.slice(0, slash), name: url.slice(slash + 1) };
}

function sqliteOutage(path: string): Outage {
  let other: DatabaseSync | undefined;
  return {
    async begin() {
      other = new DatabaseSync(path);
      other.exec('begin immediate');
    },
    async end() {
      other?.exec('rollback');
      other?.close();
      other = undefined;
    },
  };
}
