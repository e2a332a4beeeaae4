import type { ContentOf, OutboundContent } from '../conversations/content.ts';
import type { Fitted, Refusal } from './fitted.ts';
import { splitText, utf16Units } from './text.ts';

export type { Refusal } from './fitted.ts';

/** Parts that the platform can show, and what was changed for it. */
export function fitted(parts: OutboundContent[], ...notes: string[]): Fitted {
  return { ok: true, parts, notes };
}

/** What cannot be shown, at this path of the content, what to do instead, and the rule behind it. */
export function refused(
  field: string,
  reason: string,
  fix: string,
  rule: Pick<Refusal, 'limit' | 'page'> = {},
): Refusal {
  return { ok: false, field, reason, fix, ...rule };
}

/** A form or a shop that the platform has no message for. */
export function noMessageFor(what: 'flow' | 'products', title: string): Refusal {
  const noun = what === 'flow' ? 'forms inside the chat' : 'messages with products of a catalogue';
  const instead = what === 'flow' ? 'choices, or a text with a link to a form' : 'cards';
  return refused('type', `${title} has no ${noun}.`, `Send ${instead} instead.`);
}

/** Several contents one after the other; the first refusal counts for all. */
export function inSequence(all: readonly Fitted[]): Fitted {
  const parts: OutboundContent[] = [];
  const notes = new Set<string>();
  for (const one of all) {
    if (!one.ok) return one;
    parts.push(...one.parts);
    for (const note of one.notes) notes.add(note);
  }
  return { ok: true, parts, notes: [...notes] };
}

/** A part of a larger content: a refusal of it names the place of that part. */
export function within(path: string, one: Fitted): Fitted {
  return one.ok ? one : { ...one, field: `${path}.${one.field}` };
}

/** A plain text in as many messages as its length needs; `most` is what one of them holds. */
export function fitPlainText(text: string, most: number, unit = utf16Units): Fitted {
  if (text.trim() === '') return refused('text', 'The text is blank.', 'Write something in it.');
  const parts = splitText(text, most, unit).map((part) => ({ type: 'text' as const, text: part }));
  if (parts.length === 1) return fitted(parts);
  const note = `The text is sent as ${parts.length} messages: one holds at most ${most} ${unit.name}.`;
  return fitted(parts, note);
}

/** What is said where a platform shows mentions, emoji and links of its own as the text they are. */
export function entitiesNote({ entities }: ContentOf<'text'>): Fitted {
  return fitted([], ...(entities?.length ? ['Mentions and emoji are sent as plain text.'] : []));
}
