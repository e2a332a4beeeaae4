import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { onServer, templateName } from './postgres-server.ts';

/** A database of its own for one test: its URL, and how to throw it away. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Both kinds of database, for `describe.each`: what holds on one must hold on the other. */
export const databaseKinds = [
  { kind: 'sqlite' as const, create: createSqlite, createEmpty: createEmptySqlite },
  { kind: 'postgres' as const, create: createPostgres, createEmpty: createEmptyPostgres },
];

/** A SQLite file in a directory of its own, with the schema of this version. */
export async function createSqlite(): Promise<TestDatabase> {
  const place = await createEmptySqlite();
  copyFileSync(inject('sqliteTemplate'), place.url.slice('file:'.length));
  return place;
}

/** A place for a SQLite file that is not there yet. */
export async function createEmptySqlite(): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-sqlite-'));
  return {
    url: `file:${join(directory, 'parley.db')}`,
    drop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A database on the PostgreSQL server of the test run, with the schema of this version. */
export function createPostgres(): Promise<TestDatabase> {
  return createOnServer(`template ${templateName}`);
}

/** A database without tables. */
export function createEmptyPostgres(): Promise<TestDatabase> {
  return createOnServer('template template0');
}

async function createOnServer(template: string): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name} ${template}`);
  return {
    url: `${server}/${name}`,
    drop: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}
