import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { WorkspaceRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { newId } from '../identifier.ts';

/** The workspace that always exists, and in which the installation's key acts unless it names another. */
export const defaultWorkspace = 'default';

/** Makes sure that the default workspace exists. */
export async function ensureDefaultWorkspace(database: Database, now: number): Promise<void> {
  await database.transaction((transaction) =>
    transaction.insertNew(
      'workspaces',
      ['id'],
      [{ id: defaultWorkspace, name: defaultWorkspace, created_at: now, deleted_at: null }],
    ),
  );
}

/** The id of a workspace that is named by its id or its name; null when there is none. */
export async function findWorkspace(database: Database, named: string): Promise<string | null> {
  const row = await database.read
    .selectFrom('workspaces')
    .select('id')
    .where((is) => is.or([is('id', '=', named), is('name', '=', named)]))
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The workspaces of an installation. */
export class Workspaces {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #clock: Clock;

  constructor(options: { database: Database; writer: Writer; clock: Clock }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#clock = options.clock;
  }

  /** @throws Problem 409 when another workspace answers to this name */
  create(name: string): Promise<WorkspaceRow> {
    const row = { id: newId(), name, created_at: this.#clock.now(), deleted_at: null };
    return this.#writer.run(async (batch) => {
      await refuseTakenName(batch, row);
      await batch.transaction.insert('workspaces', [row]);
      return row;
    });
  }

  /** @throws Problem 404 when there is none, or no more */
  async get(id: string): Promise<WorkspaceRow> {
    const row = await this.#select().where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('workspace', id);
    return row;
  }

  /** The workspaces by their id, which is the order in which they were made; `only` is one of them. */
  list(after: string, limit: number, only?: string): Promise<WorkspaceRow[]> {
    const rows = this.#select().where('id', '>', after).orderBy('id').limit(limit);
    return (only === undefined ? rows : rows.where('id', '=', only)).execute();
  }

  /** @throws Problem 404 when there is none, 409 when another workspace answers to this name */
  rename(id: string, name: string): Promise<WorkspaceRow> {
    return this.#writer.run(async (batch) => {
      const row = await lock(batch, id);
      await refuseTakenName(batch, { id, name });
      await batch.transaction.update('workspaces', ['id'], [{ id, name }]);
      return { ...row, name };
    });
  }

  /**
   * Deletes a workspace: its keys end in the same moment, and what it holds is erased in the background, a
   * little later.
   *
   * @throws Problem 404 when there is none, 409 for the default one and while accounts are connected
   */
  async delete(id: string): Promise<void> {
    if (id === defaultWorkspace) throw defaultStays();
    const now = this.#clock.now();
    await this.#writer.run(async (batch) => {
      await lock(batch, id);
      await refuseConnected(batch, id);
      const { query } = batch.transaction;
      await query.updateTable('workspaces').set({ deleted_at: now }).where('id', '=', id).execute();
      await query
        .updateTable('api_keys')
        .set({ revoked_at: now })
        .where('workspace_id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    });
  }

  #select() {
    return this.#database.read.selectFrom('workspaces').selectAll().where('deleted_at', 'is', null);
  }
}

/** The workspace as it is now; accounts are connected and apps changed one after another under this lock. */
async function lock(batch: Batch, id: string): Promise<WorkspaceRow> {
  const [row] = await batch.transaction.select('workspaces', ['id'], [[id]], 'lock');
  if (!row || row.deleted_at !== null) throw notFound('workspace', id);
  return row;
}

/** The header that chooses a workspace takes ids and names alike, so one must not look like the other. */
async function refuseTakenName(batch: Batch, { id, name }: { id: string; name: string }): Promise<void> {
  const other = await batch.transaction.query
    .selectFrom('workspaces')
    .select('id')
    .where((is) => is.or([is('id', '=', name), is('name', '=', name)]))
    .where('id', '<>', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (!other) return;
  throw new Problem({
    status: 409,
    code: 'workspace_exists',
    detail: `The workspace ${other.id} answers to the name ${JSON.stringify(name)} already.`,
    fix: 'Choose another name.',
  });
}

async function refuseConnected(batch: Batch, id: string): Promise<void> {
  const { count } = await batch.transaction.query
    .selectFrom('accounts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (count === 0) return;
  throw new Problem({
    status: 409,
    code: 'workspace_in_use',
    detail: `The workspace still has ${count} connected account${count === 1 ? '' : 's'}.`,
    fix: 'Disconnect its accounts first (DELETE /api/v1/accounts/{id}), then delete the workspace.',
  });
}

function defaultStays(): Problem {
  return new Problem({
    status: 409,
    code: 'default_workspace',
    detail: 'The workspace "default" cannot be deleted: the installation’s key acts in it.',
    fix: 'Delete what is in it instead.',
  });
}
