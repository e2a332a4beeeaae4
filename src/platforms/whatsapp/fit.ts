import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { entitiesNote, fitted, inSequence, refused } from '../fitting.ts';
import { templateRefusal } from '../meta/template.ts';
import type { Fitted } from '../platform.ts';
import { fitCards } from './cards.ts';
import { fitChoices } from './choices.ts';
import { filledCard, isDate } from './contact-body.ts';
import { fitText } from './fitting.ts';
import { fitFlow } from './flow.ts';
import { lengths, pages } from './limits.ts';
import { fitMedia, fitSticker } from './media.ts';
import { fitNative, templateProblem } from './native.ts';
import { fitProducts } from './products.ts';

/** Makes of a content the messages that WhatsApp can show, one part each, or says why it cannot. */
export function fit(content: OutboundContent): Fitted {
  switch (content.type) {
    case 'text':
      return inSequence([fitText(content.text), entitiesNote(content)]);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fitMedia(content);
    case 'sticker':
      return fitSticker(content);
    case 'contacts':
      return fitContacts(content);
    case 'choices':
      return fitChoices(content);
    case 'cards':
      return fitCards(content);
    case 'template':
      return fitTemplate(content);
    case 'flow':
      return fitFlow(content);
    case 'products':
      return fitProducts(content);
    case 'native':
      return fitNative(content);
    case 'reaction':
      return fitReaction(content);
    case 'location':
      return fitted([content]);
  }
}

function fitContacts(content: ContentOf<'contacts'>): Fitted {
  const contacts = content.contacts.map(filledCard);
  const nameless = contacts.findIndex((card) => !(card.name || card.first_name || card.last_name));
  if (nameless >= 0) {
    const field = `contacts[${nameless}].name`;
    const reason = 'WhatsApp shows no contact without a name.';
    return refused(field, reason, 'Give the contact a name.', { page: pages.messages });
  }
  const parts: OutboundContent[] = [];
  for (let start = 0; start < contacts.length; start += lengths.contacts) {
    parts.push({ type: 'contacts', contacts: contacts.slice(start, start + lengths.contacts) });
  }
  const notes: string[] = [];
  if (parts.length > 1) notes.push(`The contacts are sent in messages of ${lengths.contacts}.`);
  if (contacts.some(({ birthday = '2000-01-31' }) => !isDate(birthday))) {
    notes.push('A birthday that is no date like 1990-01-31 is left out.');
  }
  if (contacts.some((card) => card.vcard)) notes.push('The vCard is left out; its fields are sent instead.');
  return fitted(parts, ...notes);
}

// One character as people see it, of those that are emoji or have become one.
const emojiMark = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function fitReaction(content: ContentOf<'reaction'>): Fitted {
  const { emoji } = content;
  if (emoji === null) return fitted([content]);
  if ([...characters.segment(emoji)].length === 1 && emojiMark.test(emoji)) return fitted([content]);
  const rule = { limit: { most: 1, unit: 'emoji' }, page: pages.messages };
  return refused('emoji', 'A reaction is one emoji.', 'Give one emoji, or null to take it back.', rule);
}

// New lines, tabs and long runs of spaces are refused in the parameters of templates (132018).
const unevenSpace = /[^\S ]+| {5,}/g;

function fitTemplate(content: ContentOf<'template'>): Fitted {
  const { parameters } = content;
  const refusal = templateRefusal(content);
  if (refusal) return { ...refusal, page: pages.messages };
  const problem = templateProblem(content);
  if (problem) return problem;
  if (parameters === undefined) return fitted([content]);
  const even = (value: string) => value.replace(unevenSpace, ' ').trim();
  const evened = Array.isArray(parameters)
    ? parameters.map(even)
    : Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, even(value)]));
  const changed = Object.values(parameters).some((value) => even(value) !== value);
  const note = 'New lines and tabs in template parameters become spaces.';
  return fitted([{ ...content, parameters: evened }], ...(changed ? [note] : []));
}
