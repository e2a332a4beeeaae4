import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { fitted, inSequence, refused } from '../fitting.ts';
import { fitCards } from '../meta/send-api/cards.ts';
import { fitChoices } from '../meta/send-api/choices.ts';
import { fitMedia } from '../meta/send-api/media.ts';
import { fitNative } from '../meta/send-api/native.ts';
import { fitContacts, fitLocation, fitText, fitTextContent } from '../meta/send-api/texts.ts';
import { templateRefusal } from '../meta/template.ts';
import type { Fitted } from '../platform.ts';
import { dialect } from './dialect.ts';

/** Makes of a content the messages that Messenger can show, one part each, or says why it cannot. */
export function fit(content: OutboundContent): Fitted {
  switch (content.type) {
    case 'text':
      return fitTextContent(content, dialect);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fitMedia(content, dialect);
    case 'sticker':
      return fitSticker(content);
    case 'location':
      return fitLocation(content, dialect);
    case 'contacts':
      return fitContacts(content, dialect);
    case 'choices':
      return fitChoices(content, dialect);
    case 'cards':
      return fitCards(content, dialect);
    case 'template':
      return templateRefusal(content) ?? fitted([content]);
    case 'reaction':
      return fitted([content]);
    case 'native':
      return fitNative(content, dialect);
  }
}

/**
 * A sticker of Messenger's own catalogue, where each has a number; any other is sent as a picture.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/sticker-api
 */
function fitSticker({ sticker_id, items = [], text }: ContentOf<'sticker'>): Fitted {
  if (sticker_id !== undefined && /^\d+$/.test(sticker_id)) {
    const sticker = fitted([{ type: 'sticker', sticker_id }]);
    return text?.trim() ? inSequence([sticker, fitText(text, dialect)]) : sticker;
  }
  if (items.length === 0) {
    const reason = 'Messenger shows only stickers of its own, which have a number.';
    return refused(
      'sticker_id',
      reason,
      'Give a sticker_id of Messenger’s catalogue, or a picture in items.',
    );
  }
  const note = 'Sent as a picture: Messenger shows only stickers of its own.';
  return inSequence([fitMedia({ type: 'image', items, ...(text && { text }) }, dialect), fitted([], note)]);
}
