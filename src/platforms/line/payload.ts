import type { Person, ReplyHandle, Thread } from '../item.ts';
import { compact, type Json, numberAt, objectAt, textAt } from '../readers.ts';

/**
 * The shape of LINE's events. Fields, types and whole events are added without notice.
 * https://developers.line.biz/en/docs/messaging-api/receiving-messages/
 */

/** The whole number of at least 0 under a key: a position, a size, a duration. */
export function countAt(fields: Json | undefined, key: string): number | undefined {
  const number = Math.round(numberAt(fields, key) ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
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
  fields: Json;
}

/** The common part of an event; null when it has no type, and so no meaning. */
export function readEvent(fields: Json, key: string): LineEvent | null {
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
export function personOf(source: Json | undefined): Person | undefined {
  const value = textAt(source, 'userId');
  return value === undefined ? undefined : { identities: [{ kind: 'user', value }] };
}

function threadOf(source: Json | undefined): Thread | undefined {
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
