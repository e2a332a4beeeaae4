import type { Content, MediaItem } from '../../conversations/content.ts';
import type { MediaRow } from '../../database/schema.ts';
import { newId } from '../../identifier.ts';
import type { ItemScene } from '../acceptance.ts';

/**
 * Gives each piece of media in a content an id of ours and keeps what is known of it: platforms name it
 * only for some days, and what they call it says nothing to the business.
 */
export async function registerMedia(scene: ItemScene, messageId: string, content: Content): Promise<Content> {
  const rows: MediaRow[] = [];
  const register = <C extends Content>(part: C): C => {
    if (!hasMedia(part)) return part;
    return { ...part, items: part.items.map((item) => registered(scene, messageId, item, rows)) };
  };
  const result =
    content.type === 'multiple' ? { ...content, parts: content.parts.map(register) } : register(content);
  await scene.batch.transaction.insert('media', rows);
  return result;
}

function hasMedia<C extends Content>(content: C): content is C & { items: MediaItem[] } {
  return ['image', 'video', 'audio', 'file', 'sticker'].includes(content.type) && 'items' in content;
}

function registered(
  { owner, now }: ItemScene,
  messageId: string,
  item: MediaItem,
  rows: MediaRow[],
): MediaItem {
  const id = newId();
  rows.push({
    workspace_id: owner.workspaceId,
    id,
    account_id: owner.accountId,
    message_id: messageId,
    position: rows.length,
    platform_media_id: item.platform_media_id ?? null,
    url: item.url ?? null,
    mime_type: item.mime_type ?? null,
    size: item.size ?? null,
    sha256: item.sha256 ?? null,
    file_name: item.file_name ?? null,
    status: item.status ?? 'pending',
    created_at: now,
  });
  return { ...item, media_id: id, url: item.url ?? null };
}
