import type { Failure } from '../../errors.ts';
import type { WebhookState } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { isFailure } from '../findings.ts';
import { appProblems, readAppSubscription } from '../meta/app-subscription.ts';
import { graphGet, graphPath } from '../meta/settings.ts';
import { noCallback, notSubscribed } from '../meta/webhook-problems.ts';
import { type Json, objectAt, objectsAt, textAt } from '../readers.ts';
import { numberNode, type WhatsAppInput } from './nodes.ts';

/** What WhatsApp is called among the subscriptions of an app. */
export const webhookObject = 'whatsapp_business_account';

/**
 * Events come when the business account is subscribed to the app; they go to the callback of the number, else
 * of the business account, else of the app.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
 */
export function* readSubscription(input: WhatsAppInput): Dialogue<WebhookState> {
  const apps = yield* readSubscribedApps(input);
  const callbacks = yield* readCallbacks(input);
  const app = yield* readAppSubscription(input, webhookObject);
  const failures = [apps, callbacks, app].filter(isFailure);
  const subscribed = apps === null || isFailure(apps) ? null : isSubscribed(apps, input);
  const own = app === null || isFailure(app) ? null : app;
  const callback_url = isFailure(callbacks) ? (own?.callback_url ?? null) : nearest(callbacks);
  return {
    subscribed,
    fields: own?.fields ?? [],
    callback_url,
    problems: [
      ...(subscribed === false ? [notSubscribed('The WhatsApp Business Account')] : []),
      ...(callback_url === null && !isFailure(callbacks) ? [noCallback()] : []),
      ...(own ? appProblems(own, 'WhatsApp > Configuration') : []),
      ...failures,
    ],
  };
}

/** The ids of the apps that get the business account's events; null when its own id is not known. */
export function* readSubscribedApps(input: WhatsAppInput): Dialogue<string[] | Failure | null> {
  const { business_account_id } = input.credentials;
  if (business_account_id === undefined) return null;
  const reply = yield* ask(graphGet(graphPath(input.settings, business_account_id, 'subscribed_apps')));
  if (!reply.ok) return failureOf(reply);
  return objectsAt(reply.body, 'data').flatMap(
    (one) => textAt(objectAt(one, 'whatsapp_business_api_data'), 'id') ?? [],
  );
}

/** Without the app's id, whoever is subscribed is taken for it. */
export function isSubscribed(apps: readonly string[], { credentials }: WhatsAppInput): boolean {
  return credentials.app_id === undefined ? apps.length > 0 : apps.includes(credentials.app_id);
}

/** The callbacks that exist for the number. */
export function* readCallbacks(input: WhatsAppInput): Dialogue<Json | Failure> {
  const reply = yield* ask(numberNode(input, ['webhook_configuration']));
  return reply.ok ? (objectAt(reply.body, 'webhook_configuration') ?? {}) : failureOf(reply);
}

/** The one of them that wins. */
export function nearest(callbacks: Json): string | null {
  const names = ['phone_number', 'whatsapp_business_account', 'application'];
  return names.map((name) => textAt(callbacks, name)).find((url) => url !== undefined) ?? null;
}
