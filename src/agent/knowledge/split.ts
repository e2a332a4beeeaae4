/** A stretch of a document under one heading. */
export interface Section {
  /** The headings above it, from the outermost; null before the first. */
  heading: string | null;
  /** Paragraphs, which belong together more than with others. */
  paragraphs: readonly string[];
  /** It stands for itself, and is joined with nothing. */
  isWhole?: boolean;
}

/** A piece of a document as it is found and shown to a model. */
export interface Piece {
  heading: string | null;
  text: string;
}

// About 200 words, or as much Thai: long enough to answer something, short enough that five fit a prompt.
const longest = 1200;
// A piece that begins in the middle repeats so much of what stood before, so that its first sentence is understood.
const overlap = 150;
// A title that is longer is a text.
const longestHeading = 300;

/** Splits sections into pieces, at paragraphs where it can, else at sentences, else at words. */
export function split(sections: readonly Section[]): Piece[] {
  return sections.flatMap(({ heading, paragraphs, isWhole }) => {
    const texts = isWhole
      ? [paragraphs.join('\n')].flatMap(cut)
      : joined(paragraphs.map((text) => text.trim()).filter(Boolean));
    return texts.map((text) => ({
      heading: heading === null ? null : heading.slice(0, longestHeading),
      text,
    }));
  });
}

/** Joins short paragraphs and cuts long ones. */
function joined(paragraphs: readonly string[]): string[] {
  const pieces: string[] = [];
  let open = '';
  for (const paragraph of paragraphs) {
    if (open !== '' && open.length + paragraph.length + 2 <= longest) {
      open += `\n\n${paragraph}`;
      continue;
    }
    if (open !== '') pieces.push(open);
    const parts = cut(paragraph);
    pieces.push(...parts.slice(0, -1));
    open = parts.at(-1) ?? '';
  }
  if (open !== '') pieces.push(open);
  return pieces;
}

/** Cuts a text that is too long; each piece but the first begins with the end of the one before. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    if (text.length - from <= longest) {
      pieces.push(text.slice(from));
      break;
    }
    const end = breakIn(text, from, from + longest);
    pieces.push(text.slice(from, end));
    from = Math.max(startIn(text, end - overlap, end), from + 1);
  }
  return pieces.map((piece) => piece.trim()).filter(Boolean);
}

// Ends of sentences; Thai has none but a space.
const sentenceEnd = /[.!?。！？]["'”’)\]]?\s|[。！？]|\n/g;
const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Where to end a piece that may go up to `most`: behind the last sentence, space or word of its second half. */
function breakIn(text: string, from: number, most: number): number {
  const half = from + longest / 2;
  const window = text.slice(half, most);
  const sentence = [...window.matchAll(sentenceEnd)].at(-1);
  if (sentence) return half + sentence.index + sentence[0].length;
  const space = window.lastIndexOf(' ');
  if (space > 0) return half + space + 1;
  const word = [...words.segment(window)].at(-1);
  return word && word.index > 0 ? half + word.index : most;
}

/** Where to begin a piece: at a sentence or space between these places, else at the second one. */
function startIn(text: string, earliest: number, latest: number): number {
  const window = text.slice(earliest, latest - 1);
  const sentence = window.search(sentenceEnd);
  const at = sentence >= 0 ? sentence + 1 : window.indexOf(' ');
  return at >= 0 ? earliest + at + 1 : latest;
}
