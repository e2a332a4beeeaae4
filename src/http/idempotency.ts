import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { IdempotencyKeyRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { Caller } from './auth.ts';
import type { Exchange, Reply } from './route.ts';
import type { Around } from './server.ts';

/** What the answers are sealed with: some hold a secret. */
interface Seal {
  seal(plaintext: string, context: string): string;
  open(sealed: string, context: string): string;
}

// A request that has taken longer than this died with its process; the key may be used again.
const abandonedMs = 60_000;
const longestKey = 255;

/** Answers a repeated request as its first was answered, without doing it again. */
export class Idempotency {
  readonly #database: Database;
  readonly #seal: Seal;
  readonly #clock: Clock;
  readonly #keepMs: number;

  constructor(options: { database: Database; seal: Seal; clock: Clock; keepMs: number }) {
    this.#database = options.database;
    this.#seal = options.seal;
    this.#clock = options.clock;
    this.#keepMs = options.keepMs;
  }

  /** For every POST that does not remember its answer in its own transaction. */
  readonly around: Around = async ({ route, exchange, caller }, next) => {
    const key = keyOf(exchange);
    if (key === null || caller === null || route.method !== 'POST' || route.remembersItself) return next();
    const hash = await hashOf(exchange);
    const earlier = await this.#find(caller, key, hash);
    if (earlier) return earlier;
    await this.#reserve(caller, key, hash);
    const answer = await next().catch(async (error: unknown) => {
      // Refused: nothing was done, so the key is free for a better request.
      await this.#forget(caller, key);
      throw error;
    });
    // If this fails the key stays taken: what was done must not be done again at once.
    if (!(answer instanceof Response)) await this.#store(caller, key, answer);
    return answer;
  };

  /**
   * For routes that remember their answer in the transaction of what they do: answers a repeated request
   * with the stored answer, and otherwise gives the function to call inside that transaction. `content` stands
   * for a body that was read already.
   */
  async begin(
    exchange: Exchange,
    caller: Caller,
    content?: string,
  ): Promise<{ earlier: Reply } | { remember?: (batch: Batch, answer: Reply) => Promise<void> }> {
    const key = keyOf(exchange);
    if (key === null) return {};
    const hash = await hashOf(exchange, content);
    const earlier = await this.#find(caller, key, hash);
    if (earlier) return { earlier };
    return {
      remember: async (batch, answer) => {
        const row = { ...this.#row(caller, key, hash), ...this.#sealed(caller, key, answer) };
        const [inserted] = await batch.transaction.insertNew(
          'idempotency_keys',
          ['workspace_id', 'key'],
          [row],
        );
        if (!inserted) throw inProgress();
      },
    };
  }

  async #find(caller: Caller, key: string, hash: string): Promise<Reply | null> {
    const row = await this.#database.read
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('workspace_id', '=', caller.workspaceId)
      .where('key', '=', key)
      .executeTakeFirst();
    const now = this.#clock.now();
    if (!row || now - row.created_at > this.#keepMs) {
      if (row) await this.#forget(caller, key);
      return null;
    }
    if (row.request_hash !== hash) {
      throw new Problem({
        status: 422,
        code: 'idempotency_key_reused',
        detail: 'This Idempotency-Key was used for another request.',
        fix: 'Use a new key for each new request, and the same key only to repeat one.',
      });
    }
    if (row.answer !== null && row.status !== null) return this.#open(caller, row, row.status, row.answer);
    if (now - row.created_at < abandonedMs) throw inProgress();
    await this.#forget(caller, key);
    return null;
  }

  #open(caller: Caller, row: IdempotencyKeyRow, status: number, answer: string): Reply {
    const body = this.#seal.open(answer, `${caller.workspaceId} ${row.key}`);
    return { status, body: JSON.parse(body), headers: { 'idempotency-replayed': 'true' } };
  }

  #sealed(caller: Caller, key: string, { status, body }: Reply) {
    const text = JSON.stringify(body ?? null);
    const answer = this.#seal.seal(text, `${caller.workspaceId} ${key}`);
    return { status, answer, conversation_id: conversationOf(body) };
  }

  #row(caller: Caller, key: string, hash: string): IdempotencyKeyRow {
    return {
      workspace_id: caller.workspaceId,
      key,
      request_hash: hash,
      status: null,
      answer: null,
      conversation_id: null,
      created_at: this.#clock.now(),
    };
  }

  async #reserve(caller: Caller, key: string, hash: string): Promise<void> {
    const row = this.#row(caller, key, hash);
    const [inserted] = await this.#database.transaction((transaction) =>
      transaction.insertNew('idempotency_keys', ['workspace_id', 'key'], [row]),
    );
    if (!inserted) throw inProgress();
  }

  async #store(caller: Caller, key: string, answer: Reply): Promise<void> {
    const row = { workspace_id: caller.workspaceId, key, ...this.#sealed(caller, key, answer) };
    await this.#database.transaction((transaction) =>
      transaction.update('idempotency_keys', ['workspace_id', 'key'], [row]),
    );
  }

  async #forget(caller: Caller, key: string): Promise<void> {
    await this.#database.transaction((transaction) =>
      transaction.remove('idempotency_keys', ['workspace_id', 'key'], [[caller.workspaceId, key]]),
    );
  }
}

/** What an answer is about, so that it can be erased with a person. */
function conversationOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('conversation_id' in body)) return null;
  return typeof body.conversation_id === 'string' ? body.conversation_id : null;
}

function keyOf({ headers }: Exchange): string | null {
  const key = headers.get('idempotency-key');
  if (key === null) return null;
  if (key.length > 0 && key.length <= longestKey) return key;
  throw new Problem({
    status: 400,
    code: 'invalid_idempotency_key',
    detail: `The Idempotency-Key is empty or longer than ${longestKey} characters.`,
    fix: 'Use a UUID.',
  });
}

async function hashOf({ request, url, bytes }: Exchange, content?: string): Promise<string> {
  const hash = createHash('sha256').update(`${request.method} ${url.pathname}\n`);
  return hash.update(content ?? (await bytes())).digest('hex');
}

function inProgress(): Problem {
  return new Problem({
    status: 409,
    code: 'request_in_progress',
    detail: 'The first request with this Idempotency-Key is still under way.',
    fix: 'Repeat it in a moment to get its answer.',
    retryable: true,
    headers: { 'retry-after': '1' },
  });
}
