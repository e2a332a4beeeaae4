import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Fault, PlatformName } from './faults.ts';
import type { RequestRecord } from './request-record.ts';
import type { World } from './world.ts';

/** What the simulator's servers keep with each request. */
export interface SimulatorEnv {
  Bindings: HttpBindings;
  Variables: {
    /** The body as it came. */
    bytes: Uint8Array<ArrayBuffer>;
    record: RequestRecord;
    requestId: string;
    /** What follows from an accepted call (receipts), started once the answer is out. */
    afterwards: (() => Promise<unknown>)[];
  };
}

const secretFields = ['access_token', 'client_secret', 'client_assertion', 'input_token', 'appsecret_proof'];

/** Reads the body once, keeps a record of call and answer, and starts what follows from the call. */
export function recordTraffic(world: World, platform: PlatformName): MiddlewareHandler<SimulatorEnv> {
  return async (c, next) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const record: RequestRecord = {
      id: world.sequence(),
      at: world.clock.now(),
      platform,
      account: null,
      method: c.req.method,
      path: publicPath(c.req.url),
      headers: publicHeaders(c.req.header()),
      body: publicBody(c.req.header('content-type') ?? '', bytes),
      answer: null,
      fault: null,
    };
    c.set('bytes', bytes);
    c.set('record', record);
    c.set('requestId', randomUUID());
    c.set('afterwards', []);
    world.requests.add(record);
    await next();
    const afterwards = c.get('afterwards');
    if (afterwards.length > 0 && world.delivery.settings().before_answer) await runAll(afterwards);
    // The response counts as out when the connection is done with it, however that ended.
    else c.env.outgoing.once('close', () => void runAll(afterwards));
    record.answer = await publicAnswer(c.res);
  };
}

/** Starts everything that follows from a call. */
export function runAll(afterwards: (() => Promise<unknown>)[]): Promise<unknown> {
  return Promise.all(afterwards.map((start) => start()));
}

/** Applies a waiting fault around a call that is authorised as `account`. */
export async function strike(
  c: Context<SimulatorEnv>,
  world: World,
  call: 'send' | 'other',
  platform: {
    refuse(fault: Fault): Response | Promise<Response>;
    accept(fault: Fault | null): Promise<Response>;
  },
): Promise<Response> {
  const record = c.get('record');
  const fault = world.faults.take(record.platform, record.account ?? '', call);
  record.fault = fault?.kind ?? null;
  if (fault?.kind === 'timeout') return neverAnswer();
  if (fault?.kind === 'close') return cutConnection(c);
  if (fault?.kind === 'status') return givenAnswer(c, fault);
  if (fault?.kind === 'code' && !fault.async) return platform.refuse(fault);
  const response = await platform.accept(fault);
  if (!response.ok || fault === null || !fault.kind.endsWith('_after_accept')) return response;
  void runAll(c.get('afterwards'));
  return fault.kind === 'close_after_accept' ? cutConnection(c) : neverAnswer();
}

function neverAnswer(): Promise<Response> {
  return new Promise(() => {});
}

function cutConnection(c: Context<SimulatorEnv>): Response {
  c.set('afterwards', []);
  c.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function givenAnswer(c: Context<SimulatorEnv>, fault: Fault): Response {
  const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body ?? {});
  c.header('content-type', 'application/json');
  for (const [name, value] of Object.entries(fault.headers ?? {})) c.header(name, value);
  // Hono's type wants one of its own literals; the tester chose any.
  return c.body(text, (fault.status ?? 500) as 500);
}

function publicHeaders(headers: Record<string, string>): Record<string, string> {
  const { authorization: _, ...rest } = headers;
  return rest;
}

function publicPath(url: string): string {
  const { pathname, searchParams } = new URL(url);
  for (const name of secretFields) if (searchParams.has(name)) searchParams.set(name, '***');
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`;
}

function publicBody(type: string, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return null;
  if (type.startsWith('multipart/')) return `(multipart, ${bytes.length} bytes)`;
  const text = Buffer.from(bytes).toString('utf8');
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const fields = Object.fromEntries(new URLSearchParams(text));
    for (const name of secretFields) if (name in fields) fields[name] = '***';
    return fields;
  }
  return parsedOrText(text);
}

async function publicAnswer(response: Response): Promise<RequestRecord['answer']> {
  const headers = Object.fromEntries(response.headers);
  const isText = /json|text/.test(headers['content-type'] ?? '');
  if (!isText) return { status: response.status, headers, body: response.body === null ? null : '(binary)' };
  return { status: response.status, headers, body: parsedOrText(await response.clone().text()) };
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
