import { Worker } from 'node:worker_threads';

/** Vectors of passages, one after another in one array. */
export interface VectorSet {
  ids: readonly string[];
  /** Of the document of each. */
  tags: readonly (readonly string[])[];
  numbers: Float32Array;
  dimension: number;
}

/** What the thread is asked. */
export type VectorRequest =
  | { type: 'keep'; place: string; set: VectorSet }
  | { type: 'forget'; place: string }
  | {
      type: 'compare';
      id: number;
      place: string;
      query: Float32Array;
      tags: readonly string[] | null;
      /** Only those that are at least so similar (cosine). */
      least: number;
      limit: number;
    };

/** What it answers: the most similar first. */
export interface VectorAnswer {
  id: number;
  hits: { id: string; similarity: number }[];
}

/** Compares vectors in a thread of its own: with many passages it takes tens of milliseconds. */
export class VectorThread {
  #worker: Worker | null = null;
  readonly #waiting = new Map<
    number,
    { resolve(hits: VectorAnswer['hits']): void; reject(error: Error): void }
  >();
  #last = 0;

  /** Gives a set to the thread, which takes its numbers over. */
  keep(place: string, set: VectorSet): void {
    this.#open().postMessage({ type: 'keep', place, set } satisfies VectorRequest, [
      // Made by `vectors.ts` for this, and never shared.
      set.numbers.buffer as ArrayBuffer,
    ]);
  }

  forget(place: string): void {
    this.#worker?.postMessage({ type: 'forget', place } satisfies VectorRequest);
  }

  compare(
    request: Omit<Extract<VectorRequest, { type: 'compare' }>, 'type' | 'id'>,
  ): Promise<VectorAnswer['hits']> {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      const worker = this.#open();
      worker.ref();
      worker.postMessage({ ...request, type: 'compare', id } satisfies VectorRequest);
    });
  }

  /** Whether the thread has ended, and with it all that it kept. */
  get isEmpty(): boolean {
    return this.#worker === null;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    // Beside this file, which is TypeScript when it runs from source and JavaScript when it was built.
    const file = import.meta.url.replace(/vector-thread(\.[jt]s)(\?.*)?$/, 'vector-side$1');
    const worker = new Worker(new URL(file));
    worker.on('message', ({ id, hits }: VectorAnswer) => {
      this.#waiting.get(id)?.resolve(hits);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on('error', () => this.#ended());
    worker.on('exit', () => this.#ended());
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #ended(): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Error('The thread that compares has ended.'));
    this.#waiting.clear();
  }
}
