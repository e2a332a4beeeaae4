import type { Clock } from '../clock.ts';
import type { PublicEvent } from '../events/event.ts';
import { storableText } from '../storable.ts';
import type { CallResult } from './call-result.ts';
import type { Consumer } from './consumer.ts';

/** Handles one event; throws to get it again later. */
export type EventHandler = (event: PublicEvent) => Promise<void> | void;

const scheme = 'in-process:';
// As of an answer over HTTP.
const reasonLength = 500;

/** The address of a function in this process, in place of a URL. */
export function inProcessUrl(name: string): string {
  return `${scheme}${name}`;
}

/** Functions of this process that take events as endpoints do: by the consumer they stand behind. */
export class InProcessHandlers {
  readonly #clock: Clock;
  readonly #handlers = new Map<string, EventHandler>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on this consumer's events go to this function. */
  set(consumerId: string, handler: EventHandler): void {
    this.#handlers.set(consumerId, handler);
  }

  /** What came of handing an event to a function; null when the consumer is reached by HTTP. */
  async call(consumer: Consumer, event: PublicEvent): Promise<CallResult | null> {
    if (!consumer.url.startsWith(scheme)) return null;
    const started = this.#clock.monotonic();
    const result = (error: string | null): CallResult => {
      const milliseconds = Math.round(this.#clock.monotonic() - started);
      return { ok: error === null, status: null, milliseconds, answer: '', error };
    };
    const handler = this.#handlers.get(consumer.id);
    if (!handler) return result('No function of this process handles it.');
    try {
      await handler(event);
      return result(null);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return result(storableText(reason).slice(0, reasonLength));
    }
  }
}
