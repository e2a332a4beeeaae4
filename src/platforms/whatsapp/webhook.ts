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
import { accountOf, type Change, readChange, webhookObject } from './payload.ts';
import { statusReader } from './statuses.ts';

// Their values hold lists, and any of these lists may stand in any of them.
const listFields = new Set<string>([...chatFields, 'user_id_update']);

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
  if (listFields.has(change.field)) {
    const before = result.items.length + result.problems.length;
    readLists(result, change);
    // A list field without any list that we know.
    return result.items.length + result.problems.length > before ? [] : [unsupported(change)];
  }
  const notice = readField(change);
  return [notice ?? unsupported(change)];
}

function readLists(result: Parsed, change: Change): void {
  const { value, path, field } = change;
  const each = (key: string, read: (item: Json, place: string) => InboundItem[]) =>
    readEach(result, value[key], `${path}.${key}`, read);
  const messages = (key: string, source: Source) => {
    const reading = readingOf(objectsAt(value, key), change, source);
    each(key, (message) => [readMessage(message, reading)]);
  };
  // The media of old chats follow as messages of the field `history`.
  messages('messages', field === 'history' ? 'history' : 'live');
  messages('message_echoes', 'echo');
  messages('smb_message_echoes', 'echo');
  const readStatus = statusReader(objectsAt(value, 'statuses'), change);
  each('statuses', (status) => [readStatus(status)]);
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
