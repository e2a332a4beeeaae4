import { hashOf } from '../hash.ts';
import type { InboundItem, Parsed } from '../item.ts';
import { timeAt } from '../meta/json.ts';
import { readEach } from '../read-each.ts';
import { type Json, objectAt, textAt } from '../readers.ts';
import { identityOf } from './credentials.ts';
import { readValueError } from './fields.ts';
import { readMessage } from './messages.ts';
import { type Change, numberOf } from './payload.ts';
import type { Ids } from './people.ts';

/**
 * A chunk of the chats that a number had before it was connected: its messages, and a notice of how far
 * the handing over has come.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history
 */
export function readHistory(result: Parsed, chunk: Json, change: Change, path: string): InboundItem[] {
  // Instead of chats there may be the reason why the owner of the number gave none.
  readEach(result, chunk.errors, `${path}.errors`, (error) => [readValueError(error, change)]);
  if (chunk.threads === undefined && chunk.metadata === undefined) return [];
  const before = result.items.length;
  let newest = change.time;
  readEach(result, chunk.threads, `${path}.threads`, (thread, place) => {
    const thread_ids = threadIds(textAt(thread, 'id'));
    readEach(result, thread.messages, `${place}.messages`, (message) => {
      const reading = { change, source: 'history', one_person: true, ...thread_ids } as const;
      newest = Math.max(newest, timeAt(message, 'timestamp') ?? 0);
      return [readMessage(message, reading)];
    });
    return [];
  });
  const metadata = objectAt(chunk, 'metadata');
  const part = [textAt(metadata, 'phase') ?? '', textAt(metadata, 'chunk_order') ?? '', hashOf(chunk)];
  return [
    {
      key: `history:${part.join(':')}`,
      ...numberOf(change),
      kind: 'notice',
      event: 'history.imported',
      // Chunks have no time of their own.
      occurred_at: newest,
      data: { ...metadata, messages: result.items.length - before },
      raw: metadata ?? {},
    },
  ];
}

// A chat is named after its other side.
function threadIds(id: string | undefined): { thread_ids?: Ids } {
  if (id === undefined) return {};
  const { kind, value } = identityOf(id);
  return { thread_ids: kind === 'phone' ? { phone: value } : { bsuid: value } };
}
