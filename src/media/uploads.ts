import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { MediaRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import { typeOfFile } from './file-signatures.ts';
import type { SpooledFile } from './spool.ts';
import { type MediaStorage, storageKey } from './storage/storage.ts';

/** What keeping uploaded files needs. */
export interface UploadOptions {
  database: Database;
  writer: Writer;
  clock: Clock;
  storage: MediaStorage;
}

/** A file that the business wants to send. */
export interface NewUpload {
  workspaceId: string;
  file: SpooledFile;
  /** What the caller says it is. */
  mimeType: string | undefined;
  fileName: string | null;
  /** Runs in the transaction in which the file becomes ready, with its row. */
  remember?: ((batch: Batch, row: MediaRow) => Promise<void>) | undefined;
}

/** Keeps an uploaded file; it can be sent as soon as this answers. */
export async function keepUpload(options: UploadOptions, upload: NewUpload): Promise<MediaRow> {
  const { database, writer, clock, storage } = options;
  const { workspaceId, file, fileName, remember } = upload;
  const { path, size, sha256, head } = file;
  const mime_type = typeOfFile(upload.mimeType, head);
  const row: MediaRow = {
    ...{ workspace_id: workspaceId, id: newId(), account_id: null, message_id: null, position: 0 },
    ...{ platform_media_id: null, url: null, mime_type, size, sha256, file_name: fileName },
    ...{ status: 'pending', failure: null, ready_at: null, created_at: clock.now() },
  };
  // The row first: bytes that nothing leads to would never be removed.
  await database.transaction((transaction) => transaction.insert('media', [row]));
  await storage.put(storageKey(workspaceId, row.id), { path, size, sha256, mime_type });
  const ready = { ...row, status: 'ready', ready_at: clock.now() };
  await writer.run(async (batch) => {
    await batch.transaction.update('media', ['workspace_id', 'id'], [ready]);
    await remember?.(batch, ready);
  });
  return ready;
}
