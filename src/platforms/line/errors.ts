import type { Failure, FailureKind } from '../../errors.ts';
import { headerOf, retryAfter } from '../headers.ts';
import type { PlatformError } from '../platform.ts';
import { type Json, objectOf, objectsAt, textAt } from '../readers.ts';

interface Explanation {
  /** An HTTP status, or 500 for every one from there on. */
  status: number;
  /** How the message, or the name of an OAuth error, begins; absent: whatever it says. */
  says?: string;
  /** Only for errors of the OAuth server, which name an `error`. */
  oauth?: true;
  kind: FailureKind;
  cause: string;
  fix: string;
}

// How LINE names a wrong `to`, or one of several: `The property, 'to[0]', in the request body is invalid`.
const recipientProperty = "The property, 'to";

/**
 * Every error LINE is known to answer, most telling first: the status decides, then how the message
 * begins, because the wording may change.
 * https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export const explanations: readonly Explanation[] = [
  {
    status: 400,
    says: 'Invalid reply token',
    kind: 'expired',
    cause: 'The reply token was used before or is too old.',
    fix: 'Nothing: the message is sent as a push instead.',
  },
  {
    status: 400,
    says: "The property, 'replyToken'",
    kind: 'expired',
    cause: 'The reply token is none that LINE gave out.',
    fix: 'Nothing: the message is sent as a push instead.',
  },
  {
    status: 400,
    says: 'Failed to send messages',
    kind: 'recipient_unreachable',
    cause: 'LINE knows no such user for this channel, or the bot is not in that group or room.',
    fix: 'Wait until the person writes or adds the account as a friend, or invite the bot to the group.',
  },
  {
    status: 400,
    says: recipientProperty,
    kind: 'recipient_unreachable',
    cause: 'The recipient is no id that LINE knows for this channel.',
    fix: 'Use the userId, groupId or roomId of a webhook of this very channel; ids differ between providers.',
  },
  {
    status: 400,
    says: 'The request body has',
    kind: 'content_rejected',
    cause: 'LINE refused the form of the message.',
    fix: 'Correct the fields that the message of the error names.',
  },
  {
    status: 400,
    says: 'invalid_client',
    oauth: true,
    kind: 'credentials',
    cause: 'LINE does not accept this channel id and channel secret together.',
    fix: 'Copy both from the Basic settings of the channel in the LINE Developers console.',
  },
  {
    status: 400,
    oauth: true,
    kind: 'credentials',
    cause: 'LINE gave no access token for this channel id and channel secret.',
    fix: 'Copy both from the Basic settings of the channel in the LINE Developers console.',
  },
  {
    status: 400,
    kind: 'content_rejected',
    cause: 'LINE refused the request.',
    fix: 'Correct what the message of the error names.',
  },
  {
    status: 401,
    kind: 'credentials',
    cause: 'The channel access token is wrong, expired or revoked.',
    fix: 'Issue a new channel access token in the LINE Developers console and update the account.',
  },
  {
    status: 403,
    kind: 'permission',
    cause: 'The plan or the kind of this LINE account does not allow this call.',
    fix: 'Check the plan and the permissions of the account in the LINE Official Account Manager.',
  },
  {
    status: 404,
    kind: 'not_found',
    cause: 'LINE has nothing under this id, or not for this channel.',
    fix: 'Check the id; a person must be a friend or have written, and media disappear after a while.',
  },
  {
    status: 408,
    kind: 'temporary',
    cause: 'LINE gave up waiting for the request.',
    fix: 'Nothing: it is tried again.',
  },
  {
    status: 409,
    kind: 'already_sent',
    cause: 'A request with this retry key was accepted before.',
    fix: 'Nothing: the message was sent the first time.',
  },
  {
    status: 410,
    kind: 'not_found',
    cause: 'The message was unsent by its author, or what the call concerns no longer exists.',
    fix: 'Nothing can be done: LINE has deleted it.',
  },
  {
    status: 413,
    kind: 'content_rejected',
    cause: 'The request is larger than the 2 MB that LINE takes.',
    fix: 'Send fewer or smaller messages.',
  },
  {
    status: 415,
    kind: 'media_rejected',
    cause: 'LINE does not take media of this type.',
    fix: 'Use JPEG or PNG for pictures, MP4 for videos, MP3 or M4A for sound.',
  },
  {
    status: 422,
    kind: 'recipient_unreachable',
    cause: 'LINE finds nobody for this phone number, or the person does not accept such notifications.',
    fix: 'Reach the person another way.',
  },
  {
    status: 429,
    says: 'You have reached your monthly limit',
    kind: 'quota_exhausted',
    cause: "The month's messages of the LINE plan are used up or reserved by a running broadcast.",
    fix: 'Raise the plan or the extra quota in the LINE Official Account Manager; replies stay free.',
  },
  {
    status: 429,
    says: 'The API rate limit has been exceeded',
    kind: 'rate_limited',
    cause: 'The channel made more calls per second than LINE allows.',
    fix: 'Nothing: it is tried again, more slowly.',
  },
  {
    // Without the words above it is not the channel that is too fast, but what one person gets.
    status: 429,
    kind: 'pair_limited',
    cause: 'LINE finds that too much was sent to this one recipient.',
    fix: 'Nothing: it is tried again later; send this person less.',
  },
  {
    status: 500,
    kind: 'temporary',
    cause: 'LINE had an error of its own and does not say whether the request was carried out.',
    fix: 'Nothing: it is tried again where that cannot send twice; ask the LINE support if it lasts.',
  },
];

const unknown: Omit<Explanation, 'status'> = {
  kind: 'unknown',
  cause: 'LINE answered something that its documentation does not name.',
  fix: 'Read the message of the error; if it says nothing, give the trace id to the LINE support.',
};

/** Explains an error of LINE, as an answer of its API or of its OAuth server. */
export function explainError(error: PlatformError): Failure {
  const { status } = error;
  const body = objectOf(error.body);
  // OAuth errors: {error, error_description?}; API errors: {message, details?[{property?, message?}]}.
  const says = textAt(body, 'message') ?? textAt(body, 'error') ?? '';
  const found = explanationOf(status, says, body) ?? unknown;
  const retry_after_ms = retryAfter(error.headers);
  const trace_id = headerOf(error.headers, 'x-line-request-id');
  return {
    kind: found.kind,
    code: codeOf(status, found.says ?? textAt(body, 'error')),
    message: messageOf(error.body),
    cause: found.cause,
    fix: found.fix,
    ...(retry_after_ms !== undefined && { retry_after_ms }),
    ...(trace_id !== undefined && { trace_id }),
  };
}

/** LINE has no error codes: the status and how the message begins, without its punctuation, stand for one. */
function codeOf(status: number | undefined, says: string | undefined): string {
  return [status, says?.replace(/[,']/g, '')].filter(Boolean).join(' ') || 'unknown';
}

function explanationOf(status: number | undefined, says: string, body: Json | undefined) {
  if (status === undefined) return undefined;
  // A list of wrong properties may be about the recipient too; then that is what has to be told.
  const aboutRecipient = objectsAt(body, 'details').some((detail) => /^to\b/.test(String(detail.property)));
  const text = status === 400 && aboutRecipient ? recipientProperty : says;
  const isOauth = textAt(body, 'error') !== undefined;
  return explanations.find((row) => {
    if (row.status === 500 ? status < 500 : status !== row.status) return false;
    return (isOauth || !row.oauth) && text.startsWith(row.says ?? '');
  });
}

// An error page of something in between can be long; its beginning says what it is.
const longestMessage = 1000;

function messageOf(body: unknown): string {
  const fields = objectOf(body);
  if (!fields) return typeof body === 'string' ? body.slice(0, longestMessage) : '';
  const head =
    textAt(fields, 'message') ?? [fields.error, fields.error_description].filter(Boolean).join(': ');
  const details = objectsAt(fields, 'details').map((detail) =>
    [detail.property, detail.message].filter(Boolean).join(': '),
  );
  const text = details.length > 0 ? `${head} (${details.join('; ')})` : head;
  return text.slice(0, longestMessage);
}
