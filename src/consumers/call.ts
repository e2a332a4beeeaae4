import type { Clock } from '../clock.ts';
import type { PublicEvent } from '../events/event.ts';
import { retryAfterOf } from '../network/retry-after.ts';
import { storableText } from '../storable.ts';
import type { CallResult } from './call-result.ts';
import type { Consumer } from './consumer.ts';
import type { InProcessHandlers } from './in-process.ts';
import { payloadOf } from './payload.ts';
import { signatureHeaders } from './signature.ts';

/** What handing over an event needs. */
export interface CallOptions {
  /** Refuses addresses of networks that must not be reached from outside. */
  fetch: typeof fetch;
  clock: Clock;
  publicUrl(): string;
  userAgent: string;
  /** Functions that stand in the place of a URL. */
  inProcess: InProcessHandlers;
}

// Enough to see an error page's message; a consumer's answer is not ours to keep.
const answerLength = 500;
// More is not read at all.
const answerBytes = 16 * 1024;

/** Hands one event to a consumer; only a 2xx within its time limit counts. Never throws. */
export async function callConsumer(
  { fetch, clock, publicUrl, userAgent, inProcess }: CallOptions,
  consumer: Consumer,
  event: PublicEvent,
): Promise<CallResult> {
  const handled = await inProcess.call(consumer, event);
  if (handled) return handled;
  const { contentType, body } = payloadOf(event, consumer.settings, publicUrl());
  const started = clock.monotonic();
  const elapsed = () => Math.round(clock.monotonic() - started);
  try {
    const response = await fetch(consumer.url, {
      method: 'POST',
      headers: {
        'user-agent': userAgent,
        accept: '*/*',
        ...consumer.headers,
        'content-type': contentType,
        ...signatureHeaders(consumer.secrets, { id: event.id, body }, clock.now()),
      },
      body,
      // Whoever may answer for this URL could send the event anywhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(consumer.settings.timeout_seconds * 1000),
    });
    return { ...(await judged(response, clock.now())), milliseconds: elapsed() };
  } catch (error) {
    const why = reasonOf(error, consumer);
    return { ok: false, status: null, milliseconds: elapsed(), answer: '', error: why };
  }
}

async function judged(response: Response, now: number): Promise<Omit<CallResult, 'milliseconds'>> {
  const { status } = response;
  const answer = await beginningOf(response);
  if (status >= 200 && status < 300) return { ok: true, status, answer, error: null };
  const error =
    status >= 300 && status < 400
      ? `It answered with a redirect (${status}), which is not followed: give the final URL.`
      : `It answered ${status}.`;
  const wait = retryAfterOf(response.headers.get('retry-after'), now);
  return { ok: false, status, answer, error, ...(wait !== undefined && { retry_after_ms: wait }) };
}

/** The first characters of an answer; the rest is not read. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < answerBytes) {
    // The status has been given; an answer that breaks off or never ends changes nothing of it.
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) break;
    chunks.push(value);
    size += value.length;
  }
  await reader.cancel().catch(() => {});
  const text = Buffer.concat(chunks).subarray(0, answerBytes).toString('utf8');
  return storableText(text.slice(0, answerLength));
}

function reasonOf(error: unknown, { settings }: Consumer): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `It did not answer within ${settings.timeout_seconds} s.`;
  const { cause } = error;
  const { message } = cause instanceof Error ? cause : error;
  const code = cause instanceof Error && 'code' in cause ? `${cause.code}: ` : '';
  return storableText(`It could not be reached (${code}${message}).`).slice(0, answerLength);
}
