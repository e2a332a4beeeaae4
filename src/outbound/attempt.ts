import { type SqlBool, sql } from 'kysely';
import { RowSet } from '../database/rows.ts';
import type { AttemptPartRow, AttemptRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { PlatformRequest, Proof } from '../platforms/platform.ts';

/**
 * How an attempt stands: `open` while its answer is awaited, `uncertain` when none came, `split` when a
 * batch was refused and its messages must go alone, `superseded` when a new one was begun in its place,
 * `given_up` when nobody could tell and it was not to be sent twice.
 */
export type AttemptState = 'open' | 'uncertain' | 'sent' | 'failed' | 'split' | 'superseded' | 'given_up';

/** The attempts of one batch, with the parts they carry. */
export class AttemptBook {
  readonly rows: RowSet<'attempts'>;
  readonly #parts: RowSet<'attempt_parts'>;
  readonly #batch: Batch;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.rows = new RowSet(batch, 'attempts', ['workspace_id', 'id']);
    this.#parts = new RowSet(batch, 'attempt_parts', [
      'workspace_id',
      'attempt_id',
      'message_id',
      'position',
    ]);
  }

  /** Reads and locks attempts, with their parts. */
  async load(keys: readonly (readonly [workspaceId: string, id: string])[]): Promise<void> {
    const missing = keys.filter(([workspaceId, id]) => !this.rows.get(workspaceId, id));
    if (missing.length === 0) return;
    await this.rows.load(missing);
    await this.#loadParts('attempt_id', missing);
  }

  /** Reads and locks all attempts that ever carried these messages. */
  async loadOfMessages(keys: readonly (readonly [workspaceId: string, messageId: string])[]): Promise<void> {
    const parts = await this.#loadParts('message_id', keys);
    await this.load(parts.map((part) => [part.workspace_id, part.attempt_id] as const));
  }

  async #loadParts(column: 'attempt_id' | 'message_id', keys: readonly (readonly string[])[]) {
    const parts = await this.#batch.transaction.select('attempt_parts', ['workspace_id', column], keys);
    await this.#parts.load(
      parts.map((part) => [part.workspace_id, part.attempt_id, part.message_id, part.position]),
    );
    return parts;
  }

  /** Every message that the loaded attempts carry: one attempt may carry those of several jobs. */
  messages(): { workspaceId: string; id: string }[] {
    const ids = new Map<string, { workspaceId: string; id: string }>();
    for (const { workspace_id, message_id } of this.#parts.values()) {
      ids.set(message_id, { workspaceId: workspace_id, id: message_id });
    }
    return [...ids.values()];
  }

  /** The attempts that carried a message, oldest first. */
  ofMessage(messageId: string): AttemptRow[] {
    const ids = new Set<string>();
    for (const part of this.#parts.values()) if (part.message_id === messageId) ids.add(part.attempt_id);
    return [...this.rows.values()].filter(({ id }) => ids.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** What an attempt carries, in the order of the request. */
  partsOf(attempt: AttemptRow): AttemptPartRow[] {
    return [...this.#parts.values()].filter(({ attempt_id }) => attempt_id === attempt.id);
  }

  /** Records an attempt before its call. */
  add(attempt: AttemptRow, parts: readonly { message_id: string; position: number }[]): void {
    this.rows.add(attempt);
    for (const { message_id, position } of parts) {
      this.#parts.add({ workspace_id: attempt.workspace_id, attempt_id: attempt.id, message_id, position });
    }
  }

  change(attempt: AttemptRow, changes: Partial<AttemptRow> & { state?: AttemptState }): void {
    this.rows.change(attempt, changes);
  }
}

const books = new WeakMap<Batch, AttemptBook>();

/** The attempts of this batch. */
export function attemptBook(batch: Batch): AttemptBook {
  let book = books.get(batch);
  if (!book) {
    book = new AttemptBook(batch);
    books.set(batch, book);
  }
  return book;
}

/** Whether nobody knows yet what came of an attempt. */
export function isUnsettled(attempt: AttemptRow): boolean {
  return attempt.state === 'open' || attempt.state === 'uncertain';
}

/** {@link isUnsettled} in SQL, word for word as the partial index says it, or SQLite does not use that. */
export const unsettledAttempts = sql<SqlBool>`state in ('open', 'uncertain')`;

/** The frozen request of an attempt. */
export function requestOf(attempt: AttemptRow): PlatformRequest {
  return JSON.parse(attempt.request);
}

/** How an attempt's fate can be learnt. */
export function proofOf(attempt: AttemptRow): Proof {
  return JSON.parse(attempt.proof);
}
