import type { Clock } from '../../clock.ts';
import { addressRefusal } from '../../network/network.ts';
import { storableText } from '../../storable.ts';
import { addressOf } from './address.ts';
import { type Reading, readAnswer } from './answer.ts';
import type { Tool } from './tool.ts';

/** The way to tools. */
export interface ToolWay {
  /** Refuses addresses of networks that must not be reached from outside. */
  fetch: typeof fetch;
  clock: Clock;
  /** What the hub calls itself. */
  userAgent: string;
}

/** One call, checked and about to be made. */
export interface ToolCall {
  /** The same for a call that is repeated, so that the other side does nothing twice. */
  id: string;
  tool: Tool;
  values: Readonly<Record<string, unknown>>;
  /** The tool's own headers, opened. */
  headers: Readonly<Record<string, string>>;
  /** What the hub says of the customer; {@link identityOf}. */
  identity: Readonly<Record<string, string>>;
}

/** What came of a call. */
export interface CallOutcome {
  /** `interrupted`: it was aborted on the way, and nobody knows whether it was done. */
  state: 'done' | 'failed' | 'timed_out' | 'interrupted';
  /** Of its answer; null: none came. */
  status: number | null;
  milliseconds: number;
  /** Why it failed, in words. */
  error: string | null;
  answer: Reading | null;
}

// More hops on one host are a circle.
const mostHops = 3;
const longestReason = 500;

/** Makes a call within its time limit; never throws. */
export async function callTool(way: ToolWay, call: ToolCall, signal?: AbortSignal): Promise<CallOutcome> {
  const started = way.clock.monotonic();
  const limit = AbortSignal.timeout(call.tool.timeout_seconds * 1000);
  const bounds = signal ? AbortSignal.any([signal, limit]) : limit;
  const outcome = await attempt(way, call, bounds).catch((error): Omit<CallOutcome, 'milliseconds'> => {
    const nothing = { status: null, answer: null };
    if (signal?.aborted) return { ...nothing, state: 'interrupted', error: 'It was aborted on the way.' };
    if (limit.aborted) {
      const error = `It did not answer within ${call.tool.timeout_seconds} s.`;
      return { ...nothing, state: 'timed_out', error };
    }
    return { ...nothing, state: 'failed', error: reasonOf(error) };
  });
  return { ...outcome, milliseconds: Math.round(way.clock.monotonic() - started) };
}

async function attempt(
  way: ToolWay,
  call: ToolCall,
  signal: AbortSignal,
): Promise<Omit<CallOutcome, 'milliseconds'>> {
  const address = addressOf(call.tool, call.values);
  if (!address.ok) return { state: 'failed', status: null, error: address.reason, answer: null };
  const response = await ask(way, call, address, signal);
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body?.cancel();
    const error = `It answered with a redirect (${status}), which is not followed to another host.`;
    return { state: 'failed', status, error, answer: null };
  }
  const answer = await readAnswer(response);
  if (!response.ok) return { state: 'failed', status, error: `It answered ${status}.`, answer };
  if (answer !== null) return { state: 'done', status, error: null, answer };
  const type = storableText(response.headers.get('content-type') ?? '');
  return { state: 'failed', status, error: `It answered with ${type}, not with JSON or text.`, answer };
}

/** Follows what a reading is redirected to on its own host, where the same secrets may go. */
async function ask(
  { fetch, userAgent }: ToolWay,
  { id, tool, headers, identity }: ToolCall,
  { url, rest }: { url: URL; rest: Record<string, unknown> },
  signal: AbortSignal,
): Promise<Response> {
  const hasBody = tool.method !== 'GET' && !(tool.method === 'DELETE' && Object.keys(rest).length === 0);
  const init: RequestInit = {
    method: tool.method,
    headers: {
      'user-agent': userAgent,
      accept: 'application/json, text/*;q=0.5',
      ...headers,
      ...(hasBody && { 'content-type': 'application/json' }),
      ...identity,
      'idempotency-key': id,
    },
    ...(hasBody && { body: JSON.stringify(rest) }),
    redirect: 'manual',
    signal,
  };
  let target = url;
  for (let hop = 0; ; hop++) {
    const response = await fetch(target, init);
    const location = response.status >= 300 && response.status < 400 && response.headers.get('location');
    if (!location || tool.method !== 'GET' || hop === mostHops) return response;
    const next = URL.parse(location, target);
    if (next?.origin !== url.origin) return response;
    await response.body?.cancel();
    target = next;
  }
}

function reasonOf(error: unknown): string {
  const refusal = addressRefusal(error);
  if (refusal) return storableText(refusal.message);
  if (!(error instanceof Error)) return 'It could not be reached.';
  const { cause } = error;
  const { message } = cause instanceof Error ? cause : error;
  const code = cause instanceof Error && 'code' in cause ? `${cause.code}: ` : '';
  return storableText(`It could not be reached (${code}${message}).`).slice(0, longestReason);
}
