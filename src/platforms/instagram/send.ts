import { authoriseGraph } from '../meta/authorise.ts';
import { recipientOf } from '../meta/send-api/addresses.ts';
import { interpretAnswer } from '../meta/send-api/answer.ts';
import { bodyOf } from '../meta/send-api/bodies.ts';
import { humanAgent, messagesRequest, noEcho, senderActions } from '../meta/send-api/requests.ts';
import { graphPath } from '../meta/settings.ts';
import type {
  ActionInput,
  Authorisation,
  AuthoriseInput,
  PlatformAnswer,
  PlatformRequest,
  PreparedSend,
  SendInput,
  Sending,
  SendResult,
} from '../platform.ts';
import { objectAt } from '../readers.ts';
import { addresses } from './addresses.ts';
import { messageOf } from './bodies.ts';
import { type InstagramCredentials, routeOf } from './credentials.ts';
import { explainError } from './errors.ts';
import { fit } from './fit.ts';
import { baseOf } from './settings.ts';

/**
 * The way out: everything goes to one endpoint, of the account or of its Page.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export const send: Sending<InstagramCredentials> = { fit, prepare, interpret, authorise, action };

function prepare(input: SendInput<InstagramCredentials>): PreparedSend {
  const { credentials, settings, recipient, parts, as } = input;
  const [part] = parts;
  if (part === undefined) throw new Error('There is no part to send.');
  // Quoting is documented for Messenger only, so `reply_to` is left out.
  const body = bodyOf(part.content, (content) => messageOf(content, routeOf(credentials)));
  const message = objectAt(body, 'message');
  return {
    request: messagesRequest(endpoint(credentials, settings), {
      // A sender action stands alone.
      ...(message && { messaging_type: 'RESPONSE' }),
      ...(message && as === 'human_agent' && humanAgent),
      ...body,
      recipient: recipientOf(recipient, addresses),
    }),
    takes: 1,
    // Nothing of ours comes back with an echo: what it shows has to tell.
    proof: message ? { kind: 'echo' } : { kind: 'none', why: noEcho },
    uses_reply_token: false,
  };
}

/** The account's own with Instagram Login, else the one of its Page. */
function endpoint(credentials: InstagramCredentials, settings: Readonly<Record<string, string>>) {
  const { instagram_business_account_id, facebook_page_id } = credentials;
  // The schema of the credentials wants the Page's id for its route.
  const id = routeOf(credentials) === 'login' ? instagram_business_account_id : (facebook_page_id ?? 'me');
  return { base: baseOf(credentials), path: graphPath(settings, id, 'messages') };
}

function interpret(request: PlatformRequest, answer: PlatformAnswer): SendResult {
  return interpretAnswer(request, answer, { title: 'Instagram', addresses, explainError });
}

function authorise({ credentials, secrets, settings }: AuthoriseInput<InstagramCredentials>): Authorisation {
  const { access_token, page_access_token = '' } = credentials;
  // The proof is documented for graph.facebook.com alone.
  if (access_token !== undefined) return authoriseGraph(access_token, [], settings);
  return authoriseGraph(page_access_token, secrets, settings);
}

/** https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions */
function action(input: ActionInput<InstagramCredentials>): PlatformRequest | { refused: string } {
  const { credentials, settings, recipient } = input;
  const person = recipient.identities.find(({ kind }) => kind === 'igsid');
  if (person === undefined) return { refused: 'The Instagram-scoped id of this person is not known yet.' };
  return messagesRequest(endpoint(credentials, settings), {
    recipient: { id: person.value },
    sender_action: senderActions[input.action],
  });
}
