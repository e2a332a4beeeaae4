const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// What terminals draw over two columns: East Asian scripts with their full-width forms, and pictures.
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const picture = /\p{Emoji_Presentation}|\ufe0f/u;
// Signs above and below a letter, such as Thai vowels and tones, and what joins letters.
const withoutWidth = /[\p{M}\p{Cf}]/u;

function widthOf(grapheme: string): number {
  if (picture.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) {
    if (!withoutWidth.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

/** The text if it fits into so many columns, else its beginning and `…`. */
export function fitInto(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let fitted = '';
  let left = columns - 1;
  for (const { segment } of graphemes.segment(text)) {
    left -= widthOf(segment);
    if (left < 0) break;
    fitted += segment;
  }
  return `${fitted}…`;
}

/** The text with spaces behind it, up to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}
