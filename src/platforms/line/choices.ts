import type { ContentOf, Option } from '../../conversations/content.ts';
import { refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { shorten } from '../text.ts';
import { type Action, actionOf, optionNotes, refusalOf } from './actions.ts';
import { countCharacters, splitText } from './text.ts';

type Choices = ContentOf<'choices'>;

// https://developers.line.biz/en/reference/messaging-api/#buttons and #quick-reply
const mostButtons = 4;
const mostQuickReplies = 13;
const longestTitle = 40;
const longestText = 160;
const longestTextWithTitle = 60;

/** The longest text that stands for a template where it cannot be shown. */
export const longestAltText = 1500;

/**
 * Choices as LINE shows them: up to four options under a short text as buttons that stay, else up to
 * thirteen as quick replies. A header too long for a title, descriptions and footer become text.
 */
export function fitChoices(content: Choices): Fitted {
  const { options } = content;
  if (options.length > mostQuickReplies) {
    return refused(
      'options',
      `LINE shows at most ${mostQuickReplies} options.`,
      'Offer fewer options, or send them as cards.',
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
  if (options.length > mostButtons || options.some(isLocation)) return false;
  if (header === undefined) return countCharacters(text) <= longestText;
  return countCharacters(header) <= longestTitle && countCharacters(text) <= longestTextWithTitle;
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
  const altText = shorten([header, text].filter(Boolean).join('\n'), longestAltText);
  const template = {
    type: 'buttons' as const,
    ...(header !== undefined && { title: header }),
    text,
    actions,
  };
  return { type: 'template', altText, template };
}
