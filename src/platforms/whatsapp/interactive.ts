import type { ContentOf, Option } from '../../conversations/content.ts';
import { compact, type Json } from '../readers.ts';
import { shorten } from '../text.ts';
import { cardText } from './cards.ts';
import { type Shape, shapeOf } from './choices.ts';
import { lengths } from './limits.ts';

/**
 * The interactive body of choices that have been fitted.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export function choicesBody(content: ContentOf<'choices'>): Json {
  const { header, footer, text, button, options } = content;
  return compact({
    ...kinds[shapeOf(options)](options, button),
    header: header === undefined ? undefined : { type: 'text', text: header },
    body: { text },
    footer: footer === undefined ? undefined : { text: footer },
  });
}

/** The interactive body of one card with a picture; its options are buttons or one link. */
export function cardBody(card: ContentOf<'cards'>['cards'][number]): Json {
  const options = card.options ?? [];
  return {
    ...kinds[shapeOf(options)](options),
    header: { type: 'image', image: { link: card.image_url } },
    body: { text: cardText(card) },
  };
}

const kinds: Record<Shape, (options: readonly Option[], button?: string) => Json> = {
  buttons: (options) => ({
    type: 'button',
    action: { buttons: options.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) },
  }),
  list: (options, button = 'Options') => {
    const label = shorten(button, lengths.list_button);
    return { type: 'list', action: { button: label, sections: sectionsOf(options, label) } };
  },
  link: ([option]) => ({
    type: 'cta_url',
    action: { name: 'cta_url', parameters: { display_text: option?.title, url: option?.url } },
  }),
  location: () => ({ type: 'location_request_message', action: { name: 'send_location' } }),
  phone: () => ({ type: 'request_contact_info', action: { name: 'request_contact_info' } }),
};

/** Rows under their sections; a row without one belongs to the section before it. */
function sectionsOf(options: readonly Option[], label: string): Json[] {
  const sections = new Map<string, Json[]>();
  let current = label;
  for (const { id, title, description, section } of options) {
    current = section ?? current;
    const rows = sections.get(current) ?? [];
    sections.set(current, [...rows, compact({ id, title, description })]);
  }
  // A single section may go without a title, several must not.
  const titled = sections.size > 1 || options.some(({ section }) => section !== undefined);
  return [...sections].map(([title, rows]) =>
    titled ? { title: shorten(title, lengths.section_title), rows } : { rows },
  );
}
