import { z } from 'zod';
import { type Api, read } from './api.ts';

const eventShape = z.object({
  type: z.string(),
  occurred_at: z.string(),
  platform: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});

const pageShape = z.object({ data: z.array(z.unknown()), next_cursor: z.string() });

/** An event, as far as it is shown. */
export type EventView = z.infer<typeof eventShape>;

/** What has happened since a cursor, as the API tells it, and where to go on. */
export type EventPage = z.infer<typeof pageShape>;

/** An event out of a page. */
export function readEvent(json: unknown): EventView {
  return read(json, eventShape);
}

/** What the events are filtered by. */
export interface EventFilter {
  types?: string | undefined;
  account_id?: string | undefined;
  conversation_id?: string | undefined;
}

/** The events behind a cursor, oldest first; empty when there are none yet. */
export async function eventsAfter(api: Api, after: string, filter: EventFilter = {}): Promise<EventPage> {
  return (await api.call('GET', '/api/v1/events', pageShape, { query: { ...filter, after, limit: '200' } }))
    .value;
}

/** The cursor behind everything that has happened so far. */
export async function newestCursor(api: Api): Promise<string> {
  const shape = z.object({ as_of: z.string() });
  return (await api.call('GET', '/api/v1/conversations', shape, { query: { limit: '1' } })).value.as_of;
}

/** Why something failed, as far as events and messages say. */
export const failureShape = z.object({ cause: z.string(), fix: z.string().optional() });
