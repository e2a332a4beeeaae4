import type { ContentOf, Option } from '../../conversations/content.ts';
import { fitted, inSequence, refused, within } from '../fitting.ts';
import { withIds } from '../meta/option-ids.ts';
import type { Fitted } from '../platform.ts';
import { shorten } from '../text.ts';
import { fitChoices, shapeOf } from './choices.ts';
import { fitText, withoutBlanks } from './fitting.ts';
import { lengths, pages } from './limits.ts';
import { fitMedia } from './media.ts';

type Card = ContentOf<'cards'>['cards'][number];

/**
 * Cards that are alike stand side by side. Others come one after the other: as a picture with buttons, a picture
 * with a caption, or choices.
 */
export function fitCards(content: ContentOf<'cards'>): Fitted {
  const { cards } = content;
  const carousel = asCarousel(content);
  if (carousel) return carousel;
  const all = cards.map((card, index) => within(`cards[${index}]`, fitCard(card)));
  const note = 'Cards are sent one after the other.';
  return inSequence([...all, ...(cards.length > 1 ? [fitted([], note)] : [])]);
}

/** What stands above cards side by side, where a text must stand: what they are. */
export function carouselText(cards: readonly Card[]): string {
  return shorten(cards.map(({ title }) => title.trim()).join(' · '), lengths.body);
}

/**
 * Cards side by side need a picture each, the same kind of options on all, and texts that are short enough;
 * undefined where they have not.
 */
function asCarousel({ cards }: ContentOf<'cards'>): Fitted | undefined {
  if (cards.length < lengths.fewest_cards || cards.length > lengths.cards) return undefined;
  const taken = new Set<string>();
  const fittedCards: Card[] = [];
  for (const card of cards) {
    const options = carouselOptions(card, taken);
    if (options === undefined) return undefined;
    fittedCards.push({ ...card, options });
  }
  const kinds = new Set(fittedCards.map(({ options = [] }) => `${shapeOf(options)} ${options.length}`));
  if (kinds.size > 1) return undefined;
  return fitted([{ type: 'cards', cards: fittedCards }], 'The titles of the cards stand above them too.');
}

/** The options of a card that can stand in a row, with ids that no other card has; else undefined. */
function carouselOptions(card: Card, taken: Set<string>): Option[] | undefined {
  const { title, image_url, options = [] } = card;
  if (title.trim() === '' || cardText(card).length > lengths.card_body) return undefined;
  if (!image_url || !fitPicture({ type: 'image', items: [{ url: image_url }] }).ok) return undefined;
  const trimmed = options.map((option) => ({
    ...withoutBlanks(option, ['description', 'section']),
    title: option.title.trim(),
  }));
  if (trimmed.length === 0 || trimmed.some((option) => !isShort(option) || taken.has(option.id ?? '')))
    return undefined;
  const shape = shapeOf(trimmed);
  if (shape === 'link') return /^https?:/i.test(trimmed[0]?.url ?? '') ? trimmed : undefined;
  if (shape !== 'buttons' || trimmed.length > lengths.card_buttons) return undefined;
  if (trimmed.some(({ url, phone }) => url !== undefined || phone !== undefined)) return undefined;
  const named = withIds(trimmed, { title: 'WhatsApp', most: lengths.button_id, taken });
  return 'ok' in named ? undefined : named;
}

function isShort({ title, description, asks }: Option): boolean {
  const plain = asks === undefined && description === undefined;
  return plain && title !== '' && title.length <= lengths.button_title;
}

/** The text of a card: its title stands out, as it does on a card. */
export function cardText({ title, text }: Card): string {
  return text ? `*${title}*\n${text}` : `*${title}*`;
}

function fitCard(card: Card): Fitted {
  const { image_url, options = [] } = card;
  if (card.title.trim() === '') {
    return refused('title', 'The title is blank.', 'Give the card a title.', { page: pages.messages });
  }
  const text = cardText(card);
  const picture: ContentOf<'image'> = { type: 'image', items: [{ url: image_url }] };
  if (options.length === 0) return image_url ? fitPicture({ ...picture, text }) : fitText(text);
  const choices = fitChoices({ type: 'choices', text, options });
  if (!choices.ok || !image_url) return choices;
  const checked = fitPicture(picture);
  if (!checked.ok) return checked;
  const [only] = choices.parts;
  // Buttons and link buttons can stand under a picture; all else follows it.
  const under = choices.parts.length === 1 && only?.type === 'choices' && only.text === text;
  if (!under || !standsUnder(only)) return inSequence([checked, choices]);
  return fitted([{ type: 'cards', cards: [{ ...card, options: only.options }] }], ...choices.notes);
}

function fitPicture(picture: ContentOf<'image'>): Fitted {
  const one = fitMedia(picture);
  return one.ok ? one : { ...one, field: 'image_url' };
}

function standsUnder(choices: ContentOf<'choices'>): boolean {
  const shape = shapeOf(choices.options);
  return (shape === 'buttons' || shape === 'link') && choices.text.length <= lengths.body;
}
