import type { ContentOf, Entity, MediaItem, OutboundContent } from '../../conversations/content.ts';
import type { Thread } from '../item.ts';
import type { OutboundPart } from '../platform.ts';
import { cardsMessage } from './cards.ts';
import { choicesMessage } from './choices.ts';
import { most } from './message-limits.ts';

/** A text, where LINE's own emoji and mentions stand as the text they are. */
interface TextMessage {
  type: 'text';
  text: string;
}

/** What LINE puts in the place of a `{key}` of a text. */
type Substitute =
  | { type: 'emoji'; productId: string; emojiId: string }
  | { type: 'mention'; mentionee: { type: 'all' } | { type: 'user'; userId: string } };

/** A text with emoji or mentions. */
interface TextV2Message {
  type: 'textV2';
  text: string;
  substitution: Record<string, Substitute>;
}

interface VisualMessage {
  type: 'image' | 'video';
  originalContentUrl: string;
  previewImageUrl: string;
}

interface AudioMessage {
  type: 'audio';
  originalContentUrl: string;
  duration: number;
}

interface LocationMessage {
  type: 'location';
  title: string;
  address: string;
  latitude: number;
  longitude: number;
}

interface StickerMessage {
  type: 'sticker';
  packageId: string;
  stickerId: string;
}

type Quoting<Message> = Message & { quoteToken?: string };

/** What is built of our own contents. https://developers.line.biz/en/reference/messaging-api/#message-objects */
export type BuiltMessage =
  | Quoting<TextMessage | TextV2Message | StickerMessage>
  | VisualMessage
  | AudioMessage
  | LocationMessage
  | ReturnType<typeof choicesMessage>
  | ReturnType<typeof cardsMessage>;

/** A message object that came ready made: `fit` has looked at it. */
export type NativeMessage = { type: string } & Record<string, unknown>;

// https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/
const quotingTypes = ['text', 'textV2', 'sticker'];

/** A fitted part in LINE's own form, quoting the message it answers where LINE can. */
export function messageObject(
  { content, reply_to }: OutboundPart,
  thread: Thread,
): BuiltMessage | NativeMessage {
  // `fit` lets no body without a type through.
  const message = content.type === 'native' ? (content.body as NativeMessage) : builtMessage(content, thread);
  const quoteToken = reply_to?.quote_token;
  if (quoteToken === undefined || !quotingTypes.includes(message.type)) return message;
  return { quoteToken, ...message };
}

/** What LINE gets for a content of ours that `fit` made. */
export function builtMessage(
  content: Exclude<OutboundContent, { type: 'native' }>,
  thread: Thread,
): BuiltMessage {
  switch (content.type) {
    case 'text':
      return textMessage(content, thread);
    case 'image':
    case 'video':
    case 'audio':
      return mediaMessage(content);
    case 'sticker':
      return stickerMessage(content);
    case 'location':
      return locationMessage(content);
    case 'choices':
      return choicesMessage(content);
    case 'cards':
      return cardsMessage(content);
    default:
      // A bug, not bad input: `fit` turns the other types into these or refuses them.
      throw new TypeError(`fit makes no part of type ${content.type} for LINE.`);
  }
}

// In the following `fit` has filled in all that LINE does not do without.

function mediaMessage({ type, items }: ContentOf<'image' | 'video' | 'audio'>): VisualMessage | AudioMessage {
  const { url, preview_url, duration_ms }: MediaItem = items[0] ?? {};
  const originalContentUrl = url ?? '';
  if (type === 'audio') return { type, originalContentUrl, duration: duration_ms ?? 0 };
  return { type, originalContentUrl, previewImageUrl: preview_url ?? '' };
}

function stickerMessage({ package_id = '', sticker_id = '' }: ContentOf<'sticker'>): StickerMessage {
  return { type: 'sticker', packageId: package_id, stickerId: sticker_id };
}

function locationMessage(content: ContentOf<'location'>): LocationMessage {
  const { name = '', address = '', latitude, longitude } = content;
  return { type: 'location', title: name, address, latitude, longitude };
}

function textMessage({ text, entities }: ContentOf<'text'>, thread: Thread): TextMessage | TextV2Message {
  const substitutes = (entities ?? [])
    .flatMap((entity) => {
      const substitute = substituteOf(entity, thread);
      return substitute === null ? [] : [{ entity, substitute }];
    })
    .sort((a, b) => a.entity.offset - b.entity.offset);
  const substitution: TextV2Message['substitution'] = {};
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
  if (end === 0 || pattern.length > most.text) return { type: 'text', text };
  return { type: 'textV2', text: pattern, substitution };
}

/** What LINE puts in the place of an entity; null where it can put nothing. */
function substituteOf(entity: Entity, thread: Thread): Substitute | null {
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
