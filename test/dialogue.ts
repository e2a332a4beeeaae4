import type { Failure } from '../src/errors.ts';
import type { Dialogue, Reply } from '../src/platforms/dialogue.ts';
import type { PlatformError, PlatformRequest } from '../src/platforms/platform.ts';
import { isObject } from '../src/platforms/readers.ts';

/** What a platform answers in a table. */
export type Scripted =
  | { status: number; body: unknown; headers?: Record<string, string> }
  /** No answer comes. */
  | 'silence';

/** `GET /v26.0/123` (without query) → the answer; of a list one after the other, the last one for ever. */
export type Script = Readonly<Record<string, Scripted | readonly Scripted[]>>;

/** Says yes. */
export function yes(body: unknown = { success: true }, headers: Record<string, string> = {}): Scripted {
  return { status: 200, body, headers };
}

/** Says no as the Graph API does. */
export function graphNo(code: number, message = '', more: Record<string, unknown> = {}): Scripted {
  return { status: 400, body: { error: { message, type: 'OAuthException', code, ...more } } };
}

/** What a dialogue came to, and what it asked on the way. */
export interface Talk<Result> {
  result: Result;
  requests: PlatformRequest[];
  /** Method and path of each request, with the query. */
  asked: string[];
}

/** Runs a dialogue to its end with answers from a table; a question that is not in it is an error. */
export function talk<Result>(
  dialogue: Dialogue<Result>,
  script: Script,
  explain: (error: PlatformError) => Failure,
): Talk<Result> {
  const requests: PlatformRequest[] = [];
  const counts = new Map<string, number>();
  const answer = (request: PlatformRequest): Reply => {
    requests.push(request);
    const key = `${request.method} ${request.path.split('?')[0]}`;
    const row = script[key];
    if (row === undefined) throw new Error(`No answer for ${key}`);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const list = Array.isArray(row) ? row : [row];
    return replyOf(list[Math.min(count, list.length - 1)] ?? 'silence', explain);
  };
  let step = dialogue.next();
  while (!step.done) step = dialogue.next(answer(step.value));
  return { result: step.value, requests, asked: requests.map(({ method, path }) => `${method} ${path}`) };
}

function replyOf(scripted: Scripted, explain: (error: PlatformError) => Failure): Reply {
  if (scripted === 'silence') return { ok: false, status: null, failure: silence };
  const { status, body, headers = {} } = scripted;
  if (status > 299) return { ok: false, status, failure: explain({ status, body, headers }) };
  return { ok: true, status, headers, body: isObject(body) ? body : {} };
}

/** As the hub's client says it. */
const silence: Failure = {
  kind: 'uncertain',
  code: 'TimeoutError',
  message: '',
  cause: 'The platform gave no answer within 5000 ms; it may have taken the request.',
  fix: 'The hub looks for evidence before it sends again; nothing has to be done.',
};
