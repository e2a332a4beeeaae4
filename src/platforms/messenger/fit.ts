import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { fitted, inSequence, type Refusal, refused } from '../fitting.ts';
import { problemOf } from '../meta/native-refusal.ts';
import { fitContent, type OwnFits } from '../meta/send-api/fit.ts';
import { fitMedia } from '../meta/send-api/media.ts';
import { utilityComponents } from '../meta/send-api/native/message.ts';
import { pages } from '../meta/send-api/pages.ts';
import { fitProducts } from '../meta/send-api/products.ts';
import { fitText } from '../meta/send-api/texts.ts';
import { templateRefusal } from '../meta/template.ts';
import type { Fitted } from '../platform.ts';
import { dialect } from './dialect.ts';

/** Makes of a content the messages that Messenger can show, one part each, or says why it cannot. */
export function fit(content: OutboundContent): Fitted {
  return fitContent(content, dialect, own);
}

const own: OwnFits = {
  sticker: fitSticker,
  template: (content) => templateProblem(content) ?? fitted([content]),
  products: (content) => fitProducts(content, dialect),
};

/** What is wrong with the values of an approved template, or with the form of its components. */
function templateProblem(content: ContentOf<'template'>): Refusal | undefined {
  const refusal = templateRefusal(content);
  if (refusal) return { page: pages.utility, ...refusal };
  if (content.components === undefined) return undefined;
  const source = { title: dialect.title, page: pages.utility };
  return problemOf(utilityComponents, content.components, ['components'], source);
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
      { page: pages.stickers },
    );
  }
  const note = 'Sent as a picture: Messenger shows only stickers of its own.';
  return inSequence([fitMedia({ type: 'image', items, ...(text && { text }) }, dialect), fitted([], note)]);
}
