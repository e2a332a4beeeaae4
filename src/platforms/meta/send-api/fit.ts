import type { ContentOf, OutboundContent } from '../../../conversations/content.ts';
import { fitted, noMessageFor } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { fitCards } from './cards.ts';
import { fitChoices } from './choices.ts';
import type { Dialect } from './dialect.ts';
import { fitMedia } from './media.ts';
import { fitNative } from './native.ts';
import { fitContacts, fitLocation, fitTextContent } from './texts.ts';

/** What each platform has its own rules for. */
export interface OwnFits {
  sticker(content: ContentOf<'sticker'>): Fitted;
  template(content: ContentOf<'template'>): Fitted;
  products(content: ContentOf<'products'>): Fitted;
}

/** Makes of a content the messages that can be shown, one part each, or says why it cannot. */
export function fitContent(content: OutboundContent, dialect: Dialect, own: OwnFits): Fitted {
  switch (content.type) {
    case 'text':
      return fitTextContent(content, dialect);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fitMedia(content, dialect);
    case 'sticker':
      return own.sticker(content);
    case 'location':
      return fitLocation(content, dialect);
    case 'contacts':
      return fitContacts(content, dialect);
    case 'choices':
      return fitChoices(content, dialect);
    case 'cards':
      return fitCards(content, dialect);
    case 'template':
      return own.template(content);
    case 'reaction':
      return fitted([content]);
    case 'products':
      return own.products(content);
    case 'flow':
      return noMessageFor(content.type, dialect.title);
    case 'native':
      return fitNative(content, dialect);
  }
}
