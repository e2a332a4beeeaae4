/** Scripts that a language is written in; every other one in Latin letters. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  ...{ th: ['Thai'], lo: ['Lao'], km: ['Khmer'], my: ['Myanmar'], hi: ['Devanagari'], ta: ['Tamil'] },
  ...{ ja: ['Hiragana', 'Katakana', 'Han'], zh: ['Han'], yue: ['Han'], ko: ['Hangul'] },
  ...{ ru: ['Cyrillic'], uk: ['Cyrillic'], bg: ['Cyrillic'], sr: ['Cyrillic'], el: ['Greek'] },
  ...{ ar: ['Arabic'], fa: ['Arabic'], ur: ['Arabic'], he: ['Hebrew'], bn: ['Bengali'], ka: ['Georgian'] },
};

// Names and numbers stand in other letters in every language.
const mostOthers = 0.5;

/**
 * Whether a text is written in the letters of a language. Languages that share their letters are not told apart:
 * that is for a judge.
 */
export function isWrittenIn(text: string, language: string): boolean {
  const own = scripts[language.split('-')[0] ?? ''] ?? ['Latin'];
  const letters = [...text.matchAll(/\p{L}/gu)].length;
  const pattern = new RegExp(`[${own.map((script) => `\\p{Script=${script}}`).join('')}]`, 'gu');
  const ours = [...text.matchAll(pattern)].filter(([letter]) => /\p{L}/u.test(letter)).length;
  // Chinese has no kana, by which it is told from Japanese.
  if (own.length === 1 && own[0] === 'Han' && /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text))
    return false;
  return letters > 0 && ours / letters >= mostOthers;
}
