import type { MediaItem, OutboundContent } from '../../conversations/content.ts';
import { templateBody } from '../meta/template.ts';
import { compact, type Json } from '../readers.ts';
import { contactBody } from './contact-body.ts';
import { flowBody } from './flow.ts';
import { cardsBody, choicesBody } from './interactive.ts';
import { productsBody } from './products.ts';

/**
 * The type and its object in the Cloud API's form, for a content that has been fitted.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export function bodyOf(content: OutboundContent): Json {
  switch (content.type) {
    case 'text':
      // A preview is made of the first link, and only when asked for.
      return typed('text', compact({ body: content.text, preview_url: hasLink(content.text) || undefined }));
    case 'image':
    case 'video':
      return typed(content.type, compact({ ...source(content.items[0]), caption: content.text }));
    case 'audio':
      return typed('audio', { ...source(content.items[0]), ...(content.voice && { voice: true }) });
    case 'file': {
      const filename = fileName(content.items[0]);
      return typed('document', compact({ ...source(content.items[0]), caption: content.text, filename }));
    }
    case 'sticker':
      return typed('sticker', source(content.items?.[0]));
    case 'location': {
      const { latitude, longitude, name, address } = content;
      return typed('location', compact({ latitude, longitude, name, address }));
    }
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts.map(contactBody) };
    case 'choices':
      return typed('interactive', choicesBody(content));
    case 'cards':
      return typed('interactive', cardsBody(content));
    case 'template':
      return typed('template', templateBody(content));
    case 'flow':
      return typed('interactive', flowBody(content));
    case 'products':
      return typed('interactive', productsBody(content));
    case 'reaction':
      return typed('reaction', { message_id: content.to, emoji: content.emoji ?? '' });
    case 'native':
      return content.body;
  }
}

function typed(type: string, body: Json): Json {
  return { type, [type]: body };
}

function hasLink(text: string): boolean {
  return /https?:\/\/\S/i.test(text);
}

/**
 * WhatsApp's own id is best, since nothing has to be fetched; a link comes next. An id of ours is
 * exchanged for one of these before, so what is left is an id that the caller got from WhatsApp.
 */
function source(item: MediaItem | undefined): Json {
  if (item?.platform_media_id !== undefined) return { id: item.platform_media_id };
  return item?.url ? { link: item.url } : { id: item?.media_id };
}

// Without a name the app shows a generic one, so the last part of the link is better.
function fileName(item: MediaItem | undefined): string | undefined {
  if (item?.file_name !== undefined || !item?.url || !URL.canParse(item.url)) return item?.file_name;
  const last = new URL(item.url).pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last) || undefined;
  } catch {
    return last;
  }
}
