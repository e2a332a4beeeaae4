import type { Context } from 'hono';
import { opaque } from '../ids.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { lineAnswer } from './answer.ts';
import { rates, takeRate } from './auth.ts';
import { LineRefusal } from './errors.ts';
import type { Channel, ChannelToken } from './state.ts';

/** https://developers.line.biz/en/docs/basics/channel-access-token/ */
const lifetimes = { 'short-lived': 30 * 24 * 60 * 60, stateless: 15 * 60 };
const mostShortLived = 30;

function form(c: Context<SimulatorEnv>): URLSearchParams {
  const type = c.req.header('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) throw invalidRequest();
  return new URLSearchParams(Buffer.from(c.get('bytes')).toString('utf8'));
}

/** Errors of the OAuth endpoints have a shape of their own. */
function invalidRequest(): LineRefusal {
  return new LineRefusal(400, {
    error: 'invalid_request',
    error_description: 'some parameters missed or invalid',
  });
}

function invalidClient(): LineRefusal {
  return new LineRefusal(400, {
    error: 'invalid_client',
    error_description: 'invalid client_id or client_secret',
  });
}

function clientOf(c: Context<SimulatorEnv>, world: World, parameters: URLSearchParams): Channel {
  const id = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (!id || !secret) throw invalidRequest();
  const channel = world.line.channels.get(id);
  if (channel === undefined || channel.secret !== secret) throw invalidClient();
  c.get('record').account = channel.id;
  return channel;
}

/** `POST /v2/oauth/accessToken`: a token for 30 days; the 31st ends the oldest. */
export function issueShortLived(c: Context<SimulatorEnv>, world: World): Response {
  const parameters = form(c);
  if (parameters.get('grant_type') !== 'client_credentials') throw invalidRequest();
  const channel = clientOf(c, world, parameters);
  takeRate(world, channel.id, 'issue token', rates.issueToken);
  const now = world.clock.now();
  const live = [...world.line.tokens.values()].filter(
    (one) => one.channel === channel && one.kind === 'short-lived' && (one.expires_at ?? now) > now,
  );
  const oldest = live[0];
  if (live.length >= mostShortLived && oldest !== undefined) world.line.tokens.delete(oldest.value);
  return lineAnswer(c, issue(world, channel, 'short-lived'));
}

/** `POST /oauth2/v3/token`: a token for 15 minutes, as many as one likes. */
export function issueStateless(c: Context<SimulatorEnv>, world: World): Response {
  const parameters = form(c);
  if (parameters.get('grant_type') !== 'client_credentials') throw invalidRequest();
  // No public keys can be registered with the simulated console, so every assertion has an unknown one.
  if (parameters.has('client_assertion')) throw unknownKey();
  return lineAnswer(c, issue(world, clientOf(c, world, parameters), 'stateless'));
}

/** `POST /oauth2/v2.1/token` needs a registered public key too. */
export function issueByAssertion(c: Context<SimulatorEnv>): Response {
  const parameters = form(c);
  if (!parameters.has('client_assertion') || !parameters.has('client_assertion_type')) throw invalidRequest();
  throw unknownKey();
}

function unknownKey(): LineRefusal {
  return new LineRefusal(404, { message: 'The signing key of the assertion is not registered' });
}

function issue(world: World, channel: Channel, kind: keyof typeof lifetimes) {
  const issued_at = world.clock.now();
  const expires_in = lifetimes[kind];
  const token: ChannelToken = {
    value: opaque(96),
    channel,
    kind,
    issued_at,
    expires_at: issued_at + expires_in * 1000,
  };
  world.line.tokens.set(token.value, token);
  return { access_token: token.value, expires_in, token_type: 'Bearer' };
}

/** `POST /v2/oauth/verify`: for long-lived and short-lived tokens. */
export function verify(c: Context<SimulatorEnv>, world: World): Response {
  const token = world.line.tokens.get(form(c).get('access_token') ?? '');
  const now = world.clock.now();
  const valid = token !== undefined && token.kind !== 'stateless' && (token.expires_at ?? now + 1) > now;
  if (!valid) {
    throw new LineRefusal(400, { error: 'invalid_request', error_description: 'access token expired' });
  }
  // Long-lived tokens never end; the API answers a very large number.
  const left = token.expires_at === null ? 3_138_007_490 : Math.floor((token.expires_at - now) / 1000);
  return lineAnswer(c, { client_id: token.channel.id, expires_in: left, scope: 'P CM' });
}

/** `POST /v2/oauth/revoke`: long-lived and short-lived ones; stateless tokens cannot be revoked. */
export function revoke(c: Context<SimulatorEnv>, world: World): Response {
  const value = form(c).get('access_token');
  if (!value) throw invalidRequest();
  if (world.line.tokens.get(value)?.kind !== 'stateless') world.line.tokens.delete(value);
  return c.body(null, 200);
}
