import { hashOf } from '../../hash.ts';
import type { InboundItem, NoticeEvent, NoticeItem, UnsupportedItem } from '../../item.ts';
import { compact, type Json, textAt } from '../../readers.ts';
import { timeAt } from '../json.ts';
import type { Entry } from './event.ts';
import { textIds } from './text-ids.ts';

/** A change outside the inbox: a comment, a mention, a lead, a template. */
export interface Change {
  field: string;
  value: Json;
  entry: Entry;
  /** Absent when the payload names none. */
  account?: string;
  occurred_at: number;
  raw: Json;
}

/** Reads a change of one field; as for an `EventReader`, undefined and an empty list differ. */
export type ChangeReader = (change: Change) => InboundItem | InboundItem[] | undefined;

/** Reads what surrounds a value. */
export function readChange(field: string, value: Json, entry: Entry, raw: Json): Change {
  return compact({
    field,
    value,
    entry,
    account: accountOfChange(value, entry),
    occurred_at: ownTime(value) ?? entry.time,
    raw,
  });
}

/** The account a change is about; the dashboard's test names it only inside. */
export function accountOfChange(value: Json, entry: Entry): string | undefined {
  return entry.id ?? textAt(value, 'page_id');
}

function ownTime(value: Json): number | undefined {
  return timeAt(value, 'created_time') ?? timeAt(value, 'timestamp');
}

/** What every item says about the change it came from; without an id of its own, all it says is its key. */
export function changeBase(change: Change, id?: string) {
  const { field, value, entry, account, occurred_at, raw } = change;
  const said = ownTime(value) === undefined ? [entry.id, value, entry.time] : [entry.id, value];
  const key = id ?? `field:${field}:${hashOf(said)}`;
  return { key, ...(account !== undefined && { account }), occurred_at, raw };
}

/** A reader that makes the whole value one event. */
export function toNotice(event: NoticeEvent): ChangeReader {
  return (change) => noticeOf(change, event);
}

function noticeOf(change: Change, event: NoticeEvent): NoticeItem {
  const { field, value } = change;
  return { ...changeBase(change), kind: 'notice', event, data: { field, ...textIds(value) } };
}

/** A change that this hub does not know. */
export function unsupportedChange(change: Change, what: string = change.field): UnsupportedItem {
  return { ...changeBase(change), kind: 'unsupported', what };
}
