import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { conversationStore } from '../conversations/store.ts';
import type { Database } from '../database/database.ts';
import { RowSet } from '../database/rows.ts';
import type { MediaRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { showInMessage } from './arrival.ts';
import { outlivedFailure } from './failures.ts';
import { removeBytes, removeBytesLater, removeMedia } from './removal.ts';
import type { Spool } from './spool.ts';
import type { MediaStorage } from './storage/storage.ts';

/** What keeping media in order needs. */
export interface UpkeepOptions {
  database: Database;
  writer: Writer;
  clock: Clock;
  storage: MediaStorage;
  spool: Spool;
  /** How long bytes are kept (ms); 0: as long as their message. */
  keepMs: number;
}

// Each with a message that is written anew.
const rowsAtOnce = 100;
// Nobody uploads one file for a day.
const unfinishedMs = 24 * 60 * 60_000;

/** Removes what is not needed any more: old bytes, unfinished uploads, and what was taken away meanwhile. */
export async function tidyMedia(options: UpkeepOptions): Promise<void> {
  const { database, clock, storage, spool } = options;
  const now = clock.now();
  if (options.keepMs > 0) await removeOutlived(options, now - options.keepMs);
  await removeUnfinished(database, now);
  await database.transaction(({ query }) =>
    query.deleteFrom('media_copies').where('expires_at', '<', now).execute(),
  );
  await removeBytes(database, storage);
  await spool.clean(now);
}

async function removeOutlived({ database, writer, clock }: UpkeepOptions, before: number): Promise<void> {
  for (;;) {
    const rows = await database.read
      .selectFrom('media')
      .selectAll()
      .where('ready_at', '<', before)
      .orderBy('ready_at')
      .limit(rowsAtOnce)
      .execute();
    if (rows.length > 0) await writer.run((batch) => forget(batch, rows, clock.now()));
    if (rows.length < rowsAtOnce) return;
  }
}

/** Messages keep what is known of their media, and say that they are gone. */
async function forget(batch: Batch, found: readonly MediaRow[], now: number): Promise<void> {
  const { messages } = conversationStore(batch, now);
  await messages.load(
    found.flatMap(({ workspace_id: workspaceId, message_id: id }) =>
      id === null ? [] : [{ workspaceId, id }],
    ),
  );
  const rows = new RowSet(batch, 'media', ['workspace_id', 'id']);
  await rows.load(found.map(({ workspace_id, id }) => [workspace_id, id]));
  const failure = JSON.stringify(outlivedFailure);
  for (const row of rows.values()) {
    rows.change(row, { status: 'failed', failure, ready_at: null });
    const message = messages.rows.get(row.workspace_id, row.message_id ?? '');
    if (message) showInMessage(batch, message, row, now);
  }
  await removeBytesLater(
    batch.transaction,
    [...rows.values()].map(({ workspace_id, id }) => [workspace_id, id]),
    now,
  );
}

async function removeUnfinished(database: Database, now: number): Promise<void> {
  const rows = await database.read
    .selectFrom('media')
    .select(['workspace_id', 'id'])
    .where('created_at', '<', now - unfinishedMs)
    // Word for word as the partial index says it, or SQLite does not use that.
    .where(sql<boolean>`status = 'pending' and message_id is null`)
    .limit(rowsAtOnce)
    .execute();
  const keys = rows.map(({ workspace_id, id }) => [workspace_id, id]);
  await database.transaction((transaction) => removeMedia(transaction, keys, now));
}
