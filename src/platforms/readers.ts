/**
 * Reading what a platform sends, without trusting any of it: a missing or odd value reads as absent, so that
 * a new field or a changed shape never becomes an exception.
 */

/** A JSON object whose fields are not known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (no list, not null). */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a JSON object, or undefined. */
export function objectOf(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

/** The object under a key, or undefined. */
export function objectAt(parent: Json | undefined, key: string): Json | undefined {
  return objectOf(parent?.[key]);
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

/** The place on Earth that two keys name; undefined where there is none. */
export function placeAt(
  parent: Json | undefined,
  latitudeKey: string,
  longitudeKey: string,
): { latitude: number; longitude: number } | undefined {
  const latitude = numberAt(parent, latitudeKey);
  const longitude = numberAt(parent, longitudeKey);
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) > 90 || Math.abs(longitude) > 180 ? undefined : { latitude, longitude };
}

/** Whether a key may be without a value; one of type unknown is there whatever it holds. */
type May<T, Then, Else> = unknown extends T ? Else : undefined extends T ? Then : Else;
type Optional<T> = { [K in keyof T as May<T[K], K, never>]?: Exclude<T[K], undefined> };
type Required<T> = { [K in keyof T as May<T[K], never, K>]: T[K] };

/** The object without the keys that have no value: absent and undefined are not the same in our types. */
export function compact<T extends object>(object: T): Required<T> & Optional<T> {
  // A plain loop: this runs several times for each item of every webhook.
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) result[key] = value;
  // Only undefined values are left out, and exactly those keys are optional in the result.
  return result as Required<T> & Optional<T>;
}
