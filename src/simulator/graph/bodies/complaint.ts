import type { z } from 'zod';

/** What is wrong with a body, before a platform gives it a code. One complaint at a time, as Meta does. */
export interface Complaint {
  kind: 'unexpected' | 'type' | 'value' | 'missing' | 'too_long' | 'too_short' | 'custom' | 'other';
  /** `interactive['action']['buttons'][0]`, as Meta writes paths; empty: the body itself. */
  param: string;
  /** How deep in the body: 1 is a parameter of the call. */
  depth: number;
  /** What it is, as a sentence. */
  text: string;
  /** What a check of our own says beside its message. */
  params: Readonly<Record<string, unknown>>;
}

/** The complaint about a value that a schema refused. */
export function complaintAbout(error: z.ZodError): Complaint | null {
  const issue = error.issues[0];
  return issue === undefined ? null : complaintOf(deepest(issue));
}

/** In a plain union the branch that came furthest tells most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const furthest = issue.errors.flat().sort((one, other) => other.path.length - one.path.length)[0];
  if (furthest === undefined) return issue;
  return deepest({ ...furthest, path: [...issue.path, ...furthest.path] });
}

function complaintOf(issue: z.core.$ZodIssue): Complaint {
  const param = paramName(issue.path);
  const about = (kind: Complaint['kind'], text: string, params: Complaint['params'] = {}): Complaint => {
    return { kind, param, depth: issue.path.length, text, params };
  };
  const missing = () => about('missing', `The parameter ${param} is required.`);
  switch (issue.code) {
    case 'unrecognized_keys':
      return about('unexpected', `Unexpected key "${issue.keys[0]}" on param "${param || 'root'}".`);
    case 'invalid_type':
      if (issue.input === undefined) return missing();
      return about('type', `Param ${param} must be ${article(issue.expected)}.`);
    case 'invalid_value':
      if (issue.input === undefined) return missing();
      return about('value', oneOf(param, issue.values.map(String), issue.input));
    case 'invalid_union': {
      const got = discriminatorOf(issue);
      if (got === undefined) return missing();
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
      return about('value', oneOf(param, options, got));
    }
    case 'too_big':
      return about('too_long', sizeText(issue, param, 'at most', Number(issue.maximum)), {
        limit: Number(issue.maximum),
      });
    case 'too_small':
      return about('too_short', sizeText(issue, param, 'at least', Number(issue.minimum)));
    case 'custom':
      return about('custom', `Param ${param}: ${issue.message}`, issue.params ?? {});
    default:
      return about('other', `Param ${param} ${lowerFirst(issue.message)}`);
  }
}

function oneOf(param: string, values: string[], got: unknown): string {
  const list = values.map((value) => value.toUpperCase()).join(', ');
  return `Param ${param} must be one of {${list}} - got ${JSON.stringify(got)}.`;
}

function discriminatorOf(issue: z.core.$ZodIssueInvalidUnion): unknown {
  const key = issue.path.at(-1);
  const holder = issue.input;
  return isRecord(holder) && key !== undefined ? holder[String(key)] : holder;
}

function sizeText(issue: { origin: string }, param: string, bound: string, limit: number): string {
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' items' : '';
  return `Param ${param} must have ${bound} ${limit}${unit}.`;
}

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
