import type { InboundItem, Parsed } from '../item.ts';
import { readEach, Unreadable } from '../read-each.ts';
import { isObject, type Json, objectsAt } from '../readers.ts';
import { readCall } from './calls.ts';
import { readBookEntry, readPreference, readUserIdUpdate } from './contacts.ts';
import { fieldKey, readField, readValueError } from './fields.ts';
import { readGroup } from './groups.ts';
import { readHistory } from './history.ts';
import { chatFields } from './limits.ts';
import { readingOf, readMessage, type Source } from './messages.ts';
import { accountOf, type Change, noField, readChange, standbyField, webhookObject } from './payload.ts';
import { statusReader } from './statuses.ts';

// Their values hold lists, and any of these lists may stand in any of them.
const listFields = new Set<string>([...chatFields, 'user_id_update']);

// These may hold lists, and say something of their own when they do not.
const looseFields = new Set([standbyField, noField]);

// The lists of such values.
const listNames = [
  ...['messages', 'message_echoes', 'smb_message_echoes', 'statuses', 'calls', 'groups', 'errors'],
  ...['user_preferences', 'state_sync', 'user_id_update', 'history'],
];

/** A verified body of a WhatsApp webhook → its items. */
export function parse(body: unknown): Parsed {
  const result: Parsed = { items: [], problems: [] };
  if (!isObject(body) || (body.object !== undefined && body.object !== webhookObject)) {
    result.problems.push({ path: 'object', message: 'this is no webhook of WhatsApp', raw: body });
    return result;
  }
  readEach(result, body.entry, 'entry', (entry, path) => {
    if (entry.changes === undefined) throw new Unreadable('the entry has no changes');
    readEach(result, entry.changes, `${path}.changes`, (raw, place) =>
      readValue(result, readChange(raw, entry, place)),
    );
    return [];
  });
  return result;
}

function readValue(result: Parsed, change: Change): InboundItem[] {
  const hasLists = listNames.some(
    (name) => Array.isArray(change.value[name]) || isObject(change.value[name]),
  );
  if (hasLists && (listFields.has(change.field) || looseFields.has(change.field))) {
    readLists(result, change);
    return [];
  }
  const notice = readField(change);
  return [notice ?? unsupported(change)];
}

const sources: ReadonlyMap<string, Source> = new Map([
  // The media of old chats follow as messages of this field.
  ['history', 'history'],
  [standbyField, 'standby'],
]);

function readLists(result: Parsed, change: Change): void {
  const { value, path, field } = change;
  const each = (key: string, read: (item: Json, place: string) => InboundItem[]) =>
    readEach(result, value[key], `${path}.${key}`, read);
  const messages = (key: string, source: Source) => {
    const reading = readingOf(objectsAt(value, key), change, source);
    each(key, (message) => [readMessage(message, reading)]);
  };
  messages('messages', sources.get(field) ?? 'live');
  messages('message_echoes', 'echo');
  messages('smb_message_echoes', 'echo');
  const readStatus = statusReader(objectsAt(value, 'statuses'), change);
  each('statuses', readStatus);
  each('calls', (call) => [readCall(call, change)]);
  each('groups', (group) => readGroup(group, change));
  each('user_preferences', (preference) => [readPreference(preference, change)]);
  each('state_sync', (entry) => [readBookEntry(entry, change)]);
  each('user_id_update', (update) => [readUserIdUpdate(update, change)]);
  each('history', (chunk, place) => readHistory(result, chunk, change, place));
  each('errors', (error) => [readValueError(error, change)]);
}

function unsupported(change: Change): InboundItem {
  return {
    key: fieldKey(change),
    ...accountOf(change),
    kind: 'unsupported',
    what: change.field,
    occurred_at: change.time,
    raw: change.raw,
  };
}
