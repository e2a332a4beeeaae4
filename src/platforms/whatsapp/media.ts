import type { ContentOf, MediaItem, OutboundContent } from '../../conversations/content.ts';
import { fitted, inSequence, refused } from '../fitting.ts';
import { isWithin, mimeTypeOf, sourceRefusal } from '../meta/media-items.ts';
import type { Fitted } from '../platform.ts';
import { fitText } from './fitting.ts';
import { lengths, mediaLimits, pages, voiceSize } from './limits.ts';

type MediaType = 'image' | 'video' | 'audio' | 'file';
type Media = ContentOf<MediaType>;

/** One message for each item; the text is the caption of the first where there can be one. */
export function fitMedia(content: Media): Fitted {
  const text = content.text?.trim() ?? '';
  const items = content.items.map((item, index) => fitItem(content, item, index));
  const first = items[0];
  const caption = first?.ok === true && first.parts[0]?.type !== 'audio' && text.length <= lengths.caption;
  if (text === '') return inSequence(items);
  if (!caption) {
    const note = 'The text is sent before the media, which cannot hold it.';
    return inSequence([fitText(text), fitted([], note), ...items]);
  }
  return inSequence([withCaption(first, text), ...items.slice(1)]);
}

function withCaption(first: Fitted, text: string): Fitted {
  if (!first.ok) return first;
  return { ...first, parts: first.parts.map((part) => ({ ...part, text }) as OutboundContent) };
}

function fitItem(content: Media, item: MediaItem, index: number): Fitted {
  const refusal = unusable(item, `items[${index}]`);
  if (refusal) return refusal;
  const { type } = content;
  const part: Media = { type, items: [item] };
  if (isTaken(type, item)) {
    const isVoice = content.type === 'audio' && content.voice === true;
    return part.type === 'audio' && isVoice ? fitVoice(part, item) : fitted([part]);
  }
  const note = `Sent as a document: WhatsApp does not take this ${type} because of its type or size.`;
  return fitted([{ type: 'file', items: [item] }], note);
}

function fitVoice(part: ContentOf<'audio'>, item: MediaItem): Fitted {
  const mime = mimeTypeOf(item);
  if (mime !== undefined && mime !== 'audio/ogg') {
    return fitted([part], 'Sent as an audio file: a voice message must be OGG with Opus.');
  }
  const large = (item.size ?? 0) > voiceSize;
  const note = 'A voice message above 512 KB is shown as a download.';
  return fitted([{ ...part, voice: true }], ...(large ? [note] : []));
}

// OGG may hold other codecs, which WhatsApp does not take.
function isTaken(type: MediaType, item: MediaItem): boolean {
  const codecs = /codecs="?([\w,.-]+)/i.exec(item.mime_type ?? '')?.[1]?.toLowerCase();
  const otherCodec = mimeTypeOf(item) === 'audio/ogg' && codecs !== undefined && codecs !== 'opus';
  return isWithin(mediaLimits[type], item) && !(type === 'audio' && otherCodec);
}

/** A sticker is a picture of its own; other picture types are sent as images. */
export function fitSticker(content: ContentOf<'sticker'>): Fitted {
  const { items = [], text, animated } = content;
  if (items.length === 0) {
    const reason = 'WhatsApp has no stickers with a number.';
    const fix = 'Give the sticker as a WebP picture of 512 × 512 in items.';
    return refused('items', reason, fix, { limit: { least: 1, unit: 'items' }, page: pages.media });
  }
  const limit = animated === false ? mediaLimits.static_sticker : mediaLimits.sticker;
  const stickers = items.map((item, index) => {
    const refusal = unusable(item, `items[${index}]`);
    if (refusal) return refusal;
    if (isWithin(limit, item)) return fitted([{ type: 'sticker', items: [item] }]);
    return inSequence([
      fitMedia({ type: 'image', items: [item] }),
      fitted([], `Sent as a picture: a sticker must be WebP with at most ${limit.size / 1024} KB.`),
    ]);
  });
  return text?.trim() ? inSequence([fitText(text), ...stickers]) : inSequence(stickers);
}

function unusable(item: MediaItem, field: string): Fitted | undefined {
  const refusal = sourceRefusal(item, field, 'WhatsApp');
  if (refusal) return { ...refusal, page: pages.media };
  const most = mediaLimits.file.size;
  if ((item.size ?? 0) <= most) return undefined;
  const rule = { limit: { most, unit: 'bytes' }, page: pages.media };
  return refused(`${field}.size`, 'WhatsApp takes no file above 100 MB.', 'Send a link to it instead.', rule);
}
