import type { Failure } from '../../errors.ts';
import type { CareInput, WebhookSetup, WebhookState, WebhookStep, WebhookWish } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { finding } from '../findings.ts';
import { textAt } from '../readers.ts';
import { get, post, put } from './calls.ts';
import type { LineCredentials } from './credentials.ts';
import { defaultEvents } from './limits.ts';

type Input = CareInput<LineCredentials>;

// https://developers.line.biz/en/reference/messaging-api/#webhook-settings
const endpointPath = '/v2/bot/channel/webhook/endpoint';
const testPath = '/v2/bot/channel/webhook/test';

const switchOn =
  'Open the channel at developers.line.biz/console > Messaging API > Webhook settings, and switch on "Use webhook".';

/** The URL LINE holds, and whether "Use webhook" is on. Events cannot be chosen one by one. */
export function* readEndpoint(_input: Input): Dialogue<WebhookState> {
  const nothing = { fields: [], callback_url: null };
  const reply = yield* ask(get(endpointPath));
  if (!reply.ok) {
    const failure = failureOf(reply);
    if (failure.kind !== 'not_found') return { subscribed: null, ...nothing, problems: [failure] };
    return { subscribed: false, ...nothing, problems: [noEndpoint(failure)] };
  }
  const subscribed = reply.body.active === true;
  return {
    subscribed,
    fields: subscribed ? defaultEvents : [],
    callback_url: textAt(reply.body, 'endpoint') ?? null,
    problems: subscribed ? [] : [switchedOff()],
  };
}

function noEndpoint(failure: Failure): Failure {
  const cause = 'The channel has no webhook URL, so no event arrives.';
  return { ...failure, cause, fix: 'Set up the webhook of this account again.' };
}

function switchedOff(): Failure {
  const cause = '"Use webhook" is off in the LINE Developers console, so no event arrives.';
  return finding('not_found', 'webhook_inactive', cause, switchOn);
}

/** Sets the URL, lets LINE try it, and reads back whether it is used. The switch has no API. */
export function* setupWebhook(input: Input, wish: WebhookWish): Dialogue<WebhookSetup> {
  const endpoint = wish.callback_url;
  const set = yield* ask(put(endpointPath, { endpoint }));
  const steps: WebhookStep[] = [stepOf('Set the webhook URL', set.ok ? null : failureOf(set))];
  if (!set.ok) return { success: false, fields: [], steps, manual: [] };
  steps.push(yield* tryEndpoint(endpoint));
  const state = yield* readEndpoint(input);
  const isOurs = state.callback_url === endpoint;
  const off = isOurs && state.subscribed === false;
  // That the switch is off is told below, as something to do.
  steps.push(stepOf('Read the webhook URL back', isOurs ? null : (state.problems[0] ?? otherUrl(state))));
  return {
    success: state.subscribed === true && steps.every(({ done }) => done),
    fields: state.fields,
    steps,
    manual: off ? [switchOn] : [],
  };
}

function stepOf(step: string, failure: Failure | null): WebhookStep {
  return failure === null ? { step, done: true } : { step, done: false, failure };
}

function otherUrl({ callback_url }: WebhookState): Failure {
  const cause = `LINE still names another webhook URL: ${callback_url}.`;
  const fix = 'Wait a minute, as long as LINE takes for the change, and set up the webhook again.';
  return finding('temporary', 'other_callback', cause, fix);
}

const reasons: Readonly<Record<string, [cause: string, fix: string]>> = {
  COULD_NOT_CONNECT: [
    'LINE could not connect to the webhook URL.',
    'Make the URL reachable from the internet, over https with a certificate of a public authority.',
  ],
  REQUEST_TIMEOUT: [
    'The webhook URL did not answer in time.',
    'Look for what is slow: the hub, its database, or a proxy in between.',
  ],
  ERROR_STATUS_CODE: [
    'The webhook URL answered with an error.',
    'Check that the URL is this account’s, and the channel secret the channel’s: a wrong one is answered 401.',
  ],
};

/** LINE posts a signed body without events and tells how it went. */
function* tryEndpoint(endpoint: string): Dialogue<WebhookStep> {
  const step = 'Let LINE call the webhook URL';
  const reply = yield* ask(post(testPath, { endpoint }));
  if (!reply.ok) return stepOf(step, failureOf(reply));
  if (reply.body.success === true) return stepOf(step, null);
  const reason = textAt(reply.body, 'reason') ?? 'UNCLASSIFIED';
  const [cause, fix] = reasons[reason] ?? ['LINE could not use the webhook URL.', 'Look at its own words.'];
  const words = textAt(reply.body, 'detail') ?? '';
  return stepOf(step, finding('not_found', reason, cause, fix, words));
}
