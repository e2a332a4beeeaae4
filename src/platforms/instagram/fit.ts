import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { fitted, inSequence, refused } from '../fitting.ts';
import { fitCards } from '../meta/send-api/cards.ts';
import { fitChoices } from '../meta/send-api/choices.ts';
import { fitMedia } from '../meta/send-api/media.ts';
import { fitNative } from '../meta/send-api/native.ts';
import { fitContacts, fitLocation, fitText, fitTextContent } from '../meta/send-api/texts.ts';
import type { Fitted } from '../platform.ts';
import { dialect } from './dialect.ts';

/** Makes of a content the messages that Instagram can show, one part each, or says why it cannot. */
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
      return refused(
        'type',
        'Instagram has no approved templates.',
        'Send it as text, choices or cards while the person’s window is open.',
      );
    case 'reaction':
      return fitted([content]);
    case 'native':
      return fitNative(content, dialect);
  }
}

/** The only sticker that can be sent. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
const heart = 'like_heart';

/** The heart, or a picture. */
function fitSticker({ sticker_id, items = [], text }: ContentOf<'sticker'>): Fitted {
  if (sticker_id === heart) {
    const sticker = fitted([{ type: 'sticker', sticker_id }]);
    return text?.trim() ? inSequence([sticker, fitText(text, dialect)]) : sticker;
  }
  if (items.length === 0) {
    const reason = `The only sticker that can be sent on Instagram is ${heart}.`;
    return refused('sticker_id', reason, `Give ${heart}, or a picture in items.`);
  }
  const note = `Sent as a picture: the only sticker that can be sent on Instagram is ${heart}.`;
  return inSequence([fitMedia({ type: 'image', items, ...(text && { text }) }, dialect), fitted([], note)]);
}
