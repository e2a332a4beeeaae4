import type { Database } from '../database/database.ts';

/** The workspace that always exists, and in which the installation's key acts unless it names another. */
export const defaultWorkspace = 'default';

/** Makes sure that the default workspace exists. */
export async function ensureDefaultWorkspace(database: Database, now: number): Promise<void> {
  await database.transaction((transaction) =>
    transaction.insertNew(
      'workspaces',
      ['id'],
      [{ id: defaultWorkspace, name: defaultWorkspace, created_at: now }],
    ),
  );
}

/** The id of a workspace that is named by its id or its name; null when there is none. */
export async function findWorkspace(database: Database, named: string): Promise<string | null> {
  const row = await database.read
    .selectFrom('workspaces')
    .select('id')
    .where((is) => is.or([is('id', '=', named), is('name', '=', named)]))
    .executeTakeFirst();
  return row?.id ?? null;
}
