import type { z } from 'zod';
import { GraphRefusal } from '../errors.ts';

/** Checks a body and refuses it the way Meta words it: one complaint at a time. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw issue === undefined ? new GraphRefusal(100) : refusalOf(deepest(issue));
}

/** In a plain union the branch that came furthest tells most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const furthest = issue.errors.flat().sort((one, other) => other.path.length - one.path.length)[0];
  if (furthest === undefined) return issue;
  return deepest({ ...furthest, path: [...issue.path, ...furthest.path] });
}

function refusalOf(issue: z.core.$ZodIssue): GraphRefusal {
  const param = paramName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return invalidParam(`Unexpected key "${issue.keys[0]}" on param "${param || 'root'}".`);
    case 'invalid_type':
      if (issue.input === undefined) return missing(issue.path, param);
      return invalidParam(`Param ${param} must be ${article(issue.expected)}.`);
    case 'invalid_value':
      if (issue.input === undefined) return missing(issue.path, param);
      return oneOf(param, issue.values.map(String), issue.input);
    case 'invalid_union':
      return discriminator(issue, param);
    case 'too_big':
    case 'too_small':
      return size(issue, param);
    case 'custom':
      return custom(issue, param);
    default:
      return new GraphRefusal(131009, { details: `Param ${param} ${lowerFirst(issue.message)}` });
  }
}

function invalidParam(text: string): GraphRefusal {
  return new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
}

function missing(path: readonly PropertyKey[], param: string): GraphRefusal {
  // The Graph API itself misses the parameters of the call, WhatsApp those of the message.
  if (path.length === 1) return invalidParam(`The parameter ${param} is required.`);
  return new GraphRefusal(131008, { details: `Required parameter ${param} is missing.` });
}

function oneOf(param: string, values: string[], got: unknown): GraphRefusal {
  const list = values.map((value) => value.toUpperCase()).join(', ');
  return invalidParam(`Param ${param} must be one of {${list}} - got ${JSON.stringify(got)}.`);
}

function discriminator(issue: z.core.$ZodIssueInvalidUnion, param: string): GraphRefusal {
  const key = issue.path.at(-1);
  const holder = issue.input;
  const got = isRecord(holder) && key !== undefined ? holder[String(key)] : holder;
  if (got === undefined) return missing(issue.path, param);
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  return oneOf(param, options, got);
}

function size(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall, param: string): GraphRefusal {
  const isBig = issue.code === 'too_big';
  const limit = Number(isBig ? issue.maximum : issue.minimum);
  if (issue.origin === 'string' && param === "text['body']") {
    if (!isBig) return invalidParam(`The parameter ${param} is required.`);
    return invalidParam(`Param ${param} must be at most ${limit} characters long.`);
  }
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' items' : '';
  const bound = isBig ? 'at most' : 'at least';
  return new GraphRefusal(131009, { details: `Param ${param} must have ${bound} ${limit}${unit}.` });
}

function custom(issue: z.core.$ZodIssueCustom, param: string): GraphRefusal {
  const code = typeof issue.params?.code === 'number' ? issue.params.code : 131009;
  return new GraphRefusal(code, { details: `Param ${param}: ${issue.message}` });
}

/** `interactive['action']['buttons'][0]`, as Meta writes paths. */
function paramName(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  if (first === undefined) return '';
  return (
    String(first) + rest.map((key) => (typeof key === 'number' ? `[${key}]` : `['${String(key)}']`)).join('')
  );
}

function article(expected: string): string {
  const names: Record<string, string> = { record: 'object', int: 'integer', object: 'JSON object' };
  const name = names[expected] ?? expected;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
