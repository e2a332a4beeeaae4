import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { expect } from 'vitest';
import { until } from '../conditions.ts';
import type { TestDatabase } from '../databases.ts';
import type { RunningHub } from '../hub-process.ts';

export type Json = Record<string, unknown>;

const secret = 'the-secret-that-signs';
const number = '100200300';

/** The ids and the name of the person who is erased; each stands nowhere else. */
export const ann = { phone: '66811112222', bsuid: 'TH.555000111', name: 'Annabelle Vanishing' };
/** Somebody else, of whom everything has to stay. */
export const bob = { phone: '66899998888', name: 'Bob Remaining' };

/** A platform that takes what is sent, or lets its callers wait, or is down. */
export interface FakeGraph {
  url: string;
  /** The texts that were sent, in order. */
  sent: string[];
  mood: 'well' | 'silent' | 'down';
  /** Answers those who were left waiting. */
  answer(): void;
  close(): void;
}

/** Starts a platform. Message ids are `wamid.out-<text>`, so that they can be looked for. */
export async function startGraph(): Promise<FakeGraph> {
  const waiting: (() => void)[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray();
    const { text }: { text?: { body: string } } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (!text) return reply(404, {});
    if (graph.mood === 'down') return reply(503, { error: { code: 2, message: 'down', is_transient: true } });
    graph.sent.push(text.body);
    const taken = () => reply(200, { messages: [{ id: `wamid.out-${text.body}` }] });
    if (graph.mood === 'silent') waiting.push(taken);
    else taken();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const graph: FakeGraph = {
    url: `http://127.0.0.1:${port}`,
    sent: [],
    mood: 'well',
    answer: () => {
      for (const taken of waiting.splice(0)) taken();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return graph;
}

/** A shop with a hub, and what its customers send. */
export interface ShopStage {
  account: string;
  /** Where its webhooks go. */
  path: string;
  /** Posts a signed body; answers its bytes, to post them again. */
  post(value: Json): Promise<string>;
  repost(body: string): Promise<void>;
  /** A message as it stands in a body. */
  text(id: string, body: string, from: Json, more?: Json): Json;
  api<T = Json>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
  list<T = Json>(path: string): Promise<T[]>;
  contactOf(phone: string): Promise<string | undefined>;
  send(to: Json, text: string, headers?: Record<string, string>): Promise<Json>;
  /** Waits until an erasure has come to one of these states. */
  erasure(contact: string, ...states: string[]): Promise<Json>;
}

/** Connects a number to the hub. */
export async function openShop(hub: RunningHub): Promise<ShopStage> {
  const credentials = { phone_number_id: number, access_token: 'token', app_secret: secret };
  const fresh = { platform: 'whatsapp', name: 'Shop', credentials };
  const { body } = await hub.api<{ id: string; webhook: { url: string } }>('POST', '/api/v1/accounts', fresh);
  return shopOn(hub, { account: body.id, path: new URL(body.webhook.url).pathname });
}

/** The same shop on a hub that was started anew. */
export function shopOn(
  hub: RunningHub,
  { account, path: webhook }: { account: string; path: string },
): ShopStage {
  const api: ShopStage['api'] = async (method, path, body, headers) => {
    const answer = await hub.api(method, `/api/v1${path}`, body, headers);
    expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    // Tests name the shape they expect and would fail on any other.
    return answer.body as never;
  };
  const list: ShopStage['list'] = async <T>(path: string) =>
    (await api<{ data: T[] }>('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200`)).data;
  async function repost(body: string): Promise<void> {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
    const { status } = await fetch(`${hub.url}${webhook}`, { method: 'POST', headers, body });
    expect(status).toBe(200);
  }
  return {
    ...{ account, path: webhook, api, list, repost },
    async post(value) {
      const { field = 'messages', ...more } = value;
      const change = { field, value: { metadata: { phone_number_id: number }, ...more } };
      const entry = [{ id: '1', changes: [change] }];
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
      await repost(body);
      return body;
    },
    text: (messageId, body, from, more = {}) => ({
      ...{ id: `wamid.${messageId}`, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text' },
      ...{ text: { body }, ...from, ...more },
    }),
    async contactOf(phone) {
      const contacts = await list<{ id: string; identities: { value: string }[] }>('/contacts');
      return contacts.find(({ identities }) => identities.some(({ value }) => value.includes(phone)))?.id;
    },
    send: (to, text, headers) =>
      api('POST', '/messages', { account_id: account, ...to, content: { type: 'text', text } }, headers),
    erasure: (contact, ...states) =>
      until(
        async () => {
          const found = await api('GET', `/contacts/${contact}/erasure`);
          return states.includes(String(found.state)) && found;
        },
        `the erasure of ${contact} to be ${states.join(' or ')}`,
      ),
  };
}

/** Which of these texts the whole database holds, in its files or in any table. */
export async function foundIn({ url }: TestDatabase, texts: readonly string[]): Promise<string[]> {
  const held = url.startsWith('file:') ? filesOf(url.slice('file:'.length)) : await tablesOf(url);
  return texts.filter((text) => held.includes(Buffer.from(text)));
}

function filesOf(path: string): Buffer {
  const files = [path, `${path}-wal`, `${path}-journal`].filter((file) => existsSync(file));
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

async function tablesOf(url: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const parts: Buffer[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from "${name}"`);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(`${value}\n`));
      }
    }
    return Buffer.concat(parts);
  } finally {
    await client.end();
  }
}
