import type { Failure } from '../../errors.ts';
import type { CareInput, WebhookSetup, WebhookState, WebhookWish } from '../account-care.ts';
import type { Dialogue } from '../dialogue.ts';
import { isFailure } from '../findings.ts';
import { appProblems, directApp, readAppSubscription } from '../meta/app-subscription.ts';
import { appByHand } from '../meta/console.ts';
import { pageEdge, readSubscribedFields, subscribeAndReadBack } from '../meta/page-subscription.ts';
import { noCallback, notSubscribed, withoutMessages } from '../meta/webhook-problems.ts';
import type { MessengerCredentials } from './credentials.ts';

type Input = CareInput<MessengerCredentials>;

/** What a Page is called among the subscriptions of an app. */
const object = 'page';
const place = 'Messenger > Messenger API Settings > Configure webhooks';

/**
 * Two subscriptions are needed: the app's, which has the callback, and the Page's to the app.
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export function* readSubscription(input: Input): Dialogue<WebhookState> {
  const fields = yield* readSubscribedFields(pageEdge(input, input.credentials.page_id));
  const app = yield* readAppSubscription(input, object);
  const own = isFailure(fields) ? null : (fields ?? []);
  const known = app === null || isFailure(app) ? null : app;
  const problems: Failure[] = [];
  if (fields === null) problems.push(notSubscribed('The Page'));
  else if (own && !own.includes('messages')) problems.push(withoutMessages('The Page'));
  if (known?.callback_url === null) problems.push(noCallback());
  else if (known) problems.push(...appProblems(known, place));
  return {
    subscribed: isFailure(fields) ? null : fields !== null,
    fields: own ?? [],
    callback_url: known?.callback_url ?? null,
    problems: [...problems, ...[fields, app].filter(isFailure)],
  };
}

/** Subscribes the Page, then directs the app where its id is known. Doing it twice is fine. */
export function* setupWebhook(input: Input, wish: WebhookWish): Dialogue<WebhookSetup> {
  const edge = pageEdge(input, input.credentials.page_id);
  const page = yield* subscribeAndReadBack(edge, wish.fields, (fields) =>
    fields?.includes('messages') ? null : withoutMessages('The Page'),
  );
  const app = yield* directApp(input, object, wish);
  return {
    success: page.works && app.works !== false,
    fields: page.fields,
    steps: [...page.steps, ...app.steps],
    manual: appByHand(place, wish, app.works),
  };
}
