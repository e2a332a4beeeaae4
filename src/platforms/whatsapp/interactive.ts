import type { ContentOf, Option } from '../../conversations/content.ts';
import { compact, type Json } from '../readers.ts';
import { shorten } from '../text.ts';
import { cardText, carouselText } from './cards.ts';
import { type Shape, shapeOf } from './choices.ts';
import { lengths } from './limits.ts';

/**
 * The interactive body of choices that have been fitted.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export function choicesBody(content: ContentOf<'choices'>): Json {
  const { header, footer, text, button, options } = content;
  return compact({
    ...kinds[shapeOf(options)](options, button),
    header: header === undefined ? undefined : { type: 'text', text: header },
    body: { text },
    footer: footer === undefined ? undefined : { text: footer },
  });
}

type Card = ContentOf<'cards'>['cards'][number];

/** The interactive body of cards that have been fitted: one with a picture, or several side by side. */
export function cardsBody({ cards }: ContentOf<'cards'>): Json {
  const [first, ...others] = cards;
  if (first === undefined) throw new TypeError('fit makes no part without a card.');
  if (others.length === 0) return cardBody(first);
  return {
    type: 'carousel',
    body: { text: carouselText(cards) },
    action: { cards: cards.map(carouselCard) },
  };
}

/** One card; its options are buttons or one link. */
function cardBody(card: Card): Json {
  const options = card.options ?? [];
  return { ...kinds[shapeOf(options)](options), header: pictureOf(card), body: { text: cardText(card) } };
}

function carouselCard(card: Card, card_index: number): Json {
  const options = card.options ?? [];
  return {
    card_index,
    // The type of a card is this one whatever its action.
    type: 'cta_url',
    header: pictureOf(card),
    body: { text: cardText(card) },
    action: shapeOf(options) === 'link' ? kinds.link(options).action : { buttons: options.map(quickReply) },
  };
}

function pictureOf({ image_url }: Card): Json {
  return { type: 'image', image: { link: image_url } };
}

function quickReply({ id, title }: Option): Json {
  return { type: 'quick_reply', quick_reply: { id, title } };
}

const kinds: Record<Shape, (options: readonly Option[], button?: string) => Json> = {
  buttons: (options) => ({
    type: 'button',
    action: { buttons: options.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) },
  }),
  list: (options, button = 'Options') => {
    const label = shorten(button, lengths.list_button);
    return { type: 'list', action: { button: label, sections: sectionsOf(options, label) } };
  },
  link: ([option]) => ({
    type: 'cta_url',
    action: { name: 'cta_url', parameters: { display_text: option?.title, url: option?.url } },
  }),
  location: () => ({ type: 'location_request_message', action: { name: 'send_location' } }),
  phone: () => ({ type: 'request_contact_info', action: { name: 'request_contact_info' } }),
};

/** Rows under their sections; a row without one belongs to the section before it. */
function sectionsOf(options: readonly Option[], label: string): Json[] {
  const sections = new Map<string, Json[]>();
  let current = label;
  for (const { id, title, description, section } of options) {
    current = section?.trim() || current;
    const rows = sections.get(current) ?? [];
    sections.set(current, [...rows, compact({ id, title, description })]);
  }
  // A single section may go without a title, several must not.
  const titled = sections.size > 1 || options.some(({ section }) => section?.trim());
  return [...sections].map(([title, rows]) =>
    titled ? { title: shorten(title, lengths.section_title), rows } : { rows },
  );
}
