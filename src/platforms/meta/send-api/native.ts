import type { ContentOf } from '../../../conversations/content.ts';
import { fitted, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { isObject } from '../../readers.ts';
import type { Dialect } from './dialect.ts';

/** A body of the Send API without its recipient: a message, or a sender action alone. */
export function fitNative(content: ContentOf<'native'>, { title }: Dialect): Fitted {
  const { message, sender_action } = content.body;
  if (isObject(message) !== (sender_action !== undefined)) return fitted([content]);
  return refused(
    'body',
    `A native body for ${title} holds either a message or a sender_action.`,
    'Write the body as the Send API expects it, without the recipient.',
  );
}
