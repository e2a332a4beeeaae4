import type { Failure } from '../../errors.ts';
import type { WebhookWish } from '../account-care.ts';
import { type Dialogue, failureOf, type Reply } from '../dialogue.ts';
import { objectsAt, textAt } from '../readers.ts';
import { askAsApp, type MetaInput } from './app-access.ts';
import { graphPath } from './settings.ts';

/** The webhook of a whole app for one kind of object. */
export interface AppSubscription {
  /** Null while nothing is subscribed. */
  callback_url: string | null;
  active: boolean;
  fields: readonly string[];
}

/**
 * How the app is subscribed to this kind of object; null when the app's id is not known.
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/
 */
export function* readAppSubscription(
  input: MetaInput,
  object: string,
): Dialogue<AppSubscription | Failure | null> {
  const reply = yield* askAsApp(input, appRequest(input, 'GET'));
  if (reply === null) return null;
  if (!reply.ok) return failureOf(reply);
  const found = objectsAt(reply.body, 'data').find((one) => textAt(one, 'object') === object);
  if (found === undefined) return { callback_url: null, active: false, fields: [] };
  return {
    callback_url: textAt(found, 'callback_url') ?? null,
    active: found.active !== false,
    fields: objectsAt(found, 'fields').flatMap((one) => textAt(one, 'name') ?? []),
  };
}

/** Sets callback and fields of the whole app; Meta does its handshake at once. Null without an app id. */
export function* subscribeApp(input: MetaInput, object: string, wish: WebhookWish): Dialogue<Reply | null> {
  const body = {
    object,
    callback_url: wish.callback_url,
    verify_token: wish.verify_token ?? '',
    fields: wish.fields.join(','),
    include_values: 'true',
  };
  const request = appRequest(input, 'POST');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return yield* askAsApp(input, { ...request, headers, body });
}

function appRequest({ credentials, settings }: MetaInput, method: 'GET' | 'POST') {
  const path = graphPath(settings, credentials.app_id ?? '', 'subscriptions');
  return { method, base: 'graph_url', path, headers: {} };
}
