import type { Content, ContentOf } from '../../../conversations/content.ts';
import { compact, isObject, type Json, objectAt, textAt } from '../../readers.ts';
import { webAddress } from '../../web-address.ts';
import type { AttachmentReaders, Part } from './attachments.ts';

/** What a message says: its words, its attachments, or both. */
export function contentOf(message: Json, readers: AttachmentReaders): Content {
  const words = wordsOf(message);
  const parts = joined(attachmentsOf(message).flatMap((attachment) => partsOf(attachment, message, readers)));
  const [only] = parts;
  if (words === undefined) {
    if (only === undefined) return nothing(message);
    return parts.length === 1 ? only : { type: 'multiple', parts };
  }
  if (only === undefined) return words;
  if (words.type === 'text' && parts.length === 1 && takesText(only)) return { ...only, text: words.text };
  return { type: 'multiple', parts: [words, ...parts] };
}

/** What was typed or tapped, and the story it answers. */
function wordsOf(message: Json): ContentOf<'text' | 'answer' | 'story'> | undefined {
  const text = textAt(message, 'text');
  const payload = textAt(objectAt(message, 'quick_reply'), 'payload');
  if (payload !== undefined) {
    return { type: 'answer', id: payload, title: text ?? payload, kind: 'quick_reply' };
  }
  const story = objectAt(objectAt(message, 'reply_to'), 'story');
  if (story === undefined) return text === undefined ? undefined : { type: 'text', text };
  return compact({
    type: 'story' as const,
    kind: 'reply' as const,
    id: textAt(story, 'id'),
    url: webAddress(story.url) ?? null,
    text,
  });
}

function attachmentsOf(message: Json): Json[] {
  const attachments = [message.attachments].flat().filter(isObject);
  // In summer 2026 a sticker came together with a picture of it.
  const hasSticker = attachments.some(({ type }) => type === 'sticker');
  return hasSticker ? attachments.filter(({ type }) => type !== 'image') : attachments;
}

function partsOf(attachment: Json, message: Json, readers: AttachmentReaders): Part[] {
  const type = textAt(attachment, 'type') ?? 'unknown';
  return [readers.get(type)?.(attachment, message) ?? { type: 'unsupported' as const, kind: type }].flat();
}

/** Media of one kind that stand together are one part. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (isMedia(part) && last?.type === part.type && isMedia(last)) last.items.push(...part.items);
    else result.push(isMedia(part) ? { ...part, items: [...part.items] } : part);
  }
  return result;
}

function isMedia(part: Part): part is ContentOf<'image' | 'video' | 'audio' | 'file'> {
  return ['image', 'video', 'audio', 'file'].includes(part.type);
}

function takesText(part: Part): part is ContentOf<'image' | 'video' | 'audio' | 'file' | 'share'> {
  return isMedia(part) || part.type === 'share';
}

function nothing(message: Json): ContentOf<'unsupported'> {
  return { type: 'unsupported', kind: message.is_unsupported === true ? 'unsupported' : 'empty' };
}
