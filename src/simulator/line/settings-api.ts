import type { Context } from 'hono';
import { z } from 'zod';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { lineAnswer } from './answer.ts';
import { authorise, rates, takeRate } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { LineRefusal } from './errors.ts';
import { composeEvents } from './payload.ts';
import { jsonBody } from './request-body.ts';
import type { Channel, Fields } from './state.ts';

const endpoint = z.string().max(500);

/** `PUT /v2/bot/channel/webhook/endpoint`. */
export function putEndpoint(c: Context<SimulatorEnv>, world: World): Response {
  const channel = authorise(c, world);
  takeRate(world, channel.id, 'put endpoint', rates.webhookSettings);
  const wanted = checked(z.strictObject({ endpoint: endpoint.min(1) }), jsonBody(c)).endpoint;
  if (!isWebhookUrl(wanted)) throw new LineRefusal(400, { message: 'Invalid webhook endpoint URL' });
  channel.endpoint = wanted;
  return lineAnswer(c, {});
}

/** LINE wants https; the simulator also posts to this machine, which nobody can get a certificate for. */
export function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const local = /^(127\.|localhost$|\[::1\]$)/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && local);
}

/** `GET /v2/bot/channel/webhook/endpoint`. */
export function getEndpoint(c: Context<SimulatorEnv>, world: World): Response {
  const channel = authorise(c, world);
  takeRate(world, channel.id, 'get endpoint', rates.webhookSettings);
  if (channel.endpoint === null) throw new LineRefusal(404, { message: 'Webhook endpoint not found' });
  return lineAnswer(c, { endpoint: channel.endpoint, active: channel.active });
}

/** `POST /v2/bot/channel/webhook/test`: posts a signed body without events and tells how it went. */
export async function testEndpoint(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const channel = authorise(c, world);
  takeRate(world, channel.id, 'test', rates.testWebhook);
  const given = c.get('bytes').length === 0 ? {} : jsonBody(c);
  const url = checked(z.strictObject({ endpoint: endpoint.optional() }), given).endpoint ?? channel.endpoint;
  if (url === null) throw new LineRefusal(404, { message: 'Webhook endpoint not found' });
  if (!isWebhookUrl(url)) throw new LineRefusal(400, { message: 'Invalid webhook endpoint URL' });
  const timestamp = new Date(world.clock.now()).toISOString();
  return lineAnswer(c, { timestamp, ...(await tryEndpoint(world, channel, url)) });
}

async function tryEndpoint(world: World, channel: Channel, url: string): Promise<Fields> {
  const hurry = new AbortController();
  const patience = world.delivery.settings().timeout_ms.line;
  const cancel = world.clock.after(patience, () => hurry.abort());
  const { body, headers } = composeEvents(channel, []);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
      signal: hurry.signal,
    });
    await response.arrayBuffer();
    const success = response.status === 200;
    const reason = success ? 'OK' : 'ERROR_STATUS_CODE';
    return { success, statusCode: response.status, reason, detail: String(response.status) };
  } catch (error) {
    const reason = hurry.signal.aborted ? 'REQUEST_TIMEOUT' : 'COULD_NOT_CONNECT';
    const detail = error instanceof Error ? error.message : String(error);
    return { success: false, statusCode: 0, reason, detail };
  } finally {
    cancel();
  }
}
