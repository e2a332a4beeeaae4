import type { ContentOf, Option } from '../../../conversations/content.ts';
import { fitted, inSequence, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import { splitText } from '../../text.ts';
import { withIds } from '../option-ids.ts';
import { framedText, optionLine } from '../option-text.ts';
import { canCall, optionRefusal, titleNote, withShortTitle } from './buttons.ts';
import type { Dialect } from './dialect.ts';
import { lengths } from './lengths.ts';
import { pages } from './pages.ts';
import { fitText } from './texts.ts';

type Choices = ContentOf<'choices'>;

/** Whether fitted options are buttons that stay in the chat; others are quick replies, which do not. */
export function areButtons(options: readonly Option[]): boolean {
  return options.some((option) => !isTap(option));
}

/**
 * Up to three options with a link or a number among them are buttons, up to thirteen plain ones are quick
 * replies. Other links and numbers are written into the text; more options stand there, numbered.
 */
export function fitChoices(content: Choices, dialect: Dialect): Fitted {
  const { title } = dialect;
  if (content.text.trim() === '') {
    return refused('text', 'The text is blank.', 'Write something in it.', { page: dialect.page });
  }
  for (const [index, option] of content.options.entries()) {
    const refusal = optionRefusal(option, `options[${index}]`, dialect);
    if (refusal) return refusal;
  }
  const options = withIds(content.options, { title, most: lengths.payload, page: pages.quick_replies });
  if ('ok' in options) return options;
  const choices = { ...content, options };
  if (fitAsButtons(options, dialect)) return fitTaps(choices, options, dialect, lengths.button_text);
  const taps = options.filter(isTap);
  if (taps.length > lengths.quick_replies) return fitNumbered(choices, dialect);
  return fitTaps(choices, taps, dialect);
}

function isTap({ url, phone }: Option): boolean {
  return url === undefined && phone === undefined;
}

function fitAsButtons(options: readonly Option[], dialect: Dialect): boolean {
  if (options.length > lengths.buttons || !areButtons(options)) return false;
  return options.every(
    (option) => !option.asks && (isTap(option) || option.url !== undefined || canCall(option, dialect)),
  );
}

/**
 * The options that can be tapped, under the text and all that has no place of its own. `most` is the longest
 * text above buttons; other texts are messages like any.
 */
function fitTaps(content: Choices, taps: readonly Option[], dialect: Dialect, most?: number): Fitted {
  const others = content.options.filter((option) => !taps.includes(option));
  const described = taps.filter(({ description }) => description);
  const lines = [
    // What a button leads to need not be read.
    ...described.map(({ title, description }) => `${title} – ${description}`),
    ...others.map(optionLine),
  ];
  const text = framedText(content, [content.text, lines.join('\n')].filter(Boolean).join('\n\n'));
  const short = taps.map((option) => (option.asks ? { option, shortened: false } : withShortTitle(option)));
  const notes = notesOn(content, others, dialect);
  if (short.some(({ shortened }) => shortened)) notes.push(titleNote);
  if (taps.length === 0) return inSequence([fitText(text, dialect), fitted([], ...notes)]);
  return underText(
    text,
    short.map(({ option }) => option),
    notes,
    dialect,
    most,
  );
}

function notesOn(content: Choices, inText: readonly Option[], { title, asking }: Dialect): string[] {
  const { header, footer, options } = content;
  const notes: string[] = [];
  if (header || footer) notes.push('Header and footer are part of the text.');
  if (options.some(({ description }) => description)) notes.push('Descriptions are written into the text.');
  if (options.some(({ section }) => section)) {
    notes.push(`${title} has no sections: the options are shown as one row.`);
  }
  if (inText.length > 0) notes.push('Links and phones are written into the text.');
  if (options.some(({ asks }) => asks)) notes.push(asking);
  return notes;
}

function underText(
  text: string,
  options: Option[],
  notes: readonly string[],
  dialect: Dialect,
  most: number | undefined,
): Fitted {
  const { text: limit } = dialect;
  const pieces = most === undefined ? [text] : splitText(text, most);
  const texts = pieces.flatMap((piece) => splitText(piece, limit.most, limit.unit));
  const last: Choices = { type: 'choices', text: texts.pop() ?? text, options: options.map(bare) };
  const note = 'The text is sent in several messages, the last one with the options.';
  return fitted(
    [...texts.map((piece) => ({ type: 'text' as const, text: piece })), last],
    ...notes,
    ...(texts.length > 0 ? [note] : []),
  );
}

function bare({ description: _, section: __, ...option }: Option): Option {
  return option;
}

function fitNumbered(content: Choices, dialect: Dialect): Fitted {
  const lines = content.options.map((option, index) => `${index + 1}. ${optionLine(option)}`);
  const text = framedText(content, `${content.text}\n\n${lines.join('\n')}`);
  const note = `${dialect.title} shows at most ${lengths.quick_replies} options: they stand numbered in the text, and the person answers in words.`;
  const plain = { ...content, options: content.options.map(({ asks: _, ...option }) => option) };
  return inSequence([fitText(text, dialect), fitted([], note, ...notesOn(plain, [], dialect))]);
}
