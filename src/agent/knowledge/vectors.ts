import type { Database } from '../../database/database.ts';
import type { VectorAnswer, VectorSet } from './vector-thread.ts';
import { VectorThread } from './vector-thread.ts';

/** A question as a vector, and the model that made it: only vectors of one model can be compared. */
export interface QueryEmbedding {
  /** As {@link modelName} writes it. */
  model: string;
  vector: Float32Array;
}

/** How many numbers a vector has: with fewer, other models can be asked too, and 768 lose little of 3072. */
export const vectorDimension = 768;

/** So many passages of a workspace are compared, which is 150 MB and some 70 ms of a core; of more, only words are used. */
export const mostVectors = 50_000;

// Below this a passage is about something else; models differ, so it only keeps out what fits nothing.
const leastSimilarity = 0.3;
const rowsAtOnce = 2000;

/** The name of a model as vectors are kept by it. */
export function modelName({ provider, model }: { provider: string; model: string }): string {
  return `${provider}/${model}`;
}

/** The bytes of a vector, as they are stored: float32, little-endian. */
export function bytesOf(vector: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, number] of vector.entries()) bytes.writeFloatLE(number, index * 4);
  return bytes;
}

/** The vectors of passages, kept in a thread that compares them; read anew when they have changed. */
export class Vectors {
  readonly #database: Database;
  readonly #thread = new VectorThread();
  /** What the thread keeps: places, and of what they were made; the one used last stands last. */
  readonly #kept = new Map<string, { mark: string; count: number }>();
  /** One reading after another. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The passages that mean most alike, the best first; none where there are too many to be compared. */
  async nearest(question: {
    workspaceId: string;
    embedding: QueryEmbedding;
    tags: readonly string[] | null;
    limit: number;
  }): Promise<VectorAnswer['hits']> {
    const { workspaceId, embedding, tags, limit } = question;
    const ready = this.#reading.then(() => this.#prepare(workspaceId, embedding.model));
    this.#reading = ready.catch(() => {});
    const place = await ready;
    if (place === null) return [];
    return this.#thread.compare({ place, query: embedding.vector, tags, least: leastSimilarity, limit });
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  /** Has the thread keep what the database holds; answers the place, null when there is nothing to compare. */
  async #prepare(workspaceId: string, model: string): Promise<string | null> {
    const place = `${workspaceId} ${model}`;
    const { count, newest } = await this.#database.aside
      .selectFrom('knowledge_vectors')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('passage_id').as('newest')])
      .where('workspace_id', '=', workspaceId)
      .where('model', '=', model)
      .executeTakeFirstOrThrow();
    // Ids rise, so what was added is newer, and what was removed is fewer.
    const mark = `${count} ${newest}`;
    if (this.#thread.isEmpty) this.#kept.clear();
    const known = this.#kept.get(place);
    this.#kept.delete(place);
    if (known?.mark === mark) this.#kept.set(place, known);
    else if (known) this.#thread.forget(place);
    if (Number(count) === 0 || Number(count) > mostVectors) return null;
    if (known?.mark === mark) return place;
    this.#makeRoom(Number(count));
    this.#thread.keep(place, await this.#read(workspaceId, model));
    this.#kept.set(place, { mark, count: Number(count) });
    return place;
  }

  /** Forgets what was not used for longest, so that all workspaces together take no more than two large ones. */
  #makeRoom(wanted: number): void {
    let held = [...this.#kept.values()].reduce((sum, { count }) => sum + count, 0);
    for (const [place, { count }] of this.#kept) {
      if (held + wanted <= 2 * mostVectors) return;
      this.#thread.forget(place);
      this.#kept.delete(place);
      held -= count;
    }
  }

  async #read(workspaceId: string, model: string): Promise<VectorSet> {
    const ids: string[] = [];
    const tags: string[][] = [];
    const vectors: Uint8Array[] = [];
    for (let after = ''; ; after = ids.at(-1) ?? '') {
      const rows = await this.#database.aside
        .selectFrom('knowledge_vectors as vector')
        .innerJoin('knowledge_passages as passage', (join) =>
          join
            .onRef('passage.workspace_id', '=', 'vector.workspace_id')
            .onRef('passage.id', '=', 'vector.passage_id'),
        )
        .innerJoin('knowledge_documents as document', (join) =>
          join
            .onRef('document.workspace_id', '=', 'passage.workspace_id')
            .onRef('document.id', '=', 'passage.document_id'),
        )
        .select(['vector.passage_id', 'vector.vector', 'document.tags'])
        .where('vector.workspace_id', '=', workspaceId)
        .where('vector.model', '=', model)
        .where('vector.dimension', '=', vectorDimension)
        .where('vector.passage_id', '>', after)
        .orderBy('vector.passage_id')
        .limit(rowsAtOnce)
        .execute();
      for (const row of rows) {
        ids.push(row.passage_id);
        tags.push(JSON.parse(row.tags));
        vectors.push(row.vector);
      }
      if (rows.length < rowsAtOnce) break;
    }
    return { ids, tags, numbers: joined(vectors), dimension: vectorDimension };
  }
}

function joined(vectors: readonly Uint8Array[]): Float32Array {
  const numbers = new Float32Array(vectors.length * vectorDimension);
  for (const [index, bytes] of vectors.entries()) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < vectorDimension; at++) {
      numbers[index * vectorDimension + at] = view.getFloat32(at * 4, true);
    }
  }
  return numbers;
}
