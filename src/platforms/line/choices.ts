import type { ContentOf, Option } from '../../conversations/content.ts';
import { refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { shorten } from '../text.ts';
import { type Action, actionOf, optionNotes, refusalOf } from './actions.ts';
import { most, pages } from './message-limits.ts';
import { countCharacters, splitText } from './text.ts';

type Choices = ContentOf<'choices'>;

/**
 * Choices as LINE shows them: up to four options under a short text as buttons that stay, else up to
 * thirteen as quick replies. A header too long for a title, descriptions and footer become text.
 */
export function fitChoices(content: Choices): Fitted {
  const { options } = content;
  if (options.length > most.quickReplies) {
    return refused(
      'options',
      `LINE shows at most ${most.quickReplies} options.`,
      'Offer fewer options, or send them as cards.',
      { limit: { most: most.quickReplies, unit: 'options' }, page: pages.quickReply },
    );
  }
  const refusal = refusalOf(options, 'options');
  if (refusal) return refusal;
  const notes = optionNotes(options);
  const text = textWithDetails(content);
  const plain = options.map(({ description: _, section: __, ...option }) => option);
  const titled: Choices = {
    type: 'choices',
    text,
    options: plain,
    ...(content.header && { header: content.header }),
  };
  if (showsAsButtons(titled)) return { ok: true, parts: [titled], notes };
  const whole = [content.header, text].filter(Boolean).join('\n\n');
  const pieces = splitText({ type: 'text', text: whole });
  const last: Choices = { type: 'choices', text: pieces.at(-1)?.text ?? whole, options: plain };
  if (!showsAsButtons(last)) notes.push('Shown as quick replies, which disappear with the next message.');
  return { ok: true, parts: [...pieces.slice(0, -1), last], notes };
}

function textWithDetails(content: Choices): string {
  const descriptions = content.options
    .filter(({ description }) => description)
    .map(({ title, description }) => `${title}: ${description}`);
  return [content.text, descriptions.join('\n'), content.footer].filter(Boolean).join('\n\n');
}

function showsAsButtons({ header, text, options }: Choices): boolean {
  // Asking for a location exists as a quick reply only.
  if (options.length > most.buttons || options.some(isLocation)) return false;
  if (header === undefined) return countCharacters(text) <= most.buttonsText;
  return countCharacters(header) <= most.title && countCharacters(text) <= most.textBesideTitle;
}

function isLocation(option: Option): boolean {
  return actionOf(option).type === 'location';
}

/** A template with buttons. */
interface ButtonsMessage {
  type: 'template';
  altText: string;
  template: { type: 'buttons'; title?: string; text: string; actions: Action[] };
}

/** A text with options that stand above the keyboard. */
interface QuickReplyMessage {
  type: 'text';
  text: string;
  quickReply: { items: { type: 'action'; action: Action }[] };
}

/** Fitted choices in LINE's own form. */
export function choicesMessage(content: Choices): ButtonsMessage | QuickReplyMessage {
  const { header, text } = content;
  const actions = content.options.map(actionOf);
  if (!showsAsButtons(content)) {
    const items = actions.map((action) => ({ type: 'action' as const, action }));
    return { type: 'text', text, quickReply: { items } };
  }
  const altText = shorten([header, text].filter(Boolean).join('\n'), most.altText);
  const template = {
    type: 'buttons' as const,
    ...(header !== undefined && { title: header }),
    text,
    actions,
  };
  return { type: 'template', altText, template };
}
