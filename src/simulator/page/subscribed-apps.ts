import type { Context } from 'hono';
import { graphAnswer } from '../graph/answer.ts';
import { checkFields } from '../graph/webhook-fields.ts';
import { refused } from '../messaging/errors.ts';
import { checkPermission, countCall, noteAccount } from '../messaging/sender.ts';
import { fieldList, subscriptionList } from '../messaging/subscriptions.ts';
import { pageFields } from '../messaging/webhook-fields.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { bodyOf, pageOfPath } from './caller.ts';

function subscriber(c: Context<SimulatorEnv>, world: World) {
  const { page, token } = pageOfPath(c, world);
  const sender = { account: page, token, route: 'page' as const };
  noteAccount(c, page);
  countCall(c, world, sender);
  checkPermission(sender, 'subscribe');
  return { page, app: token.app };
}

/** `GET /{page id}/subscribed_apps`. */
export function listPageSubscriptions(c: Context<SimulatorEnv>, world: World): Response {
  const { page } = subscriber(c, world);
  return graphAnswer(c, { data: subscriptionList(page.subscriptions) });
}

/** `POST /{page id}/subscribed_apps`: subscribes the token's app to fields of the Page, instead of earlier ones. */
export function subscribePage(c: Context<SimulatorEnv>, world: World): Response {
  const { page, app } = subscriber(c, world);
  const fields = fieldList(bodyOf(c).subscribed_fields);
  if (fields.length === 0) throw refused('100', 'The parameter subscribed_fields is required.');
  checkFields('subscribed_fields', fields, pageFields);
  page.subscriptions.set(app.id, fields);
  return graphAnswer(c, { success: true });
}

/** `DELETE /{page id}/subscribed_apps`. */
export function unsubscribePage(c: Context<SimulatorEnv>, world: World): Response {
  const { page, app } = subscriber(c, world);
  page.subscriptions.delete(app.id);
  return graphAnswer(c, { success: true });
}
