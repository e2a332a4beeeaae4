import type { Account } from '../accounts/account.ts';
import type { MediaItem, OutboundContent } from '../conversations/content.ts';
import { mapMediaItems, mediaItemsOf } from '../conversations/media-items.ts';
import type { Database } from '../database/database.ts';
import type { MediaRow } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { unreachableUrl } from '../network/network.ts';
import { takesUploads } from './copies.ts';
import type { MediaLinks } from './links.ts';

/** What looking at the media of a message needs. */
export interface SendingOptions {
  database: Database;
  links: MediaLinks;
  publicUrl(): string;
  allowPrivate: boolean;
}

/**
 * The content with what we know of the files of ours in it, so that it can be fitted to the platform, and with a
 * link to each where somebody could follow one.
 *
 * @throws Problem for a file that is not there, not ready, or cannot get to the platform
 */
export async function withOwnMedia(
  options: SendingOptions,
  account: Account,
  content: OutboundContent,
): Promise<OutboundContent> {
  const ids = mediaItemsOf(content).flatMap(({ item }) => item.media_id ?? []);
  if (ids.length === 0) return content;
  const rows = await find(options.database, account.workspaceId, ids);
  const publicUrl = options.publicUrl();
  const isPublic = unreachableUrl(publicUrl, { allowPrivate: options.allowPrivate }) === null;
  return mapMediaItems(content, (item) => {
    const { media_id: id, platform_media_id, ...rest } = item;
    if (id === undefined) return item;
    const row = rows.get(id);
    // The platform's own id will do where we have no bytes.
    if (row?.status !== 'ready' && platform_media_id !== undefined) return item;
    const known = facts(ready(row, id));
    if (!isPublic && !takesUploads(account)) throw notPublic(account, publicUrl);
    // What was received is passed on by our bytes: the platform knows it by its old id for days only, if at all.
    return { ...rest, media_id: id, ...known, ...(isPublic && { url: options.links.shared(id) }) };
  });
}

async function find(database: Database, workspaceId: string, ids: readonly string[]) {
  const rows = await database.read
    .selectFrom('media')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function ready(row: MediaRow | undefined, id: string): MediaRow {
  if (row?.status === 'ready') return row;
  const name = JSON.stringify(id);
  if (!row) {
    throw new Problem({
      status: 422,
      code: 'media_unknown',
      detail: `There is no medium ${name}.`,
      fix: 'Upload it with POST /api/v1/media; an id that the platform gave goes into platform_media_id.',
    });
  }
  const isPending = row.status === 'pending';
  throw new Problem({
    status: 422,
    code: isPending ? 'media_pending' : 'media_gone',
    detail: `The medium ${name} ${isPending ? 'is still being fetched' : 'has no bytes any more'}.`,
    fix: isPending ? 'Wait for the event media.ready.' : 'Upload the file again.',
    retryable: isPending,
  });
}

function facts({ mime_type, size, sha256, file_name }: MediaRow): Partial<MediaItem> {
  return {
    status: 'ready',
    ...(mime_type !== null && { mime_type }),
    ...(size !== null && { size }),
    ...(sha256 !== null && { sha256 }),
    ...(file_name !== null && { file_name }),
  };
}

function notPublic({ platform }: Account, publicUrl: string): Problem {
  return new Problem({
    status: 422,
    code: 'media_not_public',
    detail: `${platform.title} fetches files from this hub, and cannot reach it at ${publicUrl}.`,
    fix: 'Set PARLEY_PUBLIC_URL to the public https address of this hub.',
  });
}
