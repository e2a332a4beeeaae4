import { fitPlainText, type Refusal, refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { splitText } from '../text.ts';
import { lengths, limits, pages } from './limits.ts';

/** A text in as many messages as its length needs. */
export function fitText(text: string): Fitted {
  const one = fitPlainText(text, limits.text_length);
  return one.ok ? one : { ...one, page: pages.text };
}

/** Why a value of a fixed place is too long for it; undefined when it is not, or is absent. */
export function tooLong(
  field: string,
  value: string | undefined,
  most: number,
  page: string = pages.messages,
): Refusal | undefined {
  if (value === undefined || value.length <= most) return undefined;
  const reason = `WhatsApp shows at most ${most} characters here, and these are ${value.length}.`;
  const fix = `Shorten it to ${most} characters.`;
  return refused(field, reason, fix, { limit: { most, unit: 'characters' }, page });
}

/** Why a list has more entries than WhatsApp takes; undefined when it has not. */
export function tooMany(
  field: string,
  count: number,
  { most, unit, page, fix }: { most: number; unit: string; page: string; fix: string },
): Refusal | undefined {
  if (count <= most) return undefined;
  const reason = `WhatsApp takes at most ${most} ${unit}, and these are ${count}.`;
  return refused(field, reason, fix, { limit: { most, unit }, page });
}

/** A text that stands in an interactive message: what does not fit goes before it as text messages. */
export function bodyAfter(text: string, most: number = lengths.body): { before: Fitted[]; text: string } {
  const parts = splitText(text, most);
  const last = parts.pop() ?? text;
  return { before: parts.map(fitText), text: last };
}

/** The object without those optional texts that are blank: WhatsApp refuses them where nothing at all is fine. */
export function withoutBlanks<T extends object>(object: T, optional: readonly (keyof T)[]): T {
  const result = { ...object };
  for (const key of optional) {
    const value = result[key];
    if (typeof value === 'string' && value.trim() === '') delete result[key];
  }
  return result;
}
