import type { Content, MediaItem } from '../../conversations/content.ts';
import { mapMediaItems } from '../../conversations/media-items.ts';
import type { MediaRow } from '../../database/schema.ts';
import { newId } from '../../identifier.ts';
import { putFetchJob } from '../../media/fetch-job.ts';
import type { ItemScene } from '../acceptance.ts';

/**
 * Gives each piece of media in a content an id of ours, keeps what is known of it and lets it be fetched:
 * platforms have it only for some days, and what they call it says nothing to the business.
 */
export async function registerMedia(scene: ItemScene, messageId: string, content: Content): Promise<Content> {
  const { batch, owner, now, item } = scene;
  const rows: MediaRow[] = [];
  const registered = mapMediaItems(content, (media) => {
    const row = rowOf(scene, messageId, media, rows.length);
    rows.push(row);
    return { ...media, media_id: row.id, url: media.url ?? null };
  });
  await batch.transaction.insert('media', rows);
  const isImported = item.kind === 'message' && item.imported === true;
  for (const row of rows) {
    if (row.status !== 'pending') continue;
    putFetchJob(batch, { ...row, account_id: owner.accountId }, isImported, now);
  }
  return registered;
}

function rowOf({ owner, now }: ItemScene, messageId: string, item: MediaItem, position: number): MediaRow {
  const isThere = item.platform_media_id !== undefined || Boolean(item.url);
  return {
    workspace_id: owner.workspaceId,
    id: newId(),
    account_id: owner.accountId,
    message_id: messageId,
    position,
    platform_media_id: item.platform_media_id ?? null,
    url: item.url ?? null,
    mime_type: item.mime_type ?? null,
    size: item.size ?? null,
    sha256: item.sha256 ?? null,
    file_name: item.file_name ?? null,
    status: item.status ?? (isThere ? 'pending' : 'failed'),
    failure: null,
    ready_at: null,
    created_at: now,
  };
}
