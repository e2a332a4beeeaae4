import type { AnswerOf } from '../../../../src/client/index.ts';

type Platform = AnswerOf<'GET /api/v1/platforms'>['data'][number];

/** A limit that a text exceeds. */
export interface Excess {
  over: number;
  beyond: 'refused' | 'shortened' | 'split' | 'adapted';
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function lengthIn(text: string, unit: string): number {
  if (unit === 'graphemes') return [...graphemes.segment(text)].length;
  if (unit === 'bytes') return new TextEncoder().encode(text).length;
  return text.length;
}

/** By how much a text is longer than what a platform takes of it in one message; null while it fits. */
export function excessOf(platform: Platform | undefined, text: string): Excess | null {
  const limits = platform?.content.types.text?.limits ?? [];
  for (const { field, most, unit, beyond } of limits) {
    if (field !== 'text' || most === undefined) continue;
    const over = lengthIn(text, unit) - most;
    if (over > 0) return { over, beyond };
  }
  return null;
}

/** Whether a platform shows this type of content in any form. */
export function takes(platform: Platform | undefined, type: string): boolean {
  const shown = platform?.abilities.content[type];
  return shown !== undefined && shown !== 'refused';
}
