import type { ContentOf, Entity } from '../../conversations/content.ts';
import { textLength } from './limits.ts';

/**
 * Text under LINE's length limits. Message texts are counted in UTF-16 code units, labels and template
 * texts in characters as people see them; a cut never goes through such a character.
 * https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

// Best first: between paragraphs, lines, sentences, words. The segmenter's own sentences would also end
// behind the question mark of a link.
const breaks = [/\n\s*\n/g, /\n/g, /[.!?…]["')\]]*\s+|[。！？]/g, /\s+/g];

// The longest emoji sequences have some 30 units: looking this far behind the limit shows whether a
// character or word ends before it.
const lookahead = 64;

/** How many characters (grapheme clusters) a text has. */
export function countCharacters(text: string): number {
  return [...characters.segment(text)].length;
}

/** The text, or its beginning with an ellipsis, in at most `limit` characters. */
export function shortenCharacters(text: string, limit: number): string {
  // A character has at least one unit, so a short text need not be counted.
  if (text.length <= limit) return text;
  const segments = [...characters.segment(text)].map(({ segment }) => segment);
  if (segments.length <= limit) return text;
  return `${segments
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`;
}

/** The text, or its beginning with an ellipsis, in at most `limit` UTF-16 code units. */
export function shortenUnits(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, lastStart(characters, text, limit - 1)).trimEnd()}…`;
}

/**
 * A text as messages that LINE takes, cut where sentences end, else between words. White space at the
 * cuts is left out; an entity that a cut would go through is dropped, its text stays.
 */
export function splitText(content: ContentOf<'text'>): ContentOf<'text'>[] {
  const { text } = content;
  if (text.length <= textLength) return [content];
  const parts: ContentOf<'text'>[] = [];
  let start = skipSpace(text, 0);
  while (start < text.length) {
    const window = text.slice(start, start + textLength + lookahead);
    const end = start + (text.length - start <= textLength ? window.length : cutOf(window));
    parts.push(sliceText(content, start, end));
    start = skipSpace(text, end);
  }
  return parts;
}

function sliceText(content: ContentOf<'text'>, start: number, end: number): ContentOf<'text'> {
  const text = content.text.slice(start, end).trimEnd();
  const isInside = ({ offset, length }: Entity) => offset >= start && offset + length <= start + text.length;
  const entities = content.entities
    ?.filter(isInside)
    .map((entity) => ({ ...entity, offset: entity.offset - start }));
  return { type: 'text', text, ...(entities && entities.length > 0 && { entities }) };
}

function skipSpace(text: string, from: number): number {
  const rest = text.slice(from);
  return from + rest.length - rest.trimStart().length;
}

function cutOf(window: string): number {
  const start = window.slice(0, textLength + 1);
  for (const pattern of breaks) {
    // White space just behind the limit is left out, so the words before it still fit.
    const end = Math.min(lastEnd(start, pattern), textLength);
    // A cut in the first half would make many short messages out of one long text.
    if (end > textLength / 2) return end;
  }
  // Thai, Chinese and Japanese put no space between words; some texts have no words at all.
  return lastStart(words, window, textLength) || lastStart(characters, window, textLength) || textLength;
}

function lastEnd(text: string, pattern: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}

/** Where the last segment begins that begins no later than `limit`. */
function lastStart(segmenter: Intl.Segmenter, text: string, limit: number): number {
  let last = 0;
  for (const { index } of segmenter.segment(text.slice(0, limit + lookahead))) {
    if (index > limit) break;
    last = index;
  }
  return last;
}
