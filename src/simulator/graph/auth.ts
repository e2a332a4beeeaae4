import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { GraphRefusal, unknownObject } from './errors.ts';
import type { AccessToken, BusinessAccount, BusinessNumber, MetaApp } from './state.ts';

/** The permission for sending, media and `messages` webhooks. */
export const messaging = 'whatsapp_business_messaging';
/** The permission for templates, numbers and everything else. */
export const management = 'whatsapp_business_management';

/** The token of a call, checked. */
export function authorise(c: Context<SimulatorEnv>, world: World, scope: string): AccessToken {
  const value = presentedToken(c);
  if (value === null) {
    throw new GraphRefusal(104, { message: 'An access token is required to request this resource.' });
  }
  const token = world.graph.tokens.get(value);
  if (token === undefined) {
    throw new GraphRefusal(190, { message: 'Invalid OAuth access token - Cannot parse access token' });
  }
  if (token.expires_at !== null && token.expires_at <= world.clock.now()) throw expired(token.expires_at);
  checkProof(c, token.app, value);
  if (!token.scopes.includes(scope)) {
    throw new GraphRefusal(10, { message: '(#10) Application does not have permission for this action' });
  }
  return token;
}

function expired(at: number): GraphRefusal {
  const when = new Date(at).toUTCString();
  return new GraphRefusal(190, {
    message: `Error validating access token: Session has expired on ${when}.`,
    subcode: 463,
  });
}

function presentedToken(c: Context<SimulatorEnv>): string | null {
  const header = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '');
  return header?.[1] ?? c.req.query('access_token') ?? null;
}

/** https://developers.facebook.com/docs/graph-api/guides/secure-requests */
function checkProof(c: Context<SimulatorEnv>, app: MetaApp, token: string): void {
  const proof = c.req.query('appsecret_proof');
  if (proof === undefined) {
    if (!app.require_proof) return;
    throw new GraphRefusal(100, {
      message: 'API calls from the server require an appsecret_proof argument',
      type: 'GraphMethodException',
    });
  }
  if (proof === createHmac('sha256', app.secret).update(token).digest('hex')) return;
  throw new GraphRefusal(100, {
    message: 'Invalid appsecret_proof provided in the API argument',
    type: 'GraphMethodException',
  });
}

/** The number of the path, if this token may use it. */
export function numberFor(
  c: Context<SimulatorEnv>,
  world: World,
  token: AccessToken,
  id: string,
): BusinessNumber {
  const number = world.graph.numbers.get(id);
  if (number === undefined || !token.accounts.has(number.account.id)) throw unknownObject(c.req.method, id);
  c.get('record').account = number.id;
  return number;
}

/** The business account of the path, if this token may use it. */
export function accountFor(
  c: Context<SimulatorEnv>,
  world: World,
  token: AccessToken,
  id: string,
): BusinessAccount {
  const account = world.graph.accounts.get(id);
  if (account === undefined || !token.accounts.has(account.id)) throw unknownObject(c.req.method, id);
  return account;
}

/** The app whose own token, `{app id}|{app secret}`, this is. */
export function appOfToken(world: World, value: string): MetaApp {
  const [id = '', secret = ''] = value.split('|');
  const app = world.graph.apps.get(id);
  if (app === undefined || app.secret !== secret) {
    throw new GraphRefusal(190, { message: 'Invalid OAuth access token signature.' });
  }
  return app;
}
