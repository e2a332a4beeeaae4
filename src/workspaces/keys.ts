import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { ApiKeyRow } from '../database/schema.ts';
import { notFound } from '../errors.ts';
import { newId } from '../identifier.ts';
import { type Authenticate, type Caller, type Scope, scopes } from './caller.ts';
import { defaultWorkspace, findWorkspace } from './workspaces.ts';

// Recognisable in a log or a repository, so that leaked keys can be searched for.
const keyPrefix = 'parley_';
// 192 bits, too many to guess however fast the hash is.
const keyBytes = 24;
// `last_used_at` is for people who clean up; it need not be written with every request.
const usedEveryMs = 60_000;

/** A new installation or API key. */
export function newKey(): string {
  return `${keyPrefix}${randomBytes(keyBytes).toString('base64url')}`;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The API keys of all workspaces, and the one key of the installation. */
export class Keys {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #installationHash: Buffer;

  constructor(options: { database: Database; clock: Clock; installationKey: string }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#installationHash = Buffer.from(hashOf(options.installationKey), 'hex');
  }

  /** Who calls with this key; null when it is unknown or revoked, or names a workspace that is not there. */
  readonly authenticate: Authenticate = async (key, workspaceHeader) => {
    const hash = hashOf(key);
    if (timingSafeEqual(Buffer.from(hash, 'hex'), this.#installationHash)) {
      return this.#installation(workspaceHeader);
    }
    const row = await this.#database.read
      .selectFrom('api_keys')
      .selectAll()
      .where('hash', '=', hash)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (!row) return null;
    this.#noteUse(row);
    return {
      workspaceId: row.workspace_id,
      keyId: row.id,
      memberId: row.member_id,
      scopes: new Set(scopesOf(row)),
      installation: false,
    };
  };

  async #installation(named: string | null): Promise<Caller | null> {
    const workspaceId = named === null ? defaultWorkspace : await findWorkspace(this.#database, named);
    if (workspaceId === null) return null;
    return { workspaceId, keyId: null, memberId: null, scopes: new Set(scopes), installation: true };
  }

  #noteUse(row: ApiKeyRow): void {
    const now = this.#clock.now();
    if (now - (row.last_used_at ?? 0) < usedEveryMs) return;
    this.#database
      .transaction(({ query }) =>
        query.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.id).execute(),
      )
      // It is only a hint; the request itself must not fail for it.
      .catch(() => {});
  }

  /** Makes a key; the key itself is in this answer only. */
  async create(
    workspaceId: string,
    input: { name: string; scopes: readonly Scope[] },
  ): Promise<{ row: ApiKeyRow; key: string }> {
    const key = newKey();
    const row: ApiKeyRow = {
      id: newId(),
      workspace_id: workspaceId,
      member_id: null,
      name: input.name,
      prefix: key.slice(0, keyPrefix.length + 4),
      hash: hashOf(key),
      scopes: JSON.stringify([...new Set(input.scopes)]),
      created_at: this.#clock.now(),
      last_used_at: null,
      revoked_at: null,
    };
    await this.#database.transaction((transaction) => transaction.insert('api_keys', [row]));
    return { row, key };
  }

  /** The keys of a workspace, oldest first, the revoked ones too. */
  list(workspaceId: string, after: string, limit: number): Promise<ApiKeyRow[]> {
    return this.#database.read
      .selectFrom('api_keys')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Revokes a key at once. */
  async revoke(workspaceId: string, id: string): Promise<void> {
    const now = this.#clock.now();
    const [result] = await this.#database.transaction(({ query }) =>
      query
        .updateTable('api_keys')
        .set({ revoked_at: now })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .execute(),
    );
    if (!result || result.numUpdatedRows === 0n) throw notFound('key', id);
  }
}

/** The scopes a stored key has. */
export function scopesOf(row: ApiKeyRow): Scope[] {
  const stored: string[] = JSON.parse(row.scopes);
  return scopes.filter((scope) => stored.includes(scope));
}
