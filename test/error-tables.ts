import type { FailureKind } from '../src/errors.ts';

/**
 * The error tables of the platforms' own pages, as data: what each code has to be taken for, whatever our
 * catalogues say. Codes of one line are separated by spaces; `code/subcode` where a subcode tells them apart.
 */
export type ErrorTable = readonly (readonly [codes: string, kind: FailureKind])[];

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes */
export const whatsappTable: ErrorTable = [
  // Whoever asks is not known, or may not.
  ['0 102 104 190 190/458 190/459 190/460 190/463 190/464 190/467', 'credentials'],
  ['3 10 200 210 299 131005', 'permission'],
  // Too fast.
  ['4 17 32 613 80007 80008 130429 131048 131208', 'rate_limited'],
  ['131056', 'pair_limited'],
  // Meta itself, or something that needs a little time; the last one is a Flow that may send ten an hour.
  ['1 2 131000 131016 131057 133004 134101 2494100 132069', 'temporary'],
  // The account or the number.
  ['33 100/33 368 131031 131037 131042 131044 131045 131064', 'account_blocked'],
  ['133000 133005 133006 133008 133009 133010 133015 133016 134011 136024 136025', 'account_blocked'],
  // The window and the person.
  ['131047', 'window_closed'],
  ['130403 130472 130497 131020 131021 131026 131030 131041', 'recipient_unreachable'],
  ['131049 131050 137000', 'recipient_unreachable'],
  // What is sent.
  ['100 131008 131009 131051 131055 131059 131062 134100 135000', 'content_rejected'],
  ['131201 131207 131209 131215 132068 138000 138006 139000 139004 139100 139103', 'content_rejected'],
  ['147001 147005 2388001 2388103 2593107 2593108', 'content_rejected'],
  ['131063 132000 132001 132005 132007 132008 132012 132015 132016 132018 134102', 'template_rejected'],
  ['131014 131052 131053', 'media_rejected'],
  ['803 2500', 'not_found'],
];

/** https://developers.facebook.com/docs/messenger-platform/error-codes */
export const messengerTable: ErrorTable = [
  ['-1 1 2 2/1545133 1200', 'temporary'],
  ['1/1357046', 'already_sent'],
  ['1/99 2/2018344 3 10 100/33 200 299 200/2018021 200/2018027 200/2018028 230 2018247', 'permission'],
  ['4 4/2018022 17 17/2446079 32 341 613 613/1996 613/2534040 80001 80006', 'rate_limited'],
  // Only what is of this sort is used up, so the rest of the Page goes on.
  ['9/2018352 2018144', 'quota_exhausted'],
  ['10/2018065 10/2018278 10/2534022', 'window_closed'],
  ['10/1893015 10/2018108 100/2018001 200/1545041 551 551/1545041 1545041', 'recipient_unreachable'],
  ['613/2018338', 'recipient_unreachable'],
  ['10/1893063 368 2022', 'account_blocked'],
  ['10/2534077 200/2534041', 'credentials'],
  ['102 190 190/458 190/459 190/460 190/463 190/464 190/467 190/492', 'credentials'],
  ['100/2018218 803 2500 9000001', 'not_found'],
  ['100/2018008 100/2018047 100/2018074 100/2018109 100/2018294 2018173 2018188', 'media_rejected'],
  ['1/2018382 4/2018354 10/1404170 10/2018336 506 613/1893016 10303', 'content_rejected'],
  ['100 100/2018014 100/2018032 100/2018034 100/2018164 100/2018320 100/2018328', 'content_rejected'],
  ['2018171 2018300 2018321 10/2018300 10/2018321 100/2534037', 'thread_elsewhere'],
];

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes */
export const instagramTable: ErrorTable = [
  ['-1 -2 -2/2207003 1 2 2/1545133 1200', 'temporary'],
  ['1/1357046', 'already_sent'],
  ['10 100/33 200 200/2018028 36103', 'permission'],
  ['4 17 32 341 613 613/2534040 80002 80006', 'rate_limited'],
  ['10/2018278 10/2534022', 'window_closed'],
  ['10/2534077 100/2534013 102 190 190/460 190/463 190/467 200/2534041', 'credentials'],
  ['100/2018001 100/2534014 200/1545041 230 551 2534001', 'recipient_unreachable'],
  ['10/1893063 100/2534029 368', 'account_blocked'],
  ['100 100/2534015 100/2534025 506', 'content_rejected'],
  ['-2/2207020 100/2018047 36000/2207004', 'media_rejected'],
  ['2500 9000001', 'not_found'],
  ['100/2534037 2018300', 'thread_elsewhere'],
];

/** An error of LINE: what the simulator calls it, and what LINE answers. */
export interface LineError {
  fault: string;
  status: number;
  body: unknown;
  kind: FailureKind;
}

function details(property: string): { message: string; details: object[] } {
  return { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property }] };
}

/** https://developers.line.biz/en/reference/messaging-api/#error-responses */
export const lineTable: readonly LineError[] = [
  { fault: 'bad_body', status: 400, body: details('messages[0].text'), kind: 'content_rejected' },
  {
    fault: 'bad_json',
    status: 400,
    body: { message: 'The request body could not be parsed as JSON (line: 1, column: 2)' },
    kind: 'content_rejected',
  },
  {
    fault: 'bad_content_type',
    status: 400,
    body: { message: 'The content type, text/plain, is not supported' },
    kind: 'content_rejected',
  },
  {
    fault: 'bad_recipient',
    status: 400,
    body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
    kind: 'recipient_unreachable',
  },
  {
    fault: 'bad_recipient_of_many',
    status: 400,
    body: { message: "The property, 'to[0]', in the request body is invalid (line: -, column: -)" },
    kind: 'recipient_unreachable',
  },
  {
    fault: 'failed_to_send',
    status: 400,
    body: { message: 'Failed to send messages' },
    kind: 'recipient_unreachable',
  },
  {
    fault: 'invalid_token',
    status: 401,
    body: {
      message:
        'Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.',
    },
    kind: 'credentials',
  },
  {
    fault: 'not_available',
    status: 403,
    body: { message: 'Access to this API is not available for your account' },
    kind: 'permission',
  },
  { fault: 'not_found', status: 404, body: { message: 'Not found' }, kind: 'not_found' },
  {
    fault: 'accepted_before',
    status: 409,
    body: { message: 'The retry key is already accepted' },
    kind: 'already_sent',
  },
  { fault: 'gone', status: 410, body: { message: 'Gone' }, kind: 'not_found' },
  { fault: 'too_large', status: 413, body: { message: 'Payload Too Large' }, kind: 'content_rejected' },
  {
    fault: 'unsupported_media',
    status: 415,
    body: { message: 'Unsupported Media Type' },
    kind: 'media_rejected',
  },
  {
    fault: 'no_such_phone',
    status: 422,
    body: { message: 'Failed to send messages' },
    kind: 'recipient_unreachable',
  },
  {
    fault: 'rate_limit',
    status: 429,
    body: { message: 'The API rate limit has been exceeded. Try again later.' },
    kind: 'rate_limited',
  },
  {
    fault: 'monthly_limit',
    status: 429,
    body: { message: 'You have reached your monthly limit.' },
    kind: 'quota_exhausted',
  },
  {
    fault: 'too_many_to_one',
    status: 429,
    body: { message: 'Too many messages were sent to this user. Try again later.' },
    kind: 'pair_limited',
  },
  { fault: 'internal', status: 500, body: { message: 'Internal Server Error' }, kind: 'temporary' },
  { fault: 'unavailable', status: 503, body: { message: 'Service Unavailable' }, kind: 'temporary' },
];

/** The codes of a table one by one. */
export function rowsOf(table: ErrorTable): { code: string; kind: FailureKind }[] {
  return table.flatMap(([codes, kind]) => codes.split(' ').map((code) => ({ code, kind })));
}

/** Codes that the tables name and that only ever come as a receipt: the message had been accepted before. */
export const lateWhatsAppCodes = [130472, 130497, 131026, 131047, 131049, 131050, 131053] as const;

/** An answer of the Graph API that states this error. */
export function graphAnswer(code: string, more: object = {}, status = 400) {
  const [number, error_subcode] = code.split('/').map(Number);
  const error = { message: 'words', type: 'OAuthException', code: number, error_subcode, fbtrace_id: 'Az8' };
  return { status, body: { error: { ...error, ...more } } };
}
