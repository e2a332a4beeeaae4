import { isObject, type Json } from '../../readers.ts';

const idKey = /(^|_)ids?$/;

/** A copy in which every id is text: Meta writes some as numbers, and the same one both ways. */
export function textIds(value: Json): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, idKey.test(key) ? asText(field) : within(field)]),
  );
}

function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within);
  return isObject(value) ? textIds(value) : value;
}

function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  return typeof value === 'number' ? String(value) : within(value);
}
