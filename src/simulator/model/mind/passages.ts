import { overlap } from './words.ts';

/** A piece of knowledge that the prompt offers. */
export interface Passage {
  id: string;
  /** What it says of its place, such as a title; empty when it says nothing. */
  title: string;
  text: string;
}

// `<passage id="…">…</passage>`, whatever the element is called.
const elements = /<(\w+)\b[^>]*?\bid="([^"]+)"([^>]*)>([\s\S]*?)<\/\1>/g;
// `[id] text`, up to the next one or an empty line.
const bracketed = /^\[([\w:.-]+)\][ \t]+([\s\S]*?)(?=\n\[[\w:.-]+\][ \t]|\n\s*\n|$(?![\s\S]))/gm;

/** The passages of a prompt. */
export function passagesIn(text: string): Passage[] {
  const found = [...text.matchAll(elements)].map(([, , id = '', title = '', inner = '']) => ({
    ...{ id, title },
    text: inner.trim(),
  }));
  if (found.length > 0) return found;
  return [...text.matchAll(bracketed)].map(([, id = '', inner = '']) => ({
    ...{ id, title: '' },
    text: inner.trim(),
  }));
}

/** A prompt without its passages. */
export function withoutPassages(text: string): string {
  return text.replace(elements, '').replace(bracketed, '').trim();
}

// Below this, what two texts share is chance: a word like "order", or a pair of letters.
const leastOverlap = 0.25;

/** The passage that speaks most of what is asked; null when none does. */
export function bestPassage(question: string, passages: readonly Passage[]): Passage | null {
  const rated = passages.map((passage) => {
    // A title may be that of a whole document.
    const rate = overlap(question, passage.text) + overlap(question, passage.title) / 2;
    return { passage, rate };
  });
  rated.sort((one, other) => other.rate - one.rate);
  const [best] = rated;
  return best !== undefined && best.rate >= leastOverlap ? best.passage : null;
}

// What fits in a chat.
const longestAnswer = 300;

/** What a passage says to a question, in few words. */
export function gist(question: string, { text }: Passage): string {
  const answer = text.match(/(?:^|\s)(?:A|Answer|答|คำตอบ)\s*[:：]\s*([\s\S]+)$/i)?.[1] ?? text;
  const plain = answer
    .replace(/^#+ .*$/gm, '')
    .replace(/[*_`>]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= longestAnswer) return plain;
  const sentences = plain.split(/(?<=[.!?。！？])\s*/u).filter((one) => one !== '');
  const rated = sentences.map((sentence, at) => ({ sentence, at, rate: overlap(question, sentence) }));
  const best = rated.toSorted((one, other) => other.rate - one.rate).slice(0, 2);
  const inOrder = best.toSorted((one, other) => one.at - other.at).map(({ sentence }) => sentence);
  return inOrder.join(' ').slice(0, longestAnswer);
}
