import type { Clock } from '../clock.ts';
import type { Failure } from '../errors.ts';
import type { UploadRequest } from '../platforms/media-transfer.ts';
import type { Authorisation, PlatformAnswer, PlatformRequest } from '../platforms/platform.ts';
import type { Connection } from './account.ts';

/** What came of a call: an answer, the certainty that nothing was asked, or no answer to a question. */
export type CallResult =
  | { kind: 'answer'; answer: PlatformAnswer; milliseconds: number }
  | { kind: 'unsent'; failure: Failure }
  | { kind: 'unanswered'; failure: Failure };

// No answer to a send is longer than a few kilobytes; more is a proxy's mistake.
const answerBytes = 1_000_000;
// A short-lived token is renewed this long before its end.
const tokenMarginMs = 60_000;

/** Errors that happen before a request leaves this machine, or before the other side can read it. */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Calls platforms for accounts: base URL, authorisation, time limit, and what a broken call means. */
export class PlatformClient {
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #tokens = new Map<string, { token: string; expires: number }>();

  constructor(options: { fetch: typeof fetch; clock: Clock; timeoutMs: number }) {
    this.#fetch = options.fetch;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
  }

  /** Sends a request as this account; never throws. */
  call(account: Connection, request: PlatformRequest): Promise<CallResult> {
    return this.#asAccount(account, (token) => this.#send(account, request, token));
  }

  /** Sends a file as this account, which may take longer than a call; never throws. */
  upload(account: Connection, upload: UploadRequest, file: File, timeoutMs: number): Promise<CallResult> {
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.set(name, value);
    form.set(upload.file_field, file);
    return this.#asAccount(account, (token) =>
      this.#send(account, upload.request, token, { form, timeoutMs }),
    );
  }

  /**
   * Asks as this account and hands the answer over before its body is read: for bytes, which are none of the
   * platform's words. Throws as `fetch` does.
   */
  async open(
    account: Connection,
    request: PlatformRequest,
    signal: AbortSignal,
  ): Promise<Response | { failure: Failure }> {
    for (let isFresh = false; ; isFresh = true) {
      const token = await this.#token(account);
      if (typeof token === 'object' && token !== null) return { failure: token };
      const { url, headers } = addressOf(account, request, token);
      const init = { method: request.method, headers, redirect: 'manual' as const, signal };
      const response = await this.#fetch(url, init);
      if (response.status !== 401 || token === null || isFresh) return response;
      await response.body?.cancel();
      this.#tokens.delete(account.id);
    }
  }

  /** What authorises this account where a link leads outside of the platform's API. */
  async authorisation(account: Connection): Promise<Authorisation | { failure: Failure }> {
    const token = await this.#token(account);
    if (typeof token === 'object' && token !== null) return { failure: token };
    return authorisationOf(account, token);
  }

  async #asAccount(
    account: Connection,
    send: (token: string | null) => Promise<CallResult>,
  ): Promise<CallResult> {
    const token = await this.#token(account);
    if (typeof token === 'object' && token !== null) return { kind: 'unsent', failure: token };
    const result = await send(token);
    if (token === null || result.kind !== 'answer' || result.answer.status !== 401) return result;
    // The platform refused before doing anything; the token may have been revoked early.
    this.#tokens.delete(account.id);
    const fresh = await this.#token(account);
    return typeof fresh === 'string' ? send(fresh) : result;
  }

  /** Forgets the short-lived token of an account. */
  forget(accountId: string): void {
    this.#tokens.delete(accountId);
  }

  /** A short-lived token where the credentials need one; null where they hold their own. */
  async #token(account: Connection): Promise<string | null | Failure> {
    const { accessToken } = account.platform.send;
    if (!accessToken?.needed(account.credentials)) return null;
    const known = this.#tokens.get(account.id);
    if (known && known.expires > this.#clock.monotonic()) return known.token;
    const [secret = ''] = account.secrets;
    const credentials = {
      ...Object(account.credentials),
      ...account.platform.account.secretFields([secret]),
    };
    const result = await this.#send(account, accessToken.request(credentials), undefined);
    if (result.kind !== 'answer') return result.failure;
    const issued = accessToken.interpret(result.answer);
    if ('kind' in issued) return issued;
    const expires = this.#clock.monotonic() + issued.expires_in_ms - tokenMarginMs;
    this.#tokens.set(account.id, { token: issued.token, expires });
    return issued.token;
  }

  async #send(
    account: Connection,
    request: PlatformRequest,
    token: string | null | undefined,
    { form, timeoutMs = this.#timeoutMs }: { form?: FormData; timeoutMs?: number } = {},
  ): Promise<CallResult> {
    const started = this.#clock.monotonic();
    const { url, headers } = addressOf(account, request, token);
    const body = form ?? (request.body === undefined ? undefined : encode(request));
    try {
      const response = await this.#fetch(url, {
        method: request.method,
        headers,
        ...(body !== undefined && { body }),
        // A redirect would carry the token to a host nobody has named.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = await readAnswer(response);
      return { kind: 'answer', answer, milliseconds: this.#clock.monotonic() - started };
    } catch (error) {
      return brokenCall(error, timeoutMs);
    }
  }
}

/** Where a request goes, and with which headers; `undefined` is a request that needs no authorisation. */
function addressOf(account: Connection, request: PlatformRequest, token: string | null | undefined) {
  const { headers, query }: Authorisation =
    token === undefined || request.authorised ? { headers: {} } : authorisationOf(account, token);
  const base = account.settings[request.base]?.replace(/\/$/, '');
  return {
    url: `${base}${withQuery(request.path, query)}`,
    headers: { ...contentType(request), ...request.headers, ...headers },
  };
}

function authorisationOf({ platform, credentials, secrets, settings }: Connection, token: string | null) {
  return platform.send.authorise({ credentials, access_token: token, secrets, settings });
}

function withQuery(path: string, query: Authorisation['query']): string {
  if (!query) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`;
}

function contentType(request: PlatformRequest): Record<string, string> {
  return request.body === undefined ? {} : { 'content-type': 'application/json' };
}

function encode(request: PlatformRequest): string {
  const type = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (!type?.includes('x-www-form-urlencoded')) return JSON.stringify(request.body);
  // A form body is a flat object of strings, as the contract says.
  return new URLSearchParams(request.body as Record<string, string>).toString();
}

async function readAnswer(response: Response): Promise<PlatformAnswer> {
  const bytes = await response.arrayBuffer();
  const text = Buffer.from(bytes).subarray(0, answerBytes).toString('utf8');
  return { status: response.status, headers: Object.fromEntries(response.headers), body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function brokenCall(error: unknown, timeoutMs: number): CallResult {
  const { code, message } = describe(error);
  if (unsentCodes.has(code)) {
    return {
      kind: 'unsent',
      failure: {
        kind: 'temporary',
        code,
        message,
        cause: 'The platform could not be reached, so nothing was sent.',
        fix: 'Check the network, DNS and proxy of this machine; the hub tries again by itself.',
      },
    };
  }
  return {
    kind: 'unanswered',
    failure: {
      kind: 'uncertain',
      code,
      message,
      cause:
        code === 'TimeoutError'
          ? `The platform gave no answer within ${timeoutMs} ms; it may have taken the request.`
          : 'The connection broke before the answer came; the platform may have taken the request.',
      fix: 'The hub looks for evidence before it sends again; nothing has to be done.',
    },
  };
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  if (error.name === 'TimeoutError') return { code: 'TimeoutError', message: error.message };
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return { code: String(cause.code), message: cause.message };
  return { code: error.name, message: error.message };
}
