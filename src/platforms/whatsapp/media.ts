import type { ContentOf, MediaItem, OutboundContent } from '../../conversations/content.ts';
import { fitted, inSequence, refused } from '../fitting.ts';
import { isWithin, mimeTypeOf, sourceRefusal } from '../meta/media-items.ts';
import type { Fitted } from '../platform.ts';
import { fitText } from './fitting.ts';
import { lengths, mediaLimits } from './limits.ts';

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
  if (isWithin(mediaLimits[type], item)) {
    if (part.type !== 'audio' || content.type !== 'audio' || !content.voice) return fitted([part]);
    if (mimeTypeOf(item) === undefined || mimeTypeOf(item) === 'audio/ogg')
      return fitted([{ ...part, voice: true }]);
    return fitted([part], 'Sent as an audio file: a voice message must be OGG with Opus.');
  }
  const note = `Sent as a document: WhatsApp does not take this ${type} because of its type or size.`;
  return fitted([{ type: 'file', items: [item] }], note);
}

/** A sticker is a picture of its own; other picture types are sent as images. */
export function fitSticker(content: ContentOf<'sticker'>): Fitted {
  const { items = [], text } = content;
  if (items.length === 0) {
    const reason = 'WhatsApp has no stickers with a number.';
    return refused('items', reason, 'Give the sticker as a WebP picture of 512 × 512 in items.');
  }
  const stickers = items.map((item, index) => {
    const refusal = unusable(item, `items[${index}]`);
    if (refusal) return refusal;
    if (isWithin(mediaLimits.sticker, item)) return fitted([{ type: 'sticker', items: [item] }]);
    return inSequence([
      fitMedia({ type: 'image', items: [item] }),
      fitted([], 'Sent as a picture: a sticker must be WebP with at most 500 KB.'),
    ]);
  });
  return text?.trim() ? inSequence([fitText(text), ...stickers]) : inSequence(stickers);
}

function unusable(item: MediaItem, field: string): Fitted | undefined {
  const refusal = sourceRefusal(item, field, 'WhatsApp');
  if (refusal || (item.size ?? 0) <= mediaLimits.file.size) return refusal;
  return refused(`${field}.size`, 'WhatsApp takes no file above 100 MB.', 'Send a link to it instead.');
}
