import { ControlRefusal } from '../control-refusal.ts';
import { opaque } from '../ids.ts';
import { sampleFile } from '../samples.ts';
import type { Said, SaidFile } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { Speaker } from './deed.ts';
import { quoteToken } from './ids.ts';
import type { Content, Fields } from './state.ts';

/** A message as the webhook shows it, with what belongs to it. */
export interface InboundMessage {
  body: Fields;
  content: Content | null;
  quote_token: string | null;
}

/** Kinds that can be quoted by token. */
const quotable = new Set(['text', 'image', 'video', 'sticker']);

/** The message object of what a customer sent. */
export function messageContent(world: World, speaker: Speaker, said: Said, id: string): InboundMessage {
  const { channel, chat } = speaker;
  const fields = fieldsOf(said);
  const quote_token = quotable.has(String(fields.type)) ? quoteToken(channel, chat) : null;
  const markAsReadToken = opaque(24);
  channel.read_tokens.set(markAsReadToken, id);
  const body: Fields = {
    id,
    ...fields,
    ...(quote_token === null ? {} : { quoteToken: quote_token }),
    ...quotedId(said),
    markAsReadToken,
  };
  return { body, quote_token, content: isFile(said) ? contentOf(world, said) : null };
}

function quotedId(said: Said): Fields {
  const canQuote = said.type === 'text' || said.type === 'sticker';
  return canQuote && said.reply_to !== undefined ? { quotedMessageId: said.reply_to } : {};
}

function isFile(said: Said): said is SaidFile {
  const hasContent = ['image', 'video', 'audio', 'voice', 'document', 'file'].includes(said.type);
  return hasContent && !('external_url' in said && said.external_url !== undefined);
}

function contentOf(world: World, said: SaidFile): Content {
  const sample = sampleFile(said.type === 'voice' ? 'audio' : said.type);
  return {
    bytes: said.data === undefined ? sample.bytes : new Uint8Array(Buffer.from(said.data, 'base64')),
    mime_type: said.mime_type ?? sample.mime_type,
    ready_at: world.clock.now() + (said.preparing_ms ?? 0),
  };
}

function fieldsOf(said: Said): Fields {
  switch (said.type) {
    case 'text':
      return { type: 'text', text: said.text, ...emojisOf(said), ...mentionOf(said) };
    case 'image':
      return { type: 'image', contentProvider: providerOf(said), ...imageSetOf(said) };
    case 'video':
      return { type: 'video', contentProvider: providerOf(said), duration: said.duration ?? 3000 };
    case 'audio':
    case 'voice':
      return { type: 'audio', contentProvider: providerOf(said), duration: said.duration ?? 2000 };
    case 'document':
    case 'file':
      return {
        type: 'file',
        fileName: said.file_name ?? sampleFile('file').file_name,
        fileSize: sizeOf(said),
      };
    case 'location': {
      const { name, address, latitude, longitude } = said;
      const words = {
        ...(name === undefined ? {} : { title: name }),
        ...(address === undefined ? {} : { address }),
      };
      return { type: 'location', ...words, latitude, longitude };
    }
    case 'sticker':
      return {
        type: 'sticker',
        packageId: said.package_id ?? '446',
        stickerId: said.sticker_id ?? '1988',
        stickerResourceType: resourceTypeOf(said),
        ...(said.text === undefined ? {} : { text: said.text }),
        ...(said.keywords === undefined ? {} : { keywords: said.keywords }),
      };
    case 'unsupported':
      return { type: said.kind ?? 'unknown' };
    case 'native':
      return said.message ?? {};
    default:
      throw new ControlRefusal(400, `LINE has no ${said.type}.`);
  }
}

function providerOf(said: SaidFile): Fields {
  if (said.external_url === undefined) return { type: 'line' };
  const { external_url: originalContentUrl, external_preview_url: previewImageUrl } = said;
  return {
    type: 'external',
    originalContentUrl,
    ...(previewImageUrl === undefined ? {} : { previewImageUrl }),
  };
}

function imageSetOf(said: SaidFile): Fields {
  return said.image_set === undefined ? {} : { imageSet: said.image_set };
}

function sizeOf(said: SaidFile): number {
  return said.data === undefined ? sampleFile('file').bytes.length : Buffer.from(said.data, 'base64').length;
}

function resourceTypeOf({ resource_type, text, animated }: Extract<Said, { type: 'sticker' }>): string {
  if (resource_type !== undefined) return resource_type;
  if (text !== undefined) return 'MESSAGE';
  return animated ? 'ANIMATION' : 'STATIC';
}

function emojisOf(said: Extract<Said, { type: 'text' }>): Fields {
  if (said.emojis === undefined) return {};
  const emojis = said.emojis.map(({ index, length, product_id, emoji_id }) => ({
    index,
    length,
    productId: product_id,
    emojiId: emoji_id,
  }));
  return { emojis };
}

function mentionOf(said: Extract<Said, { type: 'text' }>): Fields {
  if (said.mentions === undefined) return {};
  const mentionees = said.mentions.map(({ index, length, user_id, all, self }) => ({
    index,
    length,
    type: all ? 'all' : 'user',
    ...(user_id === undefined ? {} : { userId: user_id }),
    ...(self === undefined ? {} : { isSelf: self }),
  }));
  return { mention: { mentionees } };
}
