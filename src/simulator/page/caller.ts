import type { Context } from 'hono';
import { authenticate, checkProof, presentedToken } from '../graph/auth.ts';
import { unknownObject } from '../graph/errors.ts';
import { parameters } from '../graph/request-body.ts';
import type { AccessToken, Fields } from '../graph/state.ts';
import { refused } from '../messaging/errors.ts';
import type { Sender } from '../messaging/sender.ts';
import type { MessagingAccount, Page } from '../messaging/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';

/** Whether a call on graph.facebook.com is about a Page: by its token, else by the id of its path. */
export function isAboutPage(c: Context<SimulatorEnv>, world: World): boolean {
  const id = c.req.param('id') ?? '';
  const token = world.graph.tokens.get(presentedToken(c) ?? '');
  if (token !== undefined && token.kind !== 'instagram_user') return token.kind === 'page';
  return id === 'me' || world.messaging.pages.has(id) || world.messaging.instagram.has(id);
}

/** Notes a call as one about a Page, before anybody knows whether it may be made. */
export function notePage(c: Context<SimulatorEnv>, world: World): void {
  const id = c.req.param('id') ?? '';
  const record = c.get('record');
  record.platform = world.messaging.instagram.has(id) ? 'instagram' : 'messenger';
  const holder = world.graph.tokens.get(presentedToken(c) ?? '')?.holder ?? null;
  record.account = id === 'me' ? holder : id;
}

/** The Page that a token speaks for. */
export function holderOf(c: Context<SimulatorEnv>, world: World): { page: Page; token: AccessToken } {
  const token = authenticate(c, world, 'facebook');
  checkProof(c, token.app, token.value);
  const page = token.holder === null ? undefined : world.messaging.pages.get(token.holder);
  if (page === undefined) throw unknownObject(c.req.method, c.req.param('id') ?? '');
  return { page, token };
}

/** The Page of the path, if the token is its own. */
export function pageOfPath(c: Context<SimulatorEnv>, world: World): { page: Page; token: AccessToken } {
  const { page, token } = holderOf(c, world);
  const id = c.req.param('id') ?? '';
  if (id !== 'me' && id !== page.id) throw unknownObject(c.req.method, id);
  return { page, token };
}

/** The body of a call, without what authorises it. */
export function bodyOf(c: Context<SimulatorEnv>): Fields {
  const { access_token: _, appsecret_proof: __, ...body } = parameters(c);
  return body;
}

/**
 * Whose message this is: the Page's own, or that of the Instagram account linked to it. The recipient tells,
 * unless the call does.
 */
export function senderFor(
  c: Context<SimulatorEnv>,
  world: World,
  body: Fields,
): { sender: Sender; body: Fields } {
  const { page, token } = pageOfPath(c, world);
  const { platform, ...rest } = body;
  const account = platform === 'instagram' ? linked(page) : addressed(world, page, body.recipient);
  return { sender: { account, token, route: 'page' }, body: rest };
}

function addressed(world: World, page: Page, recipient: unknown): MessagingAccount {
  if (typeof recipient !== 'object' || recipient === null) return page;
  const id: unknown = Reflect.get(recipient, 'id');
  const commented: unknown = Reflect.get(recipient, 'comment_id');
  const comment = typeof commented === 'string' ? world.messaging.comments.get(commented) : undefined;
  if (comment?.account.platform === 'instagram') return linked(page);
  if (typeof id !== 'string' || page.customers.has(id)) return page;
  const isOfInstagram = [...world.messaging.instagram.values()].some(
    (one) => one.id === id || one.customers.has(id),
  );
  return isOfInstagram ? linked(page) : page;
}

/** The Instagram account of a Page; refuses where there is none. */
export function linked(page: Page): MessagingAccount {
  if (page.instagram === null) throw refused('100/2534013');
  return page.instagram;
}
