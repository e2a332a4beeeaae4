import type { ContentOf, Option } from '../../conversations/content.ts';
import { fitted, inSequence, refused } from '../fitting.ts';
import { withIds } from '../meta/option-ids.ts';
import { framedText, optionLine } from '../meta/option-text.ts';
import type { Fitted } from '../platform.ts';
import { shorten, splitText } from '../text.ts';
import { fitText, tooMany, withoutBlanks } from './fitting.ts';
import { lengths, pages } from './limits.ts';

type Choices = ContentOf<'choices'>;

/** How WhatsApp shows choices: each is an interactive message of its own kind. */
export type Shape = 'buttons' | 'list' | 'link' | 'location' | 'phone';

const page = pages.buttons;
const buttonIds = { most: lengths.button_id, page: pages.buttons };
const rowIds = { most: lengths.row_id, page: pages.list };

/** The shape that fits these options; they must have gone through {@link fitChoices}. */
export function shapeOf(options: readonly Option[]): Shape {
  const only = options.length === 1 ? options[0] : undefined;
  if (only?.asks === 'location' || only?.asks === 'phone') return only.asks;
  if (only?.url !== undefined) return 'link';
  return areButtons(options) ? 'buttons' : 'list';
}

function areButtons(options: readonly Option[]): boolean {
  const titles = new Set(options.map(({ title }) => title));
  const plain = ({ title, description, section }: Option) =>
    title.length <= lengths.button_title && description === undefined && section === undefined;
  return options.length <= lengths.buttons && titles.size === options.length && options.every(plain);
}

/**
 * Up to three plain options are buttons, up to ten a list, a single link is a link button. Links that
 * stand beside others are written into the text, and each question for a place or phone is a message.
 */
export function fitChoices(given: Choices): Fitted {
  const content = withoutBlanks(given, ['header', 'footer', 'button']);
  if (content.text.trim() === '')
    return refused('text', 'The text is blank.', 'Write something in it.', { page });
  const trimmed = content.options.map((option) => ({
    ...withoutBlanks(option, ['description', 'section']),
    title: option.title.trim(),
  }));
  const bad = firstRefusal(trimmed);
  if (bad) return bad;
  const tapped = areButtons(trimmed.filter(isPlain)) ? buttonIds : rowIds;
  const options = withIds(trimmed, { title: 'WhatsApp', ...tapped });
  if ('ok' in options) return options;
  const only = options.length === 1 ? options[0] : undefined;
  if (only?.asks) return framed({ ...content, options });
  if (only?.url) {
    // A link button has no room for a description.
    return framed({ ...content, text: [content.text, only.description].filter(Boolean).join('\n'), options });
  }
  const plain = options.filter(isPlain);
  const links = options.filter((option) => !isPlain(option) && !option.asks);
  const text = [content.text, ...links.map(optionLine)].join('\n');
  return inSequence([
    plain.length > 0 ? fitTaps({ ...content, text, options: plain }) : fitText(framedText(content, text)),
    ...(links.length > 0 ? [fitted([], 'Links and phones are written into the text.')] : []),
    ...options
      .filter((option) => option.asks)
      .map((option) => framed({ type: 'choices', text: option.title, options: [option] })),
  ]);
}

function isPlain({ asks, url, phone }: Option): boolean {
  return asks === undefined && url === undefined && phone === undefined;
}

function fitTaps(content: Choices): Fitted {
  const fix = 'Send fewer options, or ask in two steps.';
  const rule = { most: lengths.rows, unit: 'options', page: pages.list, fix };
  return tooMany('options', content.options.length, rule) ?? framed(content);
}

function firstRefusal(options: readonly Option[]): Fitted | undefined {
  for (const [index, { id, title, asks, url }] of options.entries()) {
    const field = `options[${index}]`;
    if (title === '')
      return refused(`${field}.title`, 'The title is blank.', 'Give the option a title.', { page });
    if (id !== undefined && id !== id.trim()) {
      const reason = 'An id neither begins nor ends with a blank.';
      return refused(`${field}.id`, reason, 'Give an id without blanks around it.', { page });
    }
    if (url !== undefined && !/^https?:/i.test(url)) {
      const fix = 'Give a link that begins with https.';
      return refused(`${field}.url`, 'WhatsApp opens links of http and https only.', fix, {
        page: pages.link,
      });
    }
    if (asks === 'email' || asks === 'datetime') {
      const reason = `WhatsApp has no button that asks for ${asks === 'email' ? 'an e-mail address' : 'a time'}.`;
      const fix = 'Ask for it in the text, or send a form as flow content.';
      return refused(`${field}.asks`, reason, fix, { page: pages.messages });
    }
  }
  return undefined;
}

/** Brings header, footer, text and titles to their lengths; what is too long moves into the text. */
function framed(content: Choices): Fitted {
  const { header, footer, text, ...rest } = content;
  const shape = shapeOf(content.options);
  const notes = new Set<string>();
  const asks = shape === 'location' || shape === 'phone';
  const keepsHeader = header !== undefined && !asks && header.length <= lengths.header;
  const keepsFooter = footer !== undefined && !asks && footer.length <= lengths.footer;
  const moved = { ...(!keepsHeader && { header }), ...(!keepsFooter && { footer }) };
  if (moved.header ?? moved.footer) notes.add('Header or footer is part of the text.');
  const bodies = splitText(framedText(moved, text), shape === 'list' ? lengths.list_body : lengths.body);
  if (bodies.length > 1) notes.add('The text is sent in several messages, the last one with the options.');
  const last = bodies.pop() ?? text;
  if (shape === 'list' && (content.button ?? '').length > lengths.list_button) {
    notes.add(`The label of the list is shortened to ${lengths.list_button} characters.`);
  }
  const options = content.options.map((option) => fitOption(option, shape, notes));
  return inSequence([
    ...bodies.map(fitText),
    fitted(
      [
        {
          ...rest,
          text: last,
          options,
          ...(keepsHeader && { header }),
          ...(keepsFooter && { footer }),
        },
      ],
      ...notes,
    ),
  ]);
}

function fitOption(option: Option, shape: Shape, notes: Set<string>): Option {
  const most = shape === 'list' ? lengths.row_title : lengths.button_title;
  const title = shorten(option.title, most);
  if (shape === 'location' || shape === 'phone' || shape === 'buttons') return option;
  if (title !== option.title) notes.add(`Titles are shortened to ${most} characters.`);
  if (shape === 'link') return { ...option, title };
  if ((option.section ?? '').length > lengths.section_title) {
    notes.add(`Titles of sections are shortened to ${lengths.section_title} characters.`);
  }
  // The full title finds room in the description when there is none.
  const full = option.description ?? (title === option.title ? undefined : option.title);
  if (full === undefined) return { ...option, title };
  const description = shorten(full, lengths.row_description);
  if (description !== full) {
    notes.add(`Descriptions are shortened to ${lengths.row_description} characters.`);
  }
  return { ...option, title, description };
}
