import { type ContentGuide, limitsOf, splitRule } from '../content-rules.ts';
import { playable } from './media.ts';
import { messagePage, messageTypes, most, pages } from './message-limits.ts';

const text = limitsOf(messagePage('text'));
const quickReply = limitsOf(pages.quickReply);
const buttons = limitsOf(pages.buttons);
const carousel = limitsOf(pages.carousel);
const actions = limitsOf(pages.actions);

const caption = text('text', most.text, 'characters', 'split');

function address(type: string) {
  return limitsOf(messagePage(type))('items[].url', most.address, 'characters', 'refused');
}

/** How LINE shows each content. */
export const content: ContentGuide = {
  types: {
    text: {
      shown: 'native',
      how: 'A text message. LINE emoji and mentions are shown where their ids are known.',
      limits: [text('text', most.text, 'characters', 'split')],
      page: messagePage('text'),
    },
    image: {
      shown: 'native',
      how: 'One picture message for each item; a text follows as a message of its own. A picture above 1 MB needs a preview_url. Pictures of another type or size become a link.',
      limits: [
        limitsOf(messagePage('image'))('items[].size', playable.image.bytes, 'bytes', 'adapted'),
        address('image'),
        caption,
      ],
      media_types: playable.image.types,
      page: messagePage('image'),
    },
    video: {
      shown: 'native',
      how: 'One video message for each item that has a preview_url; without one, or of another type or size, it becomes a link.',
      limits: [
        limitsOf(messagePage('video'))('items[].size', playable.video.bytes, 'bytes', 'adapted'),
        address('video'),
        caption,
      ],
      media_types: playable.video.types,
      page: messagePage('video'),
    },
    audio: {
      shown: 'native',
      how: 'One audio message for each item; of another type or size it becomes a link. Where duration_ms is missing, LINE shows one minute.',
      limits: [
        limitsOf(messagePage('audio'))('items[].size', playable.audio.bytes, 'bytes', 'adapted'),
        address('audio'),
        caption,
      ],
      media_types: playable.audio.types,
      page: messagePage('audio'),
    },
    file: {
      shown: 'adapted',
      how: 'LINE has no file messages: a text with the name and a link is sent.',
      limits: [address('text')],
      media_types: null,
      page: messagePage('text'),
    },
    sticker: {
      shown: 'native',
      how: 'A sticker of LINE’s own list, by package_id and sticker_id; any other is sent as a picture.',
      limits: [],
      page: pages.stickers,
    },
    location: {
      shown: 'native',
      how: 'A location message; name and address stand in for each other, and the coordinates for both.',
      limits: ['name', 'address'].map((field) =>
        limitsOf(messagePage('location'))(field, most.placeName, 'characters', 'shortened'),
      ),
      page: messagePage('location'),
    },
    contacts: {
      shown: 'adapted',
      how: 'LINE has no contact cards: a text with names and numbers is sent.',
      limits: [],
      page: messagePage('text'),
    },
    choices: {
      shown: 'native',
      how: `Up to ${most.buttons} options under a short text are buttons that stay, up to ${most.quickReplies} are quick replies that disappear with the next message; more are refused. Descriptions, the footer and a long header become part of the text.`,
      limits: [
        quickReply('options', most.quickReplies, 'items', 'refused'),
        buttons('options', most.buttons, 'items', 'adapted', 'buttons'),
        buttons('text', most.buttonsText, 'graphemes', 'adapted', 'buttons'),
        buttons('header', most.title, 'graphemes', 'adapted', 'buttons'),
        buttons('text', most.textBesideTitle, 'graphemes', 'adapted', 'buttons with a header'),
        text('text', most.text, 'characters', 'split', 'quick replies'),
        actions('options[].title', most.label, 'graphemes', 'shortened'),
        actions('options[].id', most.data, 'characters', 'refused'),
        actions('options[].url', most.uri, 'characters', 'refused'),
      ],
      page: pages.buttons,
    },
    cards: {
      shown: 'native',
      how: `Carousels of up to ${most.columns} cards, more in further messages. All cards of one have equally many buttons, and pictures on all or on none.`,
      limits: [
        carousel('cards', most.columns, 'items', 'split'),
        carousel('cards[].options', most.columnActions, 'items', 'refused'),
        carousel('cards[].title', most.title, 'graphemes', 'shortened', 'cards with a text'),
        carousel('cards[].text', most.textBesideTitle, 'graphemes', 'shortened'),
        carousel(
          'cards[].title',
          most.columnText,
          'graphemes',
          'shortened',
          'cards without text and picture',
        ),
        carousel('cards[].image_url', most.address, 'characters', 'refused'),
        actions('cards[].options[].title', most.label, 'graphemes', 'shortened'),
      ],
      page: pages.carousel,
    },
    template: {
      shown: 'refused',
      how: 'LINE has no approved templates: every message may be sent at any time.',
      limits: [],
    },
    flow: { shown: 'refused', how: 'LINE has no forms inside the chat.', limits: [] },
    products: { shown: 'refused', how: 'LINE has no messages with products of a catalogue.', limits: [] },
    reaction: { shown: 'refused', how: 'LINE lets no account react to a message.', limits: [] },
    native: {
      shown: 'native',
      how: 'A message object of LINE, or several as {"messages": […]}. What LINE’s reference rules out is refused; types and fields it does not name pass with a note.',
      limits: [],
      kinds: messageTypes,
      page: pages.messages,
    },
  },
  general: [
    splitRule,
    {
      topic: 'Captions',
      rule: 'LINE has no captions: the text of media follows in a message of its own, with the links of all that LINE cannot show.',
    },
    {
      topic: 'Quoting',
      rule: 'Only texts and stickers can quote, and only messages that came with a quote token.',
    },
    {
      topic: 'Requests',
      rule: 'Up to five messages that wait together go in one request; as an answer it costs nothing, as a push each person counts once.',
    },
    {
      topic: 'Media',
      rule: 'LINE fetches media over https from a public address; there is no upload. Pictures are shown by a preview of at most 1 MB.',
    },
  ],
};
