/**
 * Reading what Meta sends, without trusting any of it: a missing or odd value reads as absent, so that a
 * new field or a changed shape never becomes an exception.
 */

/** A JSON object whose fields are not known yet. */
export type Json = Record<string, unknown>;

/** The time of an item whose payload names none: whoever has a clock uses the time of arrival instead. */
export const noTime = 0;

// Seconds reach this number in the year 33658, milliseconds passed it in 2001.
const firstMilliseconds = 1e12;

/** Whether a value is a JSON object (no list, not null). */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or undefined. */
export function objectAt(parent: Json | undefined, key: string): Json | undefined {
  const value = parent?.[key];
  return isObject(value) ? value : undefined;
}

/** The objects in the list under a key; anything that is no object is left out. */
export function objectsAt(parent: Json | undefined, key: string): Json[] {
  const value = parent?.[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The text under a key. Ids sometimes come as numbers; an empty text reads as absent. */
export function textAt(parent: Json | undefined, key: string): string | undefined {
  const value = parent?.[key];
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number under a key; numbers written as text are read too. */
export function numberAt(parent: Json | undefined, key: string): number | undefined {
  const value = parent?.[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The time under a key in milliseconds; Meta writes seconds or milliseconds, as text or as a number. */
export function timeAt(parent: Json | undefined, key: string): number | undefined {
  const number = numberAt(parent, key);
  if (number === undefined || number <= 0) return undefined;
  return Math.round(number >= firstMilliseconds ? number : number * 1000);
}

/** Whether a key may be without a value; one of type unknown is there whatever it holds. */
type May<T, Then, Else> = unknown extends T ? Else : undefined extends T ? Then : Else;
type Optional<T> = { [K in keyof T as May<T[K], K, never>]?: Exclude<T[K], undefined> };
type Required<T> = { [K in keyof T as May<T[K], never, K>]: T[K] };

/** The object without the keys that have no value: absent and undefined are not the same in our types. */
export function compact<T extends object>(object: T): Required<T> & Optional<T> {
  // A plain loop: this runs several times for each item of every webhook.
  const result: Json = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) result[key] = value;
  // Only undefined values are left out, and exactly those keys are optional in the result.
  return result as Required<T> & Optional<T>;
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
