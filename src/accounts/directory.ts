import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AccountRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Account, Platforms } from './account.ts';
import type { Sealer } from './secrets.ts';

// SQLite and PostgreSQL both take some ten thousand values in one statement, not more.
const idsAtOnce = 1000;
// What a lost notification may cost; between two looks everything is told at once.
const lookEveryMs = 60_000;

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
  /** `updated_at` of every connected account as it was last read. */
  readonly #versions = new Map<string, number>();
  #reading: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #stopped = false;

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
    const failed = (error: unknown) => this.#log.error({ err: error }, 'accounts could not be reloaded');
    options.writer.on('accounts', (ids) => {
      this.reload(ids).catch(failed);
    });
    options.writer.onMissed(() => {
      this.load().catch(failed);
    });
  }

  /** Looks from time to time for what other processes have changed, since their word of it may be lost. */
  start(clock: Clock, onError: (error: unknown) => void): void {
    if (this.#database.exclusive || this.#stopped) return;
    this.#cancel = clock.after(lookEveryMs, () => {
      this.load()
        .catch(onError)
        .finally(() => this.start(clock, onError));
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Brings memory to what the database holds: reads what is new or has changed, forgets what is gone. */
  async load(): Promise<void> {
    const rows = await this.#database.read
      .selectFrom('accounts')
      .select(['id', 'updated_at'])
      .where('deleted_at', 'is', null)
      .execute();
    const connected = new Set(rows.map(({ id }) => id));
    const changed = rows.filter(({ id, updated_at }) => this.#versions.get(id) !== updated_at);
    const gone = [...this.#versions.keys()].filter((id) => !connected.has(id));
    await this.reload([...gone, ...changed.map(({ id }) => id)]);
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
    // All of them are opened before any is forgotten: one that cannot be opened must not take others along.
    const accounts = rows.map((row) => {
      const own = secrets.filter((secret) => secret.app_id === row.app_id);
      return this.#open(
        row,
        own.map((secret) => this.#sealer.open(secret.sealed, secret.id)),
      );
    });
    for (const id of ids) this.#forget(id);
    for (const row of rows) this.#versions.set(row.id, row.updated_at);
    for (const account of accounts) if (account) this.#remember(account);
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
    this.#versions.delete(id);
    const account = this.#accounts.get(id);
    if (!account) return;
    this.#accounts.delete(id);
    const platform = account.platform.name;
    const key = `${platform} ${account.externalId}`;
    // An account that was connected after this one was deleted may be remembered first.
    if (this.#byExternalId.get(key) === account) this.#byExternalId.delete(key);
    for (const groupId of account.groupIds) this.#byGroupId.get(`${platform} ${groupId}`)?.delete(account);
  }
}
