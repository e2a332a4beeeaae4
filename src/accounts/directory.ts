import type { Database } from '../database/database.ts';
import type { AccountRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Account, Platforms } from './account.ts';
import type { Sealer } from './secrets.ts';

// SQLite and PostgreSQL both take some ten thousand values in one statement, not more.
const idsAtOnce = 1000;

/** What receiving asks on each request, answered from memory. */
export class AccountDirectory {
  readonly #database: Database;
  readonly #sealer: Sealer;
  readonly #platforms: Platforms;
  readonly #settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly #log: Logger;
  readonly #accounts = new Map<string, Account>();
  readonly #byExternalId = new Map<string, Account>();
  readonly #byGroupId = new Map<string, Set<Account>>();
  #reading: Promise<void> = Promise.resolve();

  constructor(options: {
    database: Database;
    sealer: Sealer;
    platforms: Platforms;
    settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
    writer: Writer;
    log: Logger;
  }) {
    this.#database = options.database;
    this.#sealer = options.sealer;
    this.#platforms = options.platforms;
    this.#settings = options.settings;
    this.#log = options.log;
    options.writer.on('accounts', (ids) => {
      this.reload(ids).catch((error: unknown) =>
        this.#log.error({ error }, 'accounts could not be reloaded'),
      );
    });
  }

  /** Reads all connected accounts; called once at the start. */
  async load(): Promise<void> {
    const rows = await this.#database.read
      .selectFrom('accounts')
      .select('id')
      .where('deleted_at', 'is', null)
      .execute();
    await this.reload(rows.map(({ id }) => id));
  }

  /** Reads these accounts again: added, changed or gone. One reading after another, so that the latest wins. */
  reload(ids: readonly string[]): Promise<void> {
    const reading = this.#reading.then(() => this.#reload(ids));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async #reload(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += idsAtOnce) {
      await this.#reloadSome(ids.slice(from, from + idsAtOnce));
    }
  }

  async #reloadSome(ids: readonly string[]): Promise<void> {
    const rows = await this.#database.read
      .selectFrom('accounts')
      .selectAll()
      .where('id', 'in', ids)
      .where('deleted_at', 'is', null)
      .execute();
    const appIds = [...new Set(rows.map((row) => row.app_id))];
    const secrets = appIds.length
      ? await this.#database.read
          .selectFrom('app_secrets')
          .selectAll()
          .where('app_id', 'in', appIds)
          .orderBy('created_at', 'desc')
          .execute()
      : [];
    for (const id of ids) this.#forget(id);
    for (const row of rows) {
      const own = secrets.filter((secret) => secret.app_id === row.app_id);
      const account = this.#open(
        row,
        own.map((secret) => this.#sealer.open(secret.sealed, secret.id)),
      );
      if (account) this.#remember(account);
    }
  }

  /** The account of this id; asks the database when memory does not know it, since another node may have made it. */
  async find(id: string): Promise<Account | undefined> {
    const known = this.#accounts.get(id);
    if (known) return known;
    await this.reload([id]);
    return this.#accounts.get(id);
  }

  /** The account of this id, from memory alone. */
  get(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  /** The account a platform knows by this id. */
  byExternalId(platform: string, externalId: string): Account | undefined {
    return this.#byExternalId.get(`${platform} ${externalId}`);
  }

  /** All accounts that share this id. */
  byGroupId(platform: string, groupId: string): Account[] {
    return [...(this.#byGroupId.get(`${platform} ${groupId}`) ?? [])];
  }

  /** All connected accounts. */
  all(): IterableIterator<Account> {
    return this.#accounts.values();
  }

  #open(row: AccountRow, secrets: string[]): Account | undefined {
    const platform = this.#platforms.get(row.platform);
    if (!platform) {
      this.#log.error({ account: row.id, platform: row.platform }, 'account of a platform this hub has not');
      return undefined;
    }
    const credentials: unknown = JSON.parse(this.#sealer.open(row.credentials, row.id));
    return {
      id: row.id,
      workspaceId: row.workspace_id,
      platform,
      externalId: row.external_id,
      name: row.name,
      appId: row.app_id,
      secrets,
      credentials,
      settings: { ...this.#settings[platform.name], ...JSON.parse(row.settings) },
      groupIds: platform.account.groupIds(credentials),
      verifyToken: row.verify_token && this.#sealer.open(row.verify_token, row.id),
      row,
    };
  }

  #remember(account: Account): void {
    this.#accounts.set(account.id, account);
    const platform = account.platform.name;
    if (account.externalId) this.#byExternalId.set(`${platform} ${account.externalId}`, account);
    for (const groupId of account.groupIds) {
      const key = `${platform} ${groupId}`;
      const group = this.#byGroupId.get(key) ?? new Set();
      this.#byGroupId.set(key, group.add(account));
    }
  }

  #forget(id: string): void {
    const account = this.#accounts.get(id);
    if (!account) return;
    this.#accounts.delete(id);
    const platform = account.platform.name;
    if (account.externalId) this.#byExternalId.delete(`${platform} ${account.externalId}`);
    for (const groupId of account.groupIds) this.#byGroupId.get(`${platform} ${groupId}`)?.delete(account);
  }
}
