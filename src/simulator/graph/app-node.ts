import type { Context } from 'hono';
import { z } from 'zod';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { fieldsOfObject } from './apps.ts';
import { appOfToken } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { GraphRefusal, unknownObject } from './errors.ts';
import { verifiedCallback } from './phone-number.ts';
import { parameters } from './request-body.ts';
import { type AccessToken, type Fields, type MetaApp, webhookObjects } from './state.ts';
import { checkFields } from './webhook-fields.ts';

const subscriptionBody = z.object({
  object: z.enum(webhookObjects),
  callback_url: z.string().min(1),
  verify_token: z.string().min(1),
  fields: z.string().min(1),
});

/** `POST /{app id}/subscriptions`: the app's callback for one object, verified at once. */
export async function postSubscription(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const app = ownApp(c, world);
  const given = parameters(c);
  if (given.object === 'page') c.get('record').platform = 'messenger';
  if (given.object === 'instagram') c.get('record').platform = 'instagram';
  const wanted = checked(subscriptionBody, given);
  const fields = wanted.fields.split(',').map((one) => one.trim());
  if (wanted.object !== 'whatsapp_business_account') {
    checkFields('fields', fields, fieldsOfObject[wanted.object]);
  }
  const callback = await verifiedCallback(world, wanted.callback_url, wanted.verify_token);
  app.objects[wanted.object] = { callback, fields };
  return graphAnswer(c, { success: true });
}

/** `GET /{app id}/subscriptions`. */
export function listAppSubscriptions(c: Context<SimulatorEnv>, world: World): Response {
  const app = ownApp(c, world);
  const version = c.req.param('version');
  const data = webhookObjects.flatMap((object) => {
    const { callback, fields } = app.objects[object];
    if (callback === null) return [];
    const named = fields.map((name) => ({ name, version }));
    return [{ object, callback_url: callback.url, active: true, fields: named }];
  });
  return graphAnswer(c, { data });
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
  const problem = problemOf(token, world.clock.now());
  return graphAnswer(c, {
    data: {
      app_id: app.id,
      type: typeNames[token.kind],
      application: `App ${app.id}`,
      is_valid: problem === null,
      issued_at: seconds(token.issued_at),
      expires_at: token.expires_at === null ? 0 : seconds(token.expires_at),
      ...(token.data_access_expires_at === null
        ? {}
        : { data_access_expires_at: seconds(token.data_access_expires_at) }),
      scopes: token.scopes,
      ...holderFields(token),
      user_id: `1${app.id}`.slice(0, 15),
      ...(problem === null ? {} : { error: problem }),
    },
  });
}

const typeNames = { system_user: 'SYSTEM_USER', page: 'PAGE', instagram_user: 'USER' } as const;

/** Page and Instagram tokens name whom they speak for, and to which assets their permissions are limited. */
function holderFields(token: AccessToken): Fields {
  if (token.holder === null) return {};
  const granular_scopes = token.scopes.map((scope) => ({ scope, target_ids: [token.holder] }));
  return { granular_scopes, profile_id: token.holder };
}

function problemOf(token: AccessToken, now: number): Fields | null {
  if (token.died_of !== null) {
    return { code: 190, subcode: token.died_of, message: 'Error validating access token.' };
  }
  const expired = token.expires_at !== null && token.expires_at <= now;
  return expired ? { code: 190, subcode: 463, message: 'Session has expired.' } : null;
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
