import type { ContentOf } from '../../conversations/content.ts';
import { fitted, inSequence, refused, within } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { fitChoices, shapeOf } from './choices.ts';
import { fitText } from './fitting.ts';
import { lengths } from './limits.ts';
import { fitMedia } from './media.ts';

type Card = ContentOf<'cards'>['cards'][number];

/** Cards come one after the other: as a picture with buttons, a picture with a caption, or choices. */
export function fitCards({ cards }: ContentOf<'cards'>): Fitted {
  const all = cards.map((card, index) => within(`cards[${index}]`, fitCard(card)));
  const note = 'Cards are sent one after the other.';
  return inSequence([...all, ...(cards.length > 1 ? [fitted([], note)] : [])]);
}

/** The text of a card: its title stands out, as it does on a card. */
export function cardText({ title, text }: Card): string {
  return text ? `*${title}*\n${text}` : `*${title}*`;
}

function fitCard(card: Card): Fitted {
  const { image_url, options = [] } = card;
  if (card.title.trim() === '') return refused('title', 'The title is blank.', 'Give the card a title.');
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
