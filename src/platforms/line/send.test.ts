import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { ActionInput, OutboundPart, PlatformAnswer, Recipient, SendInput } from '../platform.ts';
import type { LineCredentials } from './credentials.ts';
import { limits } from './limits.ts';
import { send } from './send.ts';

const attempt_id = '019bd7a2-1111-7000-8000-00000000000a';
const retryKey = { 'x-line-retry-key': attempt_id };
const json = { 'content-type': 'application/json' };
const person: Recipient = { thread: { kind: 'direct' }, identities: [{ kind: 'user', value: 'U1' }] };

function textPart(text: string, reply_to?: OutboundPart['reply_to']): OutboundPart {
  return { content: { type: 'text', text }, ...(reply_to && { reply_to }) };
}

function prepare(given: Partial<SendInput<LineCredentials>> = {}) {
  return send.prepare({
    credentials: { channel_secret: 's', channel_access_token: 't' },
    settings: {},
    external_id: 'U0',
    recipient: person,
    parts: [textPart('a'), textPart('b')],
    attempt_id,
    ...given,
  });
}

describe('prepare', () => {
  it('pushes with the attempt as retry key', () => {
    const body: messagingApi.PushMessageRequest = {
      to: 'U1',
      messages: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    };
    expect(prepare()).toEqual({
      request: {
        method: 'POST',
        base: 'line_url',
        path: '/v2/bot/message/push',
        headers: { ...json, ...retryKey },
        body,
      },
      takes: 2,
      proof: { kind: 'repeat', until_ms: expect.any(Number) },
      uses_reply_token: false,
    });
  });

  it('replies while there is a token, without a retry key, which LINE would refuse', () => {
    const body: messagingApi.ReplyMessageRequest = {
      replyToken: 'r1',
      messages: [{ type: 'text', text: 'a' }],
    };
    expect(prepare({ reply_token: 'r1', parts: [textPart('a')] })).toEqual({
      request: { method: 'POST', base: 'line_url', path: '/v2/bot/message/reply', headers: json, body },
      takes: 1,
      proof: { kind: 'repeat', until_ms: 60_000 },
      uses_reply_token: true,
    });
  });

  it('ends repeats and tries before LINE forgets the retry key', () => {
    const { proof } = prepare();
    const day = 24 * 3_600_000;
    expect(proof).toMatchObject({ kind: 'repeat' });
    if (proof.kind === 'repeat') expect(proof.until_ms).toBeLessThan(day);
    expect(limits.max_age_ms).toBeLessThan(day);
  });

  it('takes five messages at most', () => {
    const { request, takes } = prepare({ parts: [...'abcdefg'].map((text) => textPart(text)) });
    expect(takes).toBe(5);
    expect(request.body).toMatchObject({ messages: [...'abcde'].map((text) => ({ text })) });
  });

  it.each<{ recipient: Recipient; to: string }>([
    { recipient: { thread: { kind: 'group', id: 'C1' }, identities: [] }, to: 'C1' },
    {
      recipient: {
        thread: { kind: 'room', id: 'R1' },
        identities: [{ kind: 'user', value: 'U1' }],
      },
      to: 'R1',
    },
    {
      recipient: {
        thread: { kind: 'direct' },
        identities: [
          { kind: 'other', value: 'x' },
          { kind: 'user', value: 'U2' },
        ],
      },
      to: 'U2',
    },
  ])('addresses $to', ({ recipient, to }) => {
    expect(prepare({ recipient }).request.body).toMatchObject({ to });
  });

  it('quotes where LINE can: in texts and stickers', () => {
    const reply_to = { platform_message_id: 'm1', quote_token: 'q1' };
    const parts: OutboundPart[] = [
      textPart('a', reply_to),
      { content: { type: 'sticker', package_id: '1', sticker_id: '2' }, reply_to },
      { content: { type: 'native', body: { type: 'textV2', text: 'b' } }, reply_to },
      { content: { type: 'native', body: { type: 'text', text: 'c', quoteToken: 'own' } }, reply_to },
      {
        content: { type: 'image', items: [{ url: 'https://e.com/a', preview_url: 'https://e.com/b' }] },
        reply_to,
      },
    ];
    const messages: messagingApi.Message[] = [
      { type: 'text', text: 'a', quoteToken: 'q1' },
      { type: 'sticker', packageId: '1', stickerId: '2', quoteToken: 'q1' },
      { type: 'textV2', text: 'b', quoteToken: 'q1' },
      { type: 'text', text: 'c', quoteToken: 'own' },
      { type: 'image', originalContentUrl: 'https://e.com/a', previewImageUrl: 'https://e.com/b' },
    ];
    expect(prepare({ parts }).request.body).toEqual({ to: 'U1', messages });
    const withoutToken = prepare({ parts: [textPart('a', { platform_message_id: 'm1' })] });
    expect(withoutToken.request.body).toEqual({ to: 'U1', messages: [{ type: 'text', text: 'a' }] });
  });
});

describe('interpret', () => {
  const push = prepare().request;
  const reply = prepare({ reply_token: 'r1' }).request;
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): PlatformAnswer => ({
    status,
    headers,
    body,
  });
  const sentMessages = [{ id: '461230966842064897', quoteToken: 'q1' }, { id: '461230966842064898' }];
  const sent = {
    ok: true,
    message_ids: ['461230966842064897', '461230966842064898'],
    quote_tokens: ['q1', null],
  };
  const unnamed = { ok: true, message_ids: [null, null] };
  const accepted = { 'X-Line-Accepted-Request-Id': 'request-1' };
  const known = { message: 'The retry key is already accepted' };
  const usedToken = { message: 'Invalid reply token' };
  const internal = { message: 'The server is temporarily unable.' };

  it.each([
    { name: 'a push', request: push, given: answer(200, { sentMessages }), result: sent },
    { name: 'a reply', request: reply, given: answer(200, { sentMessages }), result: sent },
    { name: 'success without ids', request: push, given: answer(200, {}), result: unnamed },
    { name: 'success without JSON', request: push, given: answer(200, 'OK'), result: unnamed },
    {
      name: 'a push accepted before',
      request: push,
      repeated: true,
      given: answer(409, { ...known, sentMessages }, accepted),
      result: sent,
    },
    {
      name: 'a push accepted before, without ids',
      request: push,
      repeated: true,
      given: answer(409, known, accepted),
      result: unnamed,
    },
    {
      name: 'a reply that used its token before',
      request: reply,
      repeated: true,
      given: answer(400, usedToken),
      result: unnamed,
    },
  ])('sent: $name', ({ request, repeated = false, given, result }) => {
    expect(send.interpret(request, given, repeated)).toEqual(result);
  });

  it.each([
    {
      name: 'a used reply token at the first try',
      request: reply,
      given: answer(400, usedToken),
      kind: 'expired',
      more: { without_reply_token: true },
    },
    {
      name: 'a malformed reply token, even when repeated',
      request: reply,
      repeated: true,
      given: answer(400, {
        message: "The property, 'replyToken', in the request body is invalid (line: -, column: -)",
      }),
      kind: 'expired',
      more: { without_reply_token: true },
    },
    {
      name: 'bad content',
      request: push,
      given: answer(400, { message: 'The request body has 1 error(s)' }),
      kind: 'content_rejected',
    },
    {
      name: 'bad content of a repeat, so of the first try too',
      request: push,
      repeated: true,
      given: answer(400, { message: 'The request body has 1 error(s)' }),
      kind: 'content_rejected',
    },
    {
      name: 'a wrong token',
      request: push,
      given: answer(401, { message: 'Authentication failed' }),
      kind: 'credentials',
    },
    {
      name: 'too fast',
      request: push,
      given: answer(429, { message: 'The API rate limit has been exceeded. Try again later.' }),
      kind: 'rate_limited',
    },
    {
      name: 'a repeat that is too fast: the first try may have been accepted',
      request: push,
      repeated: true,
      given: answer(429, { message: 'The API rate limit has been exceeded. Try again later.' }),
      kind: 'rate_limited',
      more: { uncertain: true },
    },
    {
      name: 'an error of LINE',
      request: push,
      given: answer(500, internal),
      kind: 'temporary',
      more: { uncertain: true },
    },
    {
      name: 'an error on the way',
      request: reply,
      given: answer(502, '<html>'),
      kind: 'temporary',
      more: { uncertain: true },
    },
    {
      name: 'a conflict that is no success',
      request: push,
      given: answer(409, { message: 'Conflict' }),
      kind: 'already_sent',
    },
  ])('not sent: $name → $kind', ({ request, repeated = false, given, kind, more = {} }) => {
    const result = send.interpret(request, given, repeated);
    expect(result).toEqual({ ok: false, failure: expect.objectContaining({ kind }), ...more });
  });
});

describe('access tokens', () => {
  const tokenless: LineCredentials = { channel_id: '1234567890', channel_secret: ['new', 'old'] };
  const withToken: LineCredentials = { channel_access_token: 'long', channel_secret: 'new' };

  it('are asked for when the credentials hold none', () => {
    expect(send.accessToken?.needed(tokenless)).toBe(true);
    expect(send.accessToken?.needed(withToken)).toBe(false);
    expect(send.accessToken?.request(tokenless)).toEqual({
      method: 'POST',
      base: 'line_url',
      path: '/oauth2/v3/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: { grant_type: 'client_credentials', client_id: '1234567890', client_secret: 'new' },
    });
  });

  it('authorise requests', () => {
    const rest = { secrets: [], settings: {} };
    expect(send.authorise({ ...rest, credentials: tokenless, access_token: 'short' })).toEqual({
      headers: { authorization: 'Bearer short' },
    });
    expect(send.authorise({ ...rest, credentials: withToken, access_token: null })).toEqual({
      headers: { authorization: 'Bearer long' },
    });
  });

  it.each([
    {
      status: 200,
      body: { token_type: 'Bearer', access_token: 'short', expires_in: 899 },
      result: { token: 'short', expires_in_ms: 899_000 },
    },
    { status: 200, body: { access_token: 'short' }, result: { token: 'short', expires_in_ms: 900_000 } },
    { status: 200, body: {}, result: { kind: 'unknown' } },
    {
      status: 400,
      body: { error: 'invalid_client', error_description: 'invalid client_secret' },
      result: { kind: 'credentials' },
    },
    { status: 503, body: '', result: { kind: 'temporary' } },
  ])('are read from $status $body', ({ status, body, result }) => {
    expect(send.accessToken?.interpret({ status, headers: {}, body })).toMatchObject(result);
  });
});

describe('typing and read marks', () => {
  const action = (given: Partial<ActionInput<LineCredentials>>) =>
    send.action({
      action: 'typing',
      credentials: { channel_secret: 's', channel_access_token: 't' },
      settings: {},
      external_id: 'U0',
      recipient: person,
      last_received: null,
      ...given,
    });
  const request = (path: string, body: object) => ({
    method: 'POST',
    base: 'line_url',
    path,
    headers: json,
    body,
  });

  it('shows that somebody writes', () => {
    const body: messagingApi.ShowLoadingAnimationRequest = { chatId: 'U1', loadingSeconds: 20 };
    expect(action({})).toEqual(request('/v2/bot/chat/loading/start', body));
  });

  it('marks as read', () => {
    const last_received = { platform_message_id: 'm1', read_token: 'read-1' };
    expect(action({ action: 'mark_read', last_received })).toEqual(
      request('/v2/bot/chat/markAsRead', { markAsReadToken: 'read-1' }),
    );
  });

  it.each<{ name: string; given: Partial<ActionInput<LineCredentials>> }>([
    {
      name: 'typing in a group',
      given: { recipient: { thread: { kind: 'group', id: 'C1' }, identities: [] } },
    },
    {
      name: 'typing to nobody',
      given: { recipient: { thread: { kind: 'direct' }, identities: [] } },
    },
    { name: 'reading nothing', given: { action: 'mark_read' } },
    {
      name: 'reading without a token',
      given: { action: 'mark_read', last_received: { platform_message_id: 'm1' } },
    },
  ])('refuses $name', ({ given }) => {
    expect(action(given)).toEqual({ refused: expect.stringMatching(/\.$/) });
  });
});
