import type { ContentOf, MediaItem, OutboundContent } from '../../conversations/content.ts';
import { type Refusal, refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { encodeUrl } from './actions.ts';
import { messagePage, most, units } from './message-limits.ts';
import { splitText } from './text.ts';

const megabyte = 1_000_000;

/**
 * What LINE plays itself.
 * https://developers.line.biz/en/reference/messaging-api/#image-message and the following
 */
export const playable = {
  image: { types: ['image/jpeg', 'image/png'], bytes: most.imageBytes },
  video: { types: ['video/mp4'], bytes: most.mediaBytes },
  audio: {
    types: ['audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/m4a', 'audio/x-m4a'],
    bytes: most.mediaBytes,
  },
};

// LINE shows the length before the sound is played, and takes none without.
const assumedDuration = 60_000;

type MediaContent = ContentOf<'image' | 'video' | 'audio' | 'file'>;

/**
 * Media as LINE messages: one for each item, then one text with the caption and a link to every item
 * that LINE cannot show itself. LINE fetches media from their public address, there is no upload.
 */
export function fitMedia(content: MediaContent): Fitted {
  const parts: OutboundContent[] = [];
  const notes = new Set<string>();
  const texts = content.text ? [content.text] : [];
  for (const [index, item] of content.items.entries()) {
    const refusal = itemRefusal(content.type, item, `items[${index}]`);
    if (refusal) return refusal;
    const obstacle = obstacleOf(content.type, item);
    if (obstacle !== null || content.type === 'file') {
      notes.add(obstacle ?? 'LINE has no file messages: a link is sent.');
      texts.push([item.file_name, linkOf(item)].filter(Boolean).join('\n'));
    } else {
      parts.push(partOf(content.type, item, notes));
    }
  }
  if (texts.length > 0) parts.push(...splitText({ type: 'text', text: texts.join('\n\n') }));
  return { ok: true, parts, notes: [...notes] };
}

/** One item in the form LINE needs; what it lacks is filled in. */
function partOf(type: 'image' | 'video' | 'audio', item: MediaItem, notes: Set<string>): OutboundContent {
  const url = linkOf(item);
  const preview = item.preview_url === undefined ? undefined : encodeUrl(item.preview_url);
  if (type === 'audio') {
    if (!item.duration_ms) notes.add('The length of the sound is not known: LINE shows one minute.');
    return { type, items: [{ url, duration_ms: item.duration_ms || assumedDuration }] };
  }
  return { type, items: [{ url, preview_url: preview ?? url }] };
}

/** Why LINE cannot show this item itself; null when it can, as far as is known. */
function obstacleOf(type: MediaContent['type'], item: MediaItem): string | null {
  if (type === 'file') return null;
  const { types, bytes } = playable[type];
  const mime = item.mime_type?.split(';', 1)[0]?.trim().toLowerCase();
  if (mime !== undefined && !types.includes(mime)) return `LINE does not show ${mime}: a link is sent.`;
  if ((item.size ?? 0) > bytes) {
    return `LINE takes ${type} of at most ${bytes / megabyte} MB: a link is sent.`;
  }
  if (type === 'video' && item.preview_url === undefined) {
    return 'LINE shows a video only with a preview_url: a link is sent.';
  }
  return null;
}

function itemRefusal(type: MediaContent['type'], item: MediaItem, field: string): Refusal | null {
  const page = messagePage(type);
  if (!item.url) {
    return refused(
      `${field}.url`,
      'LINE fetches media from a public https address, and this item has none.',
      'Give a url that can be reached from the internet.',
      { page },
    );
  }
  return urlRefusal(item.url, `${field}.url`, page) ?? previewRefusal(type, item, field);
}

/** A picture without a preview is its own, if it is small enough. */
function previewRefusal(type: MediaContent['type'], item: MediaItem, field: string): Refusal | null {
  const page = messagePage(type);
  if (item.preview_url !== undefined) return urlRefusal(item.preview_url, `${field}.preview_url`, page);
  if (type !== 'image' || obstacleOf(type, item) !== null || (item.size ?? 0) <= most.previewBytes)
    return null;
  return refused(
    `${field}.preview_url`,
    'LINE shows a picture by a preview of at most 1 MB, and this one is larger and has none.',
    'Give a preview_url with a smaller picture.',
    { limit: { most: most.previewBytes, unit: units.size }, page },
  );
}

/** Why LINE would not fetch this address; null when it would. `page` says so of what it belongs to. */
export function urlRefusal(url: string, field: string, page: string): Refusal | null {
  if (new URL(url).protocol !== 'https:') {
    return refused(field, 'LINE fetches pictures and media over https only.', 'Give an https address.', {
      page,
    });
  }
  if (encodeUrl(url).length <= most.address) return null;
  return refused(
    field,
    `LINE takes addresses of at most ${most.address} characters.`,
    'Give a shorter address.',
    { limit: { most: most.address, unit: units.text }, page },
  );
}

function linkOf(item: MediaItem): string {
  return encodeUrl(item.url ?? '');
}
