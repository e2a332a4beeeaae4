import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

/** A statement for the thread, and its answer. */
export interface ThreadQuery {
  id: number;
  sql: string;
  parameters: readonly unknown[];
}

/** What the thread answers: rows, or why there are none. */
export type ThreadAnswer = { id: number; rows: unknown[] } | { id: number; error: string; errcode?: number };

interface Waiting {
  resolve(rows: unknown[]): void;
  reject(error: Error): void;
}

/**
 * Reads in a thread of its own, over a connection of its own: SQLite lets nothing else run in the thread that
 * asks it. The thread is started by the first query, and does not keep the process alive.
 */
export class SqliteThread implements DatabaseConnection {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #last = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const rows = await new Promise<unknown[]>((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#open().ref();
      this.#open().postMessage({ id, sql, parameters } satisfies ThreadQuery);
    });
    // Kysely's types say which columns were selected; SQLite answers with just those.
    return { rows: rows as R[] };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    // Beside this file, which is TypeScript when it runs from source and JavaScript when it was built.
    const file = import.meta.url.replace(/sqlite-thread(\.[jt]s)(\?.*)?$/, 'sqlite-thread-side$1');
    const worker = new Worker(new URL(file), { workerData: this.#path });
    worker.on('message', (answer: ThreadAnswer) => this.#answered(answer));
    worker.on('error', (error: unknown) =>
      this.#failed(error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', () => this.#failed(new Error('The thread that reads has ended.')));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #answered(answer: ThreadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('rows' in answer) waiting?.resolve(answer.rows);
    else waiting?.reject(Object.assign(new Error(answer.error), { errcode: answer.errcode }));
  }

  /** The next query starts another one. */
  #failed(error: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
