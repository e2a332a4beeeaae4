import type { Context } from 'hono';
import { graphAnswer } from '../graph/answer.ts';
import { parameters } from '../graph/request-body.ts';
import { checkFields } from '../graph/webhook-fields.ts';
import { refused } from '../messaging/errors.ts';
import { checkPermission, countCall } from '../messaging/sender.ts';
import { fieldList, subscriptionList } from '../messaging/subscriptions.ts';
import { loginFields } from '../messaging/webhook-fields.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { accountOfPath, type LoginCaller } from './caller.ts';

function subscriber(c: Context<SimulatorEnv>, world: World): LoginCaller {
  const caller = accountOfPath(c, world);
  countCall(c, world, caller);
  checkPermission(caller, 'subscribe');
  return caller;
}

/** `GET /{ig id}/subscribed_apps`. */
export function listInstagramSubscriptions(c: Context<SimulatorEnv>, world: World): Response {
  const { account } = subscriber(c, world);
  return graphAnswer(c, { data: subscriptionList(account.subscriptions) });
}

/** `POST /{ig id}/subscribed_apps`: subscribes the token's app to the account. */
export function subscribeInstagram(c: Context<SimulatorEnv>, world: World): Response {
  const { account, token } = subscriber(c, world);
  const fields = fieldList(parameters(c).subscribed_fields);
  if (fields.length === 0) throw refused('100', 'The parameter subscribed_fields is required.');
  checkFields('subscribed_fields', fields, loginFields);
  account.subscriptions.set(token.app.id, fields);
  return graphAnswer(c, { success: true });
}

/** `DELETE /{ig id}/subscribed_apps`. */
export function unsubscribeInstagram(c: Context<SimulatorEnv>, world: World): Response {
  const { account, token } = subscriber(c, world);
  account.subscriptions.delete(token.app.id);
  return graphAnswer(c, { success: true });
}
