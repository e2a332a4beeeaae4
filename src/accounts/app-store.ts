import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AppRow, AppSecretRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Platforms } from './account.ts';
import { appInUse, lastSecret, secretHeld } from './app-problems.ts';
import { refuseUnproven } from './app-sharing.ts';
import {
  accountsOf,
  addSecrets,
  appRow,
  eraseApp,
  heldSecrets,
  lockWorkspace,
  secretsOf,
  tellAccounts,
} from './apps.ts';
import { renewCredentials } from './credentials.ts';
import type { AccountDirectory } from './directory.ts';
import type { Sealer } from './secrets.ts';

/** An app with what may be known of its secrets, newest first, and who is connected through it. */
export interface AppEntry {
  app: AppRow;
  platforms: readonly Platform[];
  secrets: Pick<AppSecretRow, 'id' | 'fingerprint' | 'created_at'>[];
  accountIds: string[];
  /** The token for the URL of the whole app; null where only its accounts have one. */
  verifyToken: string | null;
}

/** What an app is made of. */
export interface NewApp {
  /** A platform of the family, or the family. */
  platform: string;
  /** The newest first. */
  secrets: readonly string[];
  app_id?: string | undefined;
  verify_token?: string | undefined;
}

/** What may be changed of an app. */
export interface AppChanges {
  app_id?: string | null | undefined;
  verify_token?: string | null | undefined;
  /** Becomes the newest one; the older ones stay valid until they are removed. */
  add_secret?: string | undefined;
  remove_secret_id?: string | undefined;
}

// 128 bits: cannot be guessed, and short enough to be copied into a console by hand.
const verifyTokenBytes = 16;

/** The apps of workspaces: what signs the webhooks of their accounts. */
export class AppStore {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #sealer: Sealer;
  readonly #platforms: Platforms;
  readonly #clock: Clock;
  readonly #directory: AccountDirectory;

  constructor(options: {
    database: Database;
    writer: Writer;
    sealer: Sealer;
    platforms: Platforms;
    clock: Clock;
    directory: AccountDirectory;
  }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#sealer = options.sealer;
    this.#platforms = options.platforms;
    this.#clock = options.clock;
    this.#directory = options.directory;
  }

  /**
   * Makes an app before its accounts; they find it by its secret.
   *
   * @throws Problem 409 when an app of the workspace holds one of the secrets, 422 for an unknown platform
   */
  async create(workspaceId: string, input: NewApp): Promise<AppEntry> {
    const [platform] = this.#platforms.family(input.platform);
    if (!platform) throw this.#platforms.unknown(input.platform);
    const { family } = platform.account;
    const now = this.#clock.now();
    const secrets = [...new Set(input.secrets)];
    const app: AppRow = { ...appRow({ workspaceId, family, appId: input.app_id ?? null }, now), kept: 1 };
    const token = input.verify_token ?? randomBytes(verifyTokenBytes).toString('hex');
    Object.assign(app, this.#tokenColumns(app, token));
    await this.#writer.run(async (batch) => {
      await lockWorkspace(batch, workspaceId);
      const [held] = await heldSecrets(batch, this.#sealer, { workspaceId, family, secrets });
      if (held) throw secretHeld(held.app_id);
      await batch.transaction.insert('apps', [app]);
      await addSecrets(batch, this.#sealer, app, secrets, now);
    });
    return this.get(workspaceId, app.id);
  }

  /** The apps of a workspace that hold a secret, oldest first. */
  async list(workspaceId: string, after: string, limit: number): Promise<AppEntry[]> {
    const rows = await this.#select()
      .where('workspace_id', '=', workspaceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return this.#complete(rows);
  }

  /** @throws Problem 404 when the workspace has no such app */
  async get(workspaceId: string, id: string): Promise<AppEntry> {
    const rows = await this.#select().where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
    const [entry] = await this.#complete(rows);
    if (!entry) throw notFound('app', id);
    return entry;
  }

  /** The apps, of all workspaces, whose own verify token this is. */
  async byVerifyToken(family: string, token: string): Promise<AppEntry[]> {
    const rows = await this.#select()
      .where('family', '=', family)
      .where('verify_token_hash', 'in', this.#sealer.fingerprints(token))
      .execute();
    return this.#complete(rows);
  }

  /**
   * Rotates secrets, notes the platform's id of the app or its verify token. All its accounts check by the new
   * secrets at once.
   *
   * @throws Problem 404 for an unknown app or secret, 409 for a secret of another app, or the last one
   */
  async change(workspaceId: string, id: string, changes: AppChanges): Promise<AppEntry> {
    const changed = await this.#writer.run(async (batch) => {
      const app = await this.#lock(batch, workspaceId, id);
      const { app_id = app.app_id, verify_token } = changes;
      const token = verify_token === undefined ? {} : this.#tokenColumns(app, verify_token);
      await batch.transaction.update('apps', ['id'], [{ id, app_id, ...token }]);
      if (changes.add_secret !== undefined) await this.#add(batch, app, changes.add_secret);
      if (changes.remove_secret_id !== undefined) await removeSecret(batch, id, changes.remove_secret_id);
      await this.#sealCredentials(batch, id);
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
      if (used.length > 0) throw appInUse(used.length);
      await eraseApp(batch, id);
    });
  }

  /** The app as it is now; neither it nor any account of the workspace is changed by others until the end. */
  async #lock(batch: Batch, workspaceId: string, id: string): Promise<AppRow> {
    await lockWorkspace(batch, workspaceId);
    const [app] = await batch.transaction.select('apps', ['id'], [[id]], 'lock');
    if (app?.workspace_id !== workspaceId) throw notFound('app', id);
    if ((await secretsOf(batch, id)).length === 0) throw notFound('app', id);
    return app;
  }

  async #add(batch: Batch, app: AppRow, secret: string): Promise<void> {
    const { workspace_id: workspaceId, family } = app;
    const [held] = await heldSecrets(batch, this.#sealer, { workspaceId, family, secrets: [secret] });
    if (held) throw secretHeld(held.app_id);
    if ((await accountsOf(batch, app.id)).length > 0) {
      await refuseUnproven(batch, this.#sealer, app, [secret]);
    }
    await addSecrets(batch, this.#sealer, app, [secret], this.#clock.now());
  }

  async #sealCredentials(batch: Batch, appId: string): Promise<void> {
    const secrets = (await secretsOf(batch, appId)).map(({ id, sealed }) => this.#sealer.open(sealed, id));
    const accounts = await accountsOf(batch, appId);
    const renewed = accounts.flatMap((account) => {
      const platform = this.#platforms.get(account.platform);
      const credentials = platform && renewCredentials(this.#sealer, platform, account, secrets);
      return credentials ? [{ id: account.id, credentials }] : [];
    });
    await batch.transaction.update('accounts', ['id'], renewed);
  }

  /** Only a family with a handshake has a token at all. */
  #tokenColumns({ id, family }: AppRow, given: string | null) {
    const token = this.#platforms.family(family).some(({ challenge }) => challenge) ? given : null;
    return {
      verify_token: token && this.#sealer.seal(token, id),
      verify_token_hash: token && this.#sealer.fingerprint(token),
    };
  }

  #select() {
    return (
      this.#database.read
        .selectFrom('apps')
        .selectAll()
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
      platforms: this.#platforms.family(app.family),
      secrets: secrets.filter(({ app_id }) => app_id === app.id),
      accountIds: accounts.filter(({ app_id }) => app_id === app.id).map(({ id }) => id),
      verifyToken: app.verify_token && this.#sealer.open(app.verify_token, app.id),
    }));
  }
}

async function removeSecret(batch: Batch, appId: string, secretId: string): Promise<void> {
  const secrets = await secretsOf(batch, appId);
  if (!secrets.some(({ id }) => id === secretId)) throw notFound('secret', secretId);
  if (secrets.length === 1) throw lastSecret();
  await batch.transaction.query.deleteFrom('app_secrets').where('id', '=', secretId).execute();
}
