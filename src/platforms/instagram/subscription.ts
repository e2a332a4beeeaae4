import type { WebhookSetup, WebhookState, WebhookWish } from '../account-care.ts';
import type { Dialogue } from '../dialogue.ts';
import { isFailure } from '../findings.ts';
import { appProblems, directApp, readAppSubscription } from '../meta/app-subscription.ts';
import { appByHand } from '../meta/console.ts';
import { readSubscribedFields, subscribeAndReadBack } from '../meta/page-subscription.ts';
import { noCallback, notSubscribed } from '../meta/webhook-problems.ts';
import { routeOf } from './credentials.ts';
import { type InstagramInput, subscriptionEdge } from './nodes.ts';

/** What Instagram is called among the subscriptions of an app. */
const object = 'instagram';

const consoles = {
  login: 'Instagram > API setup with Instagram login > Configure webhooks',
  page: 'Webhooks > choose Instagram > Edit subscription',
};

const whose = { login: 'The account', page: 'The Page' };

/**
 * The account or its Page is subscribed to the app; fields and callback are the app's, and for Instagram Login
 * no API tells them. https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export function* readSubscription(input: InstagramInput): Dialogue<WebhookState> {
  const route = routeOf(input.credentials);
  const fields = yield* readSubscribedFields(subscriptionEdge(input));
  const app = route === 'login' ? null : yield* readAppSubscription(input, object);
  const known = app === null || isFailure(app) ? null : app;
  const own = route === 'login' ? fields : known?.fields;
  return {
    subscribed: isFailure(fields) ? null : fields !== null,
    fields: Array.isArray(own) ? own : [],
    callback_url: known?.callback_url ?? null,
    problems: [
      ...(fields === null ? [notSubscribed(whose[route])] : []),
      ...(known?.callback_url === null ? [noCallback()] : []),
      ...(known && known.callback_url !== null ? appProblems(known, consoles[route]) : []),
      ...[fields, app].filter(isFailure),
    ],
  };
}

/**
 * Subscribes the account or its Page, and directs the app as far as Meta lets it. A Page only has to be subscribed
 * to something, so names that Pages do not know are left out. Doing it twice is fine.
 */
export function* setupWebhook(input: InstagramInput, wish: WebhookWish): Dialogue<WebhookSetup> {
  const route = routeOf(input.credentials);
  const lacking = (fields: readonly string[] | null) =>
    fields === null ? notSubscribed(whose[route]) : null;
  const edge = subscriptionEdge(input);
  const account = yield* subscribeAndReadBack(edge, wish.fields, lacking);
  const app = route === 'page' ? yield* directApp(input, object, wish) : null;
  return {
    success: account.works && app?.works !== false,
    fields: app === null ? account.fields : app.fields,
    steps: [...account.steps, ...(app?.steps ?? [])],
    manual: appByHand(consoles[route], wish, app?.works ?? null),
  };
}
