import { ParleyError, type ParleyEvent } from '../../../src/client/index.ts';
import { hub } from '../api/hub.ts';

/** Hears events in the order in which they happened, several at once. */
export type EventListener = (events: readonly ParleyEvent[]) => void;

// Quick enough to feel live, slow enough that 50 events a second are five paintings of a list and not 50.
const flushMs = 200;

const listeners = new Set<EventListener>();
let waiting: ParleyEvent[] = [];

/** Hears all events from now on, until the returned function is called. */
export function onEvents(listener: EventListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(event: ParleyEvent): void {
  waiting.push(event);
  // The first one of a batch sets the time for all.
  if (waiting.length > 1) return;
  setTimeout(() => {
    const events = waiting;
    waiting = [];
    for (const listener of listeners) listener(events);
  }, flushMs);
}

/**
 * Follows the events of a workspace. Browsers open only a few connections to one host, so of all tabs one follows for
 * the others: the one that holds a lock, and when it is closed the next one goes on from the event it saw last. Where
 * the page is not served safely there are no locks, and each tab follows by itself.
 */
export function startFeed(workspace: string): () => void {
  const end = new AbortController();
  const name = `parley.events.${workspace}`;
  const channel = new BroadcastChannel(name);
  let place: string | undefined;
  const hear = (event: ParleyEvent) => {
    place = event.cursor;
    tell(event);
  };
  channel.onmessage = ({ data }: MessageEvent<ParleyEvent>) => hear(data);
  const follow = async () => {
    place ??= await latestPlace(end.signal);
    for await (const event of hub.events({ after: place, signal: end.signal })) {
      hear(event);
      channel.postMessage(event);
    }
  };
  const follows =
    'locks' in navigator ? navigator.locks.request(name, { signal: end.signal }, follow) : follow();
  follows.catch((error: unknown) => {
    // A session that has ended shows itself at the next request.
    if (!end.signal.aborted && !(error instanceof ParleyError)) throw error;
  });
  return () => {
    end.abort();
    channel.close();
  };
}

/** Where events stand now; what is read after that is no older. */
async function latestPlace(signal: AbortSignal): Promise<string> {
  const page = await hub.request('GET /api/v1/conversations', { query: { limit: 1 } }, { signal });
  return page.as_of;
}
