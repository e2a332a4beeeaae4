import { expect } from 'vitest';
import { until } from '../conditions.ts';
import type { InProcessHub } from '../in-process-hub.ts';
import type { Simulated } from '../simulated.ts';
import type { Planted } from './planted.ts';

/** What a workspace holds, one of everything; mostly ids. */
export interface Things {
  workspace: string;
  account: string;
  contact: string;
  /** A contact that was erased. */
  erased: string;
  conversation: string;
  message: string;
  /** A message that waits for its time. */
  scheduled: string;
  medium: string;
  note: string;
  document: string;
  webhook: string;
  /** Two, since bringing one back and forgetting it exclude each other. */
  dead: string;
  deadToo: string;
  key: string;
  member: string;
  app: string;
  /** An account whose app has a URL and a secret for all. */
  number: string;
  phoneNumberId: string;
  appSecret: string;
  verifyToken: string;
  consumer: string;
  /** A template of that number. */
  template: string;
  /** A run of the agent, and calls of tools in it that wait for a person. */
  run: string;
  approval: string;
  refusable: string;
  /** Drafts of the agent that are open. */
  draft: string;
  editable: string;
  rejectable: string;
  /** A set of questions, and an agent that was held against it. */
  evaluation: string;
  evaluationRun: string;
  /** The cursor of an event. */
  cursor: string;
  /** A text that stands in everything that can hold one. */
  mark: string;
}

/** A workspace with a key that may do everything in it. */
export interface Tenant {
  id: string;
  name: string;
  key: string;
}

/** An answer as it came. */
export interface Answer {
  status: number;
  text: string;
}

/** Calls the hub with a key, or without. */
export type Call = (
  key: string | null,
  method: string,
  path: string,
  given?: { body?: unknown; headers?: Record<string, string> },
) => Promise<Answer>;

/** Calls this hub. Of a stream, which never ends, it answers what comes first. */
export function callerOf(hub: InProcessHub): Call {
  return async (key, method, path, { body, headers } = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${hub.url}${path}`, {
      method,
      headers: {
        ...(key && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      return { status: response.status, text: await response.text() };
    }
    const { value } = (await response.body?.getReader().read()) ?? {};
    return { status: response.status, text: new TextDecoder().decode(value) };
  };
}

/** Makes a workspace and its first key, with the key of the installation. */
export async function settle(hub: InProcessHub, name: string): Promise<Tenant> {
  const { body: workspace } = await hub.api<{ id: string }>('POST', '/api/v1/workspaces', { name });
  const wanted = { name: `admin of ${name}`, scopes: ['admin'] };
  const inside = { 'parley-workspace': name };
  const { body } = await hub.api<{ key: string }>('POST', '/api/v1/keys', wanted, inside);
  return { id: workspace.id, name, key: body.key };
}

/** Fills a workspace with one of everything, as its own people would. */
export async function furnish(
  call: Call,
  simulated: Simulated,
  tenant: Tenant,
): Promise<Omit<Things, keyof Planted>> {
  const mark = `only for ${tenant.name}`;
  const done = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const { status, text } = await call(
      tenant.key,
      method,
      `/api/v1${path}`,
      body === undefined ? {} : { body },
    );
    expect([method, path, status < 300, text]).toEqual([method, path, true, text]);
    // Tests name the shape they expect and would fail on any other.
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  const make = async (path: string, body: unknown) => (await done<{ id: string }>('POST', path, body)).id;
  const listed = (path: string, index = 0) =>
    until(
      async () => (await done<{ data: { id: string }[] }>('GET', path)).data[index]?.id,
      `number ${index} of ${path}`,
    );
  /** What is still being indexed would change by itself. */
  const learn = async () => {
    const id = await make('/agent/knowledge', { title: mark, text: mark });
    const state = async () => (await done<{ state: string }>('GET', `/agent/knowledge/${id}`)).state;
    await until(async () => (await state()) === 'ready', 'the document to be indexed');
    return id;
  };
  const line = await connectChannel(done, simulated, mark);
  const whatsapp = await connectNumber(done, simulated, mark);
  const erased = await eraseSomebody(done, line, mark);
  const conversation = await listed('/conversations');
  const member = await make('/members', { name: mark, teams: [mark] });
  await done('PUT', `/agent/settings/${line}`, { tools: [findOrder] });
  const evaluation = `set-of-${tenant.name}`;
  await done('PUT', `/agent/evaluations/${evaluation}`, { questions: [{ messages: mark }] });
  for (const letter of ['e', 'f']) {
    // LINE knows nobody of these ids, so the messages are given up.
    const content = { type: 'text', text: mark };
    await make('/messages', { account_id: line, to: `U${letter.repeat(32)}`, content });
  }
  return {
    workspace: tenant.id,
    account: line,
    ...{ conversation, erased, evaluation },
    evaluationRun: await make(`/agent/evaluations/${evaluation}/run`, { account_id: line }),
    contact: await listed('/contacts'),
    message: await listed('/messages?direction=in'),
    scheduled: await make('/messages', {
      conversation_id: conversation,
      content: { type: 'text', text: mark },
      send_at: new Date(Date.now() + 60 * 60_000).toISOString(),
    }),
    medium: (await done<{ media_id: string }>('POST', '/media', mark)).media_id,
    document: await learn(),
    note: await make(`/conversations/${conversation}/notes`, { text: mark }),
    webhook: await listed('/webhooks/log'),
    deadToo: await listed('/dead', 1),
    dead: await listed('/dead'),
    member,
    key: await make('/keys', { name: mark, scopes: ['read'], member_id: member }),
    app: await make('/apps', { platform: 'whatsapp', secrets: `secret ${mark}`, app_id: mark }),
    consumer: await make('/consumers', {
      name: mark,
      url: 'https://consumer.invalid/',
      // Nothing is ever handed to it.
      filter: { types: ['nothing.happened'] },
      headers: { 'x-mark': mark },
    }),
    cursor: (await done<{ data: { cursor: string }[] }>('GET', '/events?limit=1')).data[0]?.cursor ?? '',
    ...whatsapp,
    template: await listed(`/templates?account_id=${whatsapp.number}`),
    mark,
  };
}

/** A tool that nobody answers. */
export const findOrder = {
  name: 'find_order',
  description: 'Finds an order.',
  parameters: { type: 'object', properties: {} },
  url: 'https://tools.invalid/orders',
};

type Done = <T>(method: string, path: string, body?: unknown) => Promise<T>;

async function connectChannel(done: Done, simulated: Simulated, mark: string): Promise<string> {
  const channel = await simulated.control<Record<string, string>>('POST', '/line/channels', {});
  const { channel_id, channel_secret, channel_access_token } = channel;
  const { id, webhook } = await done<{ id: string; webhook: { url: string } }>('POST', '/accounts', {
    platform: 'line',
    name: mark,
    credentials: { channel_secret, channel_access_token },
  });
  await simulated.control('PATCH', `/line/channels/${channel_id}`, { callback_url: webhook.url });
  await simulated.control('POST', '/say', {
    platform: 'line',
    account: channel_id,
    from: { name: mark },
    message: { type: 'text', text: mark },
  });
  return id;
}

/** Erases somebody whom LINE does not know, so that nothing was ever sent to them. */
async function eraseSomebody(done: Done, account: string, mark: string): Promise<string> {
  const to = `U${'d'.repeat(32)}`;
  const message = { account_id: account, to, content: { type: 'text', text: mark } };
  const { conversation_id } = await done<{ conversation_id: string }>('POST', '/messages', message);
  const path = `/conversations/${conversation_id}`;
  const { contact_id } = await done<{ contact_id: string }>('GET', path);
  await done('DELETE', `/contacts/${contact_id}`);
  const state = async () => (await done<{ state: string }>('GET', `/contacts/${contact_id}/erasure`)).state;
  await until(async () => (await state()) === 'done', 'the person to be erased');
  return contact_id;
}

async function connectNumber(done: Done, simulated: Simulated, mark: string) {
  const number = await simulated.control<Record<string, string>>('POST', '/whatsapp/numbers', {});
  const { phone_number_id = '', business_account_id, app_secret = '', access_token } = number;
  const verifyToken = `token ${mark}`;
  const credentials = { phone_number_id, business_account_id, app_secret, access_token };
  const { id } = await done<{ id: string }>('POST', '/accounts', {
    platform: 'whatsapp',
    name: mark,
    credentials: { ...credentials, verify_token: verifyToken },
  });
  return { number: id, phoneNumberId: phone_number_id, appSecret: app_secret, verifyToken };
}
