import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AccountRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Renewed } from '../platforms/account-care.ts';
import type { Platform } from '../platforms/platform.ts';
import { type Account, accountTarget, type Platforms } from './account.ts';
import { lockWorkspace, releaseApp } from './apps.ts';
import { type Claiming, changeCredentials, connectAccount } from './connecting.ts';
import { checkCredentials, checkSettings, sealCredentials } from './credentials.ts';
import type { AccountDirectory } from './directory.ts';
import { checkHealthSoon } from './health-job.ts';
import { forgetHealth } from './health-store.ts';
import { isTaken } from './platform-ids.ts';
import { type Proof, type Prove, Unproven, withProof } from './proof.ts';
import { forgetQuota } from './quotas.ts';
import { lookForUnmatched } from './replay-job.ts';
import type { Sealer } from './secrets.ts';

/** What a caller gives to connect an account. */
export interface NewAccount {
  platform: string;
  name: string;
  credentials: Record<string, unknown>;
  settings?: Record<string, string> | undefined;
}

/** What may be changed later; credentials are merged with those that are stored. */
export interface AccountChanges {
  name?: string | undefined;
  credentials?: Record<string, unknown> | undefined;
  settings?: Record<string, string> | undefined;
}

/** How credentials are stored. */
export interface ProofWish {
  /** The platform is asked before anything is stored, and has to take the credentials. */
  validate?: boolean | undefined;
}

/** Connects, changes and removes accounts. Secrets are sealed here and never leave again. */
export class AccountStore {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #sealer: Sealer;
  readonly #platforms: Platforms;
  readonly #clock: Clock;
  readonly #directory: AccountDirectory;
  readonly #prove: Prove;

  constructor(options: {
    database: Database;
    writer: Writer;
    sealer: Sealer;
    platforms: Platforms;
    clock: Clock;
    directory: AccountDirectory;
    prove: Prove;
  }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#sealer = options.sealer;
    this.#platforms = options.platforms;
    this.#clock = options.clock;
    this.#directory = options.directory;
    this.#prove = options.prove;
  }

  /**
   * Connects an account. The platform is called only when that is wished, or when an app of another workspace
   * holds the same secret: then a webhook's signature does not tell whose the account is.
   *
   * @throws Problem 422 when the credentials do not fit the platform or it does not take them, 409 when the
   * account is connected already, 502 when the platform cannot be asked
   */
  async create(workspaceId: string, input: NewAccount, wish: ProofWish = {}): Promise<AccountRow> {
    const platform = this.#platform(input.platform);
    const given = checkCredentials(platform, input.credentials);
    const { name, settings = {} } = input;
    checkSettings(platform, settings);
    const id = newId();
    return withProof(this.#prove, (proof) =>
      this.#change(id, async (batch) => {
        await lockWorkspace(batch, workspaceId);
        const claiming = this.#claiming(batch, platform, proof, wish);
        return connectAccount(claiming, { id, workspaceId, name, given, settings });
      }),
    );
  }

  /** One account of a workspace. */
  async get(workspaceId: string, id: string): Promise<AccountRow> {
    const row = await this.#select()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw notFound('account', id);
    return row;
  }

  /** Whether there was such an account, of any workspace, that is disconnected by now. */
  async wasConnected(platform: string, id: string): Promise<boolean> {
    const row = await this.#database.read
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', id)
      .where('platform', '=', platform)
      .where('deleted_at', 'is not', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The accounts of a workspace by their id, which is the order in which they were connected. */
  list(workspaceId: string, after: string, limit: number): Promise<AccountRow[]> {
    return this.#select()
      .where('workspace_id', '=', workspaceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** The token that belongs in the platform's console. */
  verifyToken(row: AccountRow): string | null {
    return row.verify_token && this.#sealer.open(row.verify_token, row.id);
  }

  /**
   * Changes name, credentials or settings. What the account is to the platform never changes.
   *
   * @throws Problem 404 when it is not connected, 409 when its platform id is learnt and connected already, 422
   * and 502 as when it is connected
   */
  update(
    workspaceId: string,
    id: string,
    changes: AccountChanges,
    wish: ProofWish = {},
  ): Promise<AccountRow> {
    return withProof(this.#prove, (proof) =>
      this.#change(id, async (batch) => {
        const old = await this.#lock(batch, workspaceId, id);
        const platform = this.#platform(old.platform);
        checkSettings(platform, changes.settings);
        const changed: Partial<AccountRow> = { updated_at: this.#nextVersion(old) };
        if (changes.name !== undefined) changed.name = changes.name;
        if (changes.settings) changed.settings = JSON.stringify(changes.settings);
        // Who wants the platform's word for a change without new credentials gets it for the stored ones.
        const credentials = changes.credentials ?? (wish.validate ? {} : undefined);
        if (credentials) {
          const settings = changes.settings ?? JSON.parse(old.settings);
          const claiming = this.#claiming(batch, platform, proof, wish);
          const columns = await changeCredentials(claiming, old, { credentials, settings });
          if (columns instanceof Unproven) return columns;
          Object.assign(changed, columns);
        }
        await batch.transaction.update('accounts', ['id'], [{ id, ...changed }]);
        batch.signal('accounts', id);
        await resume(batch, workspaceId, id);
        return { ...old, ...changed };
      }),
    );
  }

  /** Disconnects an account: its secrets are erased, its history stays, what waits to be sent fails. */
  async delete(workspaceId: string, id: string): Promise<void> {
    await this.#change(id, async (batch) => {
      const row = await this.#lock(batch, workspaceId, id);
      const erased = { credentials: '', verify_token: null, verify_token_hash: null };
      const now = this.#nextVersion(row);
      await batch.transaction.update(
        'accounts',
        ['id'],
        [{ id, ...erased, deleted_at: now, updated_at: now }],
      );
      await batch.transaction.query.deleteFrom('account_ids').where('account_id', '=', id).execute();
      await releaseApp(batch, row.app_id);
      await forgetHealth(batch, workspaceId, id);
      await forgetQuota(batch, workspaceId, id);
      batch.signal('accounts', id);
      await resume(batch, workspaceId, id);
    });
  }

  /** Notes which events were subscribed for an account, and lets its health be looked at soon. */
  async noteSubscribed({ id, workspaceId }: Account, events: readonly string[] | null): Promise<void> {
    await this.#change(id, async (batch) => {
      const old = await this.#lock(batch, workspaceId, id);
      if (events) {
        const noted = { id, webhook_events: JSON.stringify(events), updated_at: this.#nextVersion(old) };
        await batch.transaction.update('accounts', ['id'], [noted]);
        batch.signal('accounts', id);
      }
      checkHealthSoon(batch, old, this.#clock.now());
    });
  }

  /**
   * Puts renewed credentials in the place of those they were made from. Somebody may have given others
   * meanwhile, or disconnected the account: then these are of no use.
   */
  async replaceCredentials(
    { id, platform, credentials, row }: Account,
    renewed: Renewed<unknown>,
  ): Promise<void> {
    await this.#change(id, async (batch) => {
      const [old] = await batch.transaction.select('accounts', ['id'], [[id]], 'lock');
      if (!old || old.deleted_at !== null || old.credentials !== row.credentials) return;
      const fresh = { ...Object(credentials), ...Object(renewed.credentials) };
      const changed = {
        id,
        credentials: sealCredentials(this.#sealer, platform, fresh, id),
        credentials_end_at: renewed.ends_at,
        updated_at: this.#nextVersion(old),
      };
      await batch.transaction.update('accounts', ['id'], [changed]);
      batch.signal('accounts', id);
    });
  }

  /** Notes what a platform's first webhook tells of an account that was connected without its id. */
  async learnExternalId(id: string, externalId: string): Promise<void> {
    await this.#writer.run(async (batch) => {
      const [row] = await batch.transaction.select('accounts', ['id'], [[id]], 'lock');
      if (!row || row.external_id !== null || row.deleted_at !== null) return;
      if (await isTaken(batch, row.platform, externalId)) return;
      const learnt = { id, external_id: externalId, updated_at: this.#nextVersion(row) };
      await batch.transaction.update('accounts', ['id'], [learnt]);
      lookForUnmatched(batch, row, this.#clock.now());
      batch.signal('accounts', id);
    });
  }

  /** Notes that the platform's handshake reached the callback of these accounts. */
  async markVerified(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const now = this.#clock.now();
    await this.#writer.run(async (batch) => {
      await batch.transaction.query
        .updateTable('accounts')
        .set({ verified_at: now })
        .where('id', 'in', ids)
        .execute();
    });
  }

  /** The accounts whose verify token this is. */
  async byVerifyToken(platforms: readonly string[], token: string): Promise<AccountRow[]> {
    return this.#select()
      .where('verify_token_hash', 'in', this.#sealer.fingerprints(token))
      .where('platform', 'in', platforms)
      .execute();
  }

  /** What was changed is known here when this resolves; other processes hear of it a moment later. */
  async #change<T>(id: string, work: (batch: Batch) => Promise<T>): Promise<T> {
    const result = await this.#writer.run(work);
    await this.#directory.reload([id]);
    return result;
  }

  /** The account as it is now; nobody else changes it until the end. */
  async #lock(batch: Batch, workspaceId: string, id: string): Promise<AccountRow> {
    await lockWorkspace(batch, workspaceId);
    const [row] = await batch.transaction.select('accounts', ['id'], [[id]], 'lock');
    if (row?.workspace_id === workspaceId && row.deleted_at === null) return row;
    throw notFound('account', id);
  }

  /** Always another than before, even within a millisecond: other processes tell by it what has changed. */
  #nextVersion(old: AccountRow): number {
    return Math.max(this.#clock.now(), old.updated_at + 1);
  }

  #select() {
    return this.#database.read.selectFrom('accounts').selectAll().where('deleted_at', 'is', null);
  }

  #platform(name: string): Platform {
    const platform = this.#platforms.get(name);
    if (platform) return platform;
    throw this.#platforms.unknown(name);
  }

  #claiming(
    batch: Batch,
    platform: Platform,
    proof: Proof | null,
    { validate = false }: ProofWish,
  ): Claiming {
    return { batch, sealer: this.#sealer, platform, validate, proof, now: this.#clock.now() };
  }
}

/** Whatever waits for better credentials is tried again; of a deleted account it fails at once. */
async function resume(batch: Batch, workspaceId: string, accountId: string): Promise<void> {
  const target = accountTarget(accountId);
  await batch.transaction.remove('target_pauses', ['workspace_id', 'target'], [[workspaceId, target]]);
  batch.signal('jobs', target);
}
