import type { Contact, Conversation, Message, MessageAccepted } from './api.ts';
import { type EventsOptions, followEvents, type ParleyEvent } from './events.ts';
import {
  type AnswerOf,
  type ClientOptions,
  type Given,
  type InputOf,
  type OperationName,
  type RequestOptions,
  send,
} from './request.ts';

/** Operations that answer a page of a list. */
type ListName = {
  [Name in OperationName]: AnswerOf<Name> extends { data: unknown[]; next_cursor: string | null }
    ? Name
    : never;
}[OperationName];

type RowOf<Name extends ListName> = AnswerOf<Name>['data'][number];
type SendBody = InputOf<'POST /api/v1/messages'>['body'];
type QueryOf<Name extends OperationName> = InputOf<Name> extends { query?: infer Query } ? Query : never;

/** A hub, with the types of its own documents. Needs nothing but `fetch`: Node, browsers, workers. */
export interface Parley {
  /** Any operation: `request('GET /api/v1/messages/{id}', { params: { id } })`. */
  request<Name extends OperationName>(name: Name, ...given: Given<Name>): Promise<AnswerOf<Name>>;
  /** All rows of a list, page after page as they are taken. */
  list<Name extends ListName>(name: Name, input?: InputOf<Name>): AsyncGenerator<RowOf<Name>, void, void>;
  /**
   * Sends a message. A broken connection is no riddle: the request carries an idempotency key and is repeated, and
   * the hub sends once.
   */
  send(message: SendBody, options?: RequestOptions): Promise<MessageAccepted>;
  conversations(query?: QueryOf<'GET /api/v1/conversations'>): AsyncGenerator<Conversation, void, void>;
  messages(query?: QueryOf<'GET /api/v1/messages'>): AsyncGenerator<Message, void, void>;
  contacts(query?: QueryOf<'GET /api/v1/contacts'>): AsyncGenerator<Contact, void, void>;
  /** Follows events, each once and in order, through cuts and restarts. */
  events(options?: EventsOptions): AsyncGenerator<ParleyEvent, void, void>;
}

/** Makes a client; nothing is called before it is used. */
export function createClient(options: ClientOptions): Parley {
  // What comes back is typed by the documents of the hub; tests hold each answer against them.
  const request = (name: OperationName, parts = {}, more: RequestOptions = {}) =>
    send(options, name, parts, more) as Promise<never>;
  const list = (name: ListName, input = {}) => pages(options, name, input) as AsyncGenerator<never>;
  return {
    request,
    list,
    send: (body, more = {}) =>
      request('POST /api/v1/messages', { body }, { idempotencyKey: crypto.randomUUID(), ...more }),
    conversations: (query = {}) => list('GET /api/v1/conversations', { query }),
    messages: (query = {}) => list('GET /api/v1/messages', { query }),
    contacts: (query = {}) => list('GET /api/v1/contacts', { query }),
    events: (more = {}) => followEvents(options, more),
  };
}

async function* pages(
  options: ClientOptions,
  name: ListName,
  input: { query?: Record<string, unknown> },
): AsyncGenerator<unknown, void, void> {
  for (let cursor: string | undefined; ; ) {
    const query = { ...input.query, ...(cursor !== undefined && { cursor }) };
    // Every operation of `ListName` answers a page.
    const page = (await send(options, name, { ...input, query }, {})) as {
      data: unknown[];
      next_cursor: string | null;
    };
    yield* page.data;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}
