import type { z } from 'zod';
import type { FieldError } from '../errors.ts';
import { storableJson } from '../storable.ts';
import type { Caller, Scope } from './auth.ts';
import { fieldErrors, InvalidRequest, malformedJson } from './problem.ts';

/** The methods of the API. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route. */
export type RouteScope = Scope | 'public';

/** One request, before anything of it is parsed. */
export interface Exchange {
  /** The web request. Its body is read through {@link Exchange.bytes} only. */
  request: Request;
  headers: Headers;
  url: URL;
  /** The caller's `x-request-id`, or one of ours; on the answer and in the log. */
  requestId: string;
  /** The peer of the connection: behind a proxy, the proxy. Null in tests without a socket. */
  remoteAddress: string | null;
  /** Aborted when the server stops: streams must end then. */
  closing: AbortSignal;
  /** The body's bytes as they came, within the limit; the same bytes when asked again. */
  bytes(): Promise<Buffer>;
  /** The body as it comes, without a limit; for who reads it piece by piece, and instead of the bytes. */
  stream(): AsyncIterable<Uint8Array>;
}

/** An answer in JSON. Without `body` it is empty. */
export interface Reply<Status extends number = number> {
  status: Status;
  body?: unknown;
  /** The body as it is sent, where it has been made already. */
  text?: string;
  /** Names in lower case, so that they replace the server's own. */
  headers?: Readonly<Record<string, string>>;
}

/** One documented answer of a route. */
export interface Answer {
  description: string;
  schema?: z.ZodType;
  /** One such answer, where it is short. */
  example?: unknown;
  /** `application/json` where there is a schema, unless something else is said here. */
  contentType?: string;
}

type Answers = Readonly<Record<number, Answer>>;
type Parsed<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;

/** What a handler gets. */
export interface Input<Params, Query, Body, Who> extends Exchange {
  params: Params;
  query: Query;
  body: Body;
  /** Null on public routes. */
  caller: Who;
}

/** What a route says of itself besides how it is handled. */
interface Description {
  method: Method;
  /** With parameters in braces: `/api/v1/accounts/{id}`. */
  path: string;
  scope: RouteScope;
  /** One line, for lists. */
  summary: string;
  description?: string;
  tags: readonly string[];
  /** Request headers worth documenting, with what they are for. */
  requestHeaders?: Readonly<Record<string, string>>;
  /** A POST that stores its answer for repeated requests in its own transaction. */
  remembersItself?: true;
  answers: Answers;
}

/** A row of the route table: what is documented, and the way through it. */
export interface Route extends Description {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A body as somebody would send it. */
  example?: unknown;
  /** Parses and handles one request; throws a problem for what is wrong with it. */
  run(
    exchange: Exchange,
    caller: Caller | null,
    params: Readonly<Record<string, string>>,
  ): Promise<Reply | Response>;
}

/** A route as it is written down. */
interface Definition<
  Who extends RouteScope,
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
  Given extends Answers,
  Status extends keyof Given & number,
> extends Description {
  scope: Who;
  params?: Params;
  query?: Query;
  /** Without a schema the body is not read; a handler can ask for its bytes. */
  body?: Body;
  /** A body as somebody would send it, for the documents. */
  example?: Body extends z.ZodType ? z.input<Body> : never;
  answers: Given;
  handle(
    input: Input<
      Parsed<Params, Readonly<Record<string, string>>>,
      Parsed<Query, undefined>,
      Parsed<Body, undefined>,
      Who extends 'public' ? null : Caller
    >,
  ): Promise<Reply<Status> | Response> | Reply<Status> | Response;
}

/** One part of a request → its value; complaints are collected, so that a caller learns all of them at once. */
function check(schema: z.ZodType | undefined, given: unknown, whole: string, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  errors.push(...fieldErrors(result.error.issues, whole));
  return undefined;
}

/** A name that is given several times becomes a list. */
function queryOf(url: URL): Record<string, string | string[]> {
  const names = new Set(url.searchParams.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const [only = '', ...more] = url.searchParams.getAll(name);
      return [name, more.length > 0 ? [only, ...more] : only];
    }),
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined when there is no body, so that a schema may allow that. */
async function jsonOf(exchange: Exchange): Promise<unknown> {
  try {
    const bytes = await exchange.bytes();
    return bytes.length === 0 ? undefined : JSON.parse(storableJson(utf8.decode(bytes)));
  } catch (error) {
    // A SyntaxError from JSON, a TypeError from the decoder; a body too large is neither.
    throw error instanceof SyntaxError || error instanceof TypeError ? malformedJson() : error;
  }
}

/**
 * Writes down a route. The types of what the handler gets follow from the schemas, and it can only answer with
 * statuses that are documented.
 */
export function route<
  const Who extends RouteScope,
  const Given extends Answers,
  const Status extends keyof Given & number,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(definition: Definition<Who, Params, Query, Body, Given, Status>): Route {
  const { handle, params, query, body, ...description } = definition;
  return {
    ...description,
    ...(params && { params }),
    ...(query && { query }),
    ...(body && { body }),
    async run(exchange, caller, given) {
      const errors: FieldError[] = [];
      const input = {
        ...exchange,
        caller,
        params: params ? check(params, given, 'path', errors) : given,
        query: check(query, query && queryOf(exchange.url), 'query', errors),
        body: body && check(body, await jsonOf(exchange), 'body', errors),
      };
      if (errors.length > 0) throw new InvalidRequest(errors);
      // Each part came out of the schema its type is inferred from; the server calls public routes with no
      // caller and all others with one.
      return handle(input as Parameters<typeof handle>[0]);
    },
  };
}
