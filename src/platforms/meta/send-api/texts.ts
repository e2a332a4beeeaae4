import type { ContentOf } from '../../../conversations/content.ts';
import { contactsText } from '../../contact-text.ts';
import { entitiesNote, fitPlainText, fitted, inSequence, refused } from '../../fitting.ts';
import type { Fitted } from '../../platform.ts';
import type { Dialect } from './dialect.ts';

/** A text in as many messages as its length needs. */
export function fitText(text: string, dialect: Dialect): Fitted {
  const one = fitPlainText(text, dialect.text.most, dialect.text.unit);
  return one.ok ? one : { ...one, page: dialect.page };
}

/** A text message; mentions and emoji in it are the text they are. */
export function fitTextContent(content: ContentOf<'text'>, dialect: Dialect): Fitted {
  return inSequence([fitText(content.text, dialect), entitiesNote(content)]);
}

/**
 * A place in words, with a link to a map that every device can open.
 * https://developers.google.com/maps/documentation/urls/get-started#search-action
 */
export function fitLocation(content: ContentOf<'location'>, dialect: Dialect): Fitted {
  const { latitude, longitude, name, address, url } = content;
  const map = `https://www.google.com/maps/search/?api=1&query=${latitude}%2C${longitude}`;
  const text = [name, address, url, map].filter(Boolean).join('\n');
  const note = `${dialect.title} lets no account send a location: sent as text with a link to a map.`;
  return inSequence([fitText(text, dialect), fitted([], note)]);
}

/** Contact cards in words. */
export function fitContacts({ contacts }: ContentOf<'contacts'>, dialect: Dialect): Fitted {
  const text = contactsText(contacts);
  if (text === '') {
    const reason = 'The contacts hold nothing to show.';
    return refused('contacts', reason, 'Give a name or a number.', { page: dialect.page });
  }
  const note = `${dialect.title} has no contact cards: sent as text.`;
  return inSequence([fitText(text, dialect), fitted([], note)]);
}
