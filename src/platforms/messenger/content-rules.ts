import { type ContentGuide, limitsOf } from '../content-rules.ts';
import { nativeRule, reactionRule, refusedRule, sendApiContent } from '../meta/send-api/content-rules.ts';
import { lengths } from '../meta/send-api/lengths.ts';
import { pages } from '../meta/send-api/pages.ts';
import { dialect } from './dialect.ts';

const documentation = 'https://developers.facebook.com/docs/messenger-platform';

/** How Messenger shows each content. */
export const content: ContentGuide = sendApiContent(dialect, {
  page: `${documentation}/reference/send-api`,
  types: {
    sticker: {
      shown: 'native',
      how: 'A sticker of Messenger’s catalogue, by the number in sticker_id; any other is sent as a picture.',
      limits: [],
      page: `${documentation}/send-messages/sticker-api`,
    },
    template: {
      shown: 'native',
      how: 'An approved utility template, which may be sent outside the 24 hours.',
      limits: [],
      page: `${documentation}/send-messages/utility-messages`,
    },
    flow: refusedRule('Messenger has no forms inside the chat.'),
    products: {
      shown: 'native',
      how: 'Up to ten products of the catalogue that the Page is connected to, by their ids; text, header and footer are a message before them. Sections are not shown.',
      limits: [limitsOf(pages.products)('products', lengths.products, 'items', 'refused')],
      page: pages.products,
    },
    reaction: reactionRule,
    native: nativeRule([
      ...['message', 'sender_action'],
      ...[...dialect.native.templates.keys()].map((type) => `template/${type}`),
    ]),
  },
  general: [
    { topic: 'Quoting', rule: 'Any message of the chat can be quoted.' },
    {
      topic: 'Quick replies',
      rule: 'They vanish when one is tapped or another message comes; buttons of templates stay.',
    },
  ],
});
