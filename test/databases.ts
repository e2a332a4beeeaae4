import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** A database of its own for one test: its URL, and how to throw it away. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Both kinds of database, for `describe.each`: what holds on one must hold on the other. */
export const databaseKinds = [
  { kind: 'sqlite' as const, create: createSqlite },
  { kind: 'postgres' as const, create: createPostgres },
];

/** A new SQLite file in a directory of its own. */
export async function createSqlite(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-sqlite-'));
  return {
    url: `file:${join(directory, 'parley.db')}`,
    drop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A new database on the PostgreSQL server of the test run. */
export async function createPostgres(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  return {
    url: `${server}/${name}`,
    drop: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
