import type { InboundItem, Parsed } from '../../item.ts';
import { readEach } from '../../read-each.ts';
import { isObject, type Json, objectAt, objectsAt, textAt } from '../../readers.ts';
import { accountOfChange, type ChangeReader, readChange, unsupportedChange } from './changes.ts';
import { accountOf, type Entry, type EventReader, readEntry, readEvent, unsupported } from './event.ts';

/** What tells one inbox from the other. */
export interface Inbox {
  /** What its webhooks call themselves; the only thing by which they are told apart. */
  object: string;
  /** The name people read. */
  title: string;
  /** The kind of id by which it knows people. */
  identity: string;
  /** Readers by the key that names what happened in a chat. */
  events: ReadonlyMap<string, EventReader>;
  /** Readers by the field of a change outside the chats. */
  changes: ReadonlyMap<string, ChangeReader>;
}

// Meta sends these to the same address; they are about people and apps and no inbox.
const otherObjects: ReadonlySet<unknown> = new Set(['user', 'permissions', 'application']);

/**
 * A verified body → its items. An entry may hold chats (`messaging`), chats that another app answers
 * (`standby`), changes, a single change or item without a list, or nothing.
 */
export function readBody(body: unknown, inbox: Inbox): Parsed {
  const result: Parsed = { items: [], problems: [] };
  if (!isObject(body) || body.object !== inbox.object) {
    if (isObject(body) && otherObjects.has(body.object)) return result;
    result.problems.push({ path: 'object', message: `this is no webhook of ${inbox.title}`, raw: body });
    return result;
  }
  readEach(result, body.entry, 'entry', (raw, path) => {
    const entry = readEntry(raw);
    readEach(result, raw.messaging, `${path}.messaging`, (item) => readItem(item, entry, false, inbox));
    readEach(result, raw.standby, `${path}.standby`, (item) => readItem(item, entry, true, inbox));
    readEach(result, raw.changes, `${path}.changes`, (change) => readField(change, entry, inbox));
    if (raw.field !== undefined) return readField(raw, entry, inbox);
    return isBare(raw, inbox) ? readItem(bareItem(raw), entry, false, inbox) : [];
  });
  return result;
}

/** Every account id that a body mentions; empty for a body about something else. */
export function accountsIn(body: unknown, object: string): string[] {
  if (!isObject(body) || body.object !== object) return [];
  const ids = new Set<string | undefined>();
  for (const raw of objectsAt(body, 'entry')) {
    const entry = readEntry(raw);
    ids.add(entry.id);
    for (const item of [...objectsAt(raw, 'messaging'), ...objectsAt(raw, 'standby')]) {
      ids.add(accountOf(item, entry));
    }
    for (const change of [...objectsAt(raw, 'changes'), raw]) {
      const value = objectAt(change, 'value');
      if (value) ids.add(accountOf(value, entry)).add(accountOfChange(value, entry));
    }
  }
  return [...ids].filter((id) => id !== undefined);
}

/** Whether an entry is an item itself: it has none of the lists that entries have. */
function isBare(raw: Json, inbox: Inbox): boolean {
  return ['messaging', 'standby', 'changes'].every((list) => raw[list] === undefined) && isItem(raw, inbox);
}

function bareItem({ id: _, time: __, uid: ___, ...item }: Json): Json {
  return item;
}

// What is no news by itself: the frame of an item, and what only tells more about its news.
const frame: ReadonlySet<string> = new Set(['sender', 'recipient', 'timestamp']);
const asides: ReadonlySet<string> = new Set(['prior_message', 'hop_context', 'lead']);

/** An item says one thing as a rule, at times two, and nothing at all in some tests of the dashboard. */
function readItem(fields: Json, entry: Entry, standby: boolean, inbox: Inbox): InboundItem[] {
  const event = readEvent(fields, entry, standby, inbox.identity);
  const names = Object.keys(fields).filter((name) => !frame.has(name));
  const known = names.filter((name) => inbox.events.has(name));
  const [what] = known.length > 0 ? known : [...names.filter((name) => !asides.has(name)), ...names];
  if (what === undefined) return [];
  if (known.length === 0) return [unsupported(event, what)];
  return known.flatMap((name) => {
    const part = partAt(fields, name);
    // The documentation's own test is a text that nobody says.
    if (name === 'message' && typeof fields[name] === 'string' && event.person === undefined) return [];
    return (part && inbox.events.get(name)?.(part, event)) ?? unsupported(event, name);
  });
}

// Some say all they have to say in one word.
function partAt(fields: Json, name: string): Json | undefined {
  const word = textAt(fields, name);
  return word === undefined ? objectAt(fields, name) : { value: word };
}

/** A change of a field, or an item of a chat in the place of one, as the dashboard's "Test" button sends it. */
function readField(raw: Json, entry: Entry, inbox: Inbox): InboundItem[] {
  const field = textAt(raw, 'field') ?? 'none';
  const value = objectAt(raw, 'value');
  // Without a value the change says everything itself.
  const change = readChange(field, value ?? raw, entry, raw);
  const read = inbox.changes.get(field);
  if (read) return [read(change) ?? unsupportedChange(change)].flat();
  // The dashboard's test may say no more than for which page it is.
  if (value && Object.keys(value).join() === 'page_id') return [];
  return value && isItem(value, inbox)
    ? readItem(value, entry, field === 'standby', inbox)
    : [unsupportedChange(change)];
}

function isItem(value: Json, inbox: Inbox): boolean {
  return ['sender', 'recipient', ...inbox.events.keys()].some((key) => isObject(value[key]));
}
