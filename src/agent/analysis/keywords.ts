// Scripts that write without spaces between words, or join endings to them: there a word may begin anywhere.
const unspaced =
  /[\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u;
const ofWord = /[\p{L}\p{M}\p{N}_]/u;
// Written for the eye only: soft hyphens, joiners, marks of direction.
const invisible = /\p{Cf}/gu;
// Longer texts are pasted, and what they want stands at their beginning.
const mostLetters = 10_000;

/** A text as words are looked for in it: in small letters, in one width, with single spaces. */
export function foldText(text: string): string {
  return text
    .slice(0, mostLetters)
    .normalize('NFKC')
    .toLowerCase()
    .replace(invisible, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/**
 * Whether a word or phrase stands in a text that was folded: as a word of its own where words are told apart by
 * spaces, anywhere where they are not.
 */
export function holdsKeyword(folded: string, keyword: string): boolean {
  const wanted = foldText(keyword);
  if (wanted === '') return false;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (
      !isJoined(letterBefore(folded, at), firstLetter(wanted)) &&
      !isJoined(lastLetter(wanted), letterAt(folded, end))
    )
      return true;
  }
  return false;
}

/** Whether two letters beside each other are of one word. */
function isJoined(left: string, right: string): boolean {
  return isOfSpacedWord(left) && isOfSpacedWord(right);
}

function isOfSpacedWord(letter: string): boolean {
  return ofWord.test(letter) && !unspaced.test(letter);
}

function letterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

// A letter takes at most two units.
function letterBefore(text: string, at: number): string {
  return lastLetter(text.slice(Math.max(0, at - 2), at));
}

function firstLetter(text: string): string {
  return letterAt(text, 0);
}

function lastLetter(text: string): string {
  return [...text.slice(-2)].at(-1) ?? '';
}
