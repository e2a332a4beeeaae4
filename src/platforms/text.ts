/**
 * Text under a length limit, in UTF-16 code units or whatever the platform counts; a cut never goes through
 * a character that people see as one, nor through a word as long as there is another place.
 */

/** How a platform counts the length of a text. No UTF-16 code unit may count less than one. */
export interface TextUnit {
  /** As people are told: `characters`, `bytes`. */
  name: string;
  count(text: string): number;
}

/** Lengths as JavaScript has them. */
export const utf16Units: TextUnit = { name: 'characters', count: (text) => text.length };

/** Lengths of the text as it is sent: a Thai letter counts three, an emoji four or more. */
export const utf8Bytes: TextUnit = { name: 'bytes', count: (text) => Buffer.byteLength(text) };

const words = new Intl.Segmenter(undefined, { granularity: 'word' });
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// The longest emoji sequences have some 30 units: looking this far behind the limit shows whether a
// character or word ends before it.
const lookahead = 64;

// Best first: between paragraphs, lines, sentences, words. The end of a match is where the next part begins.
// The segmenter's own sentences would also end behind the question mark of a link.
const breaks = [/\n\s*\n/g, /\n/g, /[.!?…]["')\]]*\s+|[。！？]/g, /\s+/g];

/** A stretch of a text, as `slice` takes it. */
export interface Stretch {
  start: number;
  end: number;
}

/** The text in parts of at most `limit` units. Only white space at the cuts and ends is left out. */
export function splitText(text: string, limit: number, unit = utf16Units): string[] {
  return stretchesOf(text, limit, unit).map(({ start, end }) => text.slice(start, end));
}

/** Where the parts of {@link splitText} stand in the text. */
export function stretchesOf(text: string, limit: number, unit = utf16Units): Stretch[] {
  const stretches: Stretch[] = [];
  const last = text.trimEnd().length;
  let start = skipSpace(text, 0);
  while (start < last) {
    const rest = text.slice(start, last);
    const reach = reachOf(rest, limit, unit);
    const cut = rest.length > reach ? cutOf(rest, reach) : rest.length;
    stretches.push({ start, end: start + rest.slice(0, cut).trimEnd().length });
    start = skipSpace(text, start + cut);
  }
  return stretches;
}

/** The text itself, or its beginning with an ellipsis, in at most `limit` units. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, boundary(characters, text, limit - 1)).trimEnd()}…`;
}

/** How many code units of the beginning are within the limit: whole code points, and at least one. */
function reachOf(text: string, limit: number, unit: TextUnit): number {
  // No more than this can be within it, however long the text is.
  const beginning = text.slice(0, limit + 1);
  if (unit.count(beginning) <= limit) return beginning.length;
  let reach = 0;
  let count = 0;
  for (const point of beginning) {
    count += unit.count(point);
    if (count > limit && reach > 0) break;
    reach += point.length;
  }
  return reach;
}

function skipSpace(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length;
}

function cutOf(text: string, limit: number): number {
  // White space right behind the limit is trimmed, so the words before it still fit.
  const start = text.slice(0, /\s/.test(text.charAt(limit)) ? limit + 1 : limit);
  for (const pattern of breaks) {
    const end = lastEnd(start, pattern);
    // A break in the first half would make many short messages out of one long text.
    if (end > limit / 2) return end;
  }
  // Thai, Chinese and Japanese put no space between words; a long link has none at all.
  return boundary(words, text, limit) || boundary(characters, text, limit) || limit;
}

function lastEnd(text: string, pattern: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}

/** Where the last segment begins that begins no later than `limit`. */
function boundary(segmenter: Intl.Segmenter, text: string, limit: number): number {
  let last = 0;
  for (const { index } of segmenter.segment(text.slice(0, limit + lookahead))) {
    if (index > limit) break;
    last = index;
  }
  return last;
}
