import { bigrams, characterToken, type Run, runsOf, type Token, tokensOf, wordToken } from './tokens.ts';

/** Terms that must stand side by side; of the last one the beginning may be enough. */
export interface Phrase {
  terms: readonly string[];
  isPrefix: boolean;
}

// A longer question adds nothing that the first terms do not ask for, and each costs a look into the index.
const mostPhrases = 64;

/** What somebody typed who looks for a text that holds all of it; the last word may be unfinished. */
export function phrasesOfAll(query: string): Phrase[] {
  const runs = runsOf(query);
  const phrases = runs.map((run, index) => phraseOf(run, index === runs.length - 1));
  return unique(phrases).slice(0, mostPhrases);
}

function phraseOf(run: Run, isLast: boolean): Phrase {
  if (run.kind === 'word') return { terms: [wordToken(run).term], isPrefix: isLast };
  if (run.letters.length === 1) return { terms: [characterToken(run.letters).term], isPrefix: true };
  return { terms: pairsOf(run).map(({ term }) => term), isPrefix: false };
}

/**
 * What a question is about, for finding texts that hold as much as possible of it: every word, every two
 * characters, every number as a whole.
 */
export function phrasesOfAny(question: string): Phrase[] {
  const phrases = runsOf(question).flatMap((run) => {
    if (run.kind === 'word') return [stem(wordToken(run).term)];
    if (run.letters.length === 1) return [];
    const terms = pairsOf(run).map(({ term }) => term);
    return isNumber(run)
      ? [{ terms, isPrefix: false }]
      : terms.map((term) => ({ terms: [term], isPrefix: false }));
  });
  return unique(phrases).slice(0, mostPhrases);
}

function pairsOf(run: Run): Token[] {
  return bigrams(run).slice(0, -1);
}

function isNumber({ letters }: Run): boolean {
  return /\p{Nd}/u.test(letters[0]?.text ?? '');
}

// The endings by which English words differ most; a word this long is still itself without them.
const ending = /(?:ies|ing|ed|es|s|y)$/;
const shortestStem = 4;

/** Lets a word be found in its other forms, by its beginning. */
function stem(term: string): Phrase {
  const bare = term.replace(ending, '');
  const isStem = term.startsWith('w') && bare.length > shortestStem;
  return { terms: [isStem ? bare : term], isPrefix: isStem };
}

function unique(phrases: readonly Phrase[]): Phrase[] {
  return [...new Map(phrases.map((phrase) => [JSON.stringify(phrase), phrase])).values()];
}

/** A stretch of a text, in UTF-16 code units. */
export interface Span {
  offset: number;
  length: number;
}

/** Where the phrases stand in a text; stretches that touch or overlap are one. */
export function spansIn(text: string, phrases: readonly Phrase[]): Span[] {
  const tokens = tokensOf(text);
  const found: { start: number; end: number }[] = [];
  for (const index of tokens.keys()) {
    for (const phrase of phrases) {
      const last = standsAt(tokens, index, phrase);
      if (last) found.push({ start: tokens[index]?.start ?? 0, end: last.end });
    }
  }
  found.sort((a, b) => a.start - b.start);
  const spans: { start: number; end: number }[] = [];
  for (const span of found) {
    const before = spans.at(-1);
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end);
    else spans.push({ ...span });
  }
  return spans.map(({ start, end }) => ({ offset: start, length: end - start }));
}

/** The last token of a phrase that begins at this place, if it does. */
function standsAt(tokens: readonly Token[], index: number, { terms, isPrefix }: Phrase): Token | undefined {
  const isAll = terms.every((term, position) => {
    const there = tokens[index + position]?.term;
    const isLast = position === terms.length - 1;
    return there === term || (isPrefix && isLast && there?.startsWith(term));
  });
  return isAll ? tokens[index + terms.length - 1] : undefined;
}
