import { z } from 'zod';
import { timeLimited } from '../time-limited.ts';

const text = z.string().trim().min(1).max(500);

/** Something that an answer must, or must not, say. */
export const factSchema = z
  .union([
    text.describe('Words that stand in the answer, in any case.'),
    z.strictObject({ one_of: z.array(text).min(1).max(20) }).describe('One of these stands in the answer.'),
    z
      .strictObject({ pattern: z.string().min(1).max(500).refine(isExpression, 'no regular expression') })
      .describe('A regular expression, in any case.'),
    z.strictObject({ judge: text }).describe('A statement about the answer that a model judges.'),
  ])
  .meta({ id: 'AgentFact' });

export type Fact = z.output<typeof factSchema>;

/** Whether an answer says something, and how that was found out. */
export interface FactVerdict {
  fact: string;
  holds: boolean;
  /** Why, where a model judged. */
  reason?: string;
}

// A sane expression needs microseconds.
const patternMs = 500;

/** A fact in words. */
export function factName(fact: Fact): string {
  if (typeof fact === 'string') return fact;
  if ('one_of' in fact) return fact.one_of.join(' | ');
  return 'pattern' in fact ? `/${fact.pattern}/` : fact.judge;
}

/** Whether a model is needed to tell. */
export function isJudged(fact: Fact): fact is { judge: string } {
  return typeof fact === 'object' && 'judge' in fact;
}

/** Whether an answer says something that can be told without a model. */
export function says(answer: string, fact: Exclude<Fact, { judge: string }>): boolean {
  if (typeof fact === 'string') return plain(answer).includes(plain(fact));
  if ('one_of' in fact) return fact.one_of.some((words) => plain(answer).includes(plain(words)));
  const expression = new RegExp(fact.pattern, 'iu');
  try {
    return timeLimited(patternMs, () => expression.test(answer));
  } catch {
    return false;
  }
}

/** Spaces and case say nothing, and full-width forms are the same letters. */
function plain(words: string): string {
  return words.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');
}

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'iu');
    return true;
  } catch {
    return false;
  }
}
