import type { Span } from './query.ts';

/** A piece of a text around what was found, and where that stands in it (UTF-16 code units). */
export interface Excerpt {
  text: string;
  highlights: Span[];
}

// Two lines on a phone; what stands before tells what it is about.
const longest = 160;
const before = 40;
const mark = /\p{M}|\u200d/u;

/** Cuts a piece out of a text, around the first span; an ellipsis shows where there is more. */
export function excerptOf(text: string, spans: readonly Span[]): Excerpt {
  const flat = text.replaceAll(/[\r\n\t]/g, ' ');
  const first = spans[0]?.offset ?? 0;
  const start = flat.length <= longest ? 0 : boundary(flat, Math.max(0, first - before));
  const end = boundary(flat, Math.min(flat.length, start + longest));
  const lead = start > 0 ? '…' : '';
  const highlights = spans
    .filter(({ offset, length }) => offset < end && offset + length > start)
    .map(({ offset, length }) => {
      const from = Math.max(offset, start);
      return {
        offset: from - start + lead.length,
        length: Math.min(offset + length, end) - from,
      };
    });
  return { text: `${lead}${flat.slice(start, end)}${end < flat.length ? '…' : ''}`, highlights };
}

/** The nearest place at or before this one where no character is torn apart. */
function boundary(text: string, place: number): number {
  let at = place;
  while (at > 0 && at < text.length && (isLowSurrogate(text, at) || mark.test(text.charAt(at)))) at--;
  return at;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
