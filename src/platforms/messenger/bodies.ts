import type { MediaItem, OutboundContent } from '../../conversations/content.ts';
import { cardsMessage, choicesMessage, productsMessage } from '../meta/send-api/bodies.ts';
import { attachmentOf } from '../meta/send-api/media.ts';
import { templateBody } from '../meta/template.ts';
import type { Json } from '../readers.ts';

/**
 * What stands under `message` for a content that has been fitted.
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
export function messageOf(content: OutboundContent): Json {
  switch (content.type) {
    case 'text':
      return { text: content.text };
    case 'image':
    case 'video':
    case 'audio':
    case 'file': {
      const item: MediaItem = content.items[0] ?? {};
      return { attachment: attachmentOf(content.type, item) };
    }
    case 'sticker':
      return { sticker_id: content.sticker_id };
    case 'choices':
      return choicesMessage(content);
    case 'cards':
      return cardsMessage(content);
    case 'products':
      return productsMessage(content);
    case 'template':
      return { template: templateBody(content) };
    default:
      // A bug, not bad input: `fit` turns the other types into these or refuses them.
      throw new TypeError(`fit makes no message of type ${content.type} for Messenger.`);
  }
}
