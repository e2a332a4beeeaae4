import { describe, expect, it } from 'vitest';
import type { OutboundContent } from '../../conversations/content.ts';
import type { Identity } from '../item.ts';
import type { ActionInput, PlatformAnswer, PlatformRequest, SendInput } from '../platform.ts';
import type { MessengerCredentials } from './credentials.ts';
import { send } from './send.ts';

const credentials: MessengerCredentials = {
  page_access_token: 'EAAtoken',
  page_id: '110000000000001',
  app_secret: 'secret',
};
const settings = { graph_url: 'https://graph.example', graph_version: 'v25.0' };
const psid = { kind: 'psid', value: '24000000000000001' };
const attempt_id = '0199aaaa-0000-7000-8000-000000000001';
const hello: OutboundContent = { type: 'text', text: 'Hello' };

function input(
  content: OutboundContent,
  identities: Identity[] = [psid],
  quoted?: string,
): SendInput<MessengerCredentials> {
  return {
    credentials,
    settings,
    external_id: credentials.page_id,
    recipient: { thread: { kind: 'direct' }, identities },
    parts: [{ content, ...(quoted && { reply_to: { platform_message_id: quoted } }) }],
    attempt_id,
  };
}

const bodyOf = (...given: Parameters<typeof input>) => send.prepare(input(...given)).request.body;

describe('prepare', () => {
  it('makes one request for one message, with our attempt in it', () => {
    expect(send.prepare(input(hello))).toEqual({
      request: {
        method: 'POST',
        base: 'graph_url',
        path: '/v25.0/110000000000001/messages',
        headers: { 'content-type': 'application/json' },
        body: {
          recipient: { id: psid.value },
          messaging_type: 'RESPONSE',
          message: { text: 'Hello', metadata: attempt_id },
        },
      },
      takes: 1,
      proof: { kind: 'receipt' },
      uses_reply_token: false,
    });
  });

  it('marks the late answer of a person, and no sign that is no message', () => {
    expect(send.prepare({ ...input(hello), as: 'human_agent' }).request.body).toMatchObject({
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: { text: 'Hello' },
    });
    const sign = input({ type: 'native', body: { sender_action: 'typing_on' } });
    expect(send.prepare({ ...sign, as: 'human_agent' }).request.body).not.toHaveProperty('tag');
  });

  it('holds no secret: the token is added when it is sent', () => {
    expect(JSON.stringify(send.prepare(input(hello)))).not.toMatch(/EAAtoken|secret/);
    const asked = { credentials, access_token: null, secrets: ['test-app-secret'], settings: {} };
    expect(send.authorise(asked)).toEqual({ headers: { authorization: 'Bearer EAAtoken' } });
    expect(send.authorise({ ...asked, settings: { app_secret_proof: 'on' } })).toEqual({
      headers: { authorization: 'Bearer EAAtoken' },
      query: { appsecret_proof: 'f9a5c402919f3f3cb70497c968ab9a79bb82d2f1a55a7d91317b53b1678a4191' },
    });
  });

  const picture = 'https://example.com/lid.jpg';
  const attachment = (type: string, payload: object) => ({ attachment: { type, payload } });
  const shop = { id: 'shop', title: 'View Website', url: 'https://example.com/shop' };
  // Field by field as Meta's own examples have them.
  const messages: [what: string, content: OutboundContent, message: object][] = [
    ['a picture', { type: 'image', items: [{ url: picture }] }, attachment('image', { url: picture })],
    [
      'a video that was uploaded',
      { type: 'video', items: [{ platform_media_id: '1857', url: picture }] },
      attachment('video', { attachment_id: '1857' }),
    ],
    [
      'audio with an id of Meta’s from the caller',
      { type: 'audio', items: [{ media_id: '1858' }] },
      attachment('audio', { attachment_id: '1858' }),
    ],
    [
      'a file',
      { type: 'file', items: [{ url: 'https://example.com/a.pdf', media_id: 'ours' }] },
      attachment('file', { url: 'https://example.com/a.pdf' }),
    ],
    ['a sticker', { type: 'sticker', sticker_id: '369239263222822' }, { sticker_id: '369239263222822' }],
    [
      'quick replies',
      {
        type: 'choices',
        text: 'Are you happy?',
        options: [
          { id: 'y', title: 'Yes' },
          { id: 'p', title: 'Call me', asks: 'phone' },
          { id: 'e', title: 'Write to me', asks: 'email' },
        ],
      },
      {
        text: 'Are you happy?',
        quick_replies: [
          { content_type: 'text', title: 'Yes', payload: 'y' },
          { content_type: 'user_phone_number' },
          { content_type: 'user_email' },
        ],
      },
    ],
    [
      'buttons',
      {
        type: 'choices',
        text: 'What next?',
        options: [
          shop,
          { id: 'chat', title: 'Start Chatting' },
          { id: 'call', title: 'Call us', phone: '00 1 (555) 010-0100' },
        ],
      },
      attachment('template', {
        template_type: 'button',
        text: 'What next?',
        buttons: [
          { type: 'web_url', url: shop.url, title: 'View Website' },
          { type: 'postback', title: 'Start Chatting', payload: 'chat' },
          { type: 'phone_number', title: 'Call us', payload: '+15550100100' },
        ],
      }),
    ],
    [
      'cards',
      {
        type: 'cards',
        cards: [
          {
            title: 'Welcome!',
            text: 'We have the right hat.',
            image_url: picture,
            options: [shop, { id: 'chat', title: 'Start Chatting' }],
          },
          { title: 'Lid', text: 'Fits all' },
        ],
      },
      attachment('template', {
        template_type: 'generic',
        elements: [
          {
            title: 'Welcome!',
            subtitle: 'We have the right hat.',
            image_url: picture,
            buttons: [
              { type: 'web_url', url: shop.url, title: 'View Website' },
              { type: 'postback', title: 'Start Chatting', payload: 'chat' },
            ],
          },
          { title: 'Lid', subtitle: 'Fits all' },
        ],
      }),
    ],
  ];
  it.each(messages)('writes %s', (_what, content, message) => {
    expect(bodyOf(content)).toEqual({
      recipient: { id: psid.value },
      messaging_type: 'RESPONSE',
      message: { ...message, metadata: attempt_id },
    });
  });

  it('sends an approved template as a utility message', () => {
    const content: OutboundContent = {
      type: 'template',
      name: 'order_ready',
      language: 'en_US',
      parameters: { name: 'Mali' },
      components: [{ type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'track' }] }],
    };
    expect(bodyOf(content)).toEqual({
      recipient: { id: psid.value },
      messaging_type: 'UTILITY',
      message: {
        template: {
          name: 'order_ready',
          language: { code: 'en_US' },
          components: [
            { type: 'body', parameters: [{ type: 'text', parameter_name: 'name', text: 'Mali' }] },
            { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'track' }] },
          ],
        },
        metadata: attempt_id,
      },
    });
  });

  it('reacts with a sender action, which stands alone and proves nothing', () => {
    const { request, proof } = send.prepare(
      input({ type: 'reaction', emoji: '👍', to: 'm_1' }, [psid], 'm_1'),
    );
    expect(request.body).toEqual({
      recipient: { id: psid.value },
      sender_action: 'react',
      payload: { message_id: 'm_1', reaction: '👍' },
    });
    expect(proof).toMatchObject({ kind: 'none', why: expect.stringContaining('echo') });
    expect(bodyOf({ type: 'reaction', emoji: null, to: 'm_1' })).toEqual({
      recipient: { id: psid.value },
      sender_action: 'unreact',
      payload: { message_id: 'm_1' },
    });
  });

  it('quotes beside the message', () => {
    expect(bodyOf(hello, [psid], 'm_2')).toMatchObject({ reply_to: { mid: 'm_2' } });
    expect(bodyOf(hello)).not.toHaveProperty('reply_to');
  });

  const addresses: [identities: Identity[], recipient: object, messaging_type: string][] = [
    [[{ kind: 'comment', value: '11_22' }, psid], { id: psid.value }, 'RESPONSE'],
    [[{ kind: 'user_ref', value: 'ref' }], { user_ref: 'ref' }, 'RESPONSE'],
    [[{ kind: 'comment', value: '11_22' }], { comment_id: '11_22' }, 'RESPONSE'],
    [[{ kind: 'post', value: '11_33' }], { post_id: '11_33' }, 'RESPONSE'],
    [[{ kind: 'token', value: '345678' }], { notification_messages_token: '345678' }, 'UPDATE'],
  ];
  it.each(addresses)('addresses %j', (identities, recipient, messaging_type) => {
    expect(bodyOf(hello, identities)).toMatchObject({ recipient, messaging_type });
  });

  it('says so when the person has no id', () => {
    expect(() => send.prepare(input(hello, [{ kind: 'phone', value: '66810000001' }]))).toThrow('No id');
  });

  it('lets a native body set everything but the recipient', () => {
    const body = {
      recipient: { id: '24000000000000099' },
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: { text: 'Hi' },
      reply_to: { mid: 'm_9' },
      notification_type: 'NO_PUSH',
    };
    const { request, proof } = send.prepare(input({ type: 'native', body }, [psid], 'm_2'));
    expect(request.body).toEqual({
      ...body,
      recipient: { id: psid.value },
      message: { text: 'Hi', metadata: attempt_id },
    });
    expect(proof).toEqual({ kind: 'receipt' });
  });

  it('gives up the proof when a native body takes the field for itself, or is no message', () => {
    const own = { type: 'native' as const, body: { message: { text: 'Hi', metadata: 'mine' } } };
    const { proof, request } = send.prepare(input(own));
    expect(request.body).toMatchObject({ message: { metadata: 'mine' } });
    expect(proof).toMatchObject({ kind: 'none', why: expect.stringContaining('metadata') });
    const typing = send.prepare(input({ type: 'native', body: { sender_action: 'typing_off' } }));
    expect(typing.request.body).toEqual({ recipient: { id: psid.value }, sender_action: 'typing_off' });
    expect(typing.proof).toMatchObject({ kind: 'none' });
  });
});

describe('interpret', () => {
  const answer = (status: number, body: unknown, headers = {}): PlatformAnswer => ({ status, headers, body });
  const request = (body: object): PlatformRequest => ({ ...send.prepare(input(hello)).request, body });
  const message = request({ recipient: { id: psid.value }, message: {} });
  const reaction = request({ recipient: { id: psid.value }, sender_action: 'react' });
  const comment = request({ recipient: { comment_id: '11_22' }, message: {} });
  const error = (code: number, error_subcode?: number, more = {}) => ({
    error: { message: 'words', type: 'OAuthException', code, error_subcode, ...more },
  });

  it.each([
    ['a message', message, { recipient_id: psid.value, message_id: 'm_1' }, { message_ids: ['m_1'] }],
    ['one without a recipient', message, { message_id: 'm_1' }, { message_ids: ['m_1'] }],
    [
      'one whose upload is kept',
      message,
      { recipient_id: psid.value, message_id: 'm_1', attachment_id: '1857' },
      { message_ids: ['m_1'] },
    ],
    ['a reaction', reaction, { recipient_id: psid.value }, { message_ids: [null] }],
    [
      'whose comment it answers',
      comment,
      { recipient_id: psid.value, message_id: 'm_1' },
      {
        message_ids: ['m_1'],
        person: { identities: [psid, { kind: 'comment', value: '11_22' }] },
      },
    ],
  ])('learns %s', (_what, asked, body, expected) => {
    expect(send.interpret(asked, answer(200, body), false)).toEqual({ ok: true, ...expected });
  });

  it.each([400, 500])('takes for sent what was sent in spite of an error with %i', (status) => {
    const result = send.interpret(message, answer(status, error(1, 1357046)), false);
    expect(result).toEqual({ ok: true, message_ids: [null] });
  });

  const failures: [what: string, answer: PlatformAnswer, kind: string, uncertain: boolean][] = [
    ['a stated error', answer(400, error(10, 2018278)), 'window_closed', false],
    ['an error with 200', answer(200, error(551)), 'recipient_unreachable', false],
    ['an error without a code with 200', answer(200, { error: { message: 'no' } }), 'unknown', false],
    ['a stated error with 500', answer(500, error(2)), 'temporary', false],
    ['one that will not pass', answer(500, error(2, undefined, { is_transient: false })), 'unknown', false],
    ['no id', answer(200, { recipient_id: psid.value }), 'uncertain', true],
    ['a text with 200', answer(200, 'OK'), 'uncertain', true],
    ['a proxy’s page', answer(502, '<html>Bad gateway</html>'), 'uncertain', true],
    ['a proxy’s JSON', answer(504, { error: { code: 504, message: 'Gateway time-out' } }), 'uncertain', true],
    ['a 401 from elsewhere', answer(401, ''), 'credentials', false],
    ['a 429 from elsewhere', answer(429, '', { 'retry-after': '7' }), 'rate_limited', false],
  ];
  it.each(failures)('reads %s', (_what, given, kind, uncertain) => {
    const result = send.interpret(message, given, false);
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    expect('uncertain' in result).toBe(uncertain);
  });

  it('passes on how long to wait and the trace', () => {
    const usage = '{"1":[{"type":"messenger","estimated_time_to_regain_access":3}]}';
    const given = answer(400, error(80006, undefined, { fbtrace_id: 'Trace1' }), {
      'x-business-use-case-usage': usage,
    });
    expect(send.interpret(message, given, false)).toMatchObject({
      failure: { kind: 'rate_limited', code: '80006', retry_after_ms: 180_000, trace_id: 'Trace1' },
    });
  });
});

describe('action', () => {
  const about = (
    action: 'typing' | 'mark_read',
    identities: Identity[] = [psid],
  ): ActionInput<MessengerCredentials> => ({
    action,
    credentials,
    settings,
    external_id: credentials.page_id,
    recipient: { thread: { kind: 'direct' }, identities },
    last_received: null,
  });

  it.each([
    ['typing', 'typing_on'],
    ['mark_read', 'mark_seen'],
  ] as const)('shows %s', (action, sender_action) => {
    expect(send.action(about(action))).toEqual({
      method: 'POST',
      base: 'graph_url',
      path: '/v25.0/110000000000001/messages',
      headers: { 'content-type': 'application/json' },
      body: { recipient: { id: psid.value }, sender_action },
    });
  });

  it('needs the id of the person', () => {
    const refused = { refused: expect.stringContaining('page-scoped id') };
    expect(send.action(about('typing', [{ kind: 'comment', value: '11_22' }]))).toEqual(refused);
  });
});
