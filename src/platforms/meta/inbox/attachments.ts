import type { Content, ContentOf, MediaItem } from '../../../conversations/content.ts';
import { compact, type Json, objectAt, textAt } from '../../readers.ts';
import { webAddress } from '../../web-address.ts';
import { readTemplate } from './templates.ts';

/** One part of a message's content. */
export type Part = Exclude<Content, ContentOf<'multiple'>>;

/**
 * Reads one attachment. Undefined means that nothing of it can be shown; an empty list, that there is
 * nothing to show beside the rest of the message.
 */
export type AttachmentReader = (attachment: Json, message: Json) => Part | Part[] | undefined;

/** Readers by the type that an attachment names. */
export type AttachmentReaders = ReadonlyMap<string, AttachmentReader>;

/**
 * The attachments that come from a page's inbox and from an Instagram account's.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
 */
export const sharedAttachments: readonly (readonly [string, AttachmentReader])[] = [
  ['image', (attachment, message) => oldSticker(attachment, message) ?? mediaPart('image', attachment)],
  ['video', (attachment) => mediaPart('video', attachment)],
  ['audio', (attachment) => mediaPart('audio', attachment)],
  ['file', (attachment) => mediaPart('file', attachment)],
  ['template', readTemplate],
  ['ig_post', (attachment) => readShare('ig_post', attachment)],
  ['reel', (attachment) => readShare('reel', attachment)],
  ['ig_reel', (attachment) => readShare('ig_reel', attachment)],
];

/** An attachment that is a file to be fetched. */
export function mediaPart<T extends 'image' | 'video' | 'audio' | 'file'>(type: T, attachment: Json) {
  return { type, items: [mediaItem(objectAt(attachment, 'payload'))] };
}

// The address is signed and dies within days. Without one there is nothing that could be fetched.
function mediaItem(payload: Json | undefined): MediaItem {
  const url = webAddress(payload?.url);
  return url === undefined ? { url: null, status: 'failed' } : { url, status: 'pending' };
}

/** A sticker; the picture of it is a file like any other. */
export function stickerPart(attachment: Json, sticker_id: string | undefined): ContentOf<'sticker'> {
  const item = mediaItem(objectAt(attachment, 'payload'));
  return compact({ type: 'sticker' as const, items: item.url === null ? undefined : [item], sticker_id });
}

// Until 2026 stickers came as images; the id may stand beside the attachments too.
function oldSticker(attachment: Json, message: Json): ContentOf<'sticker'> | undefined {
  const id = textAt(objectAt(attachment, 'payload'), 'sticker_id') ?? textAt(message, 'sticker_id');
  return id === undefined ? undefined : stickerPart(attachment, id);
}

// Each kind of post names its id in its own way.
const idKeys = ['id', 'ig_post_media_id', 'reel_video_id', 'story_media_id'];

/**
 * Something of the platform that was passed on. Its address may lead to a file, to a page, or nowhere; one
 * that is relative belongs to `origin`.
 */
export function readShare(kind: string, attachment: Json, origin?: string): ContentOf<'share'> {
  const payload = objectAt(attachment, 'payload');
  const url = textAt(payload, 'url') ?? textAt(payload, 'story_media_url');
  return compact({
    type: 'share' as const,
    kind,
    url: webAddress(origin !== undefined && url?.startsWith('/') ? `${origin}${url}` : url) ?? null,
    id: idKeys.map((key) => textAt(payload, key)).find((id) => id !== undefined),
    title: textAt(payload, 'title') ?? textAt(attachment, 'title'),
  });
}
