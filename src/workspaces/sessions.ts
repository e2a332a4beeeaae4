import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { SessionRow } from '../database/schema.ts';
import { newId } from '../identifier.ts';
import type { Authenticate, Caller } from './caller.ts';
import type { FoundKey, Keys } from './keys.ts';
import { defaultWorkspace } from './workspaces.ts';

// As many as a key has: too many to guess.
const secretBytes = 24;
// When a session was last used need not be written with every request; often enough for the shortest that is allowed.
const usedEveryMs = 60_000;
const rowsAtOnce = 1000;

/** How long somebody stays signed in (ms). */
export interface SessionDurations {
  /** Without a request. */
  sessionIdleMs: number;
  /** At all. */
  sessionMs: number;
}

/** A browser that is signed in. */
export interface OpenSession {
  /** What the browser keeps, and shows with each request. */
  token: string;
  caller: Caller;
  /** When it ends however much it is used (ms since 1970). */
  expiresAt: number;
}

/**
 * Browsers that are signed in with a key. A session may do what its key may at that moment, and ends with it: what is
 * stored proves nothing without the key's own hash.
 */
export class Sessions {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #keys: Keys;
  readonly #durations: SessionDurations;

  constructor(options: { database: Database; clock: Clock; keys: Keys; durations: SessionDurations }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#keys = options.keys;
    this.#durations = options.durations;
  }

  /** Who calls with a key or a session. @throws Problem as keys do */
  readonly authenticate: Authenticate = async (credential, named) => {
    if ('key' in credential) return this.#keys.authenticate(credential.key, named);
    const found = await this.#find(credential.session);
    if (!found) return null;
    await this.#noteUse(found.row);
    return this.#keys.callerOf(found.key, named);
  };

  /** Signs in with a key; null when it is unknown or revoked. @throws Problem as keys do */
  async open(key: string, named: string | null): Promise<OpenSession | null> {
    const found = await this.#keys.find(key);
    if (!found) return null;
    const caller = await this.#keys.callerOf(found, named);
    const now = this.#clock.now();
    const id = newId();
    const secret = randomBytes(secretBytes).toString('base64url');
    const row: SessionRow = {
      id,
      workspace_id: found.row?.workspace_id ?? defaultWorkspace,
      key_id: found.row?.id ?? null,
      hash: hashOf(secret, found),
      created_at: now,
      last_used_at: now,
      expires_at: now + this.#durations.sessionMs,
    };
    await this.#database.transaction((transaction) => transaction.insert('sessions', [row]));
    return { token: `${id}.${secret}`, caller, expiresAt: row.expires_at };
  }

  /** When a session ends however much it is used (ms since 1970); null when it has ended. */
  async expiry(token: string): Promise<number | null> {
    return (await this.#find(token))?.row.expires_at ?? null;
  }

  /** Signs out; a session that has ended stays so. */
  async close(token: string): Promise<void> {
    const found = await this.#find(token);
    if (!found) return;
    await this.#database.transaction(({ query }) =>
      query.deleteFrom('sessions').where('id', '=', found.row.id).execute(),
    );
  }

  /** Deletes what has ended. */
  async sweep(): Promise<void> {
    const now = this.#clock.now();
    const idleBefore = now - this.#durations.sessionIdleMs;
    for (;;) {
      const { numAffectedRows } = await this.#database.transaction(({ query }) =>
        sql`delete from sessions where id in (
          select id from sessions where expires_at <= ${now} or last_used_at <= ${idleBefore} limit ${rowsAtOnce})`.execute(
          query,
        ),
      );
      if (!numAffectedRows) return;
    }
  }

  async #find(token: string): Promise<{ row: SessionRow; key: FoundKey } | null> {
    const [id = '', secret = ''] = token.split('.');
    const row = await this.#database.read
      .selectFrom('sessions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    const now = this.#clock.now();
    if (!row || row.expires_at <= now || row.last_used_at + this.#durations.sessionIdleMs <= now) return null;
    const key = await this.#keys.findById(row.key_id);
    if (!key) return null;
    const isProven = timingSafeEqual(Buffer.from(row.hash, 'hex'), Buffer.from(hashOf(secret, key), 'hex'));
    return isProven ? { row, key } : null;
  }

  async #noteUse({ id, last_used_at }: SessionRow): Promise<void> {
    const now = this.#clock.now();
    if (now - last_used_at < Math.min(usedEveryMs, this.#durations.sessionIdleMs / 10)) return;
    await this.#database
      .transaction(({ query }) =>
        query.updateTable('sessions').set({ last_used_at: now }).where('id', '=', id).execute(),
      )
      // The next request tries again; this one must not fail for it.
      .catch(() => {});
  }
}

/** With the key's hash in it, so that a session ends when the installation gets another key. */
function hashOf(secret: string, { hash }: FoundKey): string {
  return createHash('sha256').update(`${secret} ${hash}`).digest('hex');
}
