import { parentPort } from 'node:worker_threads';
import type { VectorAnswer, VectorRequest, VectorSet } from './vector-thread.ts';

// The thread that compares vectors; it keeps the sets it was given, by the places they were given for.

interface Known extends VectorSet {
  /** One over the length of each vector. */
  scales: Float32Array;
}

const sets = new Map<string, Known>();

// Only `vector-thread.ts` starts it, with such requests.
parentPort?.on('message', (request: VectorRequest) => {
  if (request.type === 'keep') sets.set(request.place, { ...request.set, scales: scalesOf(request.set) });
  else if (request.type === 'forget') sets.delete(request.place);
  else parentPort?.postMessage(compare(request) satisfies VectorAnswer);
});

function scalesOf({ ids, numbers, dimension }: VectorSet): Float32Array {
  return Float32Array.from(ids, (_, index) => {
    const vector = numbers.subarray(index * dimension, (index + 1) * dimension);
    return 1 / (lengthOf(vector) || 1);
  });
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
}

function compare({ id, place, query, tags, least, limit }: Extract<VectorRequest, { type: 'compare' }>) {
  const set = sets.get(place);
  if (!set || query.length !== set.dimension) return { id, hits: [] };
  const wanted = tags && new Set(tags);
  const scale = 1 / (lengthOf(query) || 1);
  const hits: { id: string; similarity: number }[] = [];
  for (const [index, passage] of set.ids.entries()) {
    if (wanted && !set.tags[index]?.some((tag) => wanted.has(tag))) continue;
    const similarity = product(set, index, query) * (set.scales[index] ?? 0) * scale;
    if (similarity >= least) hits.push({ id: passage, similarity });
  }
  hits.sort((a, b) => b.similarity - a.similarity);
  return { id, hits: hits.slice(0, limit) };
}

/** Four sums side by side take half the time of one: a core can add them at once. Dimensions divide by four. */
function product({ numbers, dimension }: VectorSet, index: number, query: Float32Array): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  const start = index * dimension;
  for (let at = 0; at < dimension; at += 4) {
    const place = start + at;
    one += (numbers[place] ?? 0) * (query[at] ?? 0);
    two += (numbers[place + 1] ?? 0) * (query[at + 1] ?? 0);
    three += (numbers[place + 2] ?? 0) * (query[at + 2] ?? 0);
    four += (numbers[place + 3] ?? 0) * (query[at + 3] ?? 0);
  }
  return one + two + three + four;
}
