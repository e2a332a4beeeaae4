import type { MediaItem } from '../../conversations/content.ts';
import { type Refusal, refused } from '../fitting.ts';

/** What one kind of media may be. */
export interface MediaLimit {
  /** The most bytes. */
  size: number;
  /** `image/png`, or `image/*` for all of a kind; null: anything. */
  mime_types: readonly string[] | null;
}

/** Why Meta could not get these media at all; undefined when it could. */
export function sourceRefusal(item: MediaItem, field: string, title: string): Refusal | undefined {
  if (!item.url && !item.platform_media_id && !item.media_id) {
    return refused(field, 'The media has neither a url nor an id.', 'Give a public url or a media id.');
  }
  return item.url ? addressRefusal(item.url, `${field}.url`, title) : undefined;
}

/** Why Meta would not fetch from this address; undefined when it would. */
export function addressRefusal(url: string, field: string, title: string): Refusal | undefined {
  if (/^https?:/i.test(url)) return undefined;
  return refused(field, `${title} fetches media over http and https only.`, 'Give a public url.');
}

/** Whether the type and the size, as far as they are known, are within the limit. */
export function isWithin(limit: MediaLimit, item: MediaItem): boolean {
  return (item.size ?? 0) <= limit.size && hasType(limit, item);
}

/** Whether the type, as far as it is known, is one of the limit's. */
export function hasType({ mime_types }: MediaLimit, item: MediaItem): boolean {
  const mime = mimeTypeOf(item);
  if (mime === undefined || mime_types === null) return true;
  return mime_types.some((type) =>
    type.endsWith('/*') ? mime.startsWith(type.slice(0, -1)) : mime === type,
  );
}

/** The type without parameters: `audio/ogg; codecs=opus` is `audio/ogg`. */
export function mimeTypeOf(item: MediaItem): string | undefined {
  return item.mime_type?.split(';')[0]?.trim().toLowerCase();
}
