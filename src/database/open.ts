import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../errors.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Which database a URL names, and where its file is when it is embedded. */
export function parseDatabaseUrl(url: string): { kind: 'sqlite'; path: string } | { kind: 'postgres' } {
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres' };
  if (!url.startsWith('file:')) {
    throw new Problem({
      status: 500,
      code: 'database_url',
      detail: 'PARLEY_DATABASE_URL is neither file:… nor postgres://….',
      fix: 'Use file:./data/parley.db for the embedded database, or postgres://user:password@host/name.',
    });
  }
  const path = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
  return { kind: 'sqlite', path: isAbsolute(path) ? path : resolve(path) };
}

/** Opens the database a URL names; it is not migrated yet. */
export function openDatabase(url: string, options: { pool: number; onError(error: Error): void }): Database {
  const parsed = parseDatabaseUrl(url);
  return parsed.kind === 'postgres' ? openPostgres(url, options) : openSqlite(parsed.path);
}
