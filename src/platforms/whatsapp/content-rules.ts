import { type ContentGuide, type ContentRule, limitsOf, splitRule } from '../content-rules.ts';
import { lengths, limits, mediaLimits } from './limits.ts';

const documentation = 'https://developers.facebook.com/documentation/business-messaging/whatsapp';
const pages = {
  send: `${documentation}/messages/send-messages`,
  text: `${documentation}/messages/text-messages`,
  media: `${documentation}/business-phone-numbers/media`,
  buttons: `${documentation}/messages/interactive-reply-buttons-messages`,
  list: `${documentation}/messages/interactive-list-messages`,
  link: `${documentation}/messages/interactive-cta-url-messages`,
} as const;

const media = limitsOf(pages.media);
const buttons = limitsOf(pages.buttons);
const list = limitsOf(pages.list);

type MediaType = 'image' | 'video' | 'audio' | 'file';

function mediaRule(type: MediaType, how: string): ContentRule {
  const beyond = type === 'file' ? 'refused' : 'adapted';
  return {
    shown: 'native',
    how,
    limits: [
      media('items[].size', mediaLimits[type].size, 'bytes', beyond),
      ...(type === 'audio' ? [] : [media('text', lengths.caption, 'characters', 'adapted')]),
    ],
    media_types: mediaLimits[type].mime_types,
    page: pages.media,
  };
}

const captioned = 'The text is the caption of the first; a longer one is sent before.';

/** How WhatsApp shows each content. */
export const content: ContentGuide = {
  types: {
    text: {
      shown: 'native',
      how: 'A text message, with a preview of its first link.',
      limits: [limitsOf(pages.text)('text', limits.text_length, 'characters', 'split')],
      page: pages.text,
    },
    image: mediaRule(
      'image',
      `One picture message for each item; of another type or size it is sent as a document. ${captioned}`,
    ),
    video: mediaRule(
      'video',
      `One video message for each item; of another type or size it is sent as a document. ${captioned}`,
    ),
    audio: mediaRule(
      'audio',
      'One audio message for each item; of another type or size it is sent as a document. Voice messages must be OGG with Opus. A text is sent before.',
    ),
    file: mediaRule('file', `One document for each item, with its name. ${captioned}`),
    sticker: {
      shown: 'native',
      how: 'A sticker, if it is WebP; other pictures are sent as pictures.',
      limits: [media('items[].size', mediaLimits.sticker.size, 'bytes', 'adapted')],
      media_types: mediaLimits.sticker.mime_types,
      page: pages.media,
    },
    location: {
      shown: 'native',
      how: 'A place on a map, with name and address.',
      limits: [],
      page: pages.send,
    },
    contacts: {
      shown: 'native',
      how: 'Contact cards; each needs a name. A vCard is left out, its fields are sent.',
      limits: [limitsOf(pages.send)('contacts', lengths.contacts, 'items', 'split')],
      page: pages.send,
    },
    choices: {
      shown: 'native',
      how: `Up to ${lengths.buttons} plain options are buttons, else up to ${lengths.rows} are the rows of a list; more are refused. A link alone is a link button; other links are written into the text, and each question for a place or phone is a message of its own.`,
      limits: [
        buttons('options', lengths.buttons, 'items', 'adapted', 'buttons'),
        buttons('options[].title', lengths.button_title, 'characters', 'adapted', 'buttons'),
        buttons('options[].id', lengths.button_id, 'characters', 'refused', 'buttons'),
        buttons('text', lengths.body, 'characters', 'split', 'buttons'),
        buttons('header', lengths.header, 'characters', 'adapted'),
        buttons('footer', lengths.footer, 'characters', 'adapted'),
        list('options', lengths.rows, 'items', 'refused', 'list'),
        list('options[].title', lengths.row_title, 'characters', 'shortened', 'list'),
        list('options[].description', lengths.row_description, 'characters', 'shortened', 'list'),
        list('options[].id', lengths.row_id, 'characters', 'refused', 'list'),
        list('text', lengths.list_body, 'characters', 'split', 'list'),
        limitsOf(pages.link)('options[].title', lengths.button_title, 'characters', 'shortened', 'link'),
      ],
      page: pages.buttons,
    },
    cards: {
      shown: 'adapted',
      how: 'Cards are sent one after the other: as a picture with buttons, a picture with a caption, or choices.',
      limits: [],
      page: pages.send,
    },
    template: {
      shown: 'native',
      how: 'An approved template, which may be sent outside the 24 hours. New lines and tabs in its parameters become spaces.',
      limits: [],
      page: pages.send,
    },
    flow: { shown: 'refused', how: 'Send a form as native.', limits: [] },
    products: { shown: 'refused', how: 'Send products as native.', limits: [] },
    reaction: {
      shown: 'native',
      how: 'A reaction under the message; null takes it back.',
      limits: [],
      page: pages.send,
    },
    native: {
      shown: 'native',
      how: 'A body of the Cloud API without its recipient.',
      limits: [],
      page: pages.send,
    },
  },
  general: [
    splitRule,
    { topic: 'Captions', rule: captioned },
    { topic: 'Quoting', rule: 'Any message of the chat can be quoted, except by a reaction.' },
    {
      topic: 'Who sees what',
      rule: 'Titles of cards are shown in bold letters. Lists open behind a button, so only the text is seen at first.',
    },
  ],
};
