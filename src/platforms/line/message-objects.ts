import type { ContentOf, Entity, MediaItem, OutboundContent } from '../../conversations/content.ts';
import type { Thread } from '../item.ts';
import type { OutboundPart } from '../platform.ts';
import { cardsMessage } from './cards.ts';
import { choicesMessage } from './choices.ts';
import { most } from './message-limits.ts';

/** A message object: https://developers.line.biz/en/reference/messaging-api/#message-objects */
export type MessageObject = { type: string } & Record<string, unknown>;

// https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/
const quotingTypes = ['text', 'textV2', 'sticker'];

/** A fitted part in LINE's own form, quoting the message it answers where LINE can. */
export function messageObject(part: OutboundPart, thread: Thread): MessageObject {
  const message = { ...objectOf(part.content, thread) };
  const quoteToken = part.reply_to?.quote_token;
  if (quoteToken === undefined || !quotingTypes.includes(message.type)) return message;
  return { quoteToken, ...message };
}

function objectOf(content: OutboundContent, thread: Thread): MessageObject {
  switch (content.type) {
    case 'text':
      return textMessage(content, thread);
    case 'image':
    case 'video':
    case 'audio':
      return mediaMessage(content);
    case 'sticker':
      return { type: 'sticker', packageId: content.package_id, stickerId: content.sticker_id };
    case 'location': {
      const { latitude, longitude, name, address } = content;
      return { type: 'location', title: name, address, latitude, longitude };
    }
    case 'choices':
      return { ...choicesMessage(content) };
    case 'cards':
      return { ...cardsMessage(content) };
    case 'native':
      // `fit` lets no body without a type through.
      return content.body as MessageObject;
    default:
      // A bug, not bad input: `fit` turns the other types into these or refuses them.
      throw new TypeError(`fit makes no part of type ${content.type} for LINE.`);
  }
}

function mediaMessage({ type, items }: ContentOf<'image' | 'video' | 'audio'>): MessageObject {
  const item: MediaItem = items[0] ?? {};
  if (type === 'audio') return { type, originalContentUrl: item.url, duration: item.duration_ms };
  return { type, originalContentUrl: item.url, previewImageUrl: item.preview_url };
}

function textMessage({ text, entities }: ContentOf<'text'>, thread: Thread): MessageObject {
  const plain = { type: 'text', text };
  const substitutes = (entities ?? [])
    .map((entity) => ({ entity, substitute: substituteOf(entity, thread) }))
    .filter(({ substitute }) => substitute !== null)
    .sort((a, b) => a.entity.offset - b.entity.offset);
  const substitution: Record<string, unknown> = {};
  const counts: Partial<Record<Entity['type'], number>> = {};
  let pattern = '';
  let end = 0;
  for (const { entity, substitute } of substitutes) {
    const count = (counts[entity.type] ?? 0) + 1;
    // Spans that overlap or reach past the text, and more than LINE takes, stay the text they are.
    if (entity.offset < end || entity.offset + entity.length > text.length || count > most.mentions) continue;
    counts[entity.type] = count;
    const key = `${entity.type}${count}`;
    substitution[key] = substitute;
    pattern += `${escapeBraces(text.slice(end, entity.offset))}{${key}}`;
    end = entity.offset + entity.length;
  }
  pattern += escapeBraces(text.slice(end));
  if (end === 0 || pattern.length > most.text) return plain;
  return { type: 'textV2', text: pattern, substitution };
}

/** What LINE puts in the place of an entity; null where it can put nothing. */
function substituteOf(entity: Entity, thread: Thread): Record<string, unknown> | null {
  if (entity.type === 'emoji') {
    const [productId, emojiId] = entity.emoji_id?.split('/') ?? [];
    return productId && emojiId ? { type: 'emoji', productId, emojiId } : null;
  }
  // Only people in groups and rooms can be mentioned, and never the account itself.
  if (entity.type !== 'mention' || thread.kind === 'direct' || entity.target === 'self') return null;
  if (entity.target === 'all') return { type: 'mention', mentionee: { type: 'all' } };
  const userId = entity.user_id;
  return userId === undefined ? null : { type: 'mention', mentionee: { type: 'user', userId } };
}

function escapeBraces(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}
