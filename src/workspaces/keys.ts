import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { ApiKeyRow } from '../database/schema.ts';
import { notFound, Problem } from '../errors.ts';
import { newId } from '../identifier.ts';
import { allows, type Caller, type Scope, scopes } from './caller.ts';
import { lockMember } from './members.ts';
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

/** What a key is made of. */
export interface NewKey {
  name: string;
  scopes: readonly Scope[];
  /** The person it belongs to; without one it belongs to a service. */
  memberId?: string | undefined;
  requestsPerMinute?: number | undefined;
}

/** A key that may be used now. */
export interface FoundKey {
  /** Null for the key of the installation. */
  row: ApiKeyRow | null;
  /** SHA-256 of the key, in hex. */
  hash: string;
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

  /**
   * Who calls with this key; null when it is unknown or revoked.
   *
   * @throws Problem 404 when the installation's key names a workspace that is not there, 403 when another
   * key names one that is not its own
   */
  async authenticate(key: string, named: string | null): Promise<Caller | null> {
    const found = await this.find(key);
    return found && this.callerOf(found, named);
  }

  /** What is known of a key; null when it is unknown or revoked. */
  async find(key: string): Promise<FoundKey | null> {
    const hash = hashOf(key);
    if (timingSafeEqual(Buffer.from(hash, 'hex'), this.#installationHash)) return this.#installationKey();
    return this.#found('hash', hash);
  }

  /** The key of this id, or the installation's for null; null when it was revoked. */
  async findById(id: string | null): Promise<FoundKey | null> {
    return id === null ? this.#installationKey() : this.#found('id', id);
  }

  #installationKey(): FoundKey {
    return { row: null, hash: this.#installationHash.toString('hex') };
  }

  async #found(column: 'id' | 'hash', value: string): Promise<FoundKey | null> {
    const row = await this.#database.read
      .selectFrom('api_keys')
      .selectAll()
      .where(column, '=', value)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row ? { row, hash: row.hash } : null;
  }

  /** @throws Problem as {@link Keys.authenticate} does */
  async callerOf({ row }: FoundKey, named: string | null): Promise<Caller> {
    if (row === null) return this.#installation(named);
    if (named !== null && (await findWorkspace(this.#database, named)) !== row.workspace_id) {
      throw foreignWorkspace(named);
    }
    this.#noteUse(row);
    return {
      workspaceId: row.workspace_id,
      keyId: row.id,
      memberId: row.member_id,
      scopes: new Set(scopesOf(row)),
      installation: false,
      requestsPerMinute: row.requests_per_minute,
    };
  }

  async #installation(named: string | null): Promise<Caller> {
    const workspaceId = named === null ? defaultWorkspace : await findWorkspace(this.#database, named);
    if (workspaceId === null) throw notFound('workspace', named ?? defaultWorkspace);
    return {
      ...{ workspaceId, keyId: null, memberId: null, installation: true, requestsPerMinute: null },
      scopes: new Set(scopes),
    };
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

  /**
   * Makes a key of the caller's workspace; the key itself is in this answer only.
   *
   * @throws Problem 403 when it would be able to do more than its maker, 404 when there is no such member
   */
  async create(maker: Caller, input: NewKey): Promise<{ row: ApiKeyRow; key: string }> {
    const beyond = input.scopes.filter((scope) => !allows(maker, scope));
    if (beyond.length > 0) throw beyondMaker(beyond);
    const { workspaceId } = maker;
    const memberId = input.memberId ?? null;
    const key = newKey();
    const row: ApiKeyRow = {
      id: newId(),
      workspace_id: workspaceId,
      member_id: memberId,
      name: input.name,
      prefix: key.slice(0, keyPrefix.length + 4),
      hash: hashOf(key),
      scopes: JSON.stringify([...new Set(input.scopes)]),
      created_at: this.#clock.now(),
      last_used_at: null,
      revoked_at: null,
      requests_per_minute: input.requestsPerMinute ?? null,
    };
    await this.#database.transaction(async (transaction) => {
      // Locked, so that a member who is being removed does not keep a key that is being made.
      if (memberId !== null) await lockMember(transaction, workspaceId, memberId);
      await transaction.insert('api_keys', [row]);
    });
    return { row, key };
  }

  /** @throws Problem 404 when the workspace has no such key */
  async get(workspaceId: string, id: string): Promise<ApiKeyRow> {
    const row = await this.#select(workspaceId).where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('key', id);
    return row;
  }

  /** The keys of a workspace or of one member of it, oldest first, the revoked ones too. */
  list(workspaceId: string, after: string, limit: number, memberId?: string): Promise<ApiKeyRow[]> {
    const rows = this.#select(workspaceId).where('id', '>', after).orderBy('id').limit(limit);
    return (memberId === undefined ? rows : rows.where('member_id', '=', memberId)).execute();
  }

  /**
   * Revokes a key at once; one that was revoked before stays so.
   *
   * @throws Problem 404 when the workspace has no such key
   */
  async revoke(workspaceId: string, id: string): Promise<void> {
    const { revoked_at } = await this.get(workspaceId, id);
    if (revoked_at !== null) return;
    const now = this.#clock.now();
    await this.#database.transaction(({ query }) =>
      query
        .updateTable('api_keys')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute(),
    );
  }

  #select(workspaceId: string) {
    return this.#database.read.selectFrom('api_keys').selectAll().where('workspace_id', '=', workspaceId);
  }
}

/** The scopes a stored key has. */
export function scopesOf(row: ApiKeyRow): Scope[] {
  const stored: string[] = JSON.parse(row.scopes);
  return scopes.filter((scope) => stored.includes(scope));
}

/** Said alike of workspaces that exist and that do not. */
function foreignWorkspace(named: string): Problem {
  return new Problem({
    status: 403,
    code: 'foreign_workspace',
    detail: `This key does not belong to the workspace ${JSON.stringify(named)}.`,
    fix: 'Leave the header Parley-Workspace out: only the installation’s key chooses by it. Or use a key of that workspace.',
  });
}

function beyondMaker(beyond: readonly Scope[]): Problem {
  return new Problem({
    status: 403,
    code: 'scope_beyond_own',
    detail: `The key that makes it does not have ${beyond.join(', ')} itself.`,
    fix: 'Leave these scopes out, or make the key with one that has them.',
  });
}
