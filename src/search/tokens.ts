/** A term of a text, and where it stands there, in UTF-16 code units. */
export interface Token {
  /** ASCII letters and digits only, so that both databases take it as one word and keep it as it is. */
  term: string;
  start: number;
  end: number;
}

/** What a run of letters is made of: words between spaces, or characters of a script that has none. */
export interface Run {
  kind: 'word' | 'characters';
  /** As it is compared: normalised, one entry per character. */
  letters: readonly Letter[];
}

interface Letter {
  text: string;
  start: number;
  end: number;
}

// Thai, Lao, Khmer, Burmese, Chinese and Japanese are written without spaces; Korean hangs its particles on words.
// Of a number people know the end as often as the beginning.
const characterLike =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々\p{Nd}]/u;
const digit = /\p{Nd}/u;
// A character with the marks that belong to it; the last two are the voicing marks of half-width Japanese.
const clusters = /\P{M}[\p{M}\uff9e\uff9f]*|\p{M}+/gu;
// Accents of Latin, Greek and Cyrillic letters: many write without them.
const accents = /[\u0300-\u036f]/g;
// A vowel or tone mark of Thai is a character of its own.
const letters = /[\p{L}\p{N}\p{M}]/gu;
// Longer than any word that somebody looks for; PostgreSQL takes terms up to 2 kB.
const longestWord = 64;

/**
 * The terms under which a text is found, in their order: words, and of what is written without spaces every
 * two characters that stand side by side. So two characters are enough to find something, wherever they stand.
 */
export function tokensOf(text: string): Token[] {
  return runsOf(text).flatMap((run) => (run.kind === 'word' ? [wordToken(run)] : bigrams(run)));
}

/** The runs of letters of a text. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let open: { kind: Run['kind']; isDigits: boolean; letters: Letter[] } | undefined;
  for (const cluster of text.matchAll(clusters)) {
    const start = cluster.index;
    const end = start + cluster[0].length;
    const signs = signsOf(cluster[0]);
    if (signs.length === 0) open = undefined;
    for (const { text, kind, isDigits } of signs) {
      if (open?.kind !== kind || open.isDigits !== isDigits) {
        open = { kind, isDigits, letters: [] };
        runs.push(open);
      }
      open.letters.push({ text, start, end });
    }
  }
  return runs;
}

/** A letter as it is compared, and what kind of run it stands in. */
interface Sign {
  text: string;
  kind: Run['kind'];
  isDigits: boolean;
}

// Texts are made of few different characters, and asking Unicode about each costs most of the time.
const known = new Map<string, readonly Sign[]>();
// Some Chinese writers use as many; one entry has about 200 bytes.
const mostKnown = 10_000;

/** The letters of one character with its marks; none of what is no letter. */
function signsOf(cluster: string): readonly Sign[] {
  const before = known.get(cluster);
  if (before) return before;
  const signs = Array.from(normalised(cluster).matchAll(letters), ([text]): Sign => {
    return { text, kind: characterLike.test(text) ? 'characters' : 'word', isDigits: digit.test(text) };
  });
  if (known.size >= mostKnown) known.clear();
  known.set(cluster, signs);
  return signs;
}

function normalised(cluster: string): string {
  const compatible = cluster.normalize('NFKC').toLowerCase();
  return compatible.normalize('NFD').replace(accents, '').normalize('NFC');
}

/** The term of a word. */
export function wordToken({ letters }: Run): Token {
  const taken = letters.slice(0, longestWord);
  const word = taken.map(({ text }) => text).join('');
  const isPlain = /^[a-z0-9]+$/.test(word);
  return { term: isPlain ? `w${word}` : `v${encoded(word)}`, ...spanOf(taken) };
}

/** The terms of a run of characters: every two, and the last one alone, so that every single one begins a term. */
export function bigrams({ letters }: Run): Token[] {
  return letters.map((_, index) => characterToken(letters.slice(index, index + 2)));
}

/** The term of one character or two. */
export function characterToken(pair: readonly Letter[]): Token {
  return { term: `b${encoded(pair.map(({ text }) => text).join(''))}`, ...spanOf(pair) };
}

function spanOf(letters: readonly Letter[]): { start: number; end: number } {
  return { start: letters[0]?.start ?? 0, end: letters.at(-1)?.end ?? 0 };
}

/** Four digits for each code unit, so that the beginning of a word is the beginning of its term. */
function encoded(text: string): string {
  let term = '';
  for (let index = 0; index < text.length; index++) {
    term += text.charCodeAt(index).toString(16).padStart(4, '0');
  }
  return term;
}
