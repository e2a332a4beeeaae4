import type { Person, ReplyHandle, Thread } from '../item.ts';

/**
 * Reading what LINE sends without trusting any of it: fields, types and whole events are added without
 * notice, so a missing or odd value reads as absent and never becomes an exception.
 * https://developers.line.biz/en/docs/messaging-api/receiving-messages/
 */

/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as a JSON object, or undefined. */
export function fieldsOf(value: unknown): Fields | undefined {
  // A non-null object that is no array has string keys; what they hold stays unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The object under a key, or undefined. */
export function objectAt(fields: Fields | undefined, key: string): Fields | undefined {
  return fieldsOf(fields?.[key]);
}

/** The objects in the list under a key; anything else in it is left out. */
export function objectsAt(fields: Fields | undefined, key: string): Fields[] {
  const value = fields?.[key];
  if (!Array.isArray(value)) return [];
  return value.map(fieldsOf).filter((entry) => entry !== undefined);
}

/** The text under a key; an empty one reads as absent. Ids are text, but some senders write numbers. */
export function textAt(fields: Fields | undefined, key: string): string | undefined {
  const value = fields?.[key];
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number under a key; one written as text is read too. */
export function numberAt(fields: Fields | undefined, key: string): number | undefined {
  const value = fields?.[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The whole number of at least 0 under a key: a position, a size, a duration. */
export function countAt(fields: Fields | undefined, key: string): number | undefined {
  const number = numberAt(fields, key);
  return number !== undefined && number >= 0 ? Math.round(number) : undefined;
}

type Compacted<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without the keys that hold undefined: "absent" has one spelling in the normal form. */
export function compact<T extends object>(object: T): Compacted<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  // Only undefined values were taken out, and exactly their keys are optional in the result.
  return Object.fromEntries(entries) as Compacted<T>;
}

/** What all events have in common; `fields` is the event itself, for what only its kind has. */
export interface LineEvent {
  type: string;
  key: string;
  occurred_at: number;
  redelivery: boolean;
  /** Another module channel has the floor: nothing may be answered. */
  standby: boolean;
  /** Where it happened; absent when the event names no chat that could be found again. */
  thread?: Thread;
  /** Who did it; absent in groups when that person has not consented. */
  person?: Person;
  reply?: ReplyHandle;
  fields: Fields;
}

/** The common part of an event; null when it has no type, and so no meaning. */
export function readEvent(fields: Fields, key: string): LineEvent | null {
  const type = textAt(fields, 'type');
  if (type === undefined) return null;
  const source = objectAt(fields, 'source');
  const standby = fields.mode === 'standby';
  const token = standby ? undefined : textAt(fields, 'replyToken');
  return {
    type,
    key,
    // Always present on the wire; 0 says that the payload named no time.
    occurred_at: countAt(fields, 'timestamp') ?? 0,
    redelivery: objectAt(fields, 'deliveryContext')?.isRedelivery === true,
    standby,
    fields,
    ...compact({
      thread: threadOf(source),
      person: personOf(source),
      reply: token === undefined ? undefined : { token },
    }),
  };
}

/** The person a source names; `userId` is missing without that person's consent. */
export function personOf(source: Fields | undefined): Person | undefined {
  const value = textAt(source, 'userId');
  return value === undefined ? undefined : { identities: [{ kind: 'user', value }] };
}

function threadOf(source: Fields | undefined): Thread | undefined {
  if (source?.type === 'user') return textAt(source, 'userId') === undefined ? undefined : { kind: 'direct' };
  if (source?.type !== 'group' && source?.type !== 'room') return undefined;
  const id = textAt(source, `${source.type}Id`);
  return id === undefined ? undefined : { kind: source.type, id };
}

/** What every item says about the event it came from. The account is the one of the URL, so none is named. */
export function itemBase(event: LineEvent): {
  key: string;
  occurred_at: number;
  raw: unknown;
  redelivery?: true;
} {
  const { key, occurred_at, fields: raw } = event;
  return { key, occurred_at, raw, ...(event.redelivery && { redelivery: true }) };
}
