import { describe, expect, it } from 'vitest';
import { decide } from '../../outbound/outcome.ts';
import type { PlatformRequest, SendResult } from '../platform.ts';
import { line } from './index.ts';

/** What every answer of LINE leads to: the tables of the platform and of the way out, put together. */

function request(reply_token?: string): PlatformRequest {
  return line.send.prepare({
    credentials: { channel_secret: 's', channel_access_token: 't' },
    settings: {},
    external_id: 'U0',
    recipient: { thread: { kind: 'direct' }, identities: [{ kind: 'user', value: 'U1' }] },
    parts: [{ content: { type: 'text', text: 'a' } }],
    attempt_id: '019bd7a2-1111-7000-8000-00000000000a',
    ...(reply_token !== undefined && { reply_token }),
  }).request;
}

const push = request();
const reply = request('r1');

function outcomeOf(result: SendResult): string {
  if (result.ok) return `sent ${result.message_ids.join()}`;
  if (result.without_reply_token) return 'push';
  if (result.uncertain) return 'uncertain';
  return decide(result.failure, 1, { first_ms: 1000, max_ms: 60_000 }).step;
}

const says = (message: string, details?: object[]) => ({ message, ...(details && { details }) });
const accepted = { 'x-line-accepted-request-id': 'request-1' };
const limit = says('You have reached your monthly limit.');
const rate = says('The API rate limit has been exceeded. Try again later.');
const badTo = says("The property, 'to[1]', in the request body is invalid (line: -, column: -)");
const badToken = says("The property, 'replyToken', in the request body is invalid (line: -, column: -)");
const sentMessages = [{ id: '461230966842064897' }];

/** The answer, to what, and what follows. */
type Row = [
  what: string,
  to: PlatformRequest,
  status: number,
  body: unknown,
  kind: string | null,
  outcome: string,
];

const first: Row[] = [
  ['accepted', push, 200, { sentMessages }, null, 'sent 461230966842064897'],
  ['accepted, and done later', push, 202, {}, null, 'sent '],
  ['a bad body', push, 400, says('The request body has 1 error(s)'), 'content_rejected', 'fail'],
  ['no JSON', push, 400, says('The request body could not be parsed as JSON'), 'content_rejected', 'fail'],
  ['an invalid reply token', reply, 400, says('Invalid reply token'), 'expired', 'push'],
  ['a malformed reply token', reply, 400, badToken, 'expired', 'push'],
  [
    'a reply token that is wrong among others',
    reply,
    400,
    says('The request body has 1 error(s)', [{ property: 'replyToken' }]),
    'expired',
    'push',
  ],
  ['nobody there', push, 400, says('Failed to send messages'), 'recipient_unreachable', 'fail'],
  ['nobody there for a reply', reply, 400, says('Failed to send messages'), 'recipient_unreachable', 'fail'],
  ['a recipient that is none', push, 400, badTo, 'recipient_unreachable', 'fail'],
  ['a bad token', push, 401, says('Authentication failed due to …'), 'credentials', 'pause'],
  ['no permission', push, 403, says('Access to this API is not available …'), 'permission', 'pause'],
  ['not there', push, 404, says('Not found'), 'not_found', 'fail'],
  ['gone', push, 410, says('Gone'), 'not_found', 'fail'],
  ['too large', push, 413, '', 'content_rejected', 'fail'],
  ['media it does not take', push, 415, {}, 'media_rejected', 'fail'],
  ['no such number', push, 422, {}, 'recipient_unreachable', 'fail'],
  ['too fast', push, 429, rate, 'rate_limited', 'pause'],
  ['the month used up, or held back by a broadcast', push, 429, limit, 'quota_exhausted', 'retry'],
  ['too much for one person', push, 429, says('Too many messages'), 'pair_limited', 'retry'],
  ['an error of LINE', push, 500, says('Internal Server Error'), 'temporary', 'uncertain'],
  ['an error of LINE for a reply', reply, 500, says('Internal Server Error'), 'temporary', 'uncertain'],
  ['an error in between', push, 502, '<html>', 'temporary', 'uncertain'],
  ['what nobody documents', push, 418, {}, 'unknown', 'fail'],
];

describe('the first answer', () => {
  it.each(first)('%s', (_what, to, status, body, kind, outcome) => {
    const result = line.send.interpret(to, { status, headers: {}, body }, false);
    expect(result.ok ? null : result.failure.kind).toBe(kind);
    expect(outcomeOf(result)).toBe(outcome);
  });
});

describe('the answer to a repeat', () => {
  it.each<[what: string, to: PlatformRequest, status: number, body: unknown, outcome: string]>([
    ['the key is known', push, 409, { ...says('known'), sentMessages }, 'sent 461230966842064897'],
    ['the key is known, and nothing more', push, 409, says('known'), 'sent '],
    ['the token is used up: by the first try', reply, 400, says('Invalid reply token'), 'sent '],
    ['accepted now', push, 200, { sentMessages }, 'sent 461230966842064897'],
    ['again an error', push, 500, {}, 'uncertain'],
    ['the access token has ended', push, 401, {}, 'uncertain'],
    ['too fast', push, 429, rate, 'uncertain'],
    ['the month used up', push, 429, limit, 'uncertain'],
    ['bad content, so it was bad before', push, 400, says('The request body has 1 error(s)'), 'fail'],
  ])('%s', (_what, to, status, body, outcome) => {
    const headers = status === 409 ? accepted : {};
    expect(outcomeOf(line.send.interpret(to, { status, headers, body }, true))).toBe(outcome);
  });
});
