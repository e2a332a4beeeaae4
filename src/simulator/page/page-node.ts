import type { Context } from 'hono';
import { graphAnswer } from '../graph/answer.ts';
import { unknownObject } from '../graph/errors.ts';
import { pickFields } from '../graph/fields.ts';
import type { Fields } from '../graph/state.ts';
import { instagramNode } from '../instagram/account-node.ts';
import { customerProfile as instagramProfile } from '../instagram/customer-profile.ts';
import { conversationWith, readConversation } from '../messaging/conversations.ts';
import { readMessageNode } from '../messaging/message-node.ts';
import { pictureOf } from '../messaging/pictures.ts';
import { checkPermission, countCall, noteAccount, type Sender } from '../messaging/sender.ts';
import type { Page } from '../messaging/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { holderOf } from './caller.ts';
import { customerProfile } from './customer-profile.ts';

/** `GET /{id}` with a Page's token: the Page, its Instagram account, or a person who wrote to one of them. */
export function getWithPageToken(c: Context<SimulatorEnv>, world: World): Response {
  const { page, token } = holderOf(c, world);
  const id = c.req.param('id') ?? '';
  const fields = c.req.query('fields');
  const { instagram } = page;
  const as = (account: Sender['account']): Sender => {
    const sender: Sender = { account, token, route: 'page' };
    noteAccount(c, account);
    countCall(c, world, sender);
    return sender;
  };
  if (id === 'me' || id === page.id) {
    const sender = as(page);
    // Id and name are everybody's to see.
    if (fields?.split(',').some((one) => one !== 'id' && one !== 'name')) checkPermission(sender, 'read');
    return graphAnswer(c, pageNode(world, page, fields));
  }
  const message = world.messaging.messages.get(id);
  for (const account of instagram === null ? [page] : [page, instagram]) {
    const chat = conversationWith(account, id);
    if (chat !== null) return graphAnswer(c, readConversation(as(account), chat, fields));
    if (message?.account !== account) continue;
    return graphAnswer(c, readMessageNode(as(account), message, fields));
  }
  const customer = page.customers.get(id);
  if (customer !== undefined) return graphAnswer(c, customerProfile(world, as(page), customer, fields));
  if (instagram === null) throw unknownObject(c.req.method, id);
  const person = instagram.customers.get(id);
  if (person !== undefined) return graphAnswer(c, instagramProfile(world, as(instagram), person, fields));
  if (id !== instagram.id) throw unknownObject(c.req.method, id);
  checkPermission(as(instagram), 'read');
  return graphAnswer(c, instagramNode(world, instagram, 'page', fields));
}

/** The fields of a Page. https://developers.facebook.com/docs/graph-api/reference/page */
function pageNode(world: World, page: Page, wanted: string | undefined): Fields {
  const url = pictureOf(world, page);
  const all: Fields = {
    id: page.id,
    name: page.name,
    username: page.username,
    link: `https://www.facebook.com/${page.username}`,
    category: 'Shopping & retail',
    picture: { data: { height: 50, is_silhouette: false, url, width: 50 } },
    followers_count: page.followers,
    fan_count: page.followers,
    verification_status: page.verification_status,
    instagram_business_account: page.instagram === null ? undefined : { id: page.instagram.id },
  };
  return pickFields('Page', wanted, all, ['name']);
}
