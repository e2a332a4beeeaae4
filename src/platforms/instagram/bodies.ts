import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { cardsMessage, choicesMessage, productsMessage } from '../meta/send-api/bodies.ts';
import { withShortTitle } from '../meta/send-api/buttons.ts';
import { attachmentOf } from '../meta/send-api/media.ts';
import type { Json } from '../readers.ts';
import type { Route } from './credentials.ts';

/**
 * What stands under `message` for a content that has been fitted.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export function messageOf(content: OutboundContent, route: Route): Json {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'image':
      return { attachments: pictures(content) };
    case 'video':
    case 'audio':
    case 'file':
      return { attachment: attachmentOf(content.type, content.items[0] ?? {}) };
    case 'sticker':
      return { attachment: { type: content.sticker_id } };
    case 'choices':
      return choicesMessage(route === 'login' ? content : withoutAsking(content));
    case 'cards':
      return cardsMessage(content);
    case 'products':
      return productsMessage(content);
    default:
      // A bug, not bad input: `fit` turns the other types into these or refuses them.
      throw new TypeError(`fit makes no message of type ${content.type} for Instagram.`);
  }
}

/** One picture is an object, several are a list. */
function pictures({ items }: ContentOf<'image'>): Json | Json[] {
  const [first = {}, ...others] = items.map((item) => attachmentOf('image', item));
  return others.length === 0 ? first : [first, ...others];
}

/** Only with Instagram Login can quick replies ask for a phone number or an address. */
function withoutAsking(content: ContentOf<'choices'>): ContentOf<'choices'> {
  const options = content.options.map(({ asks: _, ...option }) => withShortTitle(option).option);
  return { ...content, options };
}
