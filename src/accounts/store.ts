import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AccountRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Platform } from '../platforms/platform.ts';
import { accountTarget, type Platforms } from './account.ts';
import { claimApp, releaseApp } from './apps.ts';
import type { AccountDirectory } from './directory.ts';
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

// 128 bits: cannot be guessed, and short enough to be copied into a console by hand.
const verifyTokenBytes = 16;

// Fields every platform may be given beside its own; they belong to the account and its app.
const sharedFields = z.object({
  verify_token: z.string().min(1).max(200).optional(),
  app_id: z.string().min(1).optional(),
});

/** Connects, changes and removes accounts. Secrets are sealed here and never leave again. */
export class AccountStore {
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
   * Connects an account; the platform is not called.
   *
   * @throws Problem 422 when the credentials do not fit the platform, 409 when it is connected already
   */
  async create(workspaceId: string, input: NewAccount): Promise<AccountRow> {
    const platform = this.#platform(input.platform);
    const { credentials, shared } = checkCredentials(platform, input.credentials);
    checkSettings(platform, input.settings);
    const verifyToken = platform.challenge
      ? (shared.verify_token ?? randomBytes(verifyTokenBytes).toString('hex'))
      : null;
    const now = this.#clock.now();
    const id = newId();
    return this.#change(id, async (batch) => {
      const externalId = platform.account.externalId(credentials);
      await this.#refuseTaken(batch, platform, externalId);
      const row: AccountRow = {
        id,
        workspace_id: workspaceId,
        platform: platform.name,
        external_id: externalId,
        name: input.name,
        app_id: await this.#claimApp(batch, workspaceId, platform, credentials, shared.app_id),
        credentials: this.#seal(platform, credentials, id),
        settings: JSON.stringify(input.settings ?? {}),
        verify_token: verifyToken && this.#sealer.seal(verifyToken, id),
        verify_token_hash: verifyToken && this.#sealer.fingerprint(verifyToken),
        verified_at: null,
        created_at: now,
        updated_at: now,
        deleted_at: null,
      };
      await batch.transaction.insert('accounts', [row]);
      await this.#setGroupIds(batch, row, platform.account.groupIds(credentials));
      batch.signal('accounts', id);
      return row;
    });
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

  /** Changes name, credentials or settings. What the account is to the platform never changes. */
  async update(workspaceId: string, id: string, changes: AccountChanges): Promise<AccountRow> {
    const old = await this.get(workspaceId, id);
    const platform = this.#platform(old.platform);
    checkSettings(platform, changes.settings);
    return this.#change(id, async (batch) => {
      const row = { ...old, updated_at: this.#clock.now() };
      if (changes.name !== undefined) row.name = changes.name;
      if (changes.settings) row.settings = JSON.stringify(changes.settings);
      if (changes.credentials) await this.#changeCredentials(batch, platform, row, changes.credentials);
      await batch.transaction.update('accounts', ['id'], [row]);
      batch.signal('accounts', id);
      // Whatever waited for better credentials may try again.
      batch.signal('jobs', accountTarget(id));
      await batch.transaction.remove(
        'target_pauses',
        ['workspace_id', 'target'],
        [[workspaceId, accountTarget(id)]],
      );
      return row;
    });
  }

  /** Disconnects an account: its secrets are erased, its history stays. */
  async delete(workspaceId: string, id: string): Promise<void> {
    const row = await this.get(workspaceId, id);
    const now = this.#clock.now();
    await this.#change(id, async (batch) => {
      await batch.transaction.update(
        'accounts',
        ['id'],
        [
          {
            ...row,
            credentials: '',
            verify_token: null,
            verify_token_hash: null,
            deleted_at: now,
            updated_at: now,
          },
        ],
      );
      await batch.transaction.query.deleteFrom('account_ids').where('account_id', '=', id).execute();
      await releaseApp(batch, row.app_id);
      batch.signal('accounts', id);
    });
  }

  /** Notes what a platform's first webhook tells of an account that was connected without its id. */
  async learnExternalId(id: string, externalId: string): Promise<void> {
    await this.#writer.run(async (batch) => {
      const { query } = batch.transaction;
      const row = await query.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row || row.external_id !== null || row.deleted_at !== null) return;
      const taken = await this.#taken(batch, row.platform, externalId);
      if (taken) return;
      await query.updateTable('accounts').set({ external_id: externalId }).where('id', '=', id).execute();
      batch.signal('accounts', id);
    });
  }

  /** Notes that the platform's handshake reached this account's callback. */
  async markVerified(id: string): Promise<void> {
    const now = this.#clock.now();
    await this.#writer.run(async (batch) => {
      await batch.transaction.query
        .updateTable('accounts')
        .set({ verified_at: now })
        .where('id', '=', id)
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

  #select() {
    return this.#database.read.selectFrom('accounts').selectAll().where('deleted_at', 'is', null);
  }

  #platform(name: string): Platform {
    const platform = this.#platforms.get(name);
    if (platform) return platform;
    throw new Problem({
      status: 422,
      code: 'unknown_platform',
      detail: `There is no platform ${JSON.stringify(name)}.`,
      fix: `Use one of: ${this.#platforms.names().join(', ')}.`,
    });
  }

  #seal(platform: Platform, credentials: unknown, id: string): string {
    return this.#sealer.seal(JSON.stringify(platform.account.withoutSecrets(credentials)), id);
  }

  #claimApp(batch: Batch, workspaceId: string, platform: Platform, credentials: unknown, appId?: string) {
    const { family } = platform.account;
    const secrets = platform.account.signingSecrets(credentials);
    const app = { workspaceId, family, secrets, appId: appId ?? null };
    return claimApp(batch, this.#sealer, app, this.#clock.now());
  }

  async #changeCredentials(
    batch: Batch,
    platform: Platform,
    row: AccountRow,
    given: Record<string, unknown>,
  ): Promise<void> {
    const stored: Record<string, unknown> = JSON.parse(this.#sealer.open(row.credentials, row.id));
    const secrets = await batch.transaction.query
      .selectFrom('app_secrets')
      .selectAll()
      .where('app_id', '=', row.app_id)
      .orderBy('created_at', 'desc')
      .execute();
    const signing = platform.account.secretFields(
      secrets.map((secret) => this.#sealer.open(secret.sealed, secret.id)),
    );
    const { credentials, shared } = checkCredentials(platform, { ...stored, ...signing, ...given });
    const externalId = platform.account.externalId(credentials);
    if (row.external_id && externalId && externalId !== row.external_id) {
      throw new Problem({
        status: 409,
        code: 'account_identity',
        detail: `These credentials belong to ${externalId}, not to ${row.external_id}.`,
        fix: 'Connect it as a new account; an account never changes into another.',
      });
    }
    const oldApp = row.app_id;
    row.app_id = await this.#claimApp(batch, row.workspace_id, platform, credentials, shared.app_id);
    row.external_id ??= externalId;
    row.credentials = this.#seal(platform, credentials, row.id);
    if (shared.verify_token && platform.challenge) {
      row.verify_token = this.#sealer.seal(shared.verify_token, row.id);
      row.verify_token_hash = this.#sealer.fingerprint(shared.verify_token);
    }
    await this.#setGroupIds(batch, row, platform.account.groupIds(credentials));
    if (oldApp !== row.app_id) batch.atEnd(() => releaseApp(batch, oldApp));
  }

  async #setGroupIds(batch: Batch, row: AccountRow, groupIds: string[]): Promise<void> {
    await batch.transaction.query.deleteFrom('account_ids').where('account_id', '=', row.id).execute();
    const rows = groupIds.map((externalId) => ({
      workspace_id: row.workspace_id,
      account_id: row.id,
      platform: row.platform,
      external_id: externalId,
    }));
    await batch.transaction.insert('account_ids', rows);
  }

  async #refuseTaken(batch: Batch, platform: Platform, externalId: string | null): Promise<void> {
    if (externalId === null || !(await this.#taken(batch, platform.name, externalId))) return;
    throw new Problem({
      status: 409,
      code: 'account_exists',
      detail: `${platform.title} account ${externalId} is connected to this hub already.`,
      fix: 'Change the connected account with PATCH, or delete it first.',
    });
  }

  async #taken(batch: Batch, platform: string, externalId: string): Promise<boolean> {
    const row = await batch.transaction.query
      .selectFrom('accounts')
      .select('id')
      .where('platform', '=', platform)
      .where('external_id', '=', externalId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }
}

function checkCredentials(platform: Platform, given: Record<string, unknown>) {
  const parsed = platform.credentials.safeParse(given);
  const shared = sharedFields.safeParse(given);
  const issues = [...(parsed.error?.issues ?? []), ...(shared.error?.issues ?? [])];
  if (parsed.success && shared.success) return { credentials: parsed.data, shared: shared.data };
  throw new Problem({
    status: 422,
    code: 'invalid_credentials',
    detail: `The credentials do not fit ${platform.title}: ${issues
      .map(({ path, message }) => `${path.join('.') || 'credentials'}: ${message}`)
      .join('; ')}.`,
    fix: 'Take the values from the platform’s console under just these names.',
  });
}

function checkSettings(platform: Platform, settings: Record<string, string> | undefined): void {
  const unknown = Object.keys(settings ?? {}).filter((key) => !Object.hasOwn(platform.settings, key));
  if (unknown.length === 0) return;
  throw new Problem({
    status: 422,
    code: 'unknown_setting',
    detail: `${platform.title} has no setting ${unknown.join(', ')}.`,
    fix: `Its settings are: ${Object.keys(platform.settings).join(', ')}.`,
  });
}
