import type { ContentOf } from '../../../conversations/content.ts';
import { type Refusal, refused } from '../../fitting.ts';
import { type Json, textAt } from '../../readers.ts';
import type { Template, TemplateCard } from '../../templates.ts';
import { checkButtons } from './check-buttons.ts';
import { type Filled, type Filling, fillingOf } from './filling.ts';
import { placeholdersOf, typeOf } from './read.ts';
import { renderTemplate } from './render.ts';

/** How a platform of Meta's takes what fills a template. */
export interface TemplateRules {
  page: string;
  /** Buttons are filled one by one, by their place; else the platform judges them itself. */
  buttons: boolean;
}

/**
 * The longest body, in characters: beside other components, and alone.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
const longestBody = { besideOthers: 1024, alone: 32_768 };

/** Why a template cannot be sent with what a content gives; undefined when it can. */
export function templateProblem(
  template: Template,
  content: ContentOf<'template'>,
  rules: TemplateRules,
): Refusal | undefined {
  const filling = fillingOf(content);
  const problem =
    checkCard(template, filling, template, rules) ??
    checkOffer(template, filling) ??
    checkCards(template, filling, rules) ??
    checkLength(template, content);
  return problem && { ...problem, page: rules.page };
}

type Format = Pick<Template, 'parameter_format'>;

function checkCard(
  card: TemplateCard,
  filling: Filling,
  format: Format,
  { buttons }: TemplateRules,
): Refusal | undefined {
  return (
    checkHeader(card, filling, format) ??
    // What the platform writes itself and does not show, it has to judge itself.
    (card.body === null ? undefined : checkTexts('body', card.body, filling.body, format)) ??
    (buttons ? checkButtons(card.buttons, filling.buttons) : undefined)
  );
}

function checkHeader({ header }: TemplateCard, { header: given }: Filling, format: Format) {
  if (header === null || header.format === 'text') {
    const none: Filled = { path: 'components', parameters: [], at: () => 'components' };
    return checkTexts('header', header?.text ?? '', given ?? none, format);
  }
  if (header.format === 'other') return undefined;
  const [first, ...more] = given?.parameters ?? [];
  const kind = first && typeOf(first);
  if (kind === header.format && more.length === 0) return undefined;
  const reason = `The header of the template is ${article(header.format)}, and ${
    kind === undefined ? 'none is given' : `${kind} is given`
  }.`;
  const fix = `Give one parameter of type ${header.format} in a component of type header.`;
  return refused(given?.at(0) ?? 'components', reason, fix);
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function checkTexts(
  part: 'header' | 'body',
  text: string,
  given: Filled,
  format: Format,
): Refusal | undefined {
  const names = placeholdersOf(text);
  return (
    checkForm(part, given, format) ??
    (format.parameter_format === 'named'
      ? checkNames(part, names, given)
      : checkCount(part, names.length, given))
  );
}

/** Values have names if and only if the template was made with names, and are of a kind that is shown as text. */
function checkForm(part: string, given: Filled, { parameter_format }: Format): Refusal | undefined {
  const named = parameter_format === 'named';
  for (const [index, parameter] of given.parameters.entries()) {
    const type = typeOf(parameter);
    if (type !== 'text' && !(part === 'body' && (type === 'currency' || type === 'date_time'))) {
      return refused(given.at(index), `The ${part} of the template takes text.`, 'Give a text.');
    }
    if ((nameOf(parameter) !== undefined) === named || type !== 'text') continue;
    return named
      ? refused(given.at(index), 'The template has named parameters.', 'Give each value by its name.')
      : refused(given.at(index), 'The template has numbered parameters.', 'Give the values as a list.');
  }
  return undefined;
}

function checkCount(part: string, wanted: number, given: Filled): Refusal | undefined {
  const count = given.parameters.length;
  if (count === wanted) return undefined;
  const reason = `The ${part} of the template takes ${wanted} ${plural(wanted)}, and ${count} ${
    count === 1 ? 'is' : 'are'
  } given.`;
  const fix = count < wanted ? 'Give a value for every placeholder.' : 'Leave out what is too much.';
  return refused(given.at(Math.min(count, wanted)), reason, fix, {
    limit: { most: wanted, least: wanted, unit: 'parameters' },
  });
}

function plural(count: number): string {
  return count === 1 ? 'parameter' : 'parameters';
}

function checkNames(part: string, names: readonly string[], given: Filled): Refusal | undefined {
  const told = given.parameters.map(nameOf);
  const missing = names.find((name) => !told.includes(name));
  if (missing !== undefined) {
    const reason = `The ${part} of the template takes the parameter ${missing}, which is missing.`;
    const field = given.at(given.parameters.length, missing);
    return refused(field, reason, 'Give a value for every placeholder.', countLimit(names));
  }
  const extra = told.findIndex((name) => name === undefined || !names.includes(name));
  if (extra < 0) return undefined;
  const known = names.length === 0 ? 'none' : names.join(', ');
  const reason = `The ${part} of the template has no parameter ${told[extra] ?? extra + 1}.`;
  return refused(given.at(extra), reason, `Use its own names: ${known}.`, countLimit(names));
}

function countLimit({ length }: readonly string[]) {
  return { limit: { most: length, least: length, unit: 'parameters' } };
}

function nameOf(parameter: Json): string | undefined {
  return textAt(parameter, 'parameter_name');
}

function checkOffer({ limited_time_offer: offer }: Template, { offer: given }: Filling) {
  if (offer?.has_expiration && !given) {
    const fix = 'Give a component of type limited_time_offer with the time at which it ends.';
    return refused('components', 'The template shows when its offer ends, and no time is given.', fix);
  }
  if (!offer && given) {
    return refused(given.path, 'The template has no limited offer.', 'Leave that component out.');
  }
  return undefined;
}

function checkCards(template: Template, { cards }: Filling, rules: TemplateRules): Refusal | undefined {
  const { length } = template.cards;
  if (length === 0) {
    return cards
      ? refused('components', 'The template has no cards.', 'Leave the component of type carousel out.')
      : undefined;
  }
  if (cards?.length !== length) {
    const reason = `The template has ${length} cards, and ${cards?.length ?? 0} are given.`;
    const fix = 'Give a component of type carousel with every card.';
    return refused('components', reason, fix, { limit: { most: length, least: length, unit: 'cards' } });
  }
  for (const { path, index, filling } of cards) {
    const card = template.cards[index];
    if (!card) return refused(`${path}.card_index`, `The template has no card ${index}.`, 'Count from 0.');
    const problem = checkCard(card, filling, template, rules);
    if (problem) return problem;
  }
  return undefined;
}

function checkLength(template: Template, content: ContentOf<'template'>): Refusal | undefined {
  const { header, footer, buttons, cards } = template;
  const isAlone = !header && !footer && buttons.length === 0 && cards.length === 0;
  const most = isAlone ? longestBody.alone : longestBody.besideOthers;
  const { length } = renderTemplate(template, content).body;
  if (length <= most) return undefined;
  const reason = `With these values the body has ${length} characters; it may have ${most}.`;
  const { path } = fillingOf(content).body;
  return refused(path, reason, 'Shorten the values.', { limit: { most, unit: 'characters' } });
}
