import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Api } from './api.ts';
import { CommandError } from './connection.ts';
import { eventsAfter, newestCursor } from './event-log.ts';

const eventShape = z.object({
  type: z.string(),
  conversation_id: z.string().nullish(),
  data: z.record(z.string(), z.unknown()),
});

const receivedShape = z.object({
  message: z.object({ id: z.string(), platform_message_id: z.string().nullable() }),
});

const runShape = z.object({
  run: z.object({
    id: z.string(),
    kind: z.string(),
    decision: z.string(),
    reason: z.string(),
    message_id: z.string().nullable(),
    model: z.string().nullable(),
    input_tokens: z.number(),
    output_tokens: z.number(),
    cost_micros: z.number().nullable(),
  }),
});

type Event = z.infer<typeof eventShape>;

/** How the agent ended one turn of a conversation, as its ledger tells it. */
export type DemoTurn = z.infer<typeof runShape>['run'];

/** A message of a customer, as the hub has taken it in. */
export interface DemoReceived {
  conversation_id: string;
  /** How many events had come before it. */
  at: number;
}

// The person wrote again, or a model could not be reached and is asked again.
const passing: readonly string[] = ['overtaken', 'failed'];
const sendEnds: readonly string[] = ['message.sent', 'message.failed', 'message.cancelled'];
const lookEveryMs = 150;
// Quiet time, thinking, a tool and a second try; a real model takes its time.
const patienceMs = 60_000;

/** Follows the events of the hub, for several conversations at once. */
export class DemoFollower {
  readonly #api: Api;
  readonly #events: Event[] = [];
  #cursor: string;
  #reading: Promise<void> | null = null;

  private constructor(api: Api, cursor: string) {
    this.#api = api;
    this.#cursor = cursor;
  }

  /** Begins behind everything that has happened so far. */
  static async begin(api: Api): Promise<DemoFollower> {
    return new DemoFollower(api, await newestCursor(api));
  }

  /** Waits until the hub has the message of this id of the platform. */
  received(platformMessageId: string): Promise<DemoReceived> {
    return this.#wait(`The message ${platformMessageId}`, 0, (event, at) => {
      if (event.type !== 'message.received' || !event.conversation_id) return undefined;
      const message = receivedShape.safeParse(event.data).data?.message;
      if (message?.platform_message_id !== platformMessageId) return undefined;
      return { conversation_id: event.conversation_id, at };
    });
  }

  /** Waits until the agent has answered a message, or has decided otherwise. */
  answer({ conversation_id, at }: DemoReceived): Promise<DemoTurn> {
    return this.#wait('An answer of the agent', at, (event) => {
      if (event.type !== 'agent.run_ended' || event.conversation_id !== conversation_id) return undefined;
      const run = runShape.safeParse(event.data).data?.run;
      // Another run follows it, which answers.
      if (run?.kind !== 'reply' || passing.includes(run.decision)) return undefined;
      return run;
    });
  }

  /** Waits until a message has gone out, or will not. */
  sent(messageId: string): Promise<true> {
    return this.#wait(`The end of message ${messageId}`, 0, (event) =>
      sendEnds.includes(event.type) && event.data.message_id === messageId ? true : undefined,
    );
  }

  async #wait<T>(what: string, from: number, find: (event: Event, at: number) => T | undefined): Promise<T> {
    const end = Date.now() + patienceMs;
    let next = from;
    for (;;) {
      for (; next < this.#events.length; next += 1) {
        const event = this.#events[next];
        const found = event && find(event, next);
        if (found !== undefined) return found;
      }
      if (Date.now() > end) throw new CommandError(`${what} did not come within ${patienceMs / 1000} s.`);
      await this.#read();
    }
  }

  /** Whoever waits shares one reading. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    const page = await eventsAfter(this.#api, this.#cursor);
    this.#cursor = page.next_cursor;
    this.#events.push(...page.data.map((one) => eventShape.parse(one)));
    if (page.data.length === 0) await pause(lookEveryMs);
  }
}
