import { fitPlainText } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { limits } from './limits.ts';

/** A text in as many messages as its length needs. */
export function fitText(text: string): Fitted {
  return fitPlainText(text, limits.text_length);
}
