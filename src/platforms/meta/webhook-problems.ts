import type { Failure } from '../../errors.ts';
import { finding } from '../findings.ts';

const setUp = 'Set up the webhook of this account again.';

/** Nobody hears of the account. `what` begins the sentence: `The Page`. */
export function notSubscribed(what: string): Failure {
  const cause = `${what} is not subscribed to the app, so no event arrives.`;
  return finding('not_found', 'not_subscribed', cause, setUp);
}

/** There is nowhere to send events to. */
export function noCallback(): Failure {
  return finding('not_found', 'no_callback', 'No callback URL is set, so no event arrives.', setUp);
}

/** There is a subscription, but not to messages. `what` begins the sentence: `The Page`. */
export function withoutMessages(what: string): Failure {
  const cause = `${what} is subscribed without the field messages, so no message arrives.`;
  return finding('not_found', 'field_missing', cause, setUp);
}
