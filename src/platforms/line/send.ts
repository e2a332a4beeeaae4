import { headerOf } from '../headers.ts';
import type {
  ActionInput,
  Authorisation,
  AuthoriseInput,
  PlatformAnswer,
  PlatformRequest,
  PreparedSend,
  Recipient,
  SendInput,
  Sending,
  SendResult,
} from '../platform.ts';
import { type Json, objectOf, objectsAt, textAt } from '../readers.ts';
import { accessToken } from './access-token.ts';
import { post } from './calls.ts';
import type { LineCredentials } from './credentials.ts';
import { explainError } from './errors.ts';
import { fit } from './fit.ts';
import { messagesPerRequest, repeatable } from './limits.ts';
import { messageObject } from './message-objects.ts';

const replyPath = '/v2/bot/message/reply';
const pushPath = '/v2/bot/message/push';

/**
 * Up to five messages in one request: as a free reply while there is a token, else as a push, whose retry
 * key makes repeats safe. https://developers.line.biz/en/reference/messaging-api/#messages
 */
function prepare(input: SendInput<LineCredentials>): PreparedSend {
  const { recipient, reply_token: replyToken } = input;
  const parts = input.parts.slice(0, messagesPerRequest);
  const messages = parts.map((part) => messageObject(part, recipient.thread));
  if (replyToken !== undefined) {
    return {
      // A reply with a retry key is refused; the token itself works only once.
      request: post(replyPath, replyBody(replyToken, messages)),
      takes: parts.length,
      proof: { kind: 'repeat', until_ms: repeatable.reply_ms },
      uses_reply_token: true,
    };
  }
  return {
    request: post(pushPath, pushBody(addressOf(recipient), messages), {
      'x-line-retry-key': input.attempt_id,
    }),
    takes: parts.length,
    proof: { kind: 'repeat', until_ms: repeatable.push_ms },
    uses_reply_token: false,
  };
}

/** The body of a reply. https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export function replyBody<Message>(replyToken: string, messages: Message[]) {
  return { replyToken, messages };
}

/** The body of a push. https://developers.line.biz/en/reference/messaging-api/#send-push-message */
export function pushBody<Message>(to: string, messages: Message[]) {
  return { to, messages };
}

/** The id to push to. An empty one is answered by LINE as a wrong recipient, and so explained. */
function addressOf({ thread, identities }: Recipient): string {
  if (thread.kind !== 'direct') return thread.id ?? '';
  return (identities.find(({ kind }) => kind === 'user') ?? identities[0])?.value ?? '';
}

// An answer of these kinds to a repeat tells of the repeat alone: the first try may have been accepted.
const tellsNothingOfFirst = [401, 403, 408, 429];

function interpret(request: PlatformRequest, answer: PlatformAnswer, repeated: boolean): SendResult {
  const { status } = answer;
  const body = objectOf(answer.body);
  const count = objectsAt(objectOf(request.body), 'messages').length;
  if (status >= 200 && status < 300) return sent(body, count);
  // The request was accepted before: LINE repeats what it answered then.
  // https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
  const isKnown = headerOf(answer.headers, 'x-line-accepted-request-id') !== undefined;
  if (status === 409 && (isKnown || objectsAt(body, 'sentMessages').length > 0)) return sent(body, count);

  const failure = explainError(answer);
  if (request.path === replyPath && failure.kind === 'expired') {
    const isUsedUp = textAt(body, 'message')?.startsWith('Invalid reply token');
    // Nobody else has the token: what used it up was the first try.
    if (repeated && isUsedUp) return { ok: true, message_ids: Array<null>(count).fill(null) };
    return { ok: false, failure, without_reply_token: true };
  }
  const isOpen = status >= 500 || status === 408 || (repeated && tellsNothingOfFirst.includes(status));
  return { ok: false, failure, ...(isOpen && { uncertain: true }) };
}

function sent(body: Json | undefined, count: number): SendResult {
  const messages = objectsAt(body, 'sentMessages');
  const indexes = Array.from({ length: count }, (_, index) => index);
  const quote_tokens = indexes.map((index) => textAt(messages[index], 'quoteToken') ?? null);
  return {
    ok: true,
    message_ids: indexes.map((index) => textAt(messages[index], 'id') ?? null),
    ...(quote_tokens.some((token) => token !== null) && { quote_tokens }),
  };
}

function authorise({ credentials, access_token }: AuthoriseInput<LineCredentials>): Authorisation {
  const token = credentials.channel_access_token ?? access_token ?? '';
  return { headers: { authorization: `Bearer ${token}` } };
}

// The animation ends by itself after this time, or with our next message; 20 is LINE's own default.
// https://developers.line.biz/en/docs/messaging-api/use-loading-indicator/
const loadingSeconds = 20;

function action(input: ActionInput<LineCredentials>): PlatformRequest | { refused: string } {
  if (input.action === 'mark_read') {
    const markAsReadToken = input.last_received?.read_token;
    if (markAsReadToken === undefined)
      return { refused: 'The last message came without a token to mark it as read.' };
    return post('/v2/bot/chat/markAsRead', { markAsReadToken });
  }
  if (input.recipient.thread.kind !== 'direct') {
    return { refused: 'LINE shows that somebody is writing only in chats with one person.' };
  }
  const chatId = addressOf(input.recipient);
  if (chatId === '') return { refused: 'The LINE user id of this person is not known.' };
  return post('/v2/bot/chat/loading/start', { chatId, loadingSeconds });
}

/** How messages get to LINE. */
export const send: Sending<LineCredentials> = { fit, prepare, interpret, authorise, accessToken, action };
