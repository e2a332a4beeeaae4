import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { GraphRefusal, unknownObject } from './errors.ts';
import { parameters } from './request-body.ts';
import type { AccessToken, BusinessAccount, BusinessNumber, MetaApp } from './state.ts';

/** The permission for sending, media and `messages` webhooks. */
export const messaging = 'whatsapp_business_messaging';
/** The permission for templates, numbers and everything else. */
export const management = 'whatsapp_business_management';

/** The token of a call with the permission for WhatsApp's business. */
export function authorise(c: Context<SimulatorEnv>, world: World, scope: string): AccessToken {
  const token = authenticate(c, world, 'facebook');
  checkProof(c, token.app, token.value);
  if (!token.scopes.includes(scope)) {
    throw new GraphRefusal(10, { message: '(#10) Application does not have permission for this action' });
  }
  return token;
}

/** The living token of a call. Tokens of the other host are not even understood. */
export function authenticate(
  c: Context<SimulatorEnv>,
  world: World,
  host: 'facebook' | 'instagram',
): AccessToken {
  const value = presentedToken(c);
  if (value === null) {
    throw new GraphRefusal(104, { message: 'An access token is required to request this resource.' });
  }
  const token = world.graph.tokens.get(value);
  if (token === undefined || (token.kind === 'instagram_user') !== (host === 'instagram')) {
    throw new GraphRefusal(190, { message: 'Invalid OAuth access token - Cannot parse access token' });
  }
  if (token.died_of !== null) throw dead(token.died_of);
  if (token.expires_at !== null && token.expires_at <= world.clock.now()) throw expired(token.expires_at);
  return token;
}

function expired(at: number): GraphRefusal {
  const when = new Date(at).toUTCString();
  return new GraphRefusal(190, {
    message: `Error validating access token: Session has expired on ${when}.`,
    subcode: 463,
  });
}

/** Why tokens die before their time. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const deaths: Readonly<Record<number, string>> = {
  458: 'The user has not authorized the application.',
  459: 'The session is invalid because the user has been checkpointed.',
  460: 'The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
  464: 'Sessions for the user are not allowed because the user is not a confirmed user.',
  467: 'The session has been invalidated because the user logged out.',
  492: 'The session is invalid because the user does not have a role on the Page.',
};

function dead(subcode: number): GraphRefusal {
  const reason = deaths[subcode] ?? 'The session is invalid.';
  return new GraphRefusal(190, { message: `Error validating access token: ${reason}`, subcode });
}

/** The token as it came: in the header, else as a parameter. */
export function presentedToken(c: Context<SimulatorEnv>): string | null {
  const header = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '');
  if (header?.[1] !== undefined) return header[1];
  const parameter = parameters(c).access_token;
  return typeof parameter === 'string' ? parameter : null;
}

/** Whoever sends a proof must send the right one. https://developers.facebook.com/docs/graph-api/guides/secure-requests */
export function checkProof(c: Context<SimulatorEnv>, app: MetaApp, token: string): void {
  const refused = (message: string) => new GraphRefusal(100, { message, type: 'GraphMethodException' });
  const proof = parameters(c).appsecret_proof;
  if (proof === undefined) {
    if (!app.require_proof) return;
    throw refused('API calls from the server require an appsecret_proof argument');
  }
  if (proof === createHmac('sha256', app.secret).update(token).digest('hex')) return;
  throw refused('Invalid appsecret_proof provided in the API argument');
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
