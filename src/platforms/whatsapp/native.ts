import { z } from 'zod';
import type { ContentOf } from '../../conversations/content.ts';
import { fitted, type Refusal, refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { objectAt, textAt } from '../readers.ts';
import { pages } from './limits.ts';
import { bodyKinds, commonFields } from './native/bodies.ts';
import { interactiveKinds } from './native/interactive.ts';
import { templateComponents } from './native/template.ts';
import type { Rule } from './native/words.ts';

const asDocumented = 'Write it as WhatsApp’s page says.';

/**
 * A body in the Cloud API's own form, without the recipient: every kind that the reference documents is checked
 * before it is queued, others pass as they are.
 */
export function fitNative(content: ContentOf<'native'>): Fitted {
  const { body } = content;
  const { type } = body;
  if (typeof type !== 'string') {
    const fix = 'Write the message as the Cloud API expects it, without the recipient.';
    return refused('body.type', 'A native body for WhatsApp needs a type.', fix, { page: pages.messages });
  }
  const common = problemOf(z.looseObject(commonFields), body, ['body'], pages.messages);
  if (common) return common;
  if (type === 'interactive') return fitInteractive(content);
  const kind = bodyKinds.get(type);
  if (kind === undefined) return unchecked(content, type);
  return problemOf(kind.schema, body[type], ['body', type], kind.page) ?? fitted([content]);
}

function fitInteractive(content: ContentOf<'native'>): Fitted {
  const type = textAt(objectAt(content.body, 'interactive'), 'type');
  if (type === undefined) {
    const field = 'body.interactive.type';
    return refused(field, `${field} is missing.`, asDocumented, { page: pages.messages });
  }
  const kind = interactiveKinds.get(type);
  if (kind === undefined) return unchecked(content, `interactive/${type}`);
  const path = ['body', 'interactive'];
  return problemOf(kind.schema, content.body.interactive, path, kind.page) ?? fitted([content]);
}

function unchecked(content: ContentOf<'native'>, type: string): Fitted {
  return fitted(
    [content],
    `Messages of type ${type} are not checked here: WhatsApp says whether it takes them.`,
  );
}

/** What is wrong with the form of a template's components; undefined when nothing is. */
export function templateProblem({ components }: ContentOf<'template'>): Refusal | undefined {
  if (components === undefined) return undefined;
  return problemOf(templateComponents, components, ['components'], pages.messages);
}

function problemOf(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[],
  page: string,
): Refusal | undefined {
  const issue = schema.safeParse(value, { reportInput: true }).error?.issues[0];
  return issue && refusalOf(deepest(issue), path, page);
}

/** In a plain union the branch that came furthest tells most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const furthest = issue.errors.flat().sort((one, other) => other.path.length - one.path.length)[0];
  return furthest === undefined ? issue : deepest({ ...furthest, path: [...issue.path, ...furthest.path] });
}

function refusalOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[], page: string): Refusal {
  const field = fieldName([...path, ...issue.path]);
  const say = (words: string, fix = asDocumented, limit?: Rule['limit']): Refusal =>
    refused(field, `${field} ${words}.`, fix, { ...(limit && { limit }), page });
  switch (issue.code) {
    case 'too_big': {
      const [most, unit] = [Number(issue.maximum), unitOf(issue.origin)];
      return say(
        `is above the limit of ${most}${ofUnit(unit)}`,
        `Bring it to at most ${most}${ofUnit(unit)}.`,
        { most, unit },
      );
    }
    case 'too_small': {
      const [least, unit] = [Number(issue.minimum), unitOf(issue.origin)];
      return say(`needs at least ${least}${ofUnit(unit)}`, asDocumented, { least, unit });
    }
    case 'custom': {
      // Only `rule` makes parameters of our own.
      const { limit } = (issue.params ?? {}) as Rule;
      return say(issue.message, asDocumented, limit);
    }
    case 'invalid_value':
      if (issue.input === undefined) return say('is missing');
      return say(`must be ${issue.values.map((one) => JSON.stringify(one)).join(' or ')}`);
    default:
      return issue.input === undefined ? say('is missing') : say(wordsOf(issue));
  }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return 'is not what WhatsApp takes here';
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
