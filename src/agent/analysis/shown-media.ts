import type { Content } from '../../conversations/content.ts';
import { mediaItemsOf } from '../../conversations/media-items.ts';
import type { Database } from '../../database/database.ts';
import type { MediaRow } from '../../database/schema.ts';
import { type MediaStorage, storageKey } from '../../media/storage/storage.ts';
import type { ModelProvider } from '../model/choice.ts';
import type { AgentSettings } from '../settings.ts';

/** A file as a model gets it. */
export interface ShownFile {
  type: 'file';
  mediaType: string;
  data: Uint8Array;
}

/** How the media stand that are to be shown. */
export interface Media {
  /** What can be shown now. */
  ready: MediaRow[];
  /** What is still being fetched. */
  pending: number;
  /** What cannot be shown. */
  missing: number;
}

const pictures = ['image/jpeg', 'image/png', 'image/webp'];

/**
 * What a provider takes in a message.
 * https://ai.google.dev/gemini-api/docs/image-understanding, https://ai.google.dev/gemini-api/docs/audio and
 * https://docs.claude.com/en/docs/build-with-claude/vision
 */
const takes: Readonly<Record<ModelProvider, readonly string[]>> = {
  google: [
    ...[...pictures, 'image/heic', 'image/heif'],
    ...[
      'audio/ogg',
      'audio/mpeg',
      'audio/mp3',
      'audio/mp4',
      'audio/aac',
      'audio/wav',
      'audio/flac',
      'audio/aiff',
    ],
  ],
  anthropic: [...pictures, 'image/gif'],
  openai_compatible: [...pictures, 'image/gif', 'audio/wav', 'audio/mpeg', 'audio/mp3'],
};

// Gemini takes requests of 20 MB, in which bytes grow by a third.
const mostBytes = 12_000_000;
// An album is understood by its first pictures.
const mostFiles = 4;

/** The media of a message that are to be shown, as far as they are there. */
export async function mediaToShow(
  read: Database['read'],
  workspaceId: string,
  content: Content,
  { processing, model, processing_model }: AgentSettings,
): Promise<Media> {
  const wanted = mediaItemsOf(content).flatMap(({ item, type }) => {
    const isWanted = (type === 'image' && processing.images) || (type === 'audio' && processing.voice);
    return isWanted && item.media_id !== undefined ? [item.media_id] : [];
  });
  if (wanted.length === 0) return { ready: [], pending: 0, missing: 0 };
  const rows = await read
    .selectFrom('media')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', wanted)
    .orderBy('position')
    .execute();
  const ready = shownOf(rows, (processing_model ?? model).provider);
  const pending = rows.filter(({ status }) => status === 'pending').length;
  return { ready, pending, missing: wanted.length - ready.length - pending };
}

function shownOf(rows: readonly MediaRow[], provider: ModelProvider): MediaRow[] {
  let left = mostBytes;
  const fitting = rows.filter(({ status, mime_type, size }) => {
    if (status !== 'ready' || size === null || size > left) return false;
    if (!takes[provider].includes(mediaTypeOf(mime_type))) return false;
    left -= size;
    return true;
  });
  return fitting.slice(0, mostFiles);
}

/** The bytes of media; what is gone meanwhile is left out. */
export async function filesOf(storage: MediaStorage, rows: readonly MediaRow[]): Promise<ShownFile[]> {
  const files: ShownFile[] = [];
  for (const { workspace_id, id, mime_type } of rows) {
    const bytes = await storage.read(storageKey(workspace_id, id));
    if (!bytes) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    files.push({ type: 'file', mediaType: mediaTypeOf(mime_type), data: Buffer.concat(chunks) });
  }
  return files;
}

/** `audio/ogg; codecs=opus` is `audio/ogg`. */
function mediaTypeOf(type: string | null): string {
  return (type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
