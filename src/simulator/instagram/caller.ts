import type { Context } from 'hono';
import { authenticate, presentedToken } from '../graph/auth.ts';
import { unknownObject } from '../graph/errors.ts';
import type { AccessToken } from '../graph/state.ts';
import { noteAccount, type Sender } from '../messaging/sender.ts';
import type { InstagramAccount } from '../messaging/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';

/** An account that calls with a token of its own. */
export interface LoginCaller extends Sender {
  account: InstagramAccount;
  route: 'login';
}

/** The account that a token of Instagram Login speaks for. A proof of the app secret is not asked for here. */
export function loginHolder(c: Context<SimulatorEnv>, world: World): LoginCaller {
  const token: AccessToken = authenticate(c, world, 'instagram');
  const account = world.messaging.instagram.get(token.holder ?? '');
  if (account === undefined) throw unknownObject(c.req.method, token.holder ?? '');
  noteAccount(c, account);
  return { account, token, route: 'login' };
}

/** Whether an id of a path means this account: both of its ids do, and `me`. */
export function isOwnId(account: InstagramAccount, id: string): boolean {
  return id === 'me' || id === account.id || id === account.scoped_id;
}

/** The caller of a path that names the account itself. */
export function accountOfPath(c: Context<SimulatorEnv>, world: World): LoginCaller {
  const caller = loginHolder(c, world);
  const id = c.req.param('id') ?? '';
  if (!isOwnId(caller.account, id)) throw unknownObject(c.req.method, id);
  return caller;
}

/** Notes whose call this is, before anybody knows whether it may be made. */
export function noteLogin(c: Context<SimulatorEnv>, world: World): void {
  const token = world.graph.tokens.get(presentedToken(c) ?? '');
  if (token?.kind === 'instagram_user') c.get('record').account = token.holder;
}
