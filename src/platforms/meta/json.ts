import { type Json, numberAt } from '../readers.ts';

/** The time of an item whose payload names none: whoever has a clock uses the time of arrival instead. */
export const noTime = 0;

// Seconds reach this number in the year 33658, milliseconds passed it in 2001.
const firstMilliseconds = 1e12;

/** The time under a key in milliseconds; Meta writes seconds or milliseconds, as text or as a number. */
export function timeAt(parent: Json | undefined, key: string): number | undefined {
  const number = numberAt(parent, key);
  if (number === undefined || number <= 0) return undefined;
  return Math.round(number >= firstMilliseconds ? number : number * 1000);
}

/**
 * JSON as Meta writes it: non-ASCII as `\uXXXX` in lower case, slashes escaped. Samples use it, so that
 * whoever verifies them must have kept the bytes.
 */
export function toMetaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
