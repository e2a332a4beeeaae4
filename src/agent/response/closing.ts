import { type Hours, holidayAt, isOpen } from '../hours.ts';

// Opening times are given by the minute, but nobody opens for less than this.
const stepMs = 15 * 60_000;
// After longer than this a word about it is news again, and what opens later is as good as never.
const furthestMs = 14 * 24 * 60 * 60_000;

/** What people are told outside the hours, on a holiday by its own text; null: nothing. */
export function closedText(hours: Hours, now: number): string | null {
  return holidayAt(hours, now)?.text ?? hours.closed_text;
}

/** Whether the business has been open since a moment (ms): then it is closed anew. */
export function hasOpenedSince(hours: Hours, since: number, now: number): boolean {
  if (now - since > furthestMs) return true;
  for (let at = since; at < now; at += stepMs) if (isOpen(hours, at)) return true;
  return false;
}

/** When the business opens next (ms), to within a quarter of an hour; null: not within two weeks. */
export function nextOpening(hours: Hours, now: number): number | null {
  const first = Math.ceil(now / stepMs) * stepMs;
  for (let at = first; at <= now + furthestMs; at += stepMs) if (isOpen(hours, at)) return at;
  return null;
}
