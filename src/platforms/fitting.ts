import type { OutboundContent } from '../conversations/content.ts';
import type { Fitted } from './platform.ts';

/** Why a content cannot be sent. */
export type Refusal = Extract<Fitted, { ok: false }>;

/** Parts that the platform can show, and what was changed for it. */
export function fitted(parts: OutboundContent[], ...notes: string[]): Fitted {
  return { ok: true, parts, notes };
}

/** What cannot be shown, at this path of the content, and what to do instead. */
export function refused(field: string, reason: string, fix: string): Refusal {
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
