import type { NamedEntity } from '../../conversations/analysis.ts';
import { personalDataIn } from '../response/guard/personal-data.ts';

const dates =
  /(?<![\p{L}\p{N}])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{4})?|(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}(?:, \d{4})?|today|tomorrow|yesterday)(?![\p{L}\p{N}])|(?:\d{4}[年년] ?)?\d{1,2}[月월] ?\d{1,2}[日号號일]|วันนี้|พรุ่งนี้|เมื่อวาน|今日|明日|昨日|今天|明天|昨天|오늘|내일|어제/giu;
// A number that its writer has marked as one.
const marked = /(?<![\p{L}\p{N}&])#\s?([A-Za-z0-9][A-Za-z0-9-]{1,30})(?![\p{L}\p{N}])/gu;

// More than a message names; a pasted list is no message.
const most = 50;

/** What a text names in forms of their own: dates, order numbers, phone numbers, e-mail addresses. */
export function entitiesIn(text: string): NamedEntity[] {
  const found: NamedEntity[] = [];
  const take = (type: NamedEntity['type'], form: RegExp, from: string) =>
    from.replace(form, (whole, inner) => {
      const value = typeof inner === 'string' ? inner : whole;
      if (type === 'date' || /\d/.test(value)) found.push({ type, value });
      return ' ';
    });
  const left = take('order_number', marked, take('date', dates, text));
  for (const { kind, value } of personalDataIn(left)) {
    // Numbers of cards are nothing to keep.
    if (kind !== 'card') found.push({ type: kind === 'id' ? 'order_number' : kind, value: value.trim() });
  }
  return distinct(found);
}

/** Each once, in their order, and not more than a message can name. */
export function distinct(entities: readonly NamedEntity[]): NamedEntity[] {
  const known = new Map(entities.map((entity) => [`${entity.type} ${entity.value.toLowerCase()}`, entity]));
  return [...known.values()].slice(0, most);
}
