import type { Event as AnyEvent, EventData } from './api.ts';
import { ParleyError, unreachable } from './error.ts';
import { type ClientOptions, open, pause, waitAfter } from './request.ts';

/** An event with the data of its type: `event.type === 'message.received'` tells what `event.data` is. */
export type ParleyEvent = {
  [Type in keyof EventData]: Omit<AnyEvent, 'type' | 'data'> & { type: Type; data: EventData[Type] };
}[keyof EventData];

/** Which events to follow. */
export interface EventsOptions {
  /** Only events after this cursor; without it from now on. `'0'` begins with the first. */
  after?: string;
  /** Only these types; `message.*` means all that begin with `message.`. */
  types?: readonly string[];
  platforms?: readonly string[];
  account_id?: string;
  conversation_id?: string;
  /** Ends the iteration. */
  signal?: AbortSignal;
}

/** A block of the stream: an event, or only a sign of life with the place to come back to. */
interface Block {
  id?: string;
  data?: string;
}

// The hub shows every 15 s that it lives; a connection that is silent for longer is dead.
const silenceMs = 45_000;

/**
 * Follows the log of events, each once and in order. When the connection is cut, or the hub is restarted, it goes on
 * where it was, as long as it takes; it ends only by the signal, or by leaving the loop.
 *
 * @throws ParleyError when the hub refuses: the key was revoked, or the filter is wrong
 */
export async function* followEvents(
  options: ClientOptions,
  { after, signal, types, platforms, ...rest }: EventsOptions,
): AsyncGenerator<ParleyEvent, void, void> {
  const query = { ...rest, types: types?.join(','), platforms: platforms?.join(',') };
  let place = after;
  for (let failures = 0; !signal?.aborted; ) {
    try {
      for await (const { id, data } of blocksOf(options, { ...query, after: place }, signal)) {
        place = id ?? place;
        failures = 0;
        // The hub prints events of just these types.
        if (data !== undefined) yield JSON.parse(data) as ParleyEvent;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof ParleyError) || !error.retryable) throw error;
      await pause(waitAfter(failures++, error.retryAfterMs), signal);
    }
  }
}

async function* blocksOf(
  options: ClientOptions,
  query: Record<string, string | undefined>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Block, void, void> {
  const silence = new AbortController();
  const signals = signal ? [signal, silence.signal] : [silence.signal];
  const more = { signal: AbortSignal.any(signals) };
  const response = await open(options, 'GET /api/v1/events/stream', { query }, more);
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let text = '';
  let watch = setTimeout(() => silence.abort(), silenceMs);
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw unreachable(error);
      });
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(() => silence.abort(), silenceMs);
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        yield parsed(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  } finally {
    clearTimeout(watch);
    await reader.cancel().catch(() => {});
  }
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
function parsed(block: string): Block {
  const found: Block = {};
  for (const line of block.split('\n')) {
    if (line.startsWith('id: ')) found.id = line.slice(4);
    if (line.startsWith('data: ')) found.data = line.slice(6);
  }
  return found;
}
