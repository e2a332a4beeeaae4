import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { TestDatabase } from '../databases.ts';

/** Reads a database that a hub has open. */
export interface Holdings {
  /** Everything that the database holds of a workspace and that only its own people may change, as text. */
  of(workspaceId: string): Promise<string>;
  /** How much work of a workspace is to be done now. */
  dueJobs(workspaceId: string, now: number): Promise<number>;
  close(): Promise<void>;
}

// What the hub changes by itself while nobody does anything: statistics, and looks at accounts to come.
const moving = ['counters', 'jobs', 'account_health'];

/** Opens a second connection beside the hub's own. */
export async function openHoldings({ url }: TestDatabase): Promise<Holdings> {
  const { rows, tables, close } = url.startsWith('postgres') ? await openPostgres(url) : openSqlite(url);
  return {
    async of(workspaceId) {
      const held = [await rows(`select * from workspaces where id = '${workspaceId}'`)];
      for (const table of tables.filter((name) => !moving.includes(name))) {
        held.push(await rows(`select * from ${table} where workspace_id = '${workspaceId}'`));
      }
      return held.flatMap((some) => some.map(textOf).toSorted()).join('\n');
    },
    async dueJobs(workspaceId, now) {
      const due = `select id from jobs where workspace_id = '${workspaceId}' and run_at <= ${now}`;
      return (await rows(due)).length;
    },
    close,
  };
}

/** Using a key is noted with it from time to time. */
function textOf({ last_used_at: _, ...row }: Record<string, unknown>): string {
  return JSON.stringify(row, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
}

interface Connection {
  tables: string[];
  rows(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

function openSqlite(url: string): Connection {
  const database = new DatabaseSync(url.slice('file:'.length), { readOnly: true });
  const rows = async (sql: string) => database.prepare(sql).all();
  const tables = database
    .prepare(
      `select t.name from sqlite_master t join pragma_table_info(t.name) c
       where t.type = 'table' and c.name = 'workspace_id'`,
    )
    .all();
  return { tables: tables.map(({ name }) => String(name)), rows, close: async () => database.close() };
}

async function openPostgres(url: string): Promise<Connection> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async (sql: string) => (await client.query(sql)).rows;
  const tables = await rows(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'workspace_id'`,
  );
  return { tables: tables.map(({ name }) => String(name)), rows, close: () => client.end() };
}
