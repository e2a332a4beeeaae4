import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { fitted, inSequence, refused } from '../fitting.ts';
import { fitContent, type OwnFits } from '../meta/send-api/fit.ts';
import { fitMedia } from '../meta/send-api/media.ts';
import { fitProducts } from '../meta/send-api/products.ts';
import { fitText } from '../meta/send-api/texts.ts';
import type { Fitted } from '../platform.ts';
import { dialect } from './dialect.ts';

const noTemplates = refused(
  'type',
  'Instagram has no approved templates.',
  'Send it as text, choices or cards while the person’s window is open.',
  { page: dialect.page },
);

/** Makes of a content the messages that Instagram can show, one part each, or says why it cannot. */
export function fit(content: OutboundContent): Fitted {
  return fitContent(content, dialect, own);
}

const own: OwnFits = {
  sticker: fitSticker,
  template: () => noTemplates,
  products: fitCatalogue,
};

/** The template of products is documented for accounts with a Page; which of them this is shows when it is sent. */
function fitCatalogue(content: ContentOf<'products'>): Fitted {
  const note =
    'Only accounts connected through their Page have products: with Instagram Login they are refused.';
  return inSequence([fitProducts(content, dialect), fitted([], note)]);
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
    return refused('sticker_id', reason, `Give ${heart}, or a picture in items.`, { page: dialect.page });
  }
  const note = `Sent as a picture: the only sticker that can be sent on Instagram is ${heart}.`;
  return inSequence([fitMedia({ type: 'image', items, ...(text && { text }) }, dialect), fitted([], note)]);
}
