import type { Fields } from './state.ts';

/** One complaint about a request body. */
export interface Complaint {
  message: string;
  property: string;
}

/** A refusal by LINE; the server turns it into LINE's error body. */
export class LineRefusal extends Error {
  readonly status: number;
  readonly body: Fields;
  readonly headers: Record<string, string>;

  constructor(status: number, body: Fields, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.name = 'LineRefusal';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Refusals with a fixed text. https://developers.line.biz/en/reference/messaging-api/#error-responses */
export const refusals = {
  invalidToken: () =>
    new LineRefusal(401, {
      message:
        'Authentication failed due to the following reason: invalid token. Confirm that the access token in the ' +
        'authorization header is valid.',
    }),
  notFound: () => new LineRefusal(404, { message: 'Not found' }),
  invalidReplyToken: () => new LineRefusal(400, { message: 'Invalid reply token' }),
  failedToSend: () => new LineRefusal(400, { message: 'Failed to send messages' }),
  rateLimit: () =>
    new LineRefusal(429, { message: 'The API rate limit has been exceeded. Try again later.' }),
  monthlyLimit: () => new LineRefusal(429, { message: 'You have reached your monthly limit.' }),
  notAvailable: () =>
    new LineRefusal(403, { message: 'Access to this API is not available for your account' }),
  gone: () => new LineRefusal(410, { message: 'Gone' }),
  tooLarge: () => new LineRefusal(413, { message: 'Payload Too Large' }),
  internal: () => new LineRefusal(500, { message: 'Internal Server Error' }),
} satisfies Record<string, () => LineRefusal>;

/** The whole body is fine JSON, but one property is not what it must be. */
export function invalidProperty(property: string): LineRefusal {
  return new LineRefusal(400, {
    message: `The property, '${property}', in the request body is invalid (line: -, column: -)`,
  });
}

/** Complaints about the content of a body. */
export function badBody(details: Complaint[]): LineRefusal {
  return new LineRefusal(400, { message: `The request body has ${details.length} error(s)`, details });
}

/** What LINE says to a request that stands for one it had before. */
export const acceptedBefore = 'The retry key is already accepted';

/** Names under which a fault can ask for a refusal: every row of LINE's list of errors. */
export const refusalsByCode: Readonly<Record<string, () => LineRefusal>> = {
  bad_body: () => badBody([{ message: 'May not be empty', property: 'messages[0].text' }]),
  bad_json: () =>
    new LineRefusal(400, { message: 'The request body could not be parsed as JSON (line: 1, column: 2)' }),
  bad_content_type: () => new LineRefusal(400, { message: 'The content type, text/plain, is not supported' }),
  bad_recipient: () => invalidProperty('to'),
  bad_recipient_of_many: () => invalidProperty('to[0]'),
  bad_reply_token: () => invalidProperty('replyToken'),
  invalid_reply_token: refusals.invalidReplyToken,
  failed_to_send: refusals.failedToSend,
  invalid_token: refusals.invalidToken,
  not_available: refusals.notAvailable,
  not_found: refusals.notFound,
  gone: refusals.gone,
  too_large: refusals.tooLarge,
  unsupported_media: () => new LineRefusal(415, { message: 'Unsupported Media Type' }),
  no_such_phone: () => new LineRefusal(422, { message: 'Failed to send messages' }),
  rate_limit: refusals.rateLimit,
  monthly_limit: refusals.monthlyLimit,
  too_many_to_one: () =>
    new LineRefusal(429, { message: 'Too many messages were sent to this user. Try again later.' }),
  internal: refusals.internal,
  unavailable: () => new LineRefusal(503, { message: 'Service Unavailable' }),
  // The message is sent first: that is what this refusal says.
  accepted_before: () => new LineRefusal(409, { message: acceptedBefore }),
};
