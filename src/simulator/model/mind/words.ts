// Words that say nothing of what a text is about.
const emptyWords = new Set(
  'a about an and any are as at be been but by can could do does for from get had has have hello hi how i if in is it its me my no not of on or our please so than thanks that the their them then there they this to us was we were what when where which who will with would yes you your'.split(
    ' ',
  ),
);

// Scripts that write without spaces: their pieces are pairs of letters.
const unspaced =
  /[\p{Script=Thai}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{M}]/u;

/** The telling words of a text: lower case, without endings, in scripts without spaces as pairs of letters. */
export function wordsOf(text: string): string[] {
  const runs =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => {
    // Japanese writes its endings and particles in hiragana.
    if (unspaced.test(run)) return bigramsOf(run).filter((pair) => !/^\p{Script=Hiragana}+$/u.test(pair));
    return emptyWords.has(run) ? [] : [stem(run)];
  });
}

/** Overlapping pairs of letters, across words. */
export function bigramsOf(text: string): string[] {
  const letters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim(),
  ];
  return letters.slice(0, -1).map((letter, at) => letter + letters[at + 1]);
}

/** How much of a question's words a text holds, 0 to 1; rarer, longer words count more. */
export function overlap(question: string, text: string): number {
  const asked = [...new Set(wordsOf(question))];
  if (asked.length === 0) return 0;
  const held = new Set(wordsOf(text));
  const weight = (word: string) => Math.min(word.length, 8);
  const all = asked.reduce((sum, word) => sum + weight(word), 0);
  return asked.filter((word) => held.has(word)).reduce((sum, word) => sum + weight(word), 0) / all;
}

/** Just enough for English plurals and tenses to meet. */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies|es|s|ing|ed)$/, '').replace(/(\w)\1$/, '$1') : word;
}
