import type { WebhookSetup, WebhookStep, WebhookWish } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { finding, isFailure } from '../findings.ts';
import { readAppSubscription, subscribeApp } from '../meta/app-subscription.ts';
import { graphPath, graphPost } from '../meta/settings.ts';
import type { Json } from '../readers.ts';
import type { WhatsAppInput } from './nodes.ts';
import { isSubscribed, nearest, readCallbacks, readSubscribedApps, webhookObject } from './subscription.ts';

/**
 * The business account is subscribed with the callback, the number gets it where another would win, and the app
 * its fields. Doing it twice is fine: each step sets what it set before.
 */
export function* setupWebhook(input: WhatsAppInput, wish: WebhookWish): Dialogue<WebhookSetup> {
  const account = yield* subscribeAccount(input, wish);
  const number = yield* redirectNumber(input, wish);
  const app = yield* subscribeFields(input, wish);
  const steps = [...account.steps, ...number.steps, ...app.steps];
  return {
    success: account.works && number.works && app.works,
    fields: app.fields,
    steps,
    manual: [...account.manual, ...app.manual],
  };
}

interface Part {
  works: boolean;
  steps: readonly WebhookStep[];
}

/** With a callback of its own if it may have one, else at all: without a subscription nothing arrives. */
function* subscribeAccount(input: WhatsAppInput, wish: WebhookWish): Dialogue<Part & { manual: string[] }> {
  const { business_account_id } = input.credentials;
  if (business_account_id === undefined) {
    const manual = [
      'Store the WhatsApp Business Account ID with this account and set up the webhook again: ' +
        'until its business account is subscribed to the app, no event may arrive.',
    ];
    return { works: true, steps: [], manual };
  }
  const path = graphPath(input.settings, business_account_id, 'subscribed_apps');
  const step = 'Subscribe the WhatsApp Business Account to the app, with this callback';
  const withCallback = yield* ask(graphPost(path, override(wish)));
  if (withCallback.ok) return { works: true, steps: [{ step, done: true }], manual: [] };
  const steps: WebhookStep[] = [{ step, done: false, failure: failureOf(withCallback) }];
  const apps = yield* readSubscribedApps(input);
  const already = Array.isArray(apps) && isSubscribed(apps, input);
  if (already) return { works: true, steps, manual: [] };
  const plain = yield* ask(graphPost(path));
  const plainStep = 'Subscribe the WhatsApp Business Account to the app';
  steps.push(
    plain.ok ? { step: plainStep, done: true } : { step: plainStep, done: false, failure: failureOf(plain) },
  );
  return { works: plain.ok, steps, manual: [] };
}

function override({ callback_url, verify_token }: WebhookWish): Json {
  return { override_callback_uri: callback_url, ...(verify_token !== null && { verify_token }) };
}

/** Reads the callback back, and gives the number one of its own where another would win. */
function* redirectNumber(input: WhatsAppInput, wish: WebhookWish): Dialogue<Part> {
  const first = yield* readBack(input, wish);
  if (first.done) return { works: true, steps: [first] };
  const body = { webhook_configuration: override(wish) };
  const reply = yield* ask(graphPost(graphPath(input.settings, input.credentials.phone_number_id), body));
  const step = 'Give the number this callback';
  if (!reply.ok) {
    return { works: false, steps: [first, { step, done: false, failure: failureOf(reply) }] };
  }
  const second = yield* readBack(input, wish);
  return { works: second.done, steps: [{ step, done: true }, second] };
}

const again = 'Look at the failed steps, mend what they name, and set up the webhook again.';

function* readBack(input: WhatsAppInput, wish: WebhookWish): Dialogue<WebhookStep> {
  const step = 'Read back where events go';
  const callbacks = yield* readCallbacks(input);
  if (isFailure(callbacks)) return { step, done: false, failure: callbacks };
  const url = nearest(callbacks);
  if (url === wish.callback_url) return { step, done: true };
  const cause = url === null ? 'WhatsApp holds no callback URL.' : `Events still go to ${url}.`;
  return { step, done: false, failure: finding('not_found', 'other_callback', cause, again) };
}

type Fields = Part & { fields: readonly string[]; manual: string[] };

/** Which fields are sent is decided at the app; its callback also gets what overrides do not cover. */
function* subscribeFields(input: WhatsAppInput, wish: WebhookWish): Dialogue<Fields> {
  const app = yield* readAppSubscription(input, webhookObject);
  if (app === null) return { works: true, steps: [], fields: [], manual: [byHand(wish.fields)] };
  const step = 'Subscribe the app to the webhook fields';
  if (isFailure(app)) {
    const failed = { step, done: false, failure: app };
    return { works: true, steps: [failed], fields: [], manual: [byHand(wish.fields)] };
  }
  const part = (fields: readonly string[], steps: WebhookStep[], ...manual: string[]): Fields => ({
    ...{ works: fields.includes('messages'), fields, steps },
    manual: [...manual, ...foreignCallback(app.callback_url, wish.callback_url)],
  });
  const missing = wish.fields.filter((field) => !app.fields.includes(field));
  if (missing.length === 0) return part(app.fields, [{ step, done: true }]);
  // One callback serves the whole app: one that is somebody else's is not taken away from them.
  const isFree = app.callback_url === null || app.callback_url === wish.callback_url;
  if (!isFree) return part(app.fields, [], byHand(missing));
  const fields = [...app.fields, ...missing];
  const reply = yield* subscribeApp(input, webhookObject, { ...wish, fields });
  if (reply?.ok) return part(fields, [{ step, done: true }]);
  const failed = { step, done: false, ...(reply && { failure: failureOf(reply) }) };
  return part(app.fields, [failed], byHand(missing));
}

function byHand(fields: readonly string[]): string {
  return (
    'Open the app at developers.facebook.com/apps > WhatsApp > Configuration > Webhook fields, and subscribe ' +
    `to ${fields.join(', ')}.`
  );
}

/** Several accounts of one hub may each have a callback; the app's, on the same host, is one of them. */
function foreignCallback(own: string | null, wanted: string): string[] {
  if (own === null || hostOf(own) === hostOf(wanted)) return [];
  return [
    `Account and template events go to ${own}, the callback of the app, whatever is set here. To get them ` +
      'too, change it at developers.facebook.com/apps > WhatsApp > Configuration.',
  ];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
