import type { z } from 'zod';
import type { ContentOf } from '../../../conversations/content.ts';
import { fitted, type Refusal, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { isObject, type Json, objectAt } from '../../readers.ts';
import { problemOf } from '../native-refusal.ts';
import type { Dialect } from './dialect.ts';
import { quickReplies } from './native/buttons.ts';
import { senderAction } from './native/frame.ts';
import { file, fileTypes, templateType, utility } from './native/message.ts';
import type { NativeRules } from './native/rules.ts';
import { pages } from './pages.ts';

/** A part of a body, and what it must be. */
interface Check {
  schema: z.ZodType;
  value: unknown;
  path: readonly PropertyKey[];
  page: string;
}

/**
 * A body of the Send API without its recipient: a message, or a sender action alone. Every kind that the
 * reference documents is checked before it is queued, others pass as they are.
 */
export function fitNative(content: ContentOf<'native'>, dialect: Dialect): Fitted {
  const { title } = dialect;
  const { message, sender_action } = content.body;
  if (isObject(message) === (sender_action !== undefined)) {
    return refused(
      'body',
      `A native body for ${title} holds either a message or a sender_action.`,
      'Write the body as the Send API expects it, without the recipient.',
      { page: pages.send },
    );
  }
  const checks = isObject(message) ? messageChecks(content.body, message, dialect) : actionChecks(content);
  return firstProblem(checks, title) ?? fitted([content], ...notesOn(message, dialect));
}

function firstProblem(checks: readonly Check[], title: string): Refusal | undefined {
  for (const { schema, value, path, page } of checks) {
    const problem = problemOf(schema, value, path, { title, page });
    if (problem) return problem;
  }
  return undefined;
}

function actionChecks({ body }: ContentOf<'native'>): Check[] {
  return [{ schema: senderAction, value: body, path: ['body'], page: pages.actions }];
}

function messageChecks(body: Json, message: Json, { native }: Dialect): Check[] {
  const { quick_replies, template } = message;
  const path = ['body', 'message'];
  const checks: Check[] = [
    { schema: native.frame, value: body, path: ['body'], page: pages.send },
    { schema: native.message, value: message, path, page: pages.send },
  ];
  if (quick_replies !== undefined) {
    checks.push({
      schema: quickReplies,
      value: quick_replies,
      path: [...path, 'quick_replies'],
      page: pages.quick_replies,
    });
  }
  if (template !== undefined) {
    checks.push({ schema: utility, value: template, path: [...path, 'template'], page: pages.utility });
  }
  return [...checks, ...attachmentChecks(message, path, native)];
}

function attachmentChecks(message: Json, path: readonly PropertyKey[], { templates }: NativeRules): Check[] {
  const attachment = objectAt(message, 'attachment');
  const payload = [...path, 'attachment', 'payload'];
  const kind = templates.get(templateType(message) ?? '');
  if (kind) return [{ schema: kind.schema, value: attachment?.payload, path: payload, page: kind.page }];
  const files = [attachment, ...[message.attachments].flat()];
  return files.flatMap((one, index) => {
    if (!isObject(one) || !fileTypes.has(String(one.type))) return [];
    const place = index === 0 ? payload : [...path, 'attachments', index - 1, 'payload'];
    return [{ schema: file, value: one.payload, path: place, page: pages.media }];
  });
}

function notesOn(message: unknown, { native, title }: Dialect): string[] {
  const type = templateType(message);
  if (type === undefined || native.templates.has(type)) return [];
  return [`Templates of type ${type} are not checked here: ${title} says whether it takes them.`];
}
