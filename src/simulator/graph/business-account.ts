import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { accountFor, authorise, management } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { pickFields } from './fields.ts';
import { numberNode, subscriptionBody, verifiedCallback } from './phone-number.ts';
import { jsonBody } from './request-body.ts';
import type { AccessToken, BusinessAccount, BusinessNumber, Fields } from './state.ts';

/** The business account of the path with the token that may manage it. */
export function managed(
  c: Context<SimulatorEnv>,
  world: World,
): { account: BusinessAccount; token: AccessToken } {
  const token = authorise(c, world, management);
  const account = accountFor(c, world, token, c.req.param('id') ?? '');
  countManagement(c, world, token, account);
  return { account, token };
}

/** Counts a management call and puts the usage headers on its answer. */
export function countManagement(
  c: Context<SimulatorEnv>,
  world: World,
  token: AccessToken,
  account: BusinessAccount,
): void {
  c.header('x-app-usage', world.usage.app(token));
  c.header('x-business-use-case-usage', world.usage.management(account));
}

/** The fields of a business account node. */
export function accountNode(account: BusinessAccount, wanted: string | undefined): Fields {
  const all: Fields = {
    id: account.id,
    name: account.name,
    currency: 'USD',
    timezone_id: '1',
    message_template_namespace: `namespace_${account.id}`,
    account_review_status: 'APPROVED',
    health_status: {
      can_send_message: 'AVAILABLE',
      entities: [{ entity_type: 'WABA', id: account.id, can_send_message: 'AVAILABLE' }],
    },
  };
  return pickFields('WhatsAppBusinessAccount', wanted, all, ['name', 'currency', 'timezone_id']);
}

/** `GET /{account}/phone_numbers`. */
export function listNumbers(c: Context<SimulatorEnv>, world: World): Response {
  const { account } = managed(c, world);
  const wanted = c.req.query('fields');
  const data = numbersOf(world, account).map((number) => numberNode(number, wanted));
  return graphAnswer(c, page(data));
}

function numbersOf(world: World, account: BusinessAccount): BusinessNumber[] {
  return [...world.graph.numbers.values()].filter((number) => number.account === account);
}

/** `GET /{account}/subscribed_apps`. */
export function listSubscriptions(c: Context<SimulatorEnv>, world: World): Response {
  const { account } = managed(c, world);
  const data = [...account.subscriptions].map(([id, subscription]) => ({
    whatsapp_business_api_data: {
      id,
      name: `App ${id}`,
      link: `https://www.facebook.com/games/?app_id=${id}`,
    },
    ...(subscription.override === null ? {} : { override_callback_uri: subscription.override.url }),
  }));
  return graphAnswer(c, { data });
}

/** `POST /{account}/subscribed_apps`: subscribes the token's app; an empty body removes an override. */
export async function subscribe(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const { account, token } = managed(c, world);
  const wanted = checked(subscriptionBody, jsonBody(c));
  const url = wanted.override_callback_uri;
  const override = url === undefined ? null : await verifiedCallback(world, url, wanted.verify_token);
  account.subscriptions.set(token.app.id, { override });
  return graphAnswer(c, { success: true });
}

/** `DELETE /{account}/subscribed_apps`. */
export function unsubscribe(c: Context<SimulatorEnv>, world: World): Response {
  const { account, token } = managed(c, world);
  account.subscriptions.delete(token.app.id);
  return graphAnswer(c, { success: true });
}

/** A list that fits on one page. */
export function page(data: Fields[]): Fields {
  return { data, paging: { cursors: { before: 'MAZDZD', after: 'MjQZD' } } };
}
