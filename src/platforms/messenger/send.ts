import { authoriseGraph } from '../meta/authorise.ts';
import { recipientOf } from '../meta/send-api/addresses.ts';
import { interpretAnswer } from '../meta/send-api/answer.ts';
import { bodyOf } from '../meta/send-api/bodies.ts';
import { humanAgent, messagesRequest, noEcho, senderActions } from '../meta/send-api/requests.ts';
import { graphPath } from '../meta/settings.ts';
import type {
  ActionInput,
  PlatformAnswer,
  PlatformRequest,
  PreparedSend,
  Proof,
  SendInput,
  Sending,
  SendResult,
} from '../platform.ts';
import { isObject, type Json, objectAt } from '../readers.ts';
import { addresses } from './addresses.ts';
import { messageOf } from './bodies.ts';
import type { MessengerCredentials } from './credentials.ts';
import { explainError } from './errors.ts';
import { fit } from './fit.ts';

/**
 * The way out: everything goes to one endpoint of the Page.
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
export const send: Sending<MessengerCredentials> = {
  fit,
  prepare,
  interpret,
  authorise: ({ credentials, secrets, settings }) =>
    authoriseGraph(credentials.page_access_token, secrets, settings),
  action,
};

function prepare({
  credentials,
  settings,
  recipient,
  parts,
  attempt_id,
  as,
}: SendInput<MessengerCredentials>): PreparedSend {
  const [part] = parts;
  if (part === undefined) throw new Error('There is no part to send.');
  const body = bodyOf(part.content, messageOf);
  const message = objectAt(body, 'message');
  const to = recipientOf(recipient, addresses);
  const quotes = part.reply_to !== undefined && message !== undefined && body.reply_to === undefined;
  return {
    request: messagesRequest(endpoint(credentials, settings), {
      // A sender action stands alone.
      ...(message && { messaging_type: messagingType(body, to) }),
      ...(message && as === 'human_agent' && humanAgent),
      ...body,
      recipient: to,
      ...(quotes && { reply_to: { mid: part.reply_to?.platform_message_id } }),
      // The echo of the message brings it back, even if the answer to this request is lost.
      ...(message && { message: { metadata: attempt_id, ...message } }),
    }),
    takes: 1,
    proof: proofOf(message),
    uses_reply_token: false,
  };
}

function endpoint({ page_id }: MessengerCredentials, settings: Readonly<Record<string, string>>) {
  return { base: 'graph_url', path: graphPath(settings, page_id, 'messages') };
}

/** An approved template may go outside the window; a token is for what the person has agreed to be told. */
function messagingType({ message, tag }: Json, recipient: Json): string {
  if (tag !== undefined) return 'MESSAGE_TAG';
  if (isObject(message) && message.template !== undefined) return 'UTILITY';
  return recipient.notification_messages_token === undefined ? 'RESPONSE' : 'UPDATE';
}

function proofOf(message: Json | undefined): Proof {
  if (message === undefined) return { kind: 'none', why: noEcho };
  if (message.metadata === undefined) return { kind: 'receipt' };
  return { kind: 'none', why: 'The native body sets metadata itself, so no echo names this attempt.' };
}

function interpret(request: PlatformRequest, answer: PlatformAnswer): SendResult {
  return interpretAnswer(request, answer, { title: 'Messenger', addresses, explainError });
}

/** https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions */
function action(input: ActionInput<MessengerCredentials>): PlatformRequest | { refused: string } {
  const { credentials, settings, recipient } = input;
  const person = recipient.identities.find(({ kind }) => kind === 'psid');
  if (person === undefined) return { refused: 'The page-scoped id of this person is not known yet.' };
  return messagesRequest(endpoint(credentials, settings), {
    recipient: { id: person.value },
    sender_action: senderActions[input.action],
  });
}
