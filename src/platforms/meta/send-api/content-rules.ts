import {
  type ContentGuide,
  type ContentLimit,
  type ContentRule,
  type GeneralRule,
  limitsOf,
  splitRule,
} from '../../content-rules.ts';
import type { Dialect, MediaType } from './dialect.ts';
import { lengths } from './lengths.ts';
import { pages } from './pages.ts';

/** What the platforms of the Send API show otherwise than one another. */
type OwnRules = Pick<
  ContentGuide['types'],
  'sticker' | 'template' | 'flow' | 'products' | 'reaction' | 'native'
>;

/** What a platform says of its own: its page on messages, some rules, and what holds in general. */
interface OwnGuide {
  page: string;
  types: OwnRules;
  general: readonly GeneralRule[];
}

/** How a platform of the Send API shows each content. */
export function sendApiContent(dialect: Dialect, { page, types, general }: OwnGuide): ContentGuide {
  const { title } = dialect;
  const text = textLimit(dialect, page);
  return {
    types: {
      text: {
        shown: 'native',
        how: 'A text message. Mentions, emoji and links are the text they are.',
        limits: [text],
        page,
      },
      ...mediaRules(dialect, page),
      location: {
        shown: 'adapted',
        how: `${title} lets no account send a location: a text with name, address and a link to a map is sent.`,
        limits: [],
        page,
      },
      contacts: {
        shown: 'adapted',
        how: `${title} has no contact cards: a text with names and numbers is sent.`,
        limits: [],
        page,
      },
      choices: choicesRule(text),
      cards: cardsRule(title),
      ...types,
    },
    general: [
      splitRule,
      {
        topic: 'Captions',
        rule: `${title} has no captions: the text of media follows in a message of its own.`,
      },
      ...general,
    ],
  };
}

/** A reaction to a message, which is a sender action. */
export const reactionRule: ContentRule = {
  shown: 'native',
  how: 'A reaction under the message; null takes it back.',
  limits: [],
  page: pages.actions,
};

/** Forms and shops, for which the Send API has no message of this form. */
export function refusedRule(how: string): ContentRule {
  return { shown: 'refused', how, limits: [] };
}

/** A body of the Send API without its recipient. */
export function nativeRule(kinds: readonly string[]): ContentRule {
  return {
    shown: 'native',
    how: 'A body of the Send API without its recipient: a message, or a sender_action alone.',
    limits: [],
    kinds,
    page: pages.send,
  };
}

function textLimit({ text }: Dialect, page: string): ContentLimit {
  const unit = text.unit.name === 'bytes' ? 'bytes' : 'characters';
  return limitsOf(page)('text', text.most, unit, 'split');
}

function mediaRules(dialect: Dialect, page: string): Record<MediaType, ContentRule> {
  const { title, pictures, media } = dialect;
  const mayBeFile = 'of another type or size it is sent as a file where that may be, else refused';
  const each = (what: string) => `One ${what} message for each item; ${mayBeFile}.`;
  const rule = (type: MediaType, how: string): ContentRule => ({
    shown: 'native',
    how,
    limits: [
      limitsOf(pages.media)(
        'items[].size',
        media[type].size,
        'bytes',
        // What is too large for its kind may still be a file.
        media[type].size < media.file.size && media.file.mime_types === null ? 'adapted' : 'refused',
      ),
    ],
    media_types: media[type].mime_types,
    page,
  });
  const image =
    pictures > 1
      ? `Up to ${pictures} pictures in one message; ${mayBeFile}.`
      : 'One picture message for each item; of another type or size it is sent as a file.';
  return {
    image: rule('image', image),
    video: rule('video', each('video')),
    audio: rule('audio', `${each('audio')} ${title} does not tell voice messages from other audio.`),
    file: rule('file', 'One file message for each item; the name is that in its link.'),
  };
}

const withLink = 'buttons with a link';

function choicesRule(text: ContentLimit): ContentRule {
  const buttons = limitsOf(pages.buttons);
  const quickReplies = limitsOf(pages.quick_replies);
  return {
    shown: 'native',
    how: `Up to ${lengths.buttons} options with a link or number among them are buttons that stay, up to ${lengths.quick_replies} plain ones are quick replies; more stand numbered in the text. Header, footer and descriptions are part of the text.`,
    limits: [
      quickReplies('options', lengths.quick_replies, 'items', 'adapted', 'quick replies'),
      buttons('options', lengths.buttons, 'items', 'adapted', withLink),
      buttons('text', lengths.button_text, 'characters', 'split', withLink),
      { ...text, of: 'quick replies' },
      quickReplies('options[].title', lengths.title, 'characters', 'shortened'),
      quickReplies('options[].id', lengths.payload, 'characters', 'refused'),
    ],
    page: pages.quick_replies,
  };
}

function cardsRule(title: string): ContentRule {
  const cards = limitsOf(pages.cards);
  return {
    shown: 'native',
    how: `Up to ${lengths.cards} cards in a row that can be moved sideways, more in further messages. ${title} wants more than a title on a card, so a title alone is repeated as its text.`,
    limits: [
      cards('cards', lengths.cards, 'items', 'split'),
      cards('cards[].options', lengths.buttons, 'items', 'refused'),
      cards('cards[].title', lengths.card_title, 'characters', 'shortened'),
      cards('cards[].text', lengths.card_text, 'characters', 'shortened'),
      cards('cards[].options[].title', lengths.title, 'characters', 'shortened'),
      cards('cards[].options[].id', lengths.payload, 'characters', 'refused'),
    ],
    page: pages.cards,
  };
}
