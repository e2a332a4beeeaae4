import type { Context } from 'hono';
import { graphAnswer } from '../graph/answer.ts';
import { opaque } from '../ids.ts';
import { refused } from '../messaging/errors.ts';
import { checkPermission } from '../messaging/sender.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { tokenLives } from './accounts.ts';
import { loginHolder } from './caller.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * `GET /refresh_access_token`: another 60 days for a token that is a day old and not expired. The old one
 * lives on until its own end.
 * https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
 */
export function refreshToken(c: Context<SimulatorEnv>, world: World): Response {
  const caller = loginHolder(c, world);
  if (c.req.query('grant_type') !== 'ig_refresh_token') {
    throw refused('100', 'The parameter grant_type must be ig_refresh_token.');
  }
  checkPermission(caller, 'read');
  const { token } = caller;
  const now = world.clock.now();
  if (now - token.issued_at < day) throw refused('100', 'The access token must be at least 24 hours old.');
  const value = `IGAA${opaque(120).replace(/[-_]/g, 'Z')}`;
  world.graph.tokens.set(value, { ...token, value, issued_at: now, expires_at: now + tokenLives });
  return graphAnswer(c, {
    access_token: value,
    token_type: 'bearer',
    expires_in: tokenLives / 1000,
    permissions: token.scopes.join(','),
  });
}
