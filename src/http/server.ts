import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Context, Hono } from 'hono';
import { Problem } from '../errors.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type Authenticate, authorise, type Caller } from './auth.ts';
import { CallerGone, readBody, streamBody } from './body.ts';
import { etagOf, isKnown } from './etag.ts';
import { methodNotAllowed, problemAnswer, unknownRoute } from './problem.ts';
import type { Quota, RateLimit } from './rate-limit.ts';
import type { Exchange, Reply, Route } from './route.ts';
import { allowedMethods, honoPath, sortRoutes } from './routing.ts';

/** What the server knows of a request beyond the web's own `Request`; nothing of it exists in tests. */
interface Bindings {
  incoming?: IncomingMessage;
  closing?: AbortSignal;
}

/** The hub's HTTP face: web requests in, responses out. */
export type App = Hono<{ Bindings: Bindings }>;

/** One call of a route, its caller already known. */
export interface Call {
  route: Route;
  exchange: Exchange;
  caller: Caller | null;
}

/** Wraps the handling of every call, after authentication and before parsing: the place of idempotency. */
export type Around = (call: Call, next: () => Promise<Reply | Response>) => Promise<Reply | Response>;

/** What the HTTP face is made of. */
export interface AppOptions {
  routes: readonly Route[];
  authenticate: Authenticate;
  log: Logger;
  metrics: Metrics;
  bodyLimitBytes: number;
  around?: Around;
  /** Counts the requests of each caller. */
  rateLimit?: RateLimit;
  /** Recognises errors of the rooms below that are no bugs: a database that went away. */
  recognise?: (error: unknown) => Problem | null;
  /** What answers where no route is; null leaves it at that. */
  otherwise?: (exchange: Exchange) => Promise<Response | null>;
  /** For tests: an answer that its own documented schema refuses becomes a fault. */
  checkAnswers?: boolean;
}

// On every answer. Nothing here may be cached, framed, sniffed or run, unless a route says otherwise.
const defaultHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const neverClosing = new AbortController().signal;
// What others may call a request: enough for UUIDs and trace ids, nothing that could break a log line.
const acceptableRequestId = /^[\w.:/+=-]{1,128}$/;
// nginx's number for a caller that hung up; it is only ever seen in metrics and logs.
const callerGoneStatus = 499;

function exchangeOf(c: Context<{ Bindings: Bindings }>, bodyLimitBytes: number): Exchange {
  const request = c.req.raw;
  // Without a server there are no bindings at all, whatever Hono's type says.
  const bindings: Bindings = c.env ?? {};
  const givenId = request.headers.get('x-request-id');
  let body: Promise<Buffer> | undefined;
  return {
    request,
    headers: request.headers,
    url: new URL(request.url),
    requestId: givenId && acceptableRequestId.test(givenId) ? givenId : randomUUID(),
    remoteAddress: bindings.incoming?.socket.remoteAddress ?? null,
    closing: bindings.closing ?? neverClosing,
    bytes() {
      body ??= readBody(request, bindings.incoming, bodyLimitBytes);
      return body;
    },
    stream: () => streamBody(request, bindings.incoming),
  };
}

function responseOf(answer: Reply | Response, requestId: string): Response {
  if (answer instanceof Response) {
    // A copy, because headers of a response that came from elsewhere cannot be changed.
    const headers = new Headers(answer.headers);
    for (const [name, value] of Object.entries(defaultHeaders)) {
      if (!headers.has(name)) headers.set(name, value);
    }
    headers.set('x-request-id', requestId);
    return new Response(answer.body, { status: answer.status, headers });
  }
  // All headers at once, as a plain object: the server then writes them without ever making a Headers.
  const headers = { ...defaultHeaders, 'x-request-id': requestId };
  if (answer.body === undefined && answer.text === undefined) {
    return new Response(null, { status: answer.status, headers: { ...headers, ...answer.headers } });
  }
  return new Response(answer.text ?? JSON.stringify(answer.body), {
    status: answer.status,
    headers: { ...headers, 'content-type': 'application/json', ...answer.headers },
  });
}

function checkAnswer(route: Route, answer: Reply | Response): void {
  if (answer instanceof Response) return;
  const checked = route.answers[answer.status]?.schema?.safeParse(answer.body);
  if (checked?.success === false) {
    throw new Error(
      `${route.method} ${route.path} answers what its schema refuses: ${checked.error.message}`,
    );
  }
}

/** PostgreSQL cannot hold a NUL, and no id of ours or of a platform has one. */
function refuseNul(exchange: Exchange): void {
  if (!/%00/.test(exchange.url.pathname + exchange.url.search)) return;
  throw new Problem({
    status: 400,
    code: 'invalid_address',
    detail: 'The address holds a NUL character.',
    fix: 'Leave it out.',
  });
}

async function call(
  options: AppOptions,
  route: Route,
  exchange: Exchange,
  params: Readonly<Record<string, string>>,
): Promise<Reply | Response> {
  const { around, authenticate, checkAnswers, rateLimit } = options;
  refuseNul(exchange);
  const { scope } = route;
  const caller = scope === 'public' ? null : await authorise(exchange.request, scope, authenticate);
  const quota = caller && rateLimit ? rateLimit.take(caller) : {};
  const next = async () => route.run(exchange, caller, params);
  const answer = await (around ? around({ route, exchange, caller }, next) : next()).catch(
    (error: unknown) => {
      throw withQuota(error, quota);
    },
  );
  if (checkAnswers) checkAnswer(route, answer);
  if (!caller) return answer;
  return answer instanceof Response ? responseWith(answer, quota) : conditional(exchange, answer, quota);
}

/** A refusal tells the caller what is left of the quota too. */
function withQuota(error: unknown, quota: Quota): unknown {
  if (error instanceof Problem) Object.assign(error.headers, quota);
  return error;
}

function responseWith(answer: Response, quota: Quota): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(quota)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}

/** What was read gets a tag; whoever names it has the same already, and need not get it again. */
function conditional({ request, headers }: Exchange, answer: Reply, quota: Quota): Reply {
  if (request.method !== 'GET' || answer.status !== 200 || answer.body === undefined) {
    return { ...answer, headers: { ...answer.headers, ...quota } };
  }
  const text = JSON.stringify(answer.body);
  const etag = etagOf(text);
  // It may be kept by the caller alone, and only to be asked for again.
  const kept = { ...answer.headers, ...quota, etag, 'cache-control': 'private, no-cache' };
  if (isKnown(headers.get('if-none-match'), etag)) return { status: 304, headers: kept };
  return { status: 200, text, headers: kept };
}

function refusal(thrown: unknown, options: AppOptions, { requestId }: Exchange, route: string): Reply {
  const { log, recognise } = options;
  const error = thrown instanceof Problem ? thrown : (recognise?.(thrown) ?? thrown);
  if (error instanceof CallerGone) return { status: callerGoneStatus };
  const { document, headers, incident } = problemAnswer(error);
  if (document.status >= 500) {
    log.error({ err: error, request_id: requestId, incident, route }, document.detail);
  }
  const type = { 'content-type': 'application/problem+json' };
  return { status: document.status, body: document, headers: { ...type, ...headers } };
}

/** The app that serves a table of routes. */
export function createApp(options: AppOptions): App {
  const { log, metrics } = options;
  const app: App = new Hono();
  const methodsAt = allowedMethods(options.routes);

  async function serve(
    c: Context<{ Bindings: Bindings }>,
    route: string,
    handle: (exchange: Exchange) => Promise<Reply | Response>,
  ): Promise<Response> {
    const started = performance.now();
    const exchange = exchangeOf(c, options.bodyLimitBytes);
    const answer = await handle(exchange).catch((error: unknown) => refusal(error, options, exchange, route));
    const response = responseOf(answer, exchange.requestId);
    const ms = performance.now() - started;
    const { method } = exchange.request;
    metrics.httpRequests.inc({ method, route, status: answer.status });
    metrics.httpDuration.observe({ route }, ms / 1000);
    // The path only: a query may hold a verify token.
    const path = exchange.url.pathname;
    log.debug({ request_id: exchange.requestId, method, path, status: answer.status, ms }, 'request');
    return response;
  }

  for (const route of sortRoutes(options.routes)) {
    app.on(route.method, honoPath(route.path), (c) =>
      serve(c, route.path, (exchange) => call(options, route, exchange, c.req.param())),
    );
  }
  // One label for all addresses that do not exist, or strangers could make as many time series as they like.
  app.notFound((c) =>
    serve(c, 'unknown', async (exchange) => {
      const { request, url } = exchange;
      const page = await options.otherwise?.(exchange);
      if (page) return page;
      const allowed = methodsAt(url.pathname);
      throw allowed.length > 0 ? methodNotAllowed(request.method, allowed) : unknownRoute(url.pathname);
    }),
  );
  return app;
}
