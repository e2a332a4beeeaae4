import type { Account } from '../accounts/account.ts';
import type { MediaItem, OutboundContent } from '../conversations/content.ts';
import { mapMediaItems, mediaItemsOf } from '../conversations/media-items.ts';
import type { Transaction } from '../database/database.ts';
import type { MediaCopyRow } from '../database/schema.ts';
import type { MediaType } from '../platforms/media-transfer.ts';

/** A file of ours that a platform does not have yet. */
export interface WantedCopy {
  media_id: string;
  type: MediaType;
}

// A send that begins now must not meet the end of an id.
const marginMs = 60 * 60_000;
// A younger id that is refused is not refused for its age.
const freshMs = 10 * 60_000;

/** What platforms call files of ours, for the messages of one batch. */
export class MediaCopies {
  readonly #rows: readonly MediaCopyRow[];
  readonly #now: number;

  private constructor(rows: readonly MediaCopyRow[], now: number) {
    this.#rows = rows;
    this.#now = now;
  }

  /** Reads them for these contents, each as JSON and with its workspace. */
  static async load(
    transaction: Transaction,
    contents: readonly (readonly [workspaceId: string, content: string])[],
    now: number,
  ): Promise<MediaCopies> {
    const keys = contents.flatMap(([workspaceId, content]) =>
      mediaIdsIn(content).map((id) => [workspaceId, id]),
    );
    const rows = await transaction.select('media_copies', ['workspace_id', 'media_id'], keys);
    return new MediaCopies(rows, now);
  }

  /** The files in a content that must be handed over before it can be sent through this account. */
  missing(account: Account, content: OutboundContent): WantedCopy[] {
    if (!takesUploads(account)) return [];
    return mediaItemsOf(content).flatMap(({ item, type }) => {
      const { media_id } = item;
      const isOurs = media_id !== undefined && item.platform_media_id === undefined;
      return isOurs && !this.#find(account, media_id, type) ? [{ media_id, type }] : [];
    });
  }

  /** The content with the platform's ids in the place of ours. */
  inContent(account: Account, content: OutboundContent): OutboundContent {
    return mapMediaItems(content, (item, type) => this.#exchanged(account, item, type));
  }

  #exchanged(account: Account, item: MediaItem, type: MediaType): MediaItem {
    const { media_id, ...rest } = item;
    if (media_id === undefined || item.platform_media_id !== undefined) return item;
    const copy = this.#find(account, media_id, type);
    return copy ? { ...rest, platform_media_id: copy.platform_media_id } : item;
  }

  #find(account: Account, mediaId: string, type: MediaType): MediaCopyRow | undefined {
    return this.#rows.find(
      (row) =>
        row.media_id === mediaId &&
        row.account_id === account.id &&
        row.type === type &&
        row.expires_at - marginMs > this.#now,
    );
  }
}

/** Whether files are handed over through this account; else the platform fetches them from a link of ours. */
export function takesUploads({ platform, credentials }: Account): boolean {
  return platform.media.upload?.offered(credentials) ?? false;
}

/** Keeps what a platform calls files of ours, in place of what it called them before. */
export async function storeCopies(transaction: Transaction, rows: readonly MediaCopyRow[]): Promise<void> {
  const key = ['workspace_id', 'media_id', 'account_id', 'type'] as const;
  const newest = new Map(rows.map((row) => [key.map((column) => row[column]).join(' '), row]));
  const copies = [...newest.values()];
  await transaction.remove(
    'media_copies',
    key,
    copies.map((row) => key.map((column) => row[column])),
  );
  await transaction.insert('media_copies', copies);
}

/**
 * Forgets what the platform calls the files in these contents, after it has refused one of the ids. Answers
 * whether any was old enough to be the reason: then they are handed over anew.
 */
export async function forgetStaleCopies(
  transaction: Transaction,
  account: Account,
  contents: readonly string[],
  now: number,
): Promise<boolean> {
  const keys = contents.flatMap(mediaIdsIn).map((id) => [account.workspaceId, id, account.id]);
  const key = ['workspace_id', 'media_id', 'account_id'] as const;
  const rows = await transaction.select('media_copies', key, keys);
  const stale = rows.filter(({ created_at }) => created_at < now - freshMs);
  await transaction.remove(
    'media_copies',
    [...key, 'type'],
    stale.map((row) => [row.workspace_id, row.media_id, row.account_id, row.type]),
  );
  return stale.length > 0;
}

/** The ids of ours in a stored content. Most contents have none, and need not be parsed for it. */
export function mediaIdsIn(content: string): string[] {
  if (!content.includes('"media_id"')) return [];
  return mediaItemsOf(JSON.parse(content)).flatMap(({ item }) => item.media_id ?? []);
}
