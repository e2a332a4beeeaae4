import { describe, expect, it } from 'vitest';
import type { OutboundContent } from '../../conversations/content.ts';
import type { ActionInput, PlatformAnswer, PlatformRequest, Recipient, SendInput } from '../platform.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { send } from './send.ts';

const credentials: WhatsAppCredentials = {
  access_token: 'EAAtoken',
  phone_number_id: '210000000000001',
  app_secret: 'secret',
};
const settings = { graph_url: 'https://graph.example', graph_version: 'v25.0' };
const phone = { kind: 'phone', value: '66810000001' };
const bsuid = { kind: 'bsuid', value: 'TH.20000000000000000001' };
const attempt_id = '0199aaaa-0000-7000-8000-000000000001';
const hello: OutboundContent = { type: 'text', text: 'Hello' };

function input(
  content: OutboundContent,
  recipient: Partial<Recipient> = {},
  quoted?: string,
): SendInput<WhatsAppCredentials> {
  return {
    credentials,
    settings,
    external_id: credentials.phone_number_id,
    recipient: { thread: { kind: 'direct' }, identities: [phone], ...recipient },
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
        path: '/v25.0/210000000000001/messages',
        headers: { 'content-type': 'application/json' },
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '+66810000001',
          type: 'text',
          text: { body: 'Hello' },
          biz_opaque_callback_data: attempt_id,
        },
      },
      takes: 1,
      proof: { kind: 'receipt' },
      uses_reply_token: false,
    });
  });

  it('holds no secret: the token is added when it is sent', () => {
    expect(JSON.stringify(send.prepare(input(hello)))).not.toMatch(/EAAtoken|secret/);
    const asked = { credentials, access_token: null, secrets: ['secret'], settings: {} };
    expect(send.authorise(asked)).toEqual({ headers: { authorization: 'Bearer EAAtoken' } });
  });

  const parent = { kind: 'parent_bsuid', value: 'TH.ENT.1' };
  const template: OutboundContent = { type: 'template', name: 'code', language: 'en' };
  const addresses: [
    what: string,
    content: OutboundContent,
    recipient: Partial<Recipient>,
    address: object,
  ][] = [
    ['a user id', hello, { identities: [parent, bsuid] }, { recipient: bsuid.value }],
    ['a phone rather than a user id', hello, { identities: [bsuid, phone] }, { to: '+66810000001' }],
    ['a phone, for a template', template, { identities: [bsuid, phone] }, { to: '+66810000001' }],
    [
      'a phone as people write it',
      hello,
      { identities: [{ kind: 'phone', value: '+66 81-000 0001' }] },
      { to: '+66810000001' },
    ],
    [
      'a group',
      hello,
      { thread: { kind: 'group', id: 'group-1' }, identities: [] },
      { to: 'group-1', recipient_type: 'group' },
    ],
  ];
  it.each(addresses)('addresses %s', (_what, content, recipient, address) => {
    const body = bodyOf(content, recipient);
    expect(body).toMatchObject({ recipient_type: 'individual', ...address });
    expect(Object.keys(body ?? {}).filter((key) => key === 'to' || key === 'recipient')).toHaveLength(1);
  });

  it('says so when the person has no id', () => {
    expect(() => send.prepare(input(hello, { identities: [] }))).toThrow('No phone number and no user id');
  });

  it('quotes, except with a reaction', () => {
    const reaction: OutboundContent = { type: 'reaction', emoji: '👍', to: 'wamid.1' };
    expect(bodyOf(hello, {}, 'wamid.2')).toMatchObject({ context: { message_id: 'wamid.2' } });
    expect(bodyOf(reaction, {}, 'wamid.2')).not.toHaveProperty('context');
  });

  it('lets a native body set everything but the recipient', () => {
    const body = {
      type: 'text',
      text: { body: 'Hi' },
      to: '+15550100999',
      recipient: 'US.1',
      messaging_product: 'other',
      context: { message_id: 'wamid.9' },
      recipient_identity_key_hash: 'hash',
    };
    expect(bodyOf({ type: 'native', body }, {}, 'wamid.2')).toEqual({
      type: 'text',
      text: { body: 'Hi' },
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+66810000001',
      context: { message_id: 'wamid.9' },
      recipient_identity_key_hash: 'hash',
      biz_opaque_callback_data: attempt_id,
    });
  });

  it('gives up the proof when a native body takes the field for itself', () => {
    const body = { type: 'text', text: { body: 'Hi' }, biz_opaque_callback_data: 'mine' };
    const { proof, request } = send.prepare(input({ type: 'native', body }));
    expect(request.body).toMatchObject({ biz_opaque_callback_data: 'mine' });
    expect(proof).toMatchObject({ kind: 'none', why: expect.stringContaining('biz_opaque_callback_data') });
  });
});

describe('interpret', () => {
  const direct: PlatformRequest = { method: 'POST', base: 'graph_url', path: '/', headers: {}, body: {} };
  const group = { ...direct, body: { recipient_type: 'group' } };
  const answer = (status: number, body: unknown, headers = {}): PlatformAnswer => ({ status, headers, body });
  const sent = (contacts: object[] | undefined) =>
    answer(200, { messaging_product: 'whatsapp', contacts, messages: [{ id: 'wamid.1' }] });
  const error = (code: number, more = {}) => ({
    error: { message: 'words', type: 'OAuthException', code, ...more },
  });

  const successes: [
    what: string,
    request: PlatformRequest,
    answer: PlatformAnswer,
    identities: object[] | null,
  ][] = [
    ['a phone', direct, sent([{ input: '+66810000001', wa_id: '66810000001' }]), [phone]],
    [
      'a phone that is spelt differently',
      direct,
      sent([{ input: '+55 11 90000 0001', wa_id: '551190000001' }]),
      [
        { kind: 'phone', value: '551190000001' },
        { kind: 'phone', value: '5511900000001' },
      ],
    ],
    ['a user id', direct, sent([{ input: bsuid.value, user_id: bsuid.value }]), [bsuid]],
    [
      'both',
      direct,
      sent([{ input: '+66810000001', wa_id: '66810000001', user_id: bsuid.value }]),
      [phone, bsuid],
    ],
    ['a group', group, sent([{ input: '120363418770915618' }]), null],
    ['nobody', direct, sent(undefined), null],
  ];
  it.each(successes)('learns %s', (_what, request, given, identities) => {
    const expected = { ok: true, message_ids: ['wamid.1'], ...(identities && { person: { identities } }) };
    expect(send.interpret(request, given, false)).toEqual(expected);
  });

  const failures: [what: string, answer: PlatformAnswer, kind: string, uncertain: boolean][] = [
    ['a stated error', answer(400, error(131047)), 'window_closed', false],
    ['an error with 200', answer(200, error(131026)), 'recipient_unreachable', false],
    ['a stated error with 500', answer(500, error(2)), 'temporary', false],
    ['an unlisted error with 503', answer(503, error(999999)), 'temporary', false],
    ['no id', answer(200, { success: true }), 'uncertain', true],
    ['a text with 200', answer(200, 'OK'), 'uncertain', true],
    ['a proxy’s page', answer(502, '<html>Bad gateway</html>'), 'uncertain', true],
    ['a proxy’s JSON', answer(504, { error: { code: 504, message: 'Gateway time-out' } }), 'uncertain', true],
    ['a 401 from elsewhere', answer(401, ''), 'credentials', false],
    ['a 429 from elsewhere', answer(429, '', { 'retry-after': '7' }), 'rate_limited', false],
  ];
  it.each(failures)('reads %s', (_what, given, kind, uncertain) => {
    const result = send.interpret(direct, given, false);
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    expect('uncertain' in result).toBe(uncertain);
  });

  it('passes on how long to wait and the trace', () => {
    const given = answer(429, error(130429, { fbtrace_id: 'Trace1' }), { 'retry-after': '7' });
    expect(send.interpret(direct, given, false)).toMatchObject({
      failure: { kind: 'rate_limited', code: '130429', retry_after_ms: 7000, trace_id: 'Trace1' },
    });
  });
});

describe('action', () => {
  const about = (
    action: 'typing' | 'mark_read',
    received: string | null,
  ): ActionInput<WhatsAppCredentials> => ({
    action,
    credentials,
    settings,
    external_id: credentials.phone_number_id,
    recipient: { thread: { kind: 'direct' }, identities: [phone] },
    last_received: received === null ? null : { platform_message_id: received },
  });
  const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' };

  it('marks as read, and types on the latest message', () => {
    expect(send.action(about('mark_read', 'wamid.1'))).toEqual({
      method: 'POST',
      base: 'graph_url',
      path: '/v25.0/210000000000001/messages',
      headers: { 'content-type': 'application/json' },
      body: read,
    });
    expect(send.action(about('typing', 'wamid.1'))).toMatchObject({
      body: { ...read, typing_indicator: { type: 'text' } },
    });
  });

  it('needs a message that was received', () => {
    expect(send.action(about('typing', null))).toEqual({ refused: expect.stringContaining('received') });
  });
});
