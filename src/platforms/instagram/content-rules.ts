import { type ContentGuide, limitsOf } from '../content-rules.ts';
import { nativeRule, reactionRule, refusedRule, sendApiContent } from '../meta/send-api/content-rules.ts';
import { lengths } from '../meta/send-api/lengths.ts';
import { pages } from '../meta/send-api/pages.ts';
import { dialect } from './dialect.ts';

const page =
  'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api';

/** How Instagram shows each content. */
export const content: ContentGuide = sendApiContent(dialect, {
  page,
  types: {
    sticker: {
      shown: 'adapted',
      how: 'The heart, by sticker_id like_heart; any other sticker is sent as a picture.',
      limits: [],
      page,
    },
    template: refusedRule('Instagram has no approved templates.'),
    flow: refusedRule('Instagram has no forms inside the chat.'),
    products: {
      shown: 'native',
      how: 'Through a Page: up to ten products of the catalogue that it is connected to, by their ids; text, header and footer are a message before them. Sections are not shown. With Instagram Login Meta refuses them.',
      limits: [limitsOf(pages.products)('products', lengths.products, 'items', 'refused')],
      page: pages.products,
    },
    reaction: reactionRule,
    native: nativeRule(['message', 'sender_action']),
  },
  general: [
    { topic: 'Quoting', rule: 'An answer that quotes cannot be sent; the text is sent without it.' },
    {
      topic: 'Who sees what',
      rule: 'Quick replies and cards are shown in the apps, and not in a browser on a computer.',
    },
  ],
});
