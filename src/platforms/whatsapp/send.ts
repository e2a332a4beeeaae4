import { type Failure, Problem } from '../../errors.ts';
import type { Identity, Person } from '../item.ts';
import { authoriseGraph } from '../meta/authorise.ts';
import { readGraphError } from '../meta/explain-error.ts';
import { graphPath } from '../meta/settings.ts';
import type {
  ActionInput,
  PlatformAnswer,
  PlatformRequest,
  PreparedSend,
  Recipient,
  SendInput,
  Sending,
  SendResult,
} from '../platform.ts';
import { isObject, type Json, objectsAt, textAt } from '../readers.ts';
import { bodyOf } from './bodies.ts';
import { phoneDigits, type WhatsAppCredentials } from './credentials.ts';
import { explainError } from './errors.ts';
import { fit } from './fit.ts';
import { identitiesOf, idsAt, joinIdentities, personOf } from './people.ts';

/**
 * The way out: everything goes to one endpoint of the number.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const send: Sending<WhatsAppCredentials> = {
  fit,
  prepare,
  interpret,
  authorise: ({ credentials, secrets, settings }) =>
    authoriseGraph(credentials.access_token, secrets, settings),
  action,
};

function prepare(input: SendInput<WhatsAppCredentials>): PreparedSend {
  const { credentials, settings, recipient, parts, attempt_id } = input;
  const [part] = parts;
  if (part === undefined) throw new Error('There is no part to send.');
  const { content, reply_to } = part;
  const message = bodyOf(content);
  // Recipients in a native body would count more than the conversation's.
  const { to: _to, recipient: _recipient, ...body } = message;
  const ownReference = body.biz_opaque_callback_data !== undefined;
  const quotes = reply_to !== undefined && body.type !== 'reaction' && body.context === undefined;
  return {
    request: messagesRequest(credentials, settings, {
      ...body,
      messaging_product: 'whatsapp',
      ...addressOf(recipient),
      ...(quotes && { context: { message_id: reply_to.platform_message_id } }),
      // Every status of the message brings it back, even if the answer to this request is lost.
      ...(!ownReference && { biz_opaque_callback_data: attempt_id }),
    }),
    takes: 1,
    proof: ownReference
      ? {
          kind: 'none',
          why: 'The native body sets biz_opaque_callback_data itself, so no receipt names this attempt.',
        }
      : { kind: 'receipt' },
    uses_reply_token: false,
  };
}

function messagesRequest(
  credentials: WhatsAppCredentials,
  settings: Readonly<Record<string, string>>,
  body: Json,
): PlatformRequest {
  return {
    method: 'POST',
    base: 'graph_url',
    path: graphPath(settings, credentials.phone_number_id, 'messages'),
    headers: { 'content-type': 'application/json' },
    body,
  };
}

function addressOf({ thread, identities }: Recipient): Json {
  if (thread.kind !== 'direct') return { recipient_type: 'group', to: thread.id };
  const sendable = identities.filter(({ kind }) => kind === 'phone' || kind === 'bsuid');
  const phone = sendable.find(({ kind }) => kind === 'phone');
  // Some templates cannot go to a user id (131062) and older numbers cannot use one, so a known phone is better.
  const identity = phone ?? sendable[0] ?? identities[0];
  if (identity === undefined) {
    throw new Problem({
      status: 422,
      code: 'no_address',
      detail: 'No phone number and no user id of this person is known.',
      fix: 'Wait until the person writes, or send to their phone number.',
    });
  }
  return { recipient_type: 'individual', ...addressTo(identity) };
}

// Without the plus WhatsApp may read a foreign number as one of the business's own country.
function addressTo({ kind, value }: Identity): Json {
  return kind === 'phone' ? { to: `+${phoneDigits(value)}` } : { recipient: value };
}

function interpret(request: PlatformRequest, answer: PlatformAnswer): SendResult {
  const body = isObject(answer.body) ? answer.body : undefined;
  const error = readGraphError(answer);
  // A stated error means that nothing was sent, whatever the HTTP status.
  if (error !== null) return { ok: false, failure: explainError(answer) };
  const success = answer.status >= 200 && answer.status < 300;
  if (!success && answer.status < 500) return { ok: false, failure: explainError(answer) };
  const id = success ? textAt(objectsAt(body, 'messages')[0], 'id') : undefined;
  if (id === undefined) return { ok: false, uncertain: true, failure: uncertain(answer, success) };
  const person = recipientIn(request, body);
  return { ok: true, message_ids: [id], ...(person && { person }) };
}

function uncertain(answer: PlatformAnswer, success: boolean): Failure {
  const cause = success
    ? 'WhatsApp answered without naming a message.'
    : 'A server in between answered, so nobody knows whether WhatsApp got the message.';
  const fix = 'Nothing to do: a receipt settles it, else the account’s policy decides.';
  return { ...explainError(answer), kind: 'uncertain', cause, fix };
}

/** The answer says which phone and user id belong to the recipient; for a group it says nothing. */
function recipientIn(request: PlatformRequest, body: Json | undefined): Person | undefined {
  if (isObject(request.body) && request.body.recipient_type === 'group') return undefined;
  const contact = objectsAt(body, 'contacts')[0];
  const person = personOf({}, contact);
  const input = idsAt(contact, 'input', '');
  if (person === undefined || !/^\d+$/.test(input.phone ?? '')) return person;
  // What we sent to may be spelt differently from the `wa_id` of the same person.
  return { ...person, identities: joinIdentities(person.identities, identitiesOf(input)) };
}

/**
 * Both signs are given on the latest message received: typing marks it as read as well.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
 */
function action(input: ActionInput<WhatsAppCredentials>): PlatformRequest | { refused: string } {
  const { credentials, settings, last_received } = input;
  if (last_received === null) {
    return { refused: 'WhatsApp shows this only on a message that was received, and there is none yet.' };
  }
  return messagesRequest(credentials, settings, {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: last_received.platform_message_id,
    ...(input.action === 'typing' && { typing_indicator: { type: 'text' } }),
  });
}
