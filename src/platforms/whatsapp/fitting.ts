import { fitted, refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { splitText } from '../text.ts';
import { limits } from './limits.ts';

/** A text in as many messages as its length needs. */
export function fitText(text: string): Fitted {
  if (text.trim() === '') return refused('text', 'The text is blank.', 'Write something in it.');
  const texts = splitText(text, limits.text_length);
  const parts = texts.map((part) => ({ type: 'text' as const, text: part }));
  if (parts.length === 1) return fitted(parts);
  const most = limits.text_length;
  return fitted(parts, `The text is sent as ${parts.length} messages: one holds at most ${most} characters.`);
}
