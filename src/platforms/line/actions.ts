import type { Option } from '../../conversations/content.ts';
import { type Refusal, refused } from '../fitting.ts';
import { most, pages, units } from './message-limits.ts';
import { shortenCharacters } from './text.ts';

// https://developers.line.biz/en/reference/messaging-api/#uri-action
const openedSchemes = ['http:', 'https:', 'line:', 'tel:'];

/** What happens on a tap, as LINE writes it. */
export type Action =
  | { type: 'uri'; label: string; uri: string }
  | { type: 'datetimepicker'; label: string; data: string; mode: 'datetime' }
  | { type: 'location'; label: string }
  | { type: 'postback'; label: string; data: string; displayText: string; inputOption?: 'openKeyboard' };

/** The action of an option. A plain tap comes back as a postback whose data is the option's id. */
export function actionOf(option: Option): Action {
  const label = shortenCharacters(option.title, most.label);
  if (option.url !== undefined) return { type: 'uri', label, uri: encodeUrl(option.url) };
  if (option.phone !== undefined) return { type: 'uri', label, uri: `tel:${dialled(option.phone)}` };
  if (option.asks === 'location') return { type: 'location', label };
  const data = option.id ?? option.title;
  if (option.asks === 'datetime') return { type: 'datetimepicker', label, data, mode: 'datetime' };
  const displayText = shortenCharacters(option.title, most.spokenText);
  const postback = { type: 'postback', label, data, displayText } as const;
  return option.asks === undefined ? postback : { ...postback, inputOption: 'openKeyboard' };
}

/** Why the first of these options that cannot be shown cannot; null when all can. */
export function refusalOf(options: readonly Option[], field: string): Refusal | null {
  for (const [index, option] of options.entries()) {
    const refusal = optionRefusal(option, `${field}[${index}]`);
    if (refusal) return refusal;
  }
  return null;
}

function optionRefusal(option: Option, field: string): Refusal | null {
  if (option.url !== undefined) return linkRefusal(option.url, `${field}.url`);
  if (option.phone !== undefined) {
    if (dialled(option.phone) !== '') return null;
    return refused(
      `${field}.phone`,
      'This is no phone number.',
      'Give the number with its country code: +66….',
      { page: pages.actions },
    );
  }
  if ((option.id ?? option.title).length <= most.data) return null;
  return refused(
    `${field}.id`,
    `LINE carries at most ${most.data} characters back on a tap.`,
    'Give a shorter id.',
    { limit: { most: most.data, unit: units.text }, page: pages.actions },
  );
}

function linkRefusal(url: string, field: string): Refusal | null {
  if (!openedSchemes.includes(new URL(url).protocol)) {
    return refused(field, 'LINE opens only http, https, line and tel links.', 'Give an https link.', {
      page: pages.actions,
    });
  }
  if (encodeUrl(url).length <= most.uri) return null;
  return refused(
    field,
    `LINE takes links of at most ${most.uri} characters on a button.`,
    'Shorten the link.',
    { limit: { most: most.uri, unit: units.text }, page: pages.actions },
  );
}

/** What is shown otherwise than it was given. */
export function optionNotes(options: readonly Option[]): string[] {
  const notes: string[] = [];
  if (options.some(({ title }) => shortenCharacters(title, most.label) !== title)) {
    notes.push('LINE shows 20 characters on a button: longer titles are shortened.');
  }
  if (options.some(({ asks }) => asks === 'phone' || asks === 'email')) {
    notes.push('LINE hands over no phone number or address on a tap: the button opens the keyboard.');
  }
  if (options.some(({ section }) => section !== undefined)) {
    notes.push('LINE has no sections: the options are shown as one row.');
  }
  return notes;
}

/** LINE wants links percent-encoded; one that is already is left as it stands, to the character. */
export function encodeUrl(url: string): string {
  return /^[\x21-\x7e]*$/.test(url) ? url : new URL(url).href;
}

function dialled(phone: string): string {
  return phone.replace(/[^\d+*#]/g, '');
}
