import type { z } from 'zod';
import type { ContentOf, OutboundContent } from '../../../conversations/content.ts';
import { type Refusal, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { isObject, type Json, objectOf, textAt } from '../../readers.ts';
import { messagePage, pages } from '../message-limits.ts';
import { messageSchema } from './messages.ts';
import type { Rule } from './rules.ts';

type Issue = z.core.$ZodIssue;

/**
 * LINE's own message objects: one, or several as `{messages: […]}`. They are sent as they are; what LINE's
 * reference rules out is refused beforehand, and what it does not name passes with a note, since LINE adds
 * types and fields at any time.
 */
export function fitNative({ body }: ContentOf<'native'>): Fitted {
  const isList = Array.isArray(body.messages);
  if (isList && Object.keys(body).length > 1) {
    return refused('body', 'Beside messages nothing can be set here.', 'Leave only messages in the body.', {
      page: pages.messages,
    });
  }
  const parts: OutboundContent[] = [];
  const notes: string[] = [];
  for (const [index, message] of (Array.isArray(body.messages) ? body.messages : [body]).entries()) {
    const fields = objectOf(message);
    if (textAt(fields, 'type') === undefined || !fields) return untyped();
    const refusal = refusalOf(fields, isList ? `body.messages[${index}]` : 'body', notes);
    if (refusal) return refusal;
    parts.push({ type: 'native', body: { ...fields } });
  }
  if (parts.length === 0) {
    return refused('body.messages', 'The list is empty.', 'Give at least one message.', {
      limit: { least: 1, unit: 'messages' },
      page: pages.messages,
    });
  }
  return { ok: true, parts, notes };
}

function untyped(): Refusal {
  return refused(
    'body',
    'Every LINE message object has a type.',
    'Give a message object such as {"type": "flex", …}, or {"messages": [ … ]} for several.',
    { page: pages.messages },
  );
}

/** Why LINE would refuse the message; null when it would not, as far as its reference tells. */
function refusalOf(message: Json, field: string, notes: string[]): Refusal | null {
  const known = structuredClone(message);
  for (;;) {
    const issues = messageSchema.safeParse(known, { reportInput: true }).error?.issues ?? [];
    // The rules of an object are looked at only once it holds nothing that is not known.
    const strangers = issues.flatMap((issue) => strangersIn(known, issue));
    if (strangers.length === 0) return refusalAmong(issues, message, field, notes);
    for (const { parent, path, key } of strangers) {
      delete parent[key];
      notes.push(unnamed(pathOf(field, [...path, key])));
    }
  }
}

interface Stranger {
  parent: Record<string, unknown>;
  path: readonly PropertyKey[];
  key: string;
}

function strangersIn(message: Json, issue: Issue): Stranger[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const parent = issue.path.reduce<unknown>(childOf, message);
  return isObject(parent) ? issue.keys.map((key) => ({ parent, path: issue.path, key })) : [];
}

function childOf(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined;
}

function refusalAmong(
  issues: readonly Issue[],
  message: Json,
  field: string,
  notes: string[],
): Refusal | null {
  let refusal: Refusal | null = null;
  for (const issue of issues) {
    const path = pathOf(field, issue.path);
    if (isOfUnknownType(issue)) notes.push(unnamed(path));
    else refusal ??= explained(issue, path, pageOf(message, issue.path));
  }
  return refusal;
}

function unnamed(path: string): string {
  return `LINE's reference does not name what stands at ${path}: it is sent as it is, and LINE may refuse it.`;
}

/** A new kind of message, action or component, which nothing here can judge. */
function isOfUnknownType({ code, input }: Issue): boolean {
  return code === 'invalid_union' && textAt(objectOf(input), 'type') !== undefined;
}

/** `body.template.actions[1].label` */
function pathOf(field: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : `${name}.${String(key)}`),
    field,
  );
}

function pageOf(message: Json, path: readonly PropertyKey[]): string {
  if (path.some((key) => ['action', 'actions', 'defaultAction'].includes(String(key)))) {
    // A list that is too long or too short is a matter of the template, not of its actions.
    const isOfList = path.at(-1) === 'actions';
    if (!isOfList && message.type !== 'imagemap') return pages.actions;
  }
  if (path[0] === 'quickReply') return pages.quickReply;
  if (path[0] === 'sender') return pages.sender;
  return messagePage(message.type);
}

function explained(issue: Issue, field: string, page: string): Refusal {
  if (issue.code === 'custom') {
    // The schemas of this folder give nothing else along.
    const { limit, reason, fix }: Rule = issue.params ?? {};
    if (!limit) return refused(field, reason ?? issue.message, fix ?? 'See the page.', { page });
    return refused(field, boundsOf(limit), 'Keep within the limit.', { limit, page });
  }
  const [reason, fix] = wordsFor(issue);
  return refused(field, reason, fix, { page });
}

function boundsOf({ least, most, unit }: NonNullable<Rule['limit']>): string {
  if (most === undefined) return `LINE wants at least ${least} ${unit} here.`;
  if (least === most) return `LINE wants exactly ${most} ${unit} here.`;
  return least ? `LINE takes ${least} to ${most} ${unit} here.` : `LINE takes at most ${most} ${unit} here.`;
}

function wordsFor(issue: Issue): [reason: string, fix: string] {
  if (issue.input === undefined) return ['LINE does not do without this field.', 'Give it.'];
  if (issue.code === 'invalid_type')
    return [`LINE wants ${issue.expected} here.`, 'Give a value of this type.'];
  if (issue.code === 'invalid_value') {
    return [`LINE knows only these values here: ${issue.values.join(', ')}.`, 'Give one of them.'];
  }
  if (issue.code === 'invalid_union') return ['LINE wants a type here.', 'Give it a type.'];
  return ['LINE takes no empty text here.', 'Give a text.'];
}
