import type { Kysely } from 'kysely';
import type { EventRow, Tables } from '../database/schema.ts';
import { type EventFilter, latestEvent, readEvents } from './log.ts';

/** Some events, and the number to go on from. */
export interface EventPage {
  rows: EventRow[];
  next: number;
}

/**
 * The next events that pass a filter. When there are no more for now, `next` lies behind everything that
 * was looked at, so that what does not pass is not looked at again.
 */
export async function eventPage(read: Kysely<Tables>, filter: EventFilter): Promise<EventPage> {
  // Read first: numbers become visible in their order, so nothing at or below this can come later.
  const latest = await latestEvent(read, filter.workspaceId);
  const rows = await readEvents(read, filter);
  const last = rows.at(-1)?.seq ?? filter.after;
  return { rows, next: rows.length < filter.limit ? Math.max(latest, last) : last };
}
