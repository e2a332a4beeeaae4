import type { Failure, FailureKind } from '../../errors.ts';
import type { CatalogueEntry } from '../error-catalogue.ts';
import { headerOf, retryAfter } from '../headers.ts';
import type { PlatformError } from '../platform.ts';
import { type Json, objectOf, objectsAt, textAt } from '../readers.ts';

/** An error of LINE, which has no codes: the status decides, then how the message begins. */
interface LineEntry extends CatalogueEntry {
  /** An HTTP status, or 500 for every one from there on. */
  status: number;
  /** How the message, or the name of an OAuth error, begins; null: whatever it says. */
  begins: string | null;
  /** Only for errors of the OAuth server, which name an `error`. */
  oauth?: true;
}

const url = 'https://developers.line.biz/en/reference/messaging-api/#error-responses';
const limitsUrl = 'https://developers.line.biz/en/reference/messaging-api/#rate-limits';
const oauthUrl =
  'https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token';

function row(
  status: number,
  begins: string | null,
  kind: FailureKind,
  cause: string,
  fix: string,
  page = url,
): LineEntry {
  return { codes: [codeOf(status, begins)], status, begins, kind, cause, fix, url: page };
}

function oauth(begins: string | null, cause: string): LineEntry {
  const fix = 'Copy both from the Basic settings of the channel in the LINE Developers console.';
  const entry = row(400, begins, 'credentials', cause, fix, oauthUrl);
  return { ...entry, codes: [codeOf(400, begins ?? 'error')], oauth: true };
}

/** LINE has no error codes: the status and how the message begins, without its punctuation, stand for one. */
function codeOf(status: number | undefined, says: string | null | undefined): string {
  const shown = status === undefined ? undefined : `${status}`;
  return [shown, says?.replace(/[,']/g, '')].filter(Boolean).join(' ') || 'unknown';
}

// How LINE names a wrong `to`, or one of several: `The property, 'to[0]', in the request body is invalid`.
const recipientProperty = "The property, 'to";
const replyTokenProperty = "The property, 'replyToken'";
const pushed = 'Nothing to do: the message is sent as a push instead.';
const slower = 'Nothing to do: it is tried again, more slowly.';

/**
 * Every error LINE is known to answer, most telling first. The wording may change, so no more of a message is
 * compared than tells it from others.
 * https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
const rows: readonly LineEntry[] = [
  row(400, 'Invalid reply token', 'expired', 'The reply token was used before or is too old.', pushed),
  row(400, replyTokenProperty, 'expired', 'The reply token is none that LINE gave out.', pushed),
  row(
    400,
    'Failed to send messages',
    'recipient_unreachable',
    'LINE knows no such user for this channel, or the bot is not in that group or room.',
    'Wait until the person writes or adds the account as a friend, or invite the bot to the group.',
  ),
  row(
    400,
    recipientProperty,
    'recipient_unreachable',
    'The recipient is no id that LINE knows for this channel.',
    'Use the userId, groupId or roomId of a webhook of this very channel; ids differ between providers.',
  ),
  row(
    400,
    'The request body has',
    'content_rejected',
    'LINE refused the form of the message.',
    'Correct the fields that the message of the error names.',
  ),
  row(
    400,
    'The request body could not be parsed',
    'content_rejected',
    'LINE got something that is not JSON.',
    'Look whether a proxy between this hub and LINE changes what is sent.',
  ),
  row(
    400,
    'The content type',
    'content_rejected',
    'LINE takes JSON only, and was told of something else.',
    'Look whether a proxy between this hub and LINE changes what is sent.',
  ),
  row(
    400,
    'Invalid webhook endpoint URL',
    'content_rejected',
    'LINE does not take this address for webhooks.',
    'Give an https address with a certificate of a public authority, of at most 500 characters.',
    'https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url',
  ),
  oauth('invalid_client', 'LINE does not accept this channel id and channel secret together.'),
  oauth(null, 'LINE gave no access token for this channel id and channel secret.'),
  row(
    400,
    null,
    'content_rejected',
    'LINE refused the request.',
    'Correct what the message of the error names.',
  ),
  row(
    401,
    null,
    'credentials',
    'The channel access token is wrong, expired or revoked.',
    'Issue a new channel access token in the LINE Developers console and update the account.',
  ),
  row(
    403,
    null,
    'permission',
    'The plan or the kind of this LINE account does not allow this call.',
    'Check the plan and the permissions of the account in the LINE Official Account Manager.',
  ),
  row(
    404,
    null,
    'not_found',
    'LINE has nothing under this id, or not for this channel.',
    'Check the id; a person must be a friend or have written, and media disappear after a while.',
  ),
  row(408, null, 'temporary', 'LINE gave up waiting for the request.', 'Nothing to do: it is tried again.'),
  row(
    409,
    null,
    'already_sent',
    'A request with this retry key was accepted before.',
    'Nothing to do: the message was sent the first time.',
    'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/',
  ),
  row(
    410,
    null,
    'not_found',
    'The message was unsent by its author, or what the call concerns no longer exists.',
    'Nothing can be done: LINE has deleted it.',
  ),
  row(
    413,
    null,
    'content_rejected',
    'The request is larger than the 2 MB that LINE takes.',
    'Send fewer or smaller messages.',
  ),
  row(
    415,
    null,
    'media_rejected',
    'LINE does not take media of this type.',
    'Use JPEG or PNG for pictures, MP4 for videos, MP3 or M4A for sound.',
  ),
  row(
    422,
    null,
    'recipient_unreachable',
    'LINE finds nobody for this phone number, or the person does not accept such notifications.',
    'Reach the person another way.',
    'https://developers.line.biz/en/reference/line-notification-messages/#send-line-notification-message',
  ),
  row(
    429,
    'You have reached your monthly limit',
    'quota_exhausted',
    "The month's messages of the LINE plan are used up or reserved by a running broadcast.",
    'Raise the plan or the extra quota in the LINE Official Account Manager; replies stay free.',
    'https://developers.line.biz/en/docs/messaging-api/pricing/',
  ),
  row(
    429,
    'The API rate limit has been exceeded',
    'rate_limited',
    'The channel made more calls per second than LINE allows.',
    slower,
    limitsUrl,
  ),
  row(
    // Without the words above it is not the channel that is too fast, but what one person gets.
    429,
    null,
    'pair_limited',
    'LINE finds that too much was sent to this one recipient.',
    'Nothing to do: it is tried again later; send this person less.',
    limitsUrl,
  ),
  {
    ...row(
      500,
      null,
      'temporary',
      'LINE had an error of its own and does not say whether the request was carried out.',
      'Nothing to do: it is tried again where that cannot send twice; ask the LINE support if it lasts.',
      'https://developers.line.biz/en/docs/messaging-api/retrying-api-request/',
    ),
    codes: ['5xx'],
  },
];

const unknown: CatalogueEntry = {
  codes: ['other'],
  kind: 'unknown',
  cause: 'LINE answered something that its documentation does not name.',
  fix: 'Read the message of the error; if it says nothing, give the trace id to the LINE support.',
  url,
};

/** Every error that is known of, with what counts for those that are not. */
export const errors: readonly CatalogueEntry[] = [
  ...rows.map(({ status: _, begins: __, oauth: ___, ...entry }) => entry),
  unknown,
];

/** Explains an error of LINE, as an answer of its API or of its OAuth server. */
export function explainError(error: PlatformError): Failure {
  const { status } = error;
  const body = objectOf(error.body);
  // OAuth errors: {error, error_description?}; API errors: {message, details?[{property?, message?}]}.
  const says = textAt(body, 'message') ?? textAt(body, 'error') ?? '';
  const entry = entryOf(status, says, body);
  const found = entry ?? unknown;
  const retry_after_ms = retryAfter(error.headers);
  const trace_id = headerOf(error.headers, 'x-line-request-id');
  return {
    kind: found.kind,
    code: codeOf(status, entry?.begins ?? textAt(body, 'error')),
    message: messageOf(error.body),
    cause: found.cause,
    fix: found.fix,
    ...(retry_after_ms !== undefined && { retry_after_ms }),
    ...(trace_id !== undefined && { trace_id }),
  };
}

// `invalid_client`; a proxy may name an `error` too, in words.
const oauthName = /^[a-z]+(_[a-z]+)*$/;

function entryOf(status: number | undefined, says: string, body: Json | undefined): LineEntry | undefined {
  if (status === undefined) return undefined;
  const text = (status === 400 && addressedBy(body)) || says;
  const isOauth = oauthName.test(textAt(body, 'error') ?? '');
  return rows.find((entry) => {
    if (entry.status === 500 ? status < 500 : status !== entry.status) return false;
    return (isOauth || !entry.oauth) && text.startsWith(entry.begins ?? '');
  });
}

/** A list of wrong properties may be about the recipient too; then that is what has to be told. */
function addressedBy(body: Json | undefined): string | undefined {
  const properties = objectsAt(body, 'details').map(({ property }) => String(property));
  if (properties.includes('replyToken')) return replyTokenProperty;
  return properties.some((property) => /^to\b/.test(property)) ? recipientProperty : undefined;
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
