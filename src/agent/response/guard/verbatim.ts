// Long enough that nobody writes the same by chance; scripts that write without spaces say more with a letter.
const windowLength = { spaced: 36, unspaced: 16 };
const unspaced =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Letters and digits alone: neither case, spaces nor signs hide that a text is the same. */
export function lettersOf(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]/gu)
      ?.join('') ?? ''
  );
}

/** A stretch of `said` that stands in `secret` and in none of the `open` texts; null: there is none. */
export function stretchOf(said: string, secret: string, open: readonly string[]): string | null {
  const letters = lettersOf(said);
  const hidden = lettersOf(secret);
  const shown = open.map(lettersOf);
  for (let at = 0; at < letters.length; at++) {
    const length = unspaced.test(letters[at] ?? '') ? windowLength.unspaced : windowLength.spaced;
    if (at + length > letters.length) continue;
    const stretch = letters.slice(at, at + length);
    if (hidden.includes(stretch) && !shown.some((text) => text.includes(stretch))) return stretch;
  }
  return null;
}
