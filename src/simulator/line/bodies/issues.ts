import type { z } from 'zod';
import { badBody, type Complaint, invalidProperty } from '../errors.ts';

/** Checks a body and refuses it the way LINE words it: wrong shapes first, then all complaints together. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const complaints: Complaint[] = [];
  for (const issue of result.error.issues) {
    const property = propertyName(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const [key = ''] = issue.keys;
      throw invalidProperty(property === '' ? key : `${property}.${key}`);
    }
    const isShape = issue.code === 'invalid_type' && issue.input !== undefined;
    if (isShape) throw invalidProperty(property);
    complaints.push({ message: complaintOf(issue), property });
  }
  throw badBody(complaints);
}

function complaintOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'May not be empty';
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return oneOf('options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []);
    case 'too_big':
    case 'too_small':
      return size(issue);
    default:
      return issue.message;
  }
}

function oneOf(values: string[]): string {
  return `Must be one of the following values: [${values.join(', ')}]`;
}

function size(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const isBig = issue.code === 'too_big';
  const limit = Number(isBig ? issue.maximum : issue.minimum);
  if (!isBig && limit === 1 && issue.origin === 'string') return 'May not be empty';
  if (issue.origin === 'string') return `Length must be between 0 and ${limit}`;
  if (issue.origin === 'array') return isBig ? `Size must be between 1 and ${limit}` : 'May not be empty';
  return isBig ? `Must be less than or equal to ${limit}` : `Must be greater than or equal to ${limit}`;
}

/** `messages[0].template.actions[1].label`, as LINE writes paths. */
export function propertyName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}
