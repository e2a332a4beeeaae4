import type { Failure } from '../../../errors.ts';
import type { Person } from '../../item.ts';
import type { PlatformAnswer, PlatformError, PlatformRequest, SendResult } from '../../platform.ts';
import { isObject, type Json, textAt } from '../../readers.ts';
import { readGraphError } from '../explain-error.ts';
import { type Address, addressedTo } from './addresses.ts';

/** What the answers of one platform mean. */
export interface Answers {
  title: string;
  /** What can be addressed; the first is the kind of id by which the platform names people in answers. */
  addresses: readonly [Address, ...Address[]];
  explainError(error: PlatformError): Failure;
}

/**
 * Reads the answer to a message or a sender action.
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api#response
 */
export function interpretAnswer(
  request: PlatformRequest,
  answer: PlatformAnswer,
  answers: Answers,
): SendResult {
  const body = isObject(answer.body) ? answer.body : undefined;
  const success = answer.status >= 200 && answer.status < 300;
  // A stated error means that nothing was sent, whatever the HTTP status; one error says the contrary.
  if (readGraphError(answer) !== null || (success && body?.error !== undefined)) {
    const failure = answers.explainError(answer);
    return failure.kind === 'already_sent' ? { ok: true, message_ids: [null] } : { ok: false, failure };
  }
  if (!success && answer.status < 500) return { ok: false, failure: answers.explainError(answer) };
  const id = textAt(body, 'message_id');
  // A sender action makes no message, so its answer names only the person.
  const isDone = isObject(request.body) && 'sender_action' in request.body && 'recipient_id' in (body ?? {});
  if (!success || (id === undefined && !isDone)) {
    return { ok: false, uncertain: true, failure: uncertain(answer, success, answers) };
  }
  const person = personIn(request, body, answers.addresses);
  return { ok: true, message_ids: [id ?? null], ...(person && { person }) };
}

function uncertain(answer: PlatformAnswer, success: boolean, { title, explainError }: Answers): Failure {
  const cause = success
    ? `${title} answered without naming a message.`
    : `A server in between answered, so nobody knows whether ${title} got the message.`;
  const fix = 'Nothing to do: an echo settles it, else the account’s policy decides.';
  return { ...explainError(answer), kind: 'uncertain', cause, fix };
}

// A permission to be used again and again. As a name of the person it would give way to their own id.
const permit = 'token';

/** Whoever was written to by a comment or a reference gets an id with the answer. */
function personIn(
  request: PlatformRequest,
  body: Json | undefined,
  addresses: Answers['addresses'],
): Person | undefined {
  const value = textAt(body, 'recipient_id');
  const address = addressedTo(request.body, addresses);
  const { kind } = addresses[0];
  if (value === undefined || address === undefined) return undefined;
  if (address.kind === kind || address.kind === permit) return undefined;
  return { identities: [{ kind, value }, address] };
}
