import { createHash } from 'node:crypto';
import { bigramsOf, wordsOf } from './mind/words.ts';
import type { EmbedRequest } from './request.ts';

// gemini-embedding-001: https://ai.google.dev/gemini-api/docs/embeddings
const defaultDimensions = 3072;

/** A vector of length 1: texts that share words, or pieces of words, point in similar directions. */
export function embedding({ content, outputDimensionality = defaultDimensions }: EmbedRequest): number[] {
  const text = content.parts.map((part) => part.text ?? part.inlineData?.data ?? '').join('\n');
  const vector = new Array<number>(outputDimensionality).fill(0);
  for (const word of wordsOf(text)) add(vector, `word:${word}`, 2);
  for (const pair of bigramsOf(text)) add(vector, `pair:${pair}`, 1);
  const length = Math.hypot(...vector);
  // Nothing to hash: still a vector, and like no text.
  if (length === 0) vector[0] = 1;
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Each feature has a place and a sign of its own, so that unrelated texts are about perpendicular. */
function add(vector: number[], feature: string, weight: number): void {
  const hash = createHash('sha256').update(feature).digest();
  const at = hash.readUInt32BE(0) % vector.length;
  vector[at] = (vector[at] ?? 0) + (hash.readUInt8(4) % 2 === 0 ? weight : -weight);
}
