import type { Operations } from './api.ts';
import { ParleyError, refusalOf, unreachable } from './error.ts';

/** How a hub is reached. */
export interface ClientOptions {
  /** Where it listens: `https://parley.example`; empty in a page of the hub itself. */
  url: string;
  /** Left out in a page of the hub: there the browser is signed in. */
  key?: string;
  /** With the key of the installation: the workspace to act in. */
  workspace?: string;
  /** How often a request that can be repeated safely is tried again; 3 when it is left out. */
  retries?: number;
  /** Instead of the global one. */
  fetch?: typeof fetch;
}

/** An operation by method and path. */
export type OperationName = keyof Operations;

/** What an operation takes: `params` of its path, `query`, `body`. */
export type InputOf<Name extends OperationName> = Omit<Operations[Name], 'answer'>;

/** What it answers. */
export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];

/** What may be said of one request beside its input. */
export interface RequestOptions {
  /** Makes a POST safe to repeat: the hub does it once. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** Nothing has to be given where every part may be left out. */
export type Given<Name extends OperationName> =
  Record<never, never> extends InputOf<Name>
    ? [input?: InputOf<Name>, options?: RequestOptions]
    : [input: InputOf<Name>, options?: RequestOptions];

interface Parts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const firstWaitMs = 250;
const longestWaitMs = 10_000;

/** Sends a request and answers its JSON. @throws ParleyError when the hub refuses or cannot be reached */
export async function send(
  options: ClientOptions,
  name: OperationName,
  parts: Parts,
  more: RequestOptions,
): Promise<unknown> {
  const [method = 'GET'] = name.split(' ');
  const isSafe = method !== 'POST' || more.idempotencyKey !== undefined;
  for (let failures = 0; ; failures++) {
    try {
      const response = await open(options, name, parts, more);
      return response.status === 204 ? undefined : jsonOf(response);
    } catch (error) {
      const mayAgain = error instanceof ParleyError && error.retryable && isSafe;
      if (!mayAgain || failures >= (options.retries ?? 3) || more.signal?.aborted) throw error;
      await pause(waitAfter(failures, error.retryAfterMs), more.signal);
    }
  }
}

/** Sends a request and answers the response of a success, its body unread. @throws ParleyError */
export async function open(
  options: ClientOptions,
  name: OperationName,
  parts: Parts,
  more: RequestOptions & { headers?: Record<string, string> },
): Promise<Response> {
  const [method = 'GET', path = ''] = name.split(' ');
  const call = options.fetch ?? fetch;
  let response: Response;
  try {
    response = await call(addressOf(options.url, path, parts), {
      method,
      headers: {
        ...(options.key !== undefined && { authorization: `Bearer ${options.key}` }),
        ...(options.workspace && { 'parley-workspace': options.workspace }),
        ...(parts.body !== undefined && { 'content-type': 'application/json' }),
        ...(more.idempotencyKey && { 'idempotency-key': more.idempotencyKey }),
        ...more.headers,
      },
      ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
      ...(more.signal && { signal: more.signal }),
    });
  } catch (error) {
    if (more.signal?.aborted) throw error;
    throw unreachable(error);
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(error);
  });
  return text === '' ? undefined : JSON.parse(text);
}

function addressOf(url: string, path: string, { params = {}, query = {} }: Parts): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `${url.replace(/\/$/, '')}${filled}${given.length > 0 ? `?${search}` : ''}`;
}

/** How long to wait after so many failures, with jitter: many clients that were cut must not come back at once. */
export function waitAfter(failures: number, asked: number | undefined): number {
  const bound = Math.min(longestWaitMs, firstWaitMs * 2 ** failures);
  return Math.max(asked ?? 0, bound * (0.5 + Math.random() / 2));
}

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
