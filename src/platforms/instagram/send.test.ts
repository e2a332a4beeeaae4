import { describe, expect, it } from 'vitest';
import type { OutboundContent } from '../../conversations/content.ts';
import type { Identity } from '../item.ts';
import type { ActionInput, PlatformAnswer, SendInput } from '../platform.ts';
import type { InstagramCredentials } from './credentials.ts';
import { send } from './send.ts';

const account = { instagram_business_account_id: '17841000000000001', app_secret: 'secret' };
const login: InstagramCredentials = { ...account, access_token: 'IGAAtoken' };
const page: InstagramCredentials = {
  ...account,
  page_access_token: 'EAAtoken',
  facebook_page_id: '110000000000001',
};
const settings = { graph_version: 'v25.0' };
const igsid = { kind: 'igsid', value: '9900000000000001' };
const hello: OutboundContent = { type: 'text', text: 'Hello' };

function input(
  content: OutboundContent,
  credentials = login,
  identities: Identity[] = [igsid],
): SendInput<InstagramCredentials> {
  return {
    credentials,
    settings,
    external_id: account.instagram_business_account_id,
    recipient: { thread: { kind: 'direct' }, identities },
    parts: [{ content, reply_to: { platform_message_id: 'aWdf9' } }],
    attempt_id: '0199aaaa-0000-7000-8000-000000000001',
  };
}

const bodyOf = (...given: Parameters<typeof input>) => send.prepare(input(...given)).request.body;

describe('prepare', () => {
  it('marks the late answer of a person', () => {
    expect(send.prepare({ ...input(hello), as: 'human_agent' }).request.body).toEqual({
      recipient: { id: igsid.value },
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: { text: 'Hello' },
    });
  });

  it.each([
    ['its own login', login, 'instagram_graph_url', '/v25.0/17841000000000001/messages'],
    ['its Page', page, 'graph_url', '/v25.0/110000000000001/messages'],
    [
      'its own login where both are given',
      { ...page, ...login },
      'instagram_graph_url',
      '/v25.0/17841000000000001/messages',
    ],
  ])('sends by %s', (_route, credentials, base, path) => {
    expect(send.prepare(input(hello, credentials))).toEqual({
      request: {
        method: 'POST',
        base,
        path,
        headers: { 'content-type': 'application/json' },
        // Nothing of ours would come back, and quoting is not documented.
        body: {
          recipient: { id: igsid.value },
          messaging_type: 'RESPONSE',
          message: { text: 'Hello' },
        },
      },
      takes: 1,
      proof: { kind: 'echo' },
      uses_reply_token: false,
    });
  });

  it('holds no secret; the proof of the app secret goes to the Page’s host alone', () => {
    const given = { access_token: null, secrets: ['test-app-secret'], settings: { app_secret_proof: 'on' } };
    expect(JSON.stringify([login, page].map((one) => send.prepare(input(hello, one))))).not.toMatch(
      /IGAAtoken|EAAtoken|secret/,
    );
    expect(send.authorise({ credentials: login, ...given })).toEqual({
      headers: { authorization: 'Bearer IGAAtoken' },
    });
    expect(send.authorise({ credentials: page, ...given })).toEqual({
      headers: { authorization: 'Bearer EAAtoken' },
      query: { appsecret_proof: 'f9a5c402919f3f3cb70497c968ab9a79bb82d2f1a55a7d91317b53b1678a4191' },
    });
  });

  const picture = 'https://example.com/lid.jpg';
  const shop = { id: 'shop', title: 'View Website', url: 'https://example.com/shop' };
  // Field by field as Meta's own examples have them.
  const messages: [what: string, content: OutboundContent, message: object][] = [
    [
      'one picture',
      { type: 'image', items: [{ url: picture }] },
      { attachments: { type: 'image', payload: { url: picture } } },
    ],
    [
      'several pictures',
      { type: 'image', items: [{ platform_media_id: '1857' }, { url: picture }] },
      {
        attachments: [
          { type: 'image', payload: { attachment_id: '1857' } },
          { type: 'image', payload: { url: picture } },
        ],
      },
    ],
    [
      'a video',
      { type: 'video', items: [{ url: 'https://example.com/a.mp4' }] },
      { attachment: { type: 'video', payload: { url: 'https://example.com/a.mp4' } } },
    ],
    [
      'audio',
      { type: 'audio', items: [{ media_id: '1858' }] },
      { attachment: { type: 'audio', payload: { attachment_id: '1858' } } },
    ],
    [
      'a file',
      { type: 'file', items: [{ url: 'https://example.com/a.pdf' }] },
      { attachment: { type: 'file', payload: { url: 'https://example.com/a.pdf' } } },
    ],
    ['the heart', { type: 'sticker', sticker_id: 'like_heart' }, { attachment: { type: 'like_heart' } }],
    [
      'quick replies',
      {
        type: 'choices',
        text: 'Which size?',
        options: [
          { id: 's', title: 'Small' },
          { id: 'm', title: 'Medium' },
        ],
      },
      {
        text: 'Which size?',
        quick_replies: [
          { content_type: 'text', title: 'Small', payload: 's' },
          { content_type: 'text', title: 'Medium', payload: 'm' },
        ],
      },
    ],
    [
      'buttons',
      { type: 'choices', text: 'What next?', options: [shop, { id: 'chat', title: 'Chat' }] },
      {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'button',
            text: 'What next?',
            buttons: [
              { type: 'web_url', url: shop.url, title: 'View Website' },
              { type: 'postback', title: 'Chat', payload: 'chat' },
            ],
          },
        },
      },
    ],
    [
      'products of the Page’s catalogue',
      { type: 'products', products: [{ id: '77' }, { id: '78' }] },
      {
        attachment: {
          type: 'template',
          payload: { template_type: 'product', elements: [{ id: '77' }, { id: '78' }] },
        },
      },
    ],
    [
      'cards',
      { type: 'cards', cards: [{ title: 'Lid', text: 'Fits all', image_url: picture, options: [shop] }] },
      {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'generic',
            elements: [
              {
                title: 'Lid',
                subtitle: 'Fits all',
                image_url: picture,
                buttons: [{ type: 'web_url', url: shop.url, title: 'View Website' }],
              },
            ],
          },
        },
      },
    ],
  ];
  it.each(messages)('writes %s', (_what, content, message) => {
    const body = { recipient: { id: igsid.value }, messaging_type: 'RESPONSE', message };
    expect(bodyOf(content)).toEqual(body);
    expect(bodyOf(content, page)).toEqual(body);
  });

  it('asks for a phone number where the route can, else with a plain quick reply', () => {
    const content: OutboundContent = {
      type: 'choices',
      text: 'How can we reach you?',
      options: [{ id: 'p', title: 'Your phone number, please', asks: 'phone' }],
    };
    expect(bodyOf(content)).toMatchObject({
      message: { quick_replies: [{ content_type: 'user_phone_number' }] },
    });
    expect(bodyOf(content, page)).toMatchObject({
      message: { quick_replies: [{ content_type: 'text', title: 'Your phone number,…', payload: 'p' }] },
    });
  });

  it('reacts with a sender action, which stands alone and proves nothing', () => {
    const { request, proof } = send.prepare(input({ type: 'reaction', emoji: '❤️', to: 'aWdf1' }));
    expect(request.body).toEqual({
      recipient: { id: igsid.value },
      sender_action: 'react',
      payload: { message_id: 'aWdf1', reaction: '❤️' },
    });
    expect(proof).toMatchObject({ kind: 'none', why: expect.stringContaining('echo') });
    expect(bodyOf({ type: 'reaction', emoji: null, to: 'aWdf1' })).toEqual({
      recipient: { id: igsid.value },
      sender_action: 'unreact',
      payload: { message_id: 'aWdf1' },
    });
  });

  it('answers a comment in private', () => {
    const comment = { kind: 'comment', value: '17900000000000001' };
    expect(bodyOf(hello, login, [comment])).toMatchObject({ recipient: { comment_id: comment.value } });
    expect(bodyOf(hello, login, [comment, igsid])).toMatchObject({ recipient: { id: igsid.value } });
    expect(() => send.prepare(input(hello, login, []))).toThrow('No id');
  });

  it('lets a native body set everything but the recipient', () => {
    const body = {
      recipient: { id: '9900000000000099' },
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: { text: 'Hi' },
    };
    const { request, proof } = send.prepare(input({ type: 'native', body }));
    expect(request.body).toEqual({ ...body, recipient: { id: igsid.value } });
    expect(proof).toEqual({ kind: 'echo' });
    const typing = send.prepare(input({ type: 'native', body: { sender_action: 'typing_off' } }));
    expect(typing.request.body).toEqual({ recipient: { id: igsid.value }, sender_action: 'typing_off' });
    expect(typing.proof).toMatchObject({ kind: 'none' });
  });
});

describe('interpret', () => {
  const { request } = send.prepare(input(hello));
  const answer = (status: number, body: unknown): PlatformAnswer => ({ status, headers: {}, body });
  const error = (code: number, error_subcode?: number) => ({
    error: { message: 'words', type: 'IGApiException', code, error_subcode },
  });

  it('learns the id, and whose comment was answered', () => {
    const sent = answer(200, { recipient_id: igsid.value, message_id: 'aWdf1' });
    expect(send.interpret(request, sent, false)).toEqual({ ok: true, message_ids: ['aWdf1'] });
    const comment = { kind: 'comment', value: '17900000000000001' };
    const asked = send.prepare(input(hello, login, [comment])).request;
    expect(send.interpret(asked, sent, false)).toEqual({
      ok: true,
      message_ids: ['aWdf1'],
      person: { identities: [igsid, comment] },
    });
  });

  it('takes a reaction without an id for done', () => {
    const asked = send.prepare(input({ type: 'reaction', emoji: '❤️', to: 'aWdf1' })).request;
    const done = answer(200, { recipient_id: igsid.value });
    expect(send.interpret(asked, done, false)).toEqual({ ok: true, message_ids: [null] });
    expect(send.interpret(asked, answer(200, ''), false)).toMatchObject({ ok: false, uncertain: true });
  });

  const failures: [what: string, answer: PlatformAnswer, kind: string, uncertain: boolean][] = [
    ['a stated error', answer(400, error(10, 2534022)), 'window_closed', false],
    ['an error with 200', answer(200, error(100, 2534014)), 'recipient_unreachable', false],
    ['a stated error with 500', answer(500, error(2)), 'temporary', false],
    ['no id', answer(200, {}), 'uncertain', true],
    ['a proxy’s page', answer(502, '<html>Bad gateway</html>'), 'uncertain', true],
    ['a 401 from elsewhere', answer(401, ''), 'credentials', false],
  ];
  it.each(failures)('reads %s', (_what, given, kind, uncertain) => {
    const result = send.interpret(request, given, false);
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    expect('uncertain' in result).toBe(uncertain);
  });
});

describe('action', () => {
  const about = (
    action: 'typing' | 'mark_read',
    identities = [igsid],
  ): ActionInput<InstagramCredentials> => ({
    action,
    credentials: page,
    settings,
    external_id: account.instagram_business_account_id,
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
      body: { recipient: { id: igsid.value }, sender_action },
    });
  });

  it('needs the id of the person', () => {
    expect(send.action(about('typing', []))).toEqual({
      refused: expect.stringContaining('Instagram-scoped'),
    });
  });
});
