import type { ModelParameters } from './estimate.ts';

/**
 * How much models think before they answer, by their names. Left to themselves those of Google think for many seconds
 * and thousands of tokens, which count against the longest answer, and somebody waits in a chat. Models that are not
 * here do as they are made: some refuse to be told.
 *
 * @see https://ai.google.dev/gemini-api/docs/thinking
 */
const thinking: readonly [RegExp, NonNullable<ModelParameters['reasoning']>][] = [
  // The SDK makes some 1300 tokens of it; "low" would be more than an answer may have.
  [/^gemini-2\.5-/, 'minimal'],
  [/^gemini-([3-9]|[a-z-]+-latest$)/, 'low'],
];

/** What a model is told of how much to think; empty: nothing. */
export function thinkingOf(model: string): Pick<ModelParameters, 'reasoning'> {
  const found = thinking.find(([names]) => names.test(model));
  return found ? { reasoning: found[1] } : {};
}
