import type { OutboundContent } from '../../conversations/content.ts';
import { splitText } from '../meta/text.ts';
import type { Fitted } from '../platform.ts';
import { limits } from './limits.ts';

/** Parts that WhatsApp can show. */
export function fitted(parts: OutboundContent[], ...notes: string[]): Fitted {
  return { ok: true, parts, notes };
}

/** What cannot be shown, and what to do instead. */
export function refused(field: string, reason: string, fix: string): Fitted {
  return { ok: false, field, reason, fix };
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

/** A text in as many messages as its length needs. */
export function fitText(text: string): Fitted {
  if (text.trim() === '') return refused('text', 'The text is blank.', 'Write something in it.');
  const texts = splitText(text, limits.text_length);
  const parts = texts.map((part) => ({ type: 'text' as const, text: part }));
  if (parts.length === 1) return fitted(parts);
  const most = limits.text_length;
  return fitted(parts, `The text is sent as ${parts.length} messages: one holds at most ${most} characters.`);
}
