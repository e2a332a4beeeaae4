import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AppRow, AppSecretRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { accountsOf, addSecret, tellAccounts } from './apps.ts';
import type { AccountDirectory } from './directory.ts';
import type { Sealer } from './secrets.ts';

/** An app with what is known of its secrets, newest first, and who is connected through it. */
export interface AppEntry {
  app: AppRow;
  secrets: Pick<AppSecretRow, 'id' | 'fingerprint' | 'created_at'>[];
  accountIds: string[];
}

/** What may be changed of an app. */
export interface AppChanges {
  app_id?: string | null | undefined;
  /** Becomes the newest one; the older ones stay valid until they are removed. */
  add_secret?: string | undefined;
  remove_secret_id?: string | undefined;
}

/** The apps of workspaces: whose secrets sign the webhooks of several accounts. They are made with their accounts. */
export class AppStore {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #sealer: Sealer;
  readonly #clock: Clock;
  readonly #directory: AccountDirectory;

  constructor(options: {
    database: Database;
    writer: Writer;
    sealer: Sealer;
    clock: Clock;
    directory: AccountDirectory;
  }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#sealer = options.sealer;
    this.#clock = options.clock;
    this.#directory = options.directory;
  }

  /** The apps of a workspace that hold a secret, oldest first. */
  async list(workspaceId: string, after: string, limit: number): Promise<AppEntry[]> {
    const rows = await this.#select(workspaceId).where('id', '>', after).orderBy('id').limit(limit).execute();
    return this.#complete(rows);
  }

  /** @throws Problem 404 when the workspace has no such app */
  async get(workspaceId: string, id: string): Promise<AppEntry> {
    const rows = await this.#select(workspaceId).where('id', '=', id).execute();
    const [entry] = await this.#complete(rows);
    if (!entry) throw notFound('app', id);
    return entry;
  }

  /**
   * Rotates secrets, or notes the platform's id of the app. All its accounts check by the new secrets at once.
   *
   * @throws Problem 404 for an unknown app or secret, 409 for a secret of another app, or the last one
   */
  async change(workspaceId: string, id: string, changes: AppChanges): Promise<AppEntry> {
    const changed = await this.#writer.run(async (batch) => {
      const app = await this.#lock(batch, workspaceId, id);
      if (changes.app_id !== undefined) {
        await batch.transaction.update('apps', ['id'], [{ id, app_id: changes.app_id }]);
      }
      if (changes.add_secret !== undefined) await this.#add(batch, app, changes.add_secret);
      if (changes.remove_secret_id !== undefined) await removeSecret(batch, id, changes.remove_secret_id);
      return tellAccounts(batch, id, this.#clock.now());
    });
    await this.#directory.reload(changed);
    return this.get(workspaceId, id);
  }

  /** @throws Problem 404 when there is none, 409 while accounts are connected through it */
  async delete(workspaceId: string, id: string): Promise<void> {
    await this.#writer.run(async (batch) => {
      await this.#lock(batch, workspaceId, id);
      const used = await accountsOf(batch, id);
      if (used.length > 0) throw inUse(used.length);
      await batch.transaction.query.deleteFrom('app_secrets').where('app_id', '=', id).execute();
    });
  }

  async #lock(batch: Batch, workspaceId: string, id: string): Promise<AppRow> {
    // As connecting does: an account must not find the app whose secrets are being erased.
    await batch.transaction.select('workspaces', ['id'], [[workspaceId]], 'lock');
    const [app] = await batch.transaction.select('apps', ['id'], [[id]], 'lock');
    if (app?.workspace_id === workspaceId) return app;
    throw notFound('app', id);
  }

  async #add(batch: Batch, { id, workspace_id: workspaceId, family }: AppRow, secret: string): Promise<void> {
    const known = await batch.transaction.query
      .selectFrom('app_secrets')
      .select('app_id')
      .where('workspace_id', '=', workspaceId)
      .where('family', '=', family)
      .where('fingerprint', 'in', this.#sealer.fingerprints(secret))
      .executeTakeFirst();
    if (known) throw secretTaken(known.app_id === id);
    await addSecret(batch, this.#sealer, { id, workspaceId, family }, secret, this.#clock.now());
  }

  #select(workspaceId: string) {
    return (
      this.#database.read
        .selectFrom('apps')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        // Without a secret it is only the memory of one whose accounts are gone.
        .where(({ exists, selectFrom }) =>
          exists(selectFrom('app_secrets').select('id').whereRef('app_secrets.app_id', '=', 'apps.id')),
        )
    );
  }

  async #complete(apps: readonly AppRow[]): Promise<AppEntry[]> {
    if (apps.length === 0) return [];
    const ids = apps.map(({ id }) => id);
    const { read } = this.#database;
    const [secrets, accounts] = await Promise.all([
      read
        .selectFrom('app_secrets')
        .select(['id', 'app_id', 'fingerprint', 'created_at'])
        .where('app_id', 'in', ids)
        .orderBy('created_at', 'desc')
        .execute(),
      read
        .selectFrom('accounts')
        .select(['id', 'app_id'])
        .where('app_id', 'in', ids)
        .where('deleted_at', 'is', null)
        .orderBy('id')
        .execute(),
    ]);
    return apps.map((app) => ({
      app,
      secrets: secrets.filter(({ app_id }) => app_id === app.id),
      accountIds: accounts.filter(({ app_id }) => app_id === app.id).map(({ id }) => id),
    }));
  }
}

async function removeSecret(batch: Batch, appId: string, secretId: string): Promise<void> {
  const secrets = await batch.transaction.query
    .selectFrom('app_secrets')
    .select('id')
    .where('app_id', '=', appId)
    .execute();
  if (!secrets.some(({ id }) => id === secretId)) throw notFound('secret', secretId);
  if (secrets.length === 1) {
    throw new Problem({
      status: 409,
      code: 'last_secret',
      detail: 'This is the only secret of the app: without it every webhook would be refused.',
      fix: 'Add the new secret first, then remove this one.',
    });
  }
  await batch.transaction.query.deleteFrom('app_secrets').where('id', '=', secretId).execute();
}

function secretTaken(ownApp: boolean): Problem {
  return new Problem({
    status: 409,
    code: 'secret_exists',
    detail: ownApp
      ? 'The app holds this secret already.'
      : 'Another app of this workspace holds this secret.',
    fix: 'Look at the apps of the workspace; a secret belongs to one of them.',
  });
}

function inUse(count: number): Problem {
  return new Problem({
    status: 409,
    code: 'app_in_use',
    detail: `${count} connected ${count === 1 ? 'account uses' : 'accounts use'} this app.`,
    fix: 'Disconnect its accounts first; the secrets go with the last of them.',
  });
}
