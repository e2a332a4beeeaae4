import { type Json, numberAt } from '../readers.ts';

/** The time of an item whose payload names none: whoever has a clock uses the time of arrival instead. */
export const noTime = 0;

// Seconds reach this number in the year 33658, milliseconds passed it in 2001.
const firstMilliseconds = 1e12;

// The last moment that a Date can hold.
const lastMilliseconds = 8.64e15;

/**
 * The time under a key in milliseconds; Meta writes seconds or milliseconds, as text or as a number, and
 * sometimes a date like `2026-09-08T06:34:04+0000`.
 */
export function timeAt(parent: Json | undefined, key: string): number | undefined {
  const number = numberAt(parent, key) ?? dateOf(parent?.[key]);
  if (number === undefined || number <= 0) return undefined;
  const time = Math.round(number >= firstMilliseconds ? number : number * 1000);
  return time <= lastMilliseconds ? time : undefined;
}

// Without a zone it would be read as the time of this machine.
const isoDate = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:(Z)|([+-]\d\d):?(\d\d))?$/;

function dateOf(value: unknown): number | undefined {
  const [, moment, utc, hours, minutes] = (typeof value === 'string' && isoDate.exec(value)) || [];
  if (moment === undefined) return undefined;
  const time = Date.parse(moment + (utc ?? (hours === undefined ? 'Z' : `${hours}:${minutes}`)));
  return Number.isNaN(time) ? undefined : time;
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
