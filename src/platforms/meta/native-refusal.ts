import type { z } from 'zod';
import { type Refusal, refused } from '../fitting.ts';
import type { Rule } from './native-words.ts';

/** Whose rule it is, and the page that states it. */
export interface Source {
  title: string;
  page: string;
}

/** What to do where only the page says more. */
export function asDocumented(title: string): string {
  return `Write it as ${title}’s page says.`;
}

/** The first thing that is wrong with a part of a native body, at its place; undefined when nothing is. */
export function problemOf(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[],
  source: Source,
): Refusal | undefined {
  const issue = schema.safeParse(value, { reportInput: true }).error?.issues[0];
  return issue && refusalOf(deepest(issue), path, source);
}

/** In a plain union the branch that came furthest tells most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const furthest = issue.errors.flat().sort((one, other) => other.path.length - one.path.length)[0];
  return furthest === undefined ? issue : deepest({ ...furthest, path: [...issue.path, ...furthest.path] });
}

function refusalOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[], { title, page }: Source): Refusal {
  const field = fieldName([...path, ...issue.path]);
  const say = (words: string, { fix = asDocumented(title), ...rule }: Rule = {}): Refusal =>
    refused(field, `${field} ${words}.`, fix, { page, ...rule });
  switch (issue.code) {
    case 'too_big': {
      const [most, unit] = [Number(issue.maximum), unitOf(issue.origin)];
      return say(`is above the limit of ${most}${ofUnit(unit)}`, {
        fix: `Bring it to at most ${most}${ofUnit(unit)}.`,
        limit: { most, unit },
      });
    }
    case 'too_small': {
      const [least, unit] = [Number(issue.minimum), unitOf(issue.origin)];
      return say(`needs at least ${least}${ofUnit(unit)}`, { limit: { least, unit } });
    }
    case 'custom': {
      // Only `rule` makes parameters of our own.
      return say(issue.message, (issue.params ?? {}) as Rule);
    }
    case 'invalid_value':
      if (issue.input === undefined) return say('is missing');
      return say(`must be ${issue.values.map((one) => JSON.stringify(one)).join(' or ')}`);
    default:
      return issue.input === undefined ? say('is missing') : say(wordsOf(issue, title));
  }
}

function wordsOf(issue: z.core.$ZodIssue, title: string): string {
  if (issue.code !== 'invalid_type') return `is not what ${title} takes here`;
  // Where nothing may stand, the schema says so itself.
  return issue.expected === 'undefined' ? issue.message : `must be of type ${issue.expected}`;
}

const units: Readonly<Record<string, string>> = { string: 'characters', array: 'items' };

function unitOf(origin: string): string {
  return units[origin] ?? 'number';
}

function ofUnit(unit: string): string {
  return unit === 'number' ? '' : ` ${unit}`;
}

/** `body.interactive.action.buttons[0].reply.title` */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);
}
