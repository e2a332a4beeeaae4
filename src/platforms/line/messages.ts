import type { Content, ContentOf, Entity, MediaItem } from '../../conversations/content.ts';
import type { EditItem, MessageItem, PlatformContext } from '../item.ts';
import { compact, type Json, objectAt, objectsAt, placeAt, textAt } from '../readers.ts';
import { webAddress } from '../web-address.ts';
import { countAt, itemBase, type LineEvent } from './payload.ts';

/** Somebody wrote; null when the event does not say what or where. */
export function readMessage(event: LineEvent): MessageItem | null {
  const message = objectAt(event.fields, 'message');
  if (!message || !event.thread) return null;
  return {
    ...itemBase(event),
    kind: 'message',
    direction: 'in',
    thread: event.thread,
    // LINE always names one; the item's own key keeps the message should it ever not.
    platform_message_id: textAt(message, 'id') ?? event.key,
    content: contentOf(message),
    opens_window: false,
    ...compact({
      person: event.person,
      reply_to: textAt(message, 'quotedMessageId'),
      context: contextOf(event, message),
      reply: event.reply,
    }),
  };
}

/**
 * A text was changed by its author: the message id stays, tokens are new.
 * https://developers.line.biz/en/reference/messaging-api/#message-edited-event
 */
export function readEdit(event: LineEvent): EditItem | null {
  const message = objectAt(event.fields, 'message');
  const id = textAt(message, 'id');
  if (!message || id === undefined) return null;
  return {
    ...itemBase(event),
    kind: 'edit',
    platform_message_id: id,
    content: contentOf(message),
    ...compact({
      thread: event.thread,
      person: event.person,
      context: contextOf(event, message),
      reply: event.reply,
    }),
  };
}

/** What has to be given back later; `message` is undefined for what is no message. */
export function contextOf(event: LineEvent, message: Json | undefined): PlatformContext | undefined {
  const context: PlatformContext = compact({
    read_token: textAt(message, 'markAsReadToken'),
    quote_token: textAt(message, 'quoteToken'),
    standby: event.standby ? (true as const) : undefined,
  });
  return Object.keys(context).length === 0 ? undefined : context;
}

// https://developers.line.biz/en/reference/messaging-api/#message-event
const readers: Readonly<Record<string, (message: Json) => Content | null>> = {
  text: textContent,
  image: (message) => ({ type: 'image', items: [mediaItem(message)] }),
  video: (message) => ({ type: 'video', items: [mediaItem(message)] }),
  audio: (message) => ({ type: 'audio', items: [mediaItem(message)] }),
  file: (message) => ({ type: 'file', items: [mediaItem(message)] }),
  location: locationContent,
  sticker: stickerContent,
};

function contentOf(message: Json): Content {
  const type = textAt(message, 'type') ?? 'unknown';
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  return read?.(message) ?? { type: 'unsupported', kind: type };
}

function textContent(message: Json): ContentOf<'text'> | null {
  const text = textAt(message, 'text');
  if (text === undefined) return null;
  const emojis = objectsAt(message, 'emojis').map((emoji) => emojiEntity(emoji, text.length));
  const mentionees = objectsAt(objectAt(message, 'mention'), 'mentionees');
  const mentions = mentionees.map((mentionee) => mentionEntity(mentionee, text.length));
  const entities = [...emojis, ...mentions]
    .filter((entity) => entity !== null)
    .sort((a, b) => a.offset - b.offset);
  return { type: 'text', text, ...(entities.length > 0 && { entities }) };
}

/** The span an entity names, cut to the text; LINE counts in UTF-16 code units like JavaScript. */
function spanOf(entity: Json, textLength: number): { offset: number; length: number } | null {
  const offset = countAt(entity, 'index');
  const length = countAt(entity, 'length') ?? 0;
  if (offset === undefined || offset >= textLength || length === 0) return null;
  return { offset, length: Math.min(length, textLength - offset) };
}

function emojiEntity(emoji: Json, textLength: number): Entity | null {
  const span = spanOf(emoji, textLength);
  if (!span) return null;
  const ids = [textAt(emoji, 'productId'), textAt(emoji, 'emojiId')];
  return { type: 'emoji', ...span, ...(ids.every(Boolean) && { emoji_id: ids.join('/') }) };
}

function mentionEntity(mentionee: Json, textLength: number): Entity | null {
  const span = spanOf(mentionee, textLength);
  if (!span) return null;
  const target = mentionee.type === 'all' ? 'all' : mentionee.isSelf === true ? 'self' : 'user';
  return { type: 'mention', ...span, target, ...compact({ user_id: textAt(mentionee, 'userId') }) };
}

/** Media that LINE keeps are fetched by message id, others from the sender's own address. */
function mediaItem(message: Json): MediaItem {
  const provider = objectAt(message, 'contentProvider');
  const facts = compact({
    duration_ms: countAt(message, 'duration'),
    file_name: textAt(message, 'fileName'),
    size: countAt(message, 'fileSize'),
    set: imageSet(message),
  });
  if (provider?.type === 'external') {
    const preview_url = webAddress(provider.previewImageUrl);
    return { url: webAddress(provider.originalContentUrl) ?? null, ...compact({ preview_url }), ...facts };
  }
  const id = textAt(message, 'id');
  return { ...compact({ platform_media_id: id }), status: id === undefined ? 'failed' : 'pending', ...facts };
}

function imageSet(message: Json): MediaItem['set'] {
  const set = objectAt(message, 'imageSet');
  const id = textAt(set, 'id');
  if (id === undefined) return undefined;
  return { id, ...compact({ index: countAt(set, 'index'), total: countAt(set, 'total') }) };
}

function locationContent(message: Json): ContentOf<'location'> | null {
  const place = placeAt(message, 'latitude', 'longitude');
  if (place === undefined) return null;
  const names = compact({ name: textAt(message, 'title'), address: textAt(message, 'address') });
  return { type: 'location', ...place, ...names };
}

function stickerContent(message: Json): ContentOf<'sticker'> {
  const resource = textAt(message, 'stickerResourceType');
  return {
    type: 'sticker',
    ...compact({
      package_id: textAt(message, 'packageId'),
      sticker_id: textAt(message, 'stickerId'),
      keywords: keywordsOf(message.keywords),
      animated: resource === undefined ? undefined : /ANIMATION|POPUP/.test(resource),
      text: textAt(message, 'text'),
    }),
  };
}

/** A list on the wire; a joined text and an object have been seen too. */
function keywordsOf(value: unknown): string[] | undefined {
  const values = typeof value === 'string' ? value.split(',') : Object.values(value ?? {});
  const keywords = values
    .filter((entry) => typeof entry === 'string')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return keywords.length > 0 ? keywords : undefined;
}
