import { z } from 'zod';
import type { ContentOf } from '../../conversations/content.ts';
import { fitted, type Refusal, refused } from '../fitting.ts';
import { asDocumented, problemOf } from '../meta/native-refusal.ts';
import type { Fitted } from '../platform.ts';
import { objectAt, textAt } from '../readers.ts';
import { pages } from './limits.ts';
import { bodyKinds, commonFields } from './native/bodies.ts';
import { interactiveKinds } from './native/interactive.ts';
import { templateComponents } from './native/template.ts';

const title = 'WhatsApp';

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
  const common = problemOf(z.looseObject(commonFields), body, ['body'], { title, page: pages.messages });
  if (common) return common;
  if (type === 'interactive') return fitInteractive(content);
  const kind = bodyKinds.get(type);
  if (kind === undefined) return unchecked(content, type);
  return problemOf(kind.schema, body[type], ['body', type], { title, page: kind.page }) ?? fitted([content]);
}

function fitInteractive(content: ContentOf<'native'>): Fitted {
  const type = textAt(objectAt(content.body, 'interactive'), 'type');
  if (type === undefined) {
    const field = 'body.interactive.type';
    return refused(field, `${field} is missing.`, asDocumented(title), { page: pages.messages });
  }
  const kind = interactiveKinds.get(type);
  if (kind === undefined) return unchecked(content, `interactive/${type}`);
  const path = ['body', 'interactive'];
  return (
    problemOf(kind.schema, content.body.interactive, path, { title, page: kind.page }) ?? fitted([content])
  );
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
  return problemOf(templateComponents, components, ['components'], { title, page: pages.messages });
}
