import { existsSync, openAsBlob } from 'node:fs';
import type { Account } from '../accounts/account.ts';
import { careInput } from '../accounts/dialogue.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { MediaCopyRow, MediaRow } from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import { isFailure } from '../platforms/findings.ts';
import type { WantedCopy } from './copies.ts';
import { brokenFailure, lostFailure } from './failures.ts';
import { fileNameFor, plainType } from './file-signatures.ts';
import { findMedium } from './library.ts';
import type { Spool } from './spool.ts';
import { type MediaStorage, storageKey } from './storage/storage.ts';

/** What handing files over needs. */
export interface ExchangeOptions {
  database: Database;
  client: PlatformClient;
  clock: Clock;
  storage: MediaStorage;
  spool: Spool;
  /** How long one file may take (ms). */
  timeoutMs: number;
}

/** What came of handing files over. */
export type Exchanged =
  | { kind: 'exchanged'; copies: MediaCopyRow[] }
  | { kind: 'not_exchanged'; failure: Failure };

/**
 * Hands files of ours over to a platform, so that messages can name them by the ids it gives. Nothing is sent
 * by that: whoever dies in between does it again. Never throws.
 */
export async function exchangeMedia(
  options: ExchangeOptions,
  account: Account,
  wanted: readonly WantedCopy[],
): Promise<Exchanged> {
  const copies: MediaCopyRow[] = [];
  for (const one of wanted) {
    const copy = await handOver(options, account, one).catch(brokenFailure);
    if (isFailure(copy)) return { kind: 'not_exchanged', failure: copy };
    copies.push(copy);
  }
  return { kind: 'exchanged', copies };
}

async function handOver(
  options: ExchangeOptions,
  account: Account,
  { media_id, type }: WantedCopy,
): Promise<MediaCopyRow | Failure> {
  const { database, client, clock, timeoutMs } = options;
  const { upload } = account.platform.media;
  const row = await findMedium(database.read, account.workspaceId, media_id);
  if (row?.status !== 'ready' || !upload) return lostFailure;
  const mime_type = plainType(row.mime_type ?? 'application/octet-stream');
  const file_name = row.file_name ?? fileNameFor(row.id, mime_type);
  const request = upload.request(careInput(account, clock.now()), { type, mime_type, file_name });
  const result = await withFile(options, row, async (path) => {
    // Backed by the file: it is read while it is sent.
    const file = new File([await openAsBlob(path)], file_name, { type: mime_type });
    return client.upload(account, request, file, timeoutMs);
  });
  if (result === null) return lostFailure;
  // A file that arrived unheard is only one more; nobody was sent anything.
  if (result.kind !== 'answer') return { ...result.failure, kind: 'temporary' };
  const read = upload.interpret(result.answer);
  if (isFailure(read)) return read;
  const now = clock.now();
  return {
    ...{ workspace_id: account.workspaceId, media_id, account_id: account.id, type, ...read },
    ...{ created_at: now, expires_at: now + upload.kept_ms },
  };
}

/** Hands the path of a file with these bytes to `use`; null when there are none. */
async function withFile<Result>(
  { storage, spool }: ExchangeOptions,
  row: MediaRow,
  use: (path: string) => Promise<Result>,
): Promise<Result | null> {
  const key = storageKey(row.workspace_id, row.id);
  const local = storage.pathOf?.(key);
  if (local !== undefined) return existsSync(local) ? use(local) : null;
  const bytes = await storage.read(key);
  if (!bytes) return null;
  const file = await spool.take(bytes, row.size ?? 0);
  return use(file.path).finally(() => file.discard());
}
