import type { Account } from '../accounts/account.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import type { Failure } from '../errors.ts';
import { addressRefusal, type Network } from '../network/network.ts';
import { retryAfter } from '../platforms/headers.ts';
import { type MediaSource, mediaGone } from '../platforms/media-transfer.ts';
import { brokenFailure, privateAddressFailure, strangeHostFailure } from './failures.ts';

/** The ways to the bytes. */
export interface SourceWays {
  /** To the platform's API. */
  client: PlatformClient;
  /** To everything else. */
  network: Network;
}

/** What came of asking for bytes. */
export type Opened =
  | { kind: 'bytes'; response: Response; body: ReadableStream<Uint8Array> }
  /** The platform is still preparing them. */
  | { kind: 'later' }
  | { kind: 'failed'; failure: Failure };

// Meta's CDN answers directly; more than a few hops is a circle.
const mostHops = 3;
// Some servers answer nobody without a name.
const headers = { 'user-agent': 'Parley', accept: '*/*' };
// An error in words is not longer.
const wordBytes = 10_000;

/** Asks for the bytes of received media; never throws. */
export async function openSource(
  ways: SourceWays,
  account: Account,
  source: MediaSource,
  signal: AbortSignal,
): Promise<Opened> {
  try {
    const answer = await ask(ways, account, source, signal);
    if ('failure' in answer) return { kind: 'failed', failure: answer.failure };
    return await read(account, source, answer);
  } catch (error) {
    const refusal = addressRefusal(error);
    const failure = refusal ? privateAddressFailure(refusal.message) : brokenFailure(error);
    return { kind: 'failed', failure };
  }
}

function ask(
  { client, network }: SourceWays,
  account: Account,
  source: MediaSource,
  signal: AbortSignal,
): Promise<Response | { failure: Failure }> {
  switch (source.from) {
    case 'api':
      return client.open(account, source.request, signal);
    case 'link':
      return network.fetch(source.url, { headers, signal });
    case 'token_link':
      return withToken({ client, network }, account, source, signal);
  }
}

/** Each hop must lead to one of the platform's own hosts, or the token would go to whoever a link names. */
async function withToken(
  { client, network }: SourceWays,
  account: Account,
  { url, hosts }: Extract<MediaSource, { from: 'token_link' }>,
  signal: AbortSignal,
): Promise<Response | { failure: Failure }> {
  const authorisation = await client.authorisation(account);
  if ('failure' in authorisation) return authorisation;
  let target = new URL(url);
  for (let hop = 0; hop <= mostHops; hop++) {
    if (target.protocol !== 'https:' || !isOneOf(hosts, target.hostname)) {
      return { failure: strangeHostFailure(target.host) };
    }
    const response = await network.fetch(target, {
      ...{ headers: { ...headers, ...authorisation.headers }, redirect: 'manual', signal },
    });
    const location = response.status >= 300 && response.status < 400 && response.headers.get('location');
    if (!location) return response;
    await response.body?.cancel();
    target = new URL(location, target);
  }
  return { failure: strangeHostFailure(`${target.host}, after ${mostHops} redirects`) };
}

function isOneOf(hosts: readonly string[], host: string): boolean {
  return hosts.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one));
}

async function read(account: Account, source: MediaSource, response: Response): Promise<Opened> {
  const { status, body } = response;
  if (status === 200 && body) return { kind: 'bytes', response, body };
  if (status === 202 && source.from === 'api') {
    await body?.cancel();
    return { kind: 'later' };
  }
  const words = await wordsOf(response);
  return { kind: 'failed', failure: failureOf(account, source, response, words) };
}

function failureOf(account: Account, source: MediaSource, response: Response, words: unknown): Failure {
  const { status } = response;
  const code = `HTTP ${status}`;
  if (status === 404 || status === 410) return mediaGone(code);
  const answerHeaders = Object.fromEntries(response.headers);
  if (source.from !== 'link') {
    return account.platform.explainError({ status, headers: answerHeaders, body: words });
  }
  // Links are signed, and refused when their time is over.
  if (status === 403) return mediaGone(code);
  if (status === 429 || status === 408 || status >= 500) {
    const wait = retryAfter(answerHeaders);
    const failure = { ...brokenFailure(new Error(code)), code };
    return wait === undefined ? failure : { ...failure, retry_after_ms: wait };
  }
  return { ...mediaGone(code), kind: 'media_rejected', cause: `The link was answered with ${status}.` };
}

async function wordsOf(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > wordBytes) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
