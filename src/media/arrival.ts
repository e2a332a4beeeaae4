import type { MediaItem } from '../conversations/content.ts';
import { mapMediaItems } from '../conversations/media-items.ts';
import { conversationStore } from '../conversations/store.ts';
import { RowSet } from '../database/rows.ts';
import type { MediaRow, MessageRow } from '../database/schema.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import type { Failure } from '../errors.ts';
import type { Origin } from '../events/event.ts';
import { appendEvent } from '../events/log.ts';
import type { MediaType } from '../platforms/media-transfer.ts';
import type { MediaLinks } from './links.ts';
import { removeBytesLater } from './removal.ts';

/** What came of fetching a medium: its bytes lie in the storage, or they never will. */
export interface Arrival {
  row: MediaRow;
  platform: string;
  result: { kept: KeptBytes } | { failure: Failure };
}

/** Bytes in the storage. */
export interface KeptBytes {
  mime_type: string;
  size: number;
  sha256: string;
}

/**
 * Stores what came of fetching media, in its message too, and tells of it. By themselves, as profiles: sends
 * lock people and conversations before messages.
 */
export function arrivalKind(now: () => number, links: MediaLinks): WriteKind<Arrival, void> {
  return {
    name: 'media',
    async apply(batch, arrivals) {
      const time = now();
      const { messages } = conversationStore(batch, time);
      await messages.load(
        arrivals.flatMap(({ row }) =>
          row.message_id === null ? [] : [{ workspaceId: row.workspace_id, id: row.message_id }],
        ),
      );
      const rows = new RowSet(batch, 'media', ['workspace_id', 'id']);
      await rows.load(arrivals.map(({ row }) => [row.workspace_id, row.id]));
      for (const arrival of arrivals) {
        const { workspace_id, id } = arrival.row;
        const row = rows.get(workspace_id, id);
        if (!row) await removeBytesLater(batch.transaction, [[workspace_id, id]], time);
        else if (row.status === 'pending') settle({ batch, rows, links, now: time }, row, arrival);
      }
      return arrivals.map(() => undefined);
    },
  };
}

interface ArrivalScene {
  batch: Batch;
  rows: RowSet<'media'>;
  links: MediaLinks;
  now: number;
}

function settle({ batch, rows, links, now }: ArrivalScene, row: MediaRow, { result, platform }: Arrival) {
  const isKept = 'kept' in result;
  rows.change(row, {
    ...(isKept ? result.kept : {}),
    status: isKept ? 'ready' : 'failed',
    failure: isKept ? null : JSON.stringify(result.failure),
    ready_at: isKept ? now : null,
  });
  const { messages } = conversationStore(batch, now);
  const message = messages.rows.get(row.workspace_id, row.message_id ?? '');
  const type = message && showInMessage(batch, message, row, now);
  // An edit may have put other media in their place.
  if (!message || !type) return;
  const { id: message_id, conversation_id } = message;
  const event = {
    ...{ workspace_id: row.workspace_id, account_id: row.account_id, platform, conversation_id, message_id },
    type: isKept ? ('media.ready' as const) : ('media.failed' as const),
    occurred_at: now,
    // Only our own code writes this column, and only these words.
    origin: message.origin as Origin,
    data: () => ({
      message_id,
      media: { type, ...itemOf(row), url: isKept ? links.link(row.id) : null },
      ...(!isKept && { error: result.failure }),
    }),
  };
  appendEvent(batch, event, now);
}

/** Writes down in the message how its medium stands; answers what it is shown as, if it is still in there. */
export function showInMessage(
  batch: Batch,
  message: MessageRow,
  row: MediaRow,
  now: number,
): MediaType | undefined {
  const { messages } = conversationStore(batch, now);
  let shown: MediaType | undefined;
  const replace = (item: MediaItem, type: MediaType): MediaItem => {
    if (item.media_id !== row.id) return item;
    shown = type;
    // Links are made when somebody reads the message, since they end.
    return { ...item, ...itemOf(row), url: null };
  };
  const content = JSON.stringify(mapMediaItems(JSON.parse(message.content), replace));
  if (!shown) return undefined;
  messages.rows.change(message, { content, updated_at: now });
  for (const part of messages.partsOf(message)) {
    const changed = JSON.stringify(mapMediaItems(JSON.parse(part.content), replace));
    messages.parts.change(part, { content: changed, updated_at: now });
  }
  return shown;
}

/** What a message and an event say of a medium. */
function itemOf(row: MediaRow): MediaItem {
  return {
    media_id: row.id,
    status: row.status === 'ready' ? 'ready' : 'failed',
    ...(row.mime_type !== null && { mime_type: row.mime_type }),
    ...(row.size !== null && { size: row.size }),
    ...(row.sha256 !== null && { sha256: row.sha256 }),
    ...(row.file_name !== null && { file_name: row.file_name }),
  };
}
