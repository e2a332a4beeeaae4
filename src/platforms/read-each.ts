import type { InboundItem, Parsed } from './item.ts';
import { isObject, type Json } from './readers.ts';

/** Something in the payload that cannot be read; it becomes a problem of this one item. */
export class Unreadable extends Error {}

/**
 * Reads a list item by item. Whatever goes wrong with one becomes a problem with its place, and the next
 * is read.
 */
export function readEach(
  result: Parsed,
  list: unknown,
  path: string,
  read: (item: Json, path: string) => InboundItem[],
): void {
  if (list === undefined || list === null) return;
  const items = Array.isArray(list) ? list : [list];
  items.forEach((raw: unknown, index) => {
    const place = Array.isArray(list) ? `${path}[${index}]` : path;
    try {
      if (!isObject(raw)) throw new Unreadable('this is no object');
      result.items.push(...read(raw, place));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      result.problems.push({ path: place, message, raw });
    }
  });
}
