import type { Content, ContentOf, MediaItem } from './content.ts';

type WithMedia = ContentOf<'image' | 'video' | 'audio' | 'file' | 'sticker'>;

const mediaTypes: readonly string[] = [
  'image',
  'video',
  'audio',
  'file',
  'sticker',
] satisfies WithMedia['type'][];

function hasMedia(content: Content): content is WithMedia {
  return mediaTypes.includes(content.type);
}

/** The content with each piece of media in it replaced, in their order; `type` is that of the message. */
export function mapMediaItems<C extends Content>(
  content: C,
  replace: (item: MediaItem, type: WithMedia['type']) => MediaItem,
): C {
  const whole: Content = content;
  if (whole.type === 'multiple') {
    // Only items inside the parts are replaced, so it stays what it was.
    return { ...whole, parts: whole.parts.map((part) => mapMediaItems(part, replace)) } as Content as C;
  }
  if (!hasMedia(whole) || !whole.items) return content;
  const { type } = whole;
  // For the same reason.
  return { ...whole, items: whole.items.map((item) => replace(item, type)) } as Content as C;
}

/** Every piece of media in a content, in their order. */
export function mediaItemsOf(content: Content): { item: MediaItem; type: WithMedia['type'] }[] {
  const found: { item: MediaItem; type: WithMedia['type'] }[] = [];
  mapMediaItems(content, (item, type) => {
    found.push({ item, type });
    return item;
  });
  return found;
}
