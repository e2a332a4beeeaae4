import type { ContentOf, Option } from '../../conversations/content.ts';
import { type Refusal, refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { shorten } from '../text.ts';
import { type Action, actionOf, encodeUrl, optionNotes, refusalOf } from './actions.ts';
import { urlRefusal } from './media.ts';
import { most, pages } from './message-limits.ts';
import { shortenCharacters } from './text.ts';

type Cards = ContentOf<'cards'>;
type Card = Cards['cards'][number];

/**
 * Cards as carousels of up to ten columns. LINE wants all columns of a carousel alike, so within one:
 * pictures are shown only when every card has one; a card without text repeats its title when others
 * have text; a card with fewer options than the fullest repeats its last one, and a card without any
 * gets a button that answers with its title.
 */
export function fitCards(content: Cards): Fitted {
  const notes = new Set<string>();
  for (const [index, card] of content.cards.entries()) {
    const refusal = cardRefusal(card, `cards[${index}]`);
    if (refusal) return refusal;
    for (const note of optionNotes(card.options ?? [])) notes.add(note);
  }
  const parts: Cards[] = [];
  for (let start = 0; start < content.cards.length; start += most.columns) {
    const cards = content.cards.slice(start, start + most.columns);
    parts.push({ type: 'cards', cards: alike(cards, notes) });
  }
  if (parts.length > 1)
    notes.add(`LINE shows ${most.columns} cards in a row: the others follow in further messages.`);
  return { ok: true, parts, notes: [...notes] };
}

function cardRefusal(card: Card, field: string): Refusal | null {
  const options = card.options ?? [];
  if (options.length > most.columnActions) {
    return refused(
      `${field}.options`,
      `LINE shows at most ${most.columnActions} options on a card.`,
      'Leave some out.',
      { limit: { most: most.columnActions, unit: 'options' }, page: pages.carousel },
    );
  }
  for (const [index, option] of options.entries()) {
    if (option.asks !== 'location') continue;
    return refused(
      `${field}.options[${index}].asks`,
      'LINE can ask for a location only below a text, not on a card.',
      'Ask for it with choices.',
      { page: pages.quickReply },
    );
  }
  const refusal = refusalOf(options, `${field}.options`);
  if (refusal || card.image_url === undefined) return refusal;
  return urlRefusal(card.image_url, `${field}.image_url`, pages.carousel);
}

function alike(cards: readonly Card[], notes: Set<string>): Card[] {
  const withText = cards.some(({ text }) => text);
  const withImage = cards.every(({ image_url }) => image_url !== undefined);
  const count = Math.max(1, ...cards.map(({ options }) => options?.length ?? 0));
  const textLimit = withText || withImage ? most.textBesideTitle : most.columnText;
  if (!withImage && cards.some(({ image_url }) => image_url !== undefined)) {
    notes.add(
      'LINE shows pictures on all cards of a message or on none: not every card has one, so none is shown.',
    );
  }
  return cards.map((card) => {
    const options = padded(card, count);
    if (options.length !== card.options?.length) {
      notes.add('LINE wants equally many buttons on all cards: the missing ones repeat another of the card.');
    }
    const title = shortenCharacters(card.title, withText ? most.title : textLimit);
    const text = shortenCharacters(card.text || card.title, textLimit);
    if (title !== card.title || (card.text && text !== card.text)) {
      notes.add(
        'LINE shows at most 40 characters of a card title and 60 of its text: longer ones are shortened.',
      );
    }
    return { title, options, ...(withText && { text }), ...(withImage && imageOf(card)) };
  });
}

function padded(card: Card, count: number): Option[] {
  const options = card.options ?? [];
  const filler = options.at(-1) ?? { id: shorten(card.title, most.data), title: card.title };
  return [...options, ...Array<Option>(count - options.length).fill(filler)];
}

function imageOf({ image_url }: Card): Pick<Card, 'image_url'> {
  return image_url === undefined ? {} : { image_url: encodeUrl(image_url) };
}

interface Column {
  thumbnailImageUrl?: string;
  title?: string;
  text: string;
  actions: Action[];
}

/** A row of cards. */
interface CarouselMessage {
  type: 'template';
  altText: string;
  template: { type: 'carousel'; columns: Column[] };
}

/** Fitted cards in LINE's own form. A card without text shows its title in the text's place. */
export function cardsMessage({ cards }: Cards): CarouselMessage {
  const columns = cards.map(({ title, text, image_url, options }) => ({
    ...(image_url !== undefined && { thumbnailImageUrl: image_url }),
    ...(text === undefined ? { text: title } : { title, text }),
    actions: (options ?? []).map(actionOf),
  }));
  const altText = shorten(cards.map(({ title }) => title).join('\n'), most.altText);
  return { type: 'template', altText, template: { type: 'carousel', columns } };
}
