import { type ContentGuide, type ContentRule, limitsOf, splitRule } from '../content-rules.ts';
import { lengths, limits, mediaLimits, pages } from './limits.ts';
import { bodyKinds } from './native/bodies.ts';
import { interactiveKinds } from './native/interactive.ts';

const media = limitsOf(pages.media);
const buttons = limitsOf(pages.buttons);
const list = limitsOf(pages.list);
const messages = limitsOf(pages.messages);
const flows = limitsOf(pages.flows);

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
      page: pages.messages,
    },
    contacts: {
      shown: 'native',
      how: 'Contact cards; each needs a name. A vCard is left out, its fields are sent.',
      limits: [messages('contacts', lengths.contacts, 'items', 'split')],
      page: pages.messages,
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
        list('options[].section', lengths.section_title, 'characters', 'shortened', 'list'),
        list('button', lengths.list_button, 'characters', 'shortened', 'list'),
        list('text', lengths.list_body, 'characters', 'split', 'list'),
        limitsOf(pages.link)('options[].title', lengths.button_title, 'characters', 'shortened', 'link'),
      ],
      page: pages.buttons,
    },
    cards: {
      shown: 'native',
      how: `From ${lengths.fewest_cards} to ${lengths.cards} cards with a picture, a short text and the same kind of options (one link, or up to ${lengths.card_buttons} buttons) stand side by side under their titles. Others are sent one after the other: as a picture with buttons, a picture with a caption, or choices.`,
      limits: [
        messages('cards', lengths.cards, 'items', 'adapted', 'side by side'),
        messages('cards[].options', lengths.card_buttons, 'items', 'adapted', 'side by side'),
      ],
      page: pages.messages,
    },
    template: {
      shown: 'native',
      how: 'An approved template, which may be sent outside the 24 hours. New lines and tabs in its parameters become spaces.',
      limits: [],
      page: pages.messages,
    },
    flow: {
      shown: 'native',
      how: 'A form that opens in the chat. Header and footer that are too long are part of the text.',
      limits: [
        flows('button', lengths.flow_button, 'characters', 'refused'),
        flows('header', lengths.header, 'characters', 'adapted'),
        flows('footer', lengths.footer, 'characters', 'adapted'),
        flows('text', lengths.body, 'characters', 'split'),
      ],
      page: pages.flows,
    },
    products: {
      shown: 'native',
      how: 'One product, a list of products in sections under a header, or without any product the way to the whole catalogue. Only a list has a header; that of one product or of the catalogue is part of the text.',
      limits: [
        messages('products', lengths.products, 'items', 'refused'),
        messages('products[].section', lengths.section_title, 'characters', 'refused'),
        messages('header', lengths.header, 'characters', 'refused'),
        messages('footer', lengths.footer, 'characters', 'adapted'),
        messages('text', lengths.body, 'characters', 'split'),
      ],
      page: pages.messages,
    },
    reaction: {
      shown: 'native',
      how: 'A reaction of one emoji under the message; null takes it back.',
      limits: [],
      page: pages.messages,
    },
    native: {
      shown: 'native',
      how: 'A body of the Cloud API without its recipient. Every kind listed here is checked before it is queued; others pass as they are.',
      limits: [],
      kinds: [...bodyKinds.keys(), ...[...interactiveKinds.keys()].map((kind) => `interactive/${kind}`)],
      page: pages.messages,
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
