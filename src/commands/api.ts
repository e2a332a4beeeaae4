import { z } from 'zod';
import { CommandError, type Connection } from './connection.ts';

/** What the hub answered: as it came, for programs, and as it was read, for people. */
export interface Answer<T> {
  json: unknown;
  value: T;
}

/** One page of a list, or all its pages put together. */
export interface Page<Row> {
  data: Row[];
  /** Null at the end of the list. */
  next_cursor: string | null;
}

/** How much of a list is wanted. */
export interface PageWish {
  /** At most so many; `Infinity`: all there are. */
  limit: number;
  /** Where to go on: `next_cursor` of an earlier page. */
  cursor?: string | undefined;
}

/** What a list is filtered by; what is undefined is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** A refusal of the hub, in its own words. */
export class HubRefusal extends CommandError {
  readonly status: number;
  /** The problem's code; null when the answer was no problem document. */
  readonly code: string | null;
  /** Whether the same may succeed a little later. */
  readonly retryable: boolean;

  constructor(message: string, options: { status: number; code: string | null; retryable: boolean }) {
    super(message);
    this.status = options.status;
    this.code = options.code;
    this.retryable = options.retryable;
  }
}

const problemShape = z.object({
  detail: z.string(),
  fix: z.string().optional(),
  code: z.string().optional(),
  retryable: z.boolean().optional(),
  errors: z.array(z.unknown()).optional(),
});

/** The methods of the API. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A file in the place of JSON. */
export interface FileBody {
  bytes: Blob;
  contentType: string | undefined;
}

/** Calls the hub and answers its JSON; a refusal becomes a {@link HubRefusal}. */
export async function callHub(
  connection: Connection,
  method: Method,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const bytes = body === undefined ? undefined : new Blob([JSON.stringify(body)]);
  const response = await request(
    connection,
    method,
    path,
    bytes && { bytes, contentType: 'application/json' },
  );
  const text = await response.text();
  return text === '' ? null : parse(text);
}

/** Calls the hub and hands over its answer, of whatever kind; a refusal becomes a {@link HubRefusal}. */
async function request(
  connection: Connection,
  method: Method,
  path: string,
  file?: FileBody,
): Promise<Response> {
  const response = await fetch(`${connection.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${connection.key}`,
      ...(connection.workspace && { 'parley-workspace': connection.workspace }),
      ...(file?.contentType && { 'content-type': file.contentType }),
    },
    ...(file && { body: file.bytes }),
  }).catch((error: Error) => {
    throw new CommandError(
      `The hub at ${connection.url} does not answer (${reasonOf(error)}). Start it, or name another with --url.`,
    );
  });
  if (response.ok) return response;
  throw refusal(response.status, parse(await response.text()));
}

function refusal(status: number, json: unknown): HubRefusal {
  const problem = problemShape.safeParse(json).data;
  // What names the wrong fields is told to programs in words of their own.
  const fix = problem?.errors ? 'Correct that and run the command again.' : problem?.fix;
  const detail = problem?.detail ?? `The hub answered ${status}.`;
  const sentence = /[.!?]$/.test(detail) ? detail : `${detail}.`;
  return new HubRefusal([sentence, fix].filter(Boolean).join(' '), {
    status,
    code: problem?.code ?? null,
    retryable: problem?.retryable ?? false,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.message;
}

// The API gives at most so many at once.
const pageSize = 200;

/** The API of a hub, with answers that are checked as they come in. */
export class Api {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** One call whose answer is of this shape. */
  async call<T>(
    method: Method,
    path: string,
    shape: z.ZodType<T>,
    { query = {}, body }: { query?: Query; body?: unknown } = {},
  ): Promise<Answer<T>> {
    const json = await callHub(this.connection, method, `${path}${search(query)}`, body);
    return { json, value: read(json, shape) };
  }

  /** Sends a file, as it is. */
  async upload<T>(path: string, query: Query, shape: z.ZodType<T>, file: FileBody): Promise<Answer<T>> {
    const answer = await request(this.connection, 'POST', `${path}${search(query)}`, file);
    const json: unknown = await answer.json();
    return { json, value: read(json, shape) };
  }

  /** Fetches a file. */
  download(path: string): Promise<Response> {
    return request(this.connection, 'GET', path);
  }

  /** A list as far as it is wanted, over as many pages as that takes. */
  async list<Row>(
    path: string,
    query: Query,
    shape: z.ZodType<Row>,
    { limit, cursor }: PageWish,
  ): Promise<Answer<Page<Row>>> {
    const pageOf = async (missing: number, after: string | undefined) => {
      const wish = { ...query, limit: String(Math.min(missing, pageSize)), cursor: after };
      return (await this.call('GET', path, pageShape, { query: wish })).value;
    };
    const page = await pageOf(limit, cursor);
    while (page.data.length < limit && page.next_cursor !== null) {
      const { data, next_cursor } = await pageOf(limit - page.data.length, page.next_cursor);
      page.data.push(...data);
      page.next_cursor = next_cursor;
    }
    return {
      json: page,
      value: { data: page.data.map((row) => read(row, shape)), next_cursor: page.next_cursor },
    };
  }
}

const pageShape = z.looseObject({ data: z.array(z.unknown()), next_cursor: z.string().nullable() });

/** Foreign JSON as this shape; a sentence instead of a stack when it is another. */
export function read<T>(json: unknown, shape: z.ZodType<T>): T {
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.') || 'the whole of it';
  throw new CommandError(
    `The hub’s answer cannot be read (${place}: ${issue?.message}). Use the command line of the hub’s own version.`,
  );
}

/** A query string of what is defined; empty when nothing is. */
function search(query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
