import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';

/** What became of one webhook that came to a hub in which nothing had happened before. */
export interface Verdict {
  /** The HTTP status the platform got. */
  status: number;
  /** How many events of each type, in the order they first came. */
  events: Record<string, number>;
  /** What kinds were not known. */
  unsupported: string[];
  /** Items for accounts that are not connected. */
  unmatched: number;
  /** What the log of webhooks says went wrong, and what the hub logged as an error. */
  faults: string[];
}

/** Nobody is there: what the hub wants to fetch fails at once, and never reaches a real platform. */
const nowhere = 'http://127.0.0.1:9';

/** A hub that judges webhooks, each in a workspace of its own: to it nothing has happened before. */
export interface Judge {
  judge(platform: string, body: string): Promise<Verdict>;
  stop(): Promise<void>;
}

/** Starts one on an empty database. */
export async function startJudge(place: TestDatabase): Promise<Judge> {
  const hub = await startHubHere({
    PARLEY_DATABASE_URL: place.url,
    PARLEY_ECHO_WAIT_MS: '1',
    PARLEY_GRAPH_URL: nowhere,
    PARLEY_INSTAGRAM_GRAPH_URL: nowhere,
    PARLEY_LINE_URL: nowhere,
    PARLEY_LINE_DATA_URL: nowhere,
  });
  let count = 0;
  return {
    async judge(platform, body) {
      const room = await openRoom(hub, `room ${++count}`);
      const before = hub.logged().length;
      const accounts: Account[] = [];
      for (const credentials of credentialsFor(platform, JSON.parse(body), room.secret)) {
        accounts.push(await connect(room, platform, credentials));
      }
      const status = await post(hub, room.secret, new URL(accounts[0]?.webhook.url ?? '').pathname, body);
      const verdict = { status, ...(await lookAt(room, () => hub.logged().slice(before))) };
      // The next one may name the same inboxes.
      for (const { id } of accounts) await room.api('DELETE', `/accounts/${id}`);
      return verdict;
    },
    stop: () => hub.stop(),
  };
}

/** A workspace, and the secret of the one app in it. */
interface Room {
  secret: string;
  api<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }>;
}

async function openRoom(hub: InProcessHub, name: string): Promise<Room> {
  await hub.api('POST', '/api/v1/workspaces', { name });
  const inside = { 'parley-workspace': name };
  return {
    secret: `the secret of ${name}`,
    api: (method, path, body) => hub.api(method, `/api/v1${path}`, body, inside),
  };
}

interface Account {
  id: string;
  webhook: { url: string };
}

async function connect(room: Room, platform: string, credentials: object): Promise<Account> {
  const account = { platform, name: 'Shop', credentials };
  const { status, body } = await room.api<Account>('POST', '/accounts', account);
  if (status !== 201) throw new Error(`No account could be connected: ${JSON.stringify(body)}`);
  return body;
}

async function post(hub: InProcessHub, secret: string, path: string, body: string): Promise<number> {
  const hmac = (encoding: 'hex' | 'base64') => createHmac('sha256', secret).update(body).digest(encoding);
  const headers = {
    'content-type': 'application/json',
    'x-line-signature': hmac('base64'),
    'x-hub-signature-256': `sha256=${hmac('hex')}`,
  };
  return (await fetch(`${hub.url}${path}`, { method: 'POST', headers, body })).status;
}

async function lookAt(room: Room, logged: () => string): Promise<Omit<Verdict, 'status'>> {
  const list = async <T>(path: string) => (await room.api<{ data: T[] }>('GET', path)).body.data;
  let events: { type: string; data: { kind?: string } }[] = [];
  // Echoes are settled a moment later; nothing says that no more will come, so it has to be quiet for a while.
  for (let quiet = 0; quiet < 3; quiet++) {
    const found = await list<(typeof events)[number]>('/events?after=0&limit=200');
    if (found.length !== events.length) quiet = 0;
    events = found;
    await pause(15);
  }
  // What is fetched afterwards is no part of what came.
  const told = events.filter(({ type }) => !afterwards.includes(type));
  const counts: Record<string, number> = {};
  for (const { type } of told) counts[type] = (counts[type] ?? 0) + 1;
  const log = await list<{ result: string; error: string | null }>('/webhooks/log');
  const unmatched = await list<{ count: number }>('/webhooks/unmatched');
  const errors = logged()
    .split('\n')
    .filter((line) => /"level":(50|60|"error"|"fatal")/.test(line));
  return {
    events: counts,
    unsupported: told
      .filter(({ type }) => type === 'unsupported.received')
      .map(({ data }) => data.kind ?? ''),
    unmatched: unmatched.reduce((sum, { count }) => sum + count, 0),
    faults: [
      ...log.flatMap(({ result, error }) => (result === 'failed' ? [error ?? result] : [])),
      ...errors,
    ],
  };
}

/** What the hub finds out by itself. */
const afterwards = [
  'media.ready',
  'media.failed',
  'account.paused',
  'account.resumed',
  'account.health_changed',
];

type Json = Record<string, unknown>;

/** Accounts for all that the body speaks of, so that nothing in it is for nobody. */
function credentialsFor(platform: string, body: unknown, secret: string): object[] {
  const common = { app_secret: secret };
  if (platform === 'line') return [{ channel_secret: secret, channel_access_token: 'token' }];
  const entries = objectsIn(body, 'entry');
  const ids = [...new Set(entries.flatMap(inboxesOf))];
  if (platform === 'messenger') {
    return (ids.length > 0 ? ids : ['1']).map((page_id) => ({
      ...common,
      page_id,
      page_access_token: 'token',
    }));
  }
  if (platform === 'instagram') {
    return (ids.length > 0 ? ids : ['1']).map((id) => ({
      ...{ ...common, access_token: 'token' },
      instagram_business_account_id: id,
    }));
  }
  return numbersIn(entries).map((one) => ({ ...common, access_token: 'token', ...one }));
}

/** Whose inbox an entry is about: it says so itself, or its items do. The test buttons call themselves `0`. */
function inboxesOf(entry: Json): string[] {
  const id = String(entry.id ?? '0');
  if (id !== '0') return [id];
  const values = objectsIn(entry, 'changes').map(({ value }) => Object(value));
  const items: Json[] = [...objectsIn(entry, 'messaging'), ...values];
  return items.flatMap(({ recipient }) => Object(recipient).id ?? []).map(String);
}

/** The numbers of WhatsApp that a body names; a business account that is named alone gets one. */
function numbersIn(entries: readonly Json[]): object[] {
  const numbers = new Map<string, object>();
  for (const entry of entries) {
    const business_account_id = String(entry.id ?? '0');
    for (const change of objectsIn(entry, 'changes')) {
      const value = Object(change.value);
      const phone_number_id = String(Object(value.metadata).phone_number_id ?? `9${business_account_id}`);
      numbers.set(phone_number_id, { phone_number_id, business_account_id });
    }
  }
  return numbers.size > 0 ? [...numbers.values()] : [{ phone_number_id: '1', business_account_id: '2' }];
}

function objectsIn(body: unknown, name: string): Json[] {
  const list: unknown = Object(body)[name];
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}
