import type { Context } from 'hono';
import { z } from 'zod';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { appOfToken } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { GraphRefusal, unknownObject } from './errors.ts';
import { verifiedCallback } from './phone-number.ts';
import { jsonBody } from './request-body.ts';
import type { Fields, MetaApp } from './state.ts';

const subscriptionBody = z.object({
  object: z.literal('whatsapp_business_account'),
  callback_url: z.string().min(1),
  verify_token: z.string().min(1),
  fields: z.string().min(1),
});

/** `POST /{app id}/subscriptions`: the callback of the whole app, verified at once. */
export async function postSubscription(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const app = ownApp(c, world);
  const wanted = checked(subscriptionBody, parameters(c));
  app.callback = await verifiedCallback(world, wanted.callback_url, wanted.verify_token);
  app.fields = wanted.fields.split(',').map((one) => one.trim());
  return graphAnswer(c, { success: true });
}

/** `GET /{app id}/subscriptions`. */
export function listAppSubscriptions(c: Context<SimulatorEnv>, world: World): Response {
  const app = ownApp(c, world);
  if (app.callback === null) return graphAnswer(c, { data: [] });
  const fields = app.fields.map((name) => ({ name, version: c.req.param('version') }));
  const item = { object: 'whatsapp_business_account', callback_url: app.callback.url, active: true, fields };
  return graphAnswer(c, { data: [item] });
}

/** Parameters come in the query, as a form or as JSON. */
function parameters(c: Context<SimulatorEnv>): Fields {
  const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? new URLSearchParams(Buffer.from(c.get('bytes')).toString('utf8')) : [];
  return { ...c.req.query(), ...Object.fromEntries(form), ...jsonBody(c) };
}

function ownApp(c: Context<SimulatorEnv>, world: World): MetaApp {
  const value = appToken(c);
  if (value === null)
    throw new GraphRefusal(104, { message: 'An access token is required to request this resource.' });
  const app = appOfToken(world, value);
  const id = c.req.param('id') ?? '';
  if (app.id !== id) throw unknownObject(c.req.method, id);
  return app;
}

function appToken(c: Context<SimulatorEnv>): string | null {
  const header = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  const value = header ?? parameters(c).access_token;
  return typeof value === 'string' ? value : null;
}

/** `GET /debug_token`: what a token is good for, asked with the app's own token. */
export function debugToken(c: Context<SimulatorEnv>, world: World): Response {
  const app = appOfToken(world, appToken(c) ?? '');
  const token = world.graph.tokens.get(c.req.query('input_token') ?? '');
  if (token === undefined || token.app !== app) {
    const error = { code: 190, message: 'Invalid OAuth access token.' };
    return graphAnswer(c, { data: { error, is_valid: false, scopes: [] } });
  }
  const expired = token.expires_at !== null && token.expires_at <= world.clock.now();
  return graphAnswer(c, {
    data: {
      app_id: app.id,
      type: 'SYSTEM_USER',
      application: `App ${app.id}`,
      is_valid: !expired,
      issued_at: Math.floor(token.issued_at / 1000),
      expires_at: token.expires_at === null ? 0 : Math.floor(token.expires_at / 1000),
      scopes: token.scopes,
      user_id: `1${app.id}`.slice(0, 15),
      ...(expired ? { error: { code: 190, subcode: 463, message: 'Session has expired.' } } : {}),
    },
  });
}
