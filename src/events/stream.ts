import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { EventRow, Tables } from '../database/schema.ts';
import { Bell } from './bell.ts';
import { toPublicEvent } from './event.ts';
import type { EventFilter } from './log.ts';
import { type EventPage, eventPage } from './page.ts';

/** What a stream of events is made of. */
export interface EventStreamOptions {
  read: Kysely<Tables>;
  workspaceId: string;
  /** Only events after this number. */
  after: number;
  filter: Pick<EventFilter, 'types' | 'platforms' | 'accountId' | 'conversationId'>;
  /** Calls back when there may be news, until the returned function is called. */
  wake(listener: () => void): () => void;
  /** The server is closing, or the client is gone. */
  signal: AbortSignal;
  /** How often a sign of life is sent, and the log read though nobody rang. */
  heartbeatMs: number;
  clock: Clock;
  /** Asked at each heartbeat, since a key may be revoked while its stream is open. */
  permitted(): Promise<boolean>;
  onError(error: unknown): void;
}

// One packet or a few: enough to catch up quickly, little enough to hold for each of many slow clients.
const eventsAtOnce = 100;

/**
 * The events of a workspace as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html),
 * each once and in order. The next ones are read from the log only when the client has taken the last.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const gone = new AbortController();
  const chunks = follow({ ...options, signal: AbortSignal.any([options.signal, gone.signal]) });
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        gone.abort();
        await chunks.return();
      },
    },
    // Nothing is read ahead, and a stream that nobody reads never begins.
    { highWaterMark: 0 },
  );
}

async function* follow(options: EventStreamOptions): AsyncGenerator<string, void, void> {
  const { signal, clock, heartbeatMs } = options;
  const bell = new Bell(clock);
  const unsubscribe = options.wake(bell.ring);
  signal.addEventListener('abort', bell.ring);
  let after = options.after;
  let heartbeatAt = clock.monotonic() + heartbeatMs;
  try {
    // A client that is cut off before the first event comes back to where it began.
    yield signOfLife(after);
    while (!signal.aborted) {
      if (clock.monotonic() >= heartbeatAt) {
        if (!(await options.permitted())) return;
        heartbeatAt = clock.monotonic() + heartbeatMs;
        yield signOfLife(after);
      }
      // Before reading: what rings from here on may be missing from the page.
      bell.reset();
      const { rows, next } = await nextPage(options, after);
      after = next;
      if (rows.length > 0) yield rows.map(toServerSentEvent).join('');
      if (rows.length < eventsAtOnce) await bell.wait(heartbeatAt - clock.monotonic());
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', bell.ring);
  }
}

/** While the log cannot be read there is nothing new; the next heartbeat tries again. */
async function nextPage(options: EventStreamOptions, after: number): Promise<EventPage> {
  const { read, workspaceId, filter } = options;
  try {
    return await eventPage(read, { ...filter, workspaceId, after, limit: eventsAtOnce });
  } catch (error) {
    options.onError(error);
    return { rows: [], next: after };
  }
}

/** A comment, which keeps the connection open, and the place to come back to; clients see no event. */
function signOfLife(after: number): string {
  return `: alive\nid: ${after}\n\n`;
}

function toServerSentEvent(row: EventRow): string {
  return `id: ${row.seq}\nevent: ${row.type}\ndata: ${JSON.stringify(toPublicEvent(row))}\n\n`;
}
