import type { ContentOf, MediaItem, OutboundContent } from '../../../conversations/content.ts';
import { fitted, inSequence, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import type { Json } from '../../readers.ts';
import { hasType, isWithin, mimeTypeOf, sourceRefusal } from '../media-items.ts';
import type { Dialect, MediaType } from './dialect.ts';
import { pages } from './pages.ts';
import { fitText } from './texts.ts';

const page = pages.media;

/** Media that can be sent. */
export type Media = ContentOf<MediaType>;

const megabyte = 1024 * 1024;

/**
 * One message for each item, or for as many pictures as one may hold. There are no captions: the text is a
 * message of its own, behind the media as a caption would be.
 * https://developers.facebook.com/docs/messenger-platform/send-messages#sending_attachments
 */
export function fitMedia(content: Media, dialect: Dialect): Fitted {
  const media = inSequence(
    content.items.map((item, index) => fitItem(content.type, item, `items[${index}]`, dialect)),
  );
  if (!media.ok) return media;
  const parts = gathered(media.parts, dialect.pictures);
  const notes = [...media.notes, ...notesOn(content, parts.length, dialect)];
  const text = content.text?.trim() ?? '';
  if (text === '') return fitted(parts, ...notes);
  const note = `${dialect.title} has no captions: the text follows in a message of its own.`;
  return inSequence([fitted(parts, ...notes, note), fitText(text, dialect)]);
}

function notesOn(content: Media, messages: number, { title }: Dialect): string[] {
  const notes: string[] = [];
  if (messages > 1) notes.push(`The media are sent in ${messages} messages.`);
  if (content.type === 'audio' && content.voice) {
    notes.push(`${title} does not tell voice messages from other audio: sent as audio.`);
  }
  if (content.type === 'file' && content.items.some(isRenamed)) {
    notes.push(`${title} shows the name in the link of a file: file_name is left out.`);
  }
  return notes;
}

function isRenamed({ file_name, url }: MediaItem): boolean {
  return file_name !== undefined && url?.split(/[?#]/)[0]?.endsWith(encodeURIComponent(file_name)) !== true;
}

function fitItem(type: MediaType, item: MediaItem, field: string, dialect: Dialect): Fitted {
  const { title, media } = dialect;
  const refusal = sourceRefusal(item, field, title);
  if (refusal) return { page, ...refusal };
  if (isWithin(media[type], item)) return fitted([{ type, items: [item] }]);
  // Where only some types may be files, one that is not known is none.
  const mayBeFile = media.file.mime_types === null || mimeTypeOf(item) !== undefined;
  if (type !== 'file' && mayBeFile && isWithin(media.file, item)) {
    const note = `Sent as a file: ${title} does not take this ${type} because of its type or size.`;
    return fitted([{ type: 'file', items: [item] }], note);
  }
  if (hasType(media[type], item)) {
    const most = media[type].size / megabyte;
    return refused(
      `${field}.size`,
      `${title} takes ${type} of at most ${most} MB.`,
      'Send a link to it instead.',
      { limit: { most: media[type].size, unit: 'bytes' }, page },
    );
  }
  return refused(
    `${field}.mime_type`,
    `${title} does not take ${mimeTypeOf(item)} as ${type}.`,
    `Send one of ${media[type].mime_types?.join(', ')}, or a link to it.`,
    { page },
  );
}

/** Pictures that follow each other in one message, as many as it may hold. */
function gathered(parts: readonly OutboundContent[], most: number): OutboundContent[] {
  const result: OutboundContent[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.type === 'image' && last?.type === 'image' && last.items.length < most) {
      result[result.length - 1] = { ...last, items: [...last.items, ...part.items] };
    } else {
      result.push(part);
    }
  }
  return result;
}

/**
 * An attachment of the Send API. An id that Meta gave is best, since nothing has to be fetched. An id of ours is
 * exchanged for one of these before, so what is left is an id that the caller got from Meta.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
 */
export function attachmentOf(type: MediaType, item: MediaItem): Json {
  const id = item.platform_media_id ?? (item.url ? undefined : item.media_id);
  return { type, payload: id === undefined ? { url: item.url } : { attachment_id: id } };
}
