import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import { entitiesNote, fitted, inSequence, noMessageFor, refused } from '../fitting.ts';
import { templateRefusal } from '../meta/template.ts';
import type { Fitted } from '../platform.ts';
import { fitCards } from './cards.ts';
import { fitChoices } from './choices.ts';
import { fitText } from './fitting.ts';
import { lengths } from './limits.ts';
import { fitMedia, fitSticker } from './media.ts';

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
    case 'products':
      return noMessageFor(content.type, 'WhatsApp');
    case 'native':
      return fitNative(content);
    case 'location':
    case 'reaction':
      return fitted([content]);
  }
}

function fitContacts({ contacts }: ContentOf<'contacts'>): Fitted {
  const nameless = contacts.findIndex((card) => !(card.name || card.first_name || card.last_name));
  if (nameless >= 0) {
    const field = `contacts[${nameless}].name`;
    return refused(field, 'WhatsApp shows no contact without a name.', 'Give the contact a name.');
  }
  const parts: OutboundContent[] = [];
  for (let start = 0; start < contacts.length; start += lengths.contacts) {
    parts.push({ type: 'contacts', contacts: contacts.slice(start, start + lengths.contacts) });
  }
  const notes: string[] = [];
  if (parts.length > 1) notes.push(`The contacts are sent in messages of ${lengths.contacts}.`);
  if (contacts.some((card) => card.vcard)) notes.push('The vCard is left out; its fields are sent instead.');
  return fitted(parts, ...notes);
}

// New lines, tabs and long runs of spaces are refused in the parameters of templates (132018).
const unevenSpace = /[^\S ]+| {5,}/g;

function fitTemplate(content: ContentOf<'template'>): Fitted {
  const { parameters } = content;
  if (parameters === undefined) return fitted([content]);
  const refusal = templateRefusal(content);
  if (refusal) return refusal;
  const even = (value: string) => value.replace(unevenSpace, ' ').trim();
  const evened = Array.isArray(parameters)
    ? parameters.map(even)
    : Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, even(value)]));
  const changed = Object.values(parameters).some((value) => even(value) !== value);
  const note = 'New lines and tabs in template parameters become spaces.';
  return fitted([{ ...content, parameters: evened }], ...(changed ? [note] : []));
}

function fitNative(content: ContentOf<'native'>): Fitted {
  if (typeof content.body.type === 'string') return fitted([content]);
  const reason = 'A native body for WhatsApp needs a type.';
  return refused(
    'body.type',
    reason,
    'Write the message as the Cloud API expects it, without the recipient.',
  );
}
