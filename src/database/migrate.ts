import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { Problem } from '../errors.ts';
import { flavours, type Migration } from './migrations/definition.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './schema.ts';

/**
 * Brings a database to this version's schema. Kysely's migrator takes a lock on PostgreSQL, so several
 * hubs may start at once. A database that a newer version has changed is refused, untouched.
 *
 * @returns the names of the steps that were applied
 */
export async function migrate(
  database: Kysely<Tables>,
  kind: 'sqlite' | 'postgres',
  steps: readonly Migration[] = migrations,
): Promise<string[]> {
  await refuseNewer(database, steps);
  const migrator = new Migrator({
    db: database,
    provider: {
      getMigrations: async () => Object.fromEntries(steps.map((step) => [step.name, apply(step)])),
    },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  // Another hub that started at the same moment may have been newer.
  if (error) {
    await refuseNewer(database, steps);
    throw error;
  }
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);

  function apply(step: Migration) {
    return {
      async up(transaction: Kysely<unknown>) {
        for (const statement of step.statements(flavours[kind]))
          await sql.raw(statement).execute(transaction);
      },
    };
  }
}

async function refuseNewer(database: Kysely<Tables>, steps: readonly Migration[]): Promise<void> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const applied = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  const known = new Set(steps.map(({ name }) => name));
  const unknown = applied.rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Problem({
    status: 500,
    code: 'database_too_new',
    detail: `The database was changed by a newer version of Parley (${unknown.join(', ')}).`,
    fix: 'Start that version or a later one; this version would misread the data and has not touched it.',
  });
}
