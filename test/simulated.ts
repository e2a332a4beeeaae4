import { type Clock, systemClock } from '../src/clock.ts';
import { modelEnvironment } from '../src/simulator/demo.ts';
import { type Simulator, startSimulator } from '../src/simulator/simulator.ts';
import type { RunningHub } from './hub-process.ts';

/** A simulator and calls to its control API. */
export interface Simulated {
  /** The variables that lead a hub to it. */
  environment: Record<string, string>;
  /** Where its control API is. */
  url: string;
  /** Calls the control API; throws what it says when it refuses. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** What a customer's phone shows. */
  inbox(query: Record<string, string>): Promise<InboxEntry[]>;
  stop(): Promise<void>;
}

/** A message on a customer's phone; what tests look at. */
export interface InboxEntry {
  id: string;
  status: string;
  /** The platform's own message object. */
  body: { type?: string; text?: string | { body: string } };
  user: { id: string; name: string; phone?: string };
}

/** Starts the simulated platforms on free ports, with the clock of the machine unless another is given. */
export async function simulate(clock: Clock = systemClock()): Promise<Simulated> {
  const simulator: Simulator = await startSimulator({ clock });
  const { urls } = simulator;
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${urls.control}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    // Tests name the shape they expect and would fail on any other.
    return (text ? JSON.parse(text) : null) as T;
  };
  return {
    url: urls.control,
    environment: {
      PARLEY_GRAPH_URL: urls.graph,
      PARLEY_INSTAGRAM_GRAPH_URL: urls.instagram,
      PARLEY_LINE_URL: urls.line,
      PARLEY_LINE_DATA_URL: urls.lineData,
      ...modelEnvironment(urls.model),
    },
    control,
    async inbox(query) {
      const { data } = await control<{ data: InboxEntry[] }>('GET', `/inbox?${new URLSearchParams(query)}`);
      return data;
    },
    stop: () => simulator.stop(),
  };
}

/** An account on both sides: in the hub, and on its simulated platform. */
export interface ConnectedAccount {
  id: string;
  webhookUrl: string;
  secret: string;
  /** The simulator's name of it. */
  simulated: string;
}

type Json = Record<string, string>;

interface AccountAnswer {
  id: string;
  webhook: { url: string; verify_token: string };
}

/** A new WhatsApp number, connected to the hub with its handshake passed. */
export async function connectWhatsApp(hub: RunningHub, simulated: Simulated): Promise<ConnectedAccount> {
  const number = await simulated.control<Record<string, string>>('POST', '/whatsapp/numbers', {});
  const { phone_number_id = '', business_account_id, app_secret = '', access_token } = number;
  const credentials = { phone_number_id, business_account_id, app_secret, access_token };
  const { body } = await hub.api<AccountAnswer>('POST', '/api/v1/accounts', {
    platform: 'whatsapp',
    name: 'Shop on WhatsApp',
    credentials,
  });
  await simulated.control('PATCH', `/whatsapp/numbers/${phone_number_id}`, {
    callback_url: body.webhook.url,
    verify_token: body.webhook.verify_token,
  });
  return { id: body.id, webhookUrl: body.webhook.url, secret: app_secret, simulated: phone_number_id };
}

/** A new Facebook Page, connected to the hub with its handshake passed. */
export async function connectMessenger(hub: RunningHub, simulated: Simulated): Promise<ConnectedAccount> {
  const page = await simulated.control<Record<string, string>>('POST', '/messenger/pages', {});
  const { page_id = '', app_secret = '', page_access_token } = page;
  const { body } = await hub.api<AccountAnswer>('POST', '/api/v1/accounts', {
    platform: 'messenger',
    name: 'Shop on Messenger',
    credentials: { page_id, app_secret, page_access_token },
  });
  await simulated.control('PATCH', `/messenger/pages/${page_id}`, {
    callback_url: body.webhook.url,
    verify_token: body.webhook.verify_token,
  });
  return { id: body.id, webhookUrl: body.webhook.url, secret: app_secret, simulated: page_id };
}

/**
 * A new Instagram account, connected to the hub with its handshake passed: by Instagram Login, or through a
 * Facebook Page of its own.
 */
export async function connectInstagram(
  hub: RunningHub,
  simulated: Simulated,
  { route = 'login' }: { route?: 'login' | 'page' } = {},
): Promise<ConnectedAccount> {
  const page = route === 'page' ? await simulated.control<Json>('POST', '/messenger/pages', {}) : {};
  const account = await simulated.control<Json>('POST', '/instagram/accounts', { page_id: page.page_id });
  const { instagram_business_account_id = '', app_secret = '', ...tokens } = account;
  const { access_token, facebook_page_id, page_access_token } = tokens;
  const credentials = route === 'login' ? { access_token } : { facebook_page_id, page_access_token };
  const { body } = await hub.api<AccountAnswer>('POST', '/api/v1/accounts', {
    platform: 'instagram',
    name: 'Shop on Instagram',
    credentials: { instagram_business_account_id, app_secret, ...credentials },
  });
  await simulated.control('PATCH', `/instagram/accounts/${instagram_business_account_id}`, {
    callback_url: body.webhook.url,
    verify_token: body.webhook.verify_token,
  });
  const simulatedId = instagram_business_account_id;
  return { id: body.id, webhookUrl: body.webhook.url, secret: app_secret, simulated: simulatedId };
}

/** A new LINE channel, connected to the hub. */
export async function connectLine(hub: RunningHub, simulated: Simulated): Promise<ConnectedAccount> {
  const channel = await simulated.control<Record<string, string>>('POST', '/line/channels', {
    redelivery: true,
  });
  const { channel_id = '', channel_secret = '', channel_access_token } = channel;
  const { body } = await hub.api<AccountAnswer>('POST', '/api/v1/accounts', {
    platform: 'line',
    name: 'Shop on LINE',
    credentials: { channel_secret, channel_access_token },
  });
  await simulated.control('PATCH', `/line/channels/${channel_id}`, { callback_url: body.webhook.url });
  return { id: body.id, webhookUrl: body.webhook.url, secret: channel_secret, simulated: channel_id };
}
