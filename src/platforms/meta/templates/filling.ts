import type { ContentOf } from '../../../conversations/content.ts';
import { isObject, type Json, objectAt, objectsAt, textAt } from '../../readers.ts';
import { typeOf } from './read.ts';

/** What a content gives for the template it names, and where each piece of it stands in the content. */
export interface Filling {
  header: Filled | null;
  body: Filled;
  buttons: FilledButton[];
  /** The cards of a carousel, by their place; null where none are given. */
  cards: { path: string; index: number; filling: Filling }[] | null;
  offer: Filled | null;
}

/** The values of one component. */
export interface Filled {
  path: string;
  parameters: Json[];
  /** The path of one value: of one that is there, or of one that is missing. */
  at(index: number, name?: string): string;
}

/** The values of one button. */
export interface FilledButton extends Filled {
  index: number;
  sub_type: string;
}

/** What is given, whether it stands in `parameters` or in `components`. */
export function fillingOf({ parameters, components = [] }: ContentOf<'template'>): Filling {
  const filling = componentsOf(components, 'components');
  if (parameters === undefined || Object.keys(parameters).length === 0) return filling;
  return { ...filling, body: bodyOf(parameters) };
}

function bodyOf(parameters: NonNullable<ContentOf<'template'>['parameters']>): Filled {
  if (Array.isArray(parameters)) {
    return filled(
      'parameters',
      parameters.map((text) => ({ type: 'text', text })),
      (index) => `parameters[${index}]`,
    );
  }
  const given = Object.entries(parameters);
  return filled(
    'parameters',
    given.map(([parameter_name, text]) => ({ type: 'text', parameter_name, text })),
    (index, name) => `parameters.${name ?? given[index]?.[0] ?? index}`,
  );
}

function filled(path: string, parameters: Json[], at: Filled['at']): Filled {
  return { path, parameters, at };
}

function componentsOf(components: readonly Json[], path: string): Filling {
  const all = components.map((component, index) => ({ component, path: `${path}[${index}]` }));
  const one = (type: string) => all.find(({ component }) => typeOf(component) === type);
  const header = one('header');
  const body = one('body');
  const offer = one('limited_time_offer');
  const carousel = one('carousel');
  return {
    header: header ? componentOf(header) : null,
    // Values that are missing are named where a caller would give them.
    body: body ? componentOf(body) : filled('parameters', [], (index, name) => missingAt(path, index, name)),
    buttons: all.filter(({ component }) => typeOf(component) === 'button').map(buttonOf),
    cards: carousel ? cardsOf(carousel.component, `${carousel.path}.cards`) : null,
    offer: offer ? componentOf(offer) : null,
  };
}

function missingAt(path: string, index: number, name: string | undefined): string {
  if (path !== 'components') return path;
  return name === undefined ? `parameters[${index}]` : `parameters.${name}`;
}

function componentOf({ component, path }: { component: Json; path: string }): Filled {
  const list = `${path}.parameters`;
  return filled(list, objectsAt(component, 'parameters'), (index) => `${list}[${index}]`);
}

function buttonOf(given: { component: Json; path: string }): FilledButton {
  const { component } = given;
  return {
    ...componentOf(given),
    path: given.path,
    index: Number(textAt(component, 'index') ?? Number.NaN),
    sub_type: textAt(component, 'sub_type')?.toLowerCase() ?? '',
  };
}

function cardsOf(carousel: Json, path: string): NonNullable<Filling['cards']> {
  const cards = Array.isArray(carousel.cards) ? carousel.cards.filter(isObject) : [];
  return cards.map((card, place) => ({
    path: `${path}[${place}]`,
    index: Number(textAt(card, 'card_index') ?? place),
    filling: componentsOf(objectsAt(card, 'components'), `${path}[${place}].components`),
  }));
}

/** A value as people read it. */
export function shownValue(parameter: Json): string {
  const type = typeOf(parameter);
  if (type === 'currency' || type === 'date_time') {
    return textAt(objectAt(parameter, type), 'fallback_value') ?? '';
  }
  return textAt(parameter, 'text') ?? textAt(parameter, 'coupon_code') ?? '';
}

/** The value of a placeholder: by its name where values have names, else by its place. */
export function givenFor({ parameters }: Filled, name: string, place: number): string | undefined {
  const named = parameters.find((one) => textAt(one, 'parameter_name') === name);
  const found = named ?? (parameters.some((one) => 'parameter_name' in one) ? undefined : parameters[place]);
  return found && shownValue(found);
}
