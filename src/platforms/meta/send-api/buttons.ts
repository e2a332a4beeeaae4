import type { Option } from '../../../conversations/content.ts';
import { type Refusal, refused } from '../../fitting.ts';
import type { Json } from '../../readers.ts';
import { shorten } from '../../text.ts';
import type { Dialect } from './dialect.ts';
import { lengths } from './lengths.ts';
import { pages } from './pages.ts';

/** The note on titles that are too long. */
export const titleNote = `Titles are shortened to ${lengths.title} characters.`;

/** Why no platform of the Send API shows this option anywhere; undefined when it can be shown. */
export function optionRefusal(option: Option, field: string, { title }: Dialect): Refusal | undefined {
  const page = pages.buttons;
  if (option.title.trim() === '') {
    return refused(`${field}.title`, 'The title is blank.', 'Give the option a title.', { page });
  }
  if (option.url !== undefined && !/^https?:/i.test(option.url)) {
    const reason = `${title} opens only http and https links.`;
    return refused(`${field}.url`, reason, 'Give an https link.', { page });
  }
  if (option.asks === 'location' || option.asks === 'datetime') {
    const what = option.asks === 'location' ? 'a place' : 'a time';
    const reason = `${title} has no button that asks for ${what}.`;
    return refused(`${field}.asks`, reason, 'Ask for it in the text.', { page: pages.quick_replies });
  }
  return undefined;
}

/** Whether a tap on the option can call its number; without a country code it cannot. */
export function canCall({ phone = '' }: Option, { calls }: Dialect): boolean {
  return calls && /^\+\d{5,15}$/.test(dialled(phone));
}

function dialled(phone: string): string {
  return phone.replace(/[^\d+]/g, '').replace(/^00/, '+');
}

/** The option with a title that fits, and whether it had to be shortened. */
export function withShortTitle(option: Option): { option: Option; shortened: boolean } {
  const title = shorten(option.title.trim(), lengths.title);
  return { option: { ...option, title }, shortened: title !== option.title.trim() };
}

/**
 * A button of a template. A tap on one without a link or number comes back as a postback with the option's id.
 * https://developers.facebook.com/docs/messenger-platform/reference/buttons
 */
export function buttonOf({ id, title, url, phone }: Option): Json {
  if (url !== undefined) return { type: 'web_url', url, title };
  if (phone !== undefined) return { type: 'phone_number', title, payload: dialled(phone) };
  return { type: 'postback', title, payload: id ?? title };
}

/**
 * A quick reply; a tap comes back as a message with the option's id. One that asks shows what the person's own
 * profile holds.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
 */
export function quickReplyOf({ id, title, asks }: Option): Json {
  if (asks === 'phone') return { content_type: 'user_phone_number' };
  if (asks === 'email') return { content_type: 'user_email' };
  return { content_type: 'text', title, payload: id ?? title };
}
