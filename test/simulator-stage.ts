import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type Simulator, startSimulator } from '../src/simulator/simulator.ts';
import { type ManualClock, manualClock } from './clock.ts';

type Json = Record<string, unknown>;

/** One webhook as it arrived. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  /** The exact text. */
  text: string;
  json: unknown;
}

/** An answer of one of the simulator's servers. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or text. */
  body: unknown;
}

/** A stand-in for the hub: keeps what comes, answers what it is told. */
export interface Receiver {
  url: string;
  received: Received[];
  /** The status of the coming answers; null: never answers. */
  answer: number | null;
  /** Resolves when `count` webhooks have arrived. */
  arrived(count: number): Promise<Received[]>;
}

/** A simulator with one number and one channel, and a receiver for their webhooks. */
export interface Stage {
  clock: ManualClock;
  simulator: Simulator;
  receiver: Receiver;
  number: Json & {
    phone_number_id: string;
    business_account_id: string;
    access_token: string;
    app_id: string;
    app_secret: string;
  };
  channel: Json & { channel_id: string; channel_secret: string; channel_access_token: string };
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Calls the Graph API with the number's token; `path` follows the version. */
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a WhatsApp message; common fields are filled in. */
  sendWhatsApp(message: Json): Promise<Answer>;
  line(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  sayWhatsApp(message: Json, from?: Json, more?: Json): Promise<Answer>;
  sayLine(message: Json, from?: Json, more?: Json): Promise<Answer>;
  stop(): Promise<void>;
}

/** Whom tests write to: somebody whose window is open after `sayWhatsApp`. */
export const customer = { phone: '+66812345678', name: 'Somchai' };

/** Starts everything. `number` and `channel` change how the accounts are made. */
export async function startStage(options: { number?: Json; channel?: Json } = {}): Promise<Stage> {
  const clock = manualClock();
  const simulator = await startSimulator({ clock });
  const { server, receiver } = await startReceiver();
  const { urls } = simulator;
  const control: Stage['control'] = (method, path, body) => call(`${urls.control}${path}`, method, body);
  const made = await control('POST', '/whatsapp/numbers', {
    callback_url: `${receiver.url}/meta`,
    verify_token: 'secret',
    ...options.number,
  });
  // The simulator describes what it made in these fields.
  const number = made.body as Stage['number'];
  const channel = (
    await control('POST', '/line/channels', { callback_url: `${receiver.url}/line`, ...options.channel })
  ).body as Stage['channel'];
  const graph: Stage['graph'] = (method, path, body, headers = {}) =>
    call(`${urls.graph}/v24.0${path}`, method, body, {
      authorization: `Bearer ${number.access_token}`,
      ...headers,
    });
  const line: Stage['line'] = (method, path, body, headers = {}) =>
    call(`${urls.line}${path}`, method, body, {
      authorization: `Bearer ${channel.channel_access_token}`,
      ...headers,
    });
  const say =
    (platform: string, account: string) =>
    (message: Json, from: Json = customer, more: Json = {}) =>
      control('POST', '/say', { platform, account, from, message, ...more });
  return {
    ...{ clock, simulator, receiver, number, channel, control, graph, line },
    sendWhatsApp: (message) =>
      graph('POST', `/${number.phone_number_id}/messages`, {
        messaging_product: 'whatsapp',
        to: customer.phone,
        ...message,
      }),
    sayWhatsApp: say('whatsapp', number.phone_number_id),
    sayLine: (message, from = { name: 'Yuki' }, more = {}) =>
      say('line', channel.channel_id)(message, from, more),
    async stop() {
      await simulator.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What stands at a place of foreign JSON: `at(body, 'messages.0.id')`; undefined when nothing does. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined;
  }, value);
}

/** The text at a place of foreign JSON. */
export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  if (typeof found === 'string') return found;
  throw new Error(`No text at ${path} of ${JSON.stringify(value)}`);
}

/** One HTTP call; a body that is no text or form is sent as JSON. */
export async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams;
  const type = raw || body === undefined ? {} : { 'content-type': 'application/json' };
  const init: RequestInit = { method, headers: { ...type, ...headers } };
  if (body !== undefined) init.body = raw ? body : JSON.stringify(body);
  const response = await fetch(url, init);
  const text = await response.text();
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not every answer is JSON.
  }
  return { status: response.status, headers: response.headers, body: parsed };
}

async function startReceiver(): Promise<{ server: Server; receiver: Receiver }> {
  const waiting: { count: number; resolve(list: Received[]): void }[] = [];
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: 200,
    arrived(count) {
      if (receiver.received.length >= count) return Promise.resolve(receiver.received);
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://receiver');
      if (request.method === 'GET') {
        const known = url.searchParams.get('hub.verify_token') === 'secret';
        response.writeHead(known ? 200 : 403).end(known ? url.searchParams.get('hub.challenge') : '');
        return;
      }
      const text = Buffer.concat(chunks).toString('utf8');
      receiver.received.push({ path: url.pathname, headers: request.headers, text, json: JSON.parse(text) });
      if (receiver.answer !== null) response.writeHead(receiver.answer).end('ok');
      for (const one of waiting.filter(({ count }) => receiver.received.length >= count)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve(receiver.received);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  receiver.url = `http://127.0.0.1:${address.port}`;
  return { server, receiver };
}
