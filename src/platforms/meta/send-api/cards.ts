import type { ContentOf, Option } from '../../../conversations/content.ts';
import { fitted, inSequence, type Refusal, refused, within } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { compact } from '../../readers.ts';
import { shorten } from '../../text.ts';
import { addressRefusal } from '../media-items.ts';
import { withIds } from '../option-ids.ts';
import { canCall, optionRefusal, titleNote, withShortTitle } from './buttons.ts';
import type { Dialect } from './dialect.ts';
import { lengths } from './lengths.ts';
import { pages } from './pages.ts';

const page = pages.cards;

type Cards = ContentOf<'cards'>;
type Card = Cards['cards'][number];

/** Cards in rows of up to ten that can be moved sideways. */
export function fitCards({ cards }: Cards, dialect: Dialect): Fitted {
  // A tap must tell on which card it was, so ids made from titles differ on all of them.
  const taken = new Set<string>();
  const all = inSequence(
    cards.map((card, index) => within(`cards[${index}]`, fitCard(card, dialect, taken))),
  );
  if (!all.ok) return all;
  const fit = all.parts.flatMap((part) => (part.type === 'cards' ? part.cards : []));
  const rows: Cards[] = [];
  for (let start = 0; start < fit.length; start += lengths.cards) {
    rows.push({ type: 'cards', cards: fit.slice(start, start + lengths.cards) });
  }
  const note = `${dialect.title} shows ${lengths.cards} cards in a row: the others follow in further messages.`;
  return fitted(rows, ...all.notes, ...(rows.length > 1 ? [note] : []));
}

function fitCard(card: Card, dialect: Dialect, taken: Set<string>): Fitted {
  const { image_url, options = [] } = card;
  const refusal = cardRefusal(card, dialect);
  if (refusal) return refusal;
  const named = withIds(options, { title: dialect.title, most: lengths.payload, page, taken });
  if ('ok' in named) return named;
  const notes: string[] = [];
  const short = named.map(withShortTitle);
  if (short.some(({ shortened }) => shortened)) notes.push(titleNote);
  const title = shorten(card.title.trim(), lengths.card_title);
  const text = card.text && shorten(card.text, lengths.card_text);
  if (title !== card.title.trim() || text !== card.text) {
    notes.push(`Titles and texts of cards are shortened to ${lengths.card_title} characters.`);
  }
  const isBare = !text && !image_url && options.length === 0;
  if (isBare) notes.push(`${dialect.title} wants more than a title on a card: it is repeated as its text.`);
  const fit = compact({
    title,
    text: isBare ? title : text || undefined,
    image_url,
    options: options.length > 0 ? short.map(({ option }) => option) : undefined,
  });
  return fitted([{ type: 'cards', cards: [fit] }], ...notes);
}

function cardRefusal({ title, image_url, options = [] }: Card, dialect: Dialect): Refusal | undefined {
  if (title.trim() === '') return refused('title', 'The title is blank.', 'Give the card a title.', { page });
  if (options.length > lengths.buttons) {
    const reason = `${dialect.title} shows at most ${lengths.buttons} options on a card.`;
    return refused('options', reason, 'Leave some out, or send them as choices.', {
      limit: { most: lengths.buttons, unit: 'items' },
      page,
    });
  }
  for (const [index, option] of options.entries()) {
    const field = `options[${index}]`;
    const refusal = buttonRefusal(option, field, dialect) ?? optionRefusal(option, field, dialect);
    if (refusal) return refusal;
  }
  const refusal = image_url === undefined ? undefined : addressRefusal(image_url, 'image_url', dialect.title);
  return refusal && { page, ...refusal };
}

/** What can be said below a text, but not with a button. */
function buttonRefusal(option: Option, field: string, dialect: Dialect): Refusal | undefined {
  const { title, calls } = dialect;
  if (option.asks) {
    const reason = `${title} can ask for something only below a text, not on a card.`;
    return refused(`${field}.asks`, reason, 'Ask for it with choices.', { page: pages.quick_replies });
  }
  if (option.phone === undefined || option.url !== undefined || canCall(option, dialect)) return undefined;
  return calls
    ? refused(
        `${field}.phone`,
        'This is no number that can be called.',
        'Give it with its country code: +66….',
        { page: pages.buttons },
      )
    : refused(
        `${field}.phone`,
        `${title} has no button that calls a number.`,
        'Write it into the text of the card.',
        { page: pages.buttons },
      );
}
