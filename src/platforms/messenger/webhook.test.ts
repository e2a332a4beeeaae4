import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../inbound/json.ts';
import type { Parsed } from '../item.ts';
import { candidates, recognises } from './payload.ts';
import { parse } from './webhook.ts';

const page = '110000000000001';
const psid = { kind: 'psid', value: '24000000000000001' };
const ana = { identities: [psid] };
const guest = { identities: [{ kind: 'user_ref', value: 'cart-4711' }] };
const direct = { kind: 'direct' };

function read(file: string): unknown {
  return parsePayload(readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8'));
}

function parsed(file: string): Parsed {
  return parse(read(file));
}

it('reads receipts of messages and of moments', () => {
  const { items, problems } = parsed('receipts.json');
  expect(problems).toEqual([]);
  const until = (ms: number) => ({
    kind: 'watermark',
    until: 1790000000000 - ms,
    thread: direct,
    person: ana,
  });
  expect(items).toMatchObject([
    {
      kind: 'status',
      key: 'status:m_ours1:delivered:24000000000000001',
      account: page,
      occurred_at: 1790000000000,
      platform_message_id: 'm_ours1',
      status: 'delivered',
      person: ana,
    },
    { kind: 'status', platform_message_id: 'm_ours2', status: 'delivered' },
    {
      ...until(1000),
      key: 'watermark:delivered:24000000000000001:1789999999000',
      status: 'delivered',
      occurred_at: 1790000000000,
    },
    // Without a time of its own it has the entry's.
    { ...until(500), status: 'delivered', occurred_at: 1790000000500 },
    { kind: 'status', platform_message_id: 'm_ours3' },
    { ...until(400), status: 'read', occurred_at: 1790000002000 },
    { ...until(300), status: 'read' },
    // A moment without a person is about nobody, a message is known all the same.
    { kind: 'status', platform_message_id: 'm_ours4', key: 'status:m_ours4:delivered:' },
    // Nothing tells what our own side has read.
    { kind: 'unsupported', what: 'read' },
  ]);
  expect(items[7]).not.toHaveProperty('person');
});

describe('events of the inbox', () => {
  const { items, problems } = parsed('events.json');

  it('change messages', () => {
    expect(problems).toEqual([]);
    expect(items.slice(0, 4)).toMatchObject([
      {
        kind: 'edit',
        key: 'edit:m_text:2',
        platform_message_id: 'm_text',
        content: { type: 'text', text: 'Hello again' },
        thread: direct,
        person: ana,
      },
      { kind: 'edit', key: expect.stringMatching(/^edit:\w{32}$/), content: { text: 'Uncounted' } },
      { kind: 'unsupported', what: 'message_edit' },
      { kind: 'deletion', key: 'deletion:m_text', platform_message_id: 'm_text', person: ana },
    ]);
  });

  it('are reactions', () => {
    const reaction = { kind: 'reaction', direction: 'in', person: ana, target: 'm_ours' };
    expect(items.slice(4, 12)).toMatchObject([
      {
        ...reaction,
        key: 'reaction:m_ours:24000000000000001:react:1790000004000',
        emoji: '❤️',
        opens_window: true,
      },
      { ...reaction, emoji: '👍' },
      { ...reaction, emoji: 'confused' },
      { ...reaction, key: 'reaction:m_ours:24000000000000001:unreact:1790000004000', emoji: null },
      { ...reaction, emoji: '\\u{110000} 👍' },
      { ...reaction, target: expect.stringMatching(/^message:\w{32}$/), emoji: '👍' },
      { kind: 'unsupported', what: 'reaction' },
      { ...reaction, direction: 'out', target: 'm_hers' },
    ]);
    expect(items[7]).not.toHaveProperty('opens_window');
    expect(items[11]).not.toHaveProperty('opens_window');
  });

  it('are taps', () => {
    const postback = { kind: 'postback', thread: direct, opens_window: true };
    expect(items.slice(12, 15)).toMatchObject([
      {
        ...postback,
        key: 'postback:m_start',
        person: ana,
        data: 'START',
        title: 'Get started',
        platform_message_id: 'm_start',
        referral: { ref: 'qr-7', source: 'SHORTLINK', type: 'OPEN_THREAD' },
      },
      { ...postback, key: expect.stringMatching(/^postback:\w{32}$/), person: ana, data: 'MENU' },
      { ...postback, person: guest, data: 'GUEST' },
    ]);
  });

  it('tell what brought a person here', () => {
    expect(items.slice(15, 20)).toMatchObject([
      {
        kind: 'notice',
        event: 'referral.received',
        thread: direct,
        person: ana,
        opens_window: true,
        data: { ref: 'qr-8', source: 'SHORTLINK', referer_uri: 'https://example.com/' },
      },
      {
        event: 'referral.received',
        occurred_at: 1790000011000,
        data: { type: 'LEAD_COMPLETE', ad_id: '6300000000002' },
      },
      {
        event: 'lead.received',
        occurred_at: 1790000011000,
        person: ana,
        data: { data: [{ question: 'City?', answer: 'Bern' }], referral: { ad_id: '6300000000002' } },
      },
      { event: 'optin.received', person: guest, data: { ref: 'checkout', user_ref: 'cart-4711' } },
      {
        event: 'contact.changed',
        person: ana,
        marketing: 'stopped',
        data: { notification_messages_status: 'STOP NOTIFICATIONS' },
      },
    ]);
    expect(items[18]).not.toHaveProperty('opens_window');
  });

  it('have an event of their own each', () => {
    const told = items
      .slice(20)
      .map((item) => (item.kind === 'notice' ? [item.event, item.data] : item.kind));
    expect(told).toEqual([
      ['account_link.changed', { status: 'linked', authorization_code: 'code-1' }],
      [
        'conversation.handover',
        {
          change: 'pass_thread_control',
          previous_owner_app_id: null,
          new_owner_app_id: '263902037430900',
          metadata: 'to the desk',
        },
      ],
      [
        'conversation.handover',
        {
          change: 'take_thread_control',
          previous_owner_app_id: '900000000000001',
          new_owner_app_id: '900000000000002',
        },
      ],
      [
        'conversation.handover',
        { change: 'request_thread_control', requested_owner_app_id: '900000000000002', metadata: 'please' },
      ],
      ['conversation.handover', { change: 'app_roles', roles: { '900000000000001': ['primary_receiver'] } }],
      [
        'account.alerted',
        { field: 'policy_enforcement', action: 'warning', reason: 'Too much advertising.' },
      ],
      ['account.restricted', { field: 'policy_enforcement', action: 'block', reason: 'Much too much.' }],
      ['account.changed', { field: 'policy_enforcement', action: 'unblock' }],
      [
        'feedback.received',
        expect.objectContaining({
          kind: 'messaging_feedback',
          feedback_screens: [expect.objectContaining({ screen_id: '0' })],
        }),
      ],
      ['feedback.received', { kind: 'response_feedback', feedback: 'Bad response', mid: 'm_ours' }],
      ['game.played', expect.objectContaining({ context_id: '666666', score: 12 })],
      [
        'order.received',
        {
          products: [
            {
              id: '77000000000001',
              retailer_id: 'BIKE-1',
              name: 'Bicycle',
              unit_price: 900,
              currency: 'CHF',
              quantity: 1,
            },
          ],
          note: 'Red, please',
        },
      ],
      ['lead.received', { id: '55000000000001' }],
      ['coupon.received', expect.anything()],
      ['optin.received', expect.objectContaining({ type: 'message_request' })],
    ]);
    expect(items.at(-2)).toMatchObject({ thread: direct, person: ana });
    // Which app answers first concerns the page and no chat.
    expect(items[24]).not.toHaveProperty('person');
    expect(items[30]).toMatchObject({ event: 'game.played', occurred_at: 1790000024000 });
  });

  it('have keys of their own that are the same when they are sent again', () => {
    const keys = items.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(parsed('events.json').items.map(({ key }) => key)).toEqual(keys);
  });

  it('without a time of their own are told apart by the time of the entry', () => {
    const link = { sender: { id: 'a' }, account_linking: { status: 'linked' } };
    const keyAt = (time: number) =>
      parse({ object: 'page', entry: [{ id: page, time, messaging: [link] }] }).items[0]?.key;
    expect(keyAt(1790000000000)).not.toBe(keyAt(1790000001000));
    expect(keyAt(1790000000000)).toBe(keyAt(1790000000000));
  });
});

it('reads what another app answers, as nothing to be answered', () => {
  const { items, problems } = parsed('standby.json');
  const context = { standby: true };
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    { kind: 'message', key: 'message:m_listening' },
    // The same message by the other list has the same key.
    { kind: 'message', key: 'message:m_listening', opens_window: true, context },
    { kind: 'postback', data: '', title: 'Buy', context },
    { kind: 'message', direction: 'out', content: { text: 'The other app answers' }, context },
    { kind: 'edit', context },
  ]);
  expect(items[0]).not.toHaveProperty('context');
});

it('reads comments, mentions, leads and templates', () => {
  const { items, problems } = parsed('changes.json');
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    { kind: 'message', content: { text: 'Beside changes' } },
    {
      kind: 'notice',
      event: 'comment.received',
      key: 'comment:22_33:add:1790000001',
      account: page,
      occurred_at: 1790000001000,
      data: {
        field: 'feed',
        comment_id: '22_33',
        post_id: `${page}_22`,
        text: 'How much?',
        from: { id: '24000000000000002', name: 'Ben Example' },
      },
    },
    {
      event: 'comment.received',
      data: { text: 'Old form', from: { id: '24000000000000003', name: 'Cara Example' } },
    },
    // The page's own comment is left out.
    {
      event: 'comment.changed',
      occurred_at: 1790000000000,
      data: { verb: 'remove', comment_id: '22_33', from: { name: 'Ben Example' } },
    },
    { event: 'feed.changed', data: { item: 'reaction', reaction_type: 'like' } },
    { event: 'mention.received', data: { field: 'mention', comment_id: '22_36' } },
    {
      event: 'lead.received',
      occurred_at: 1790000007000,
      data: { leadgen_id: '66000000000001', page_id: page },
    },
    { event: 'template.changed', data: { event: 'APPROVED', message_template_id: '66000000000003' } },
    { event: 'contact.changed', data: { field: 'inbox_labels', label: 'vip' } },
    { kind: 'unsupported', what: 'connected', raw: { verb: 'granted' } },
  ]);
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
});

it('reads the tests of the dashboard and of the documentation', () => {
  const { items, problems } = parsed('dashboard-test.json');
  const tester = { identities: [{ kind: 'psid', value: '12334' }] };
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    {
      kind: 'message',
      account: '23245',
      occurred_at: 1790000001000,
      person: tester,
      content: { type: 'text', text: 'test_message' },
    },
    { kind: 'message', direction: 'out', account: '23245', person: tester },
    { kind: 'message', direction: 'in', context: { standby: true } },
    { kind: 'edit', platform_message_id: 'test_message_id' },
    // What names only a page, and a text that nobody says, tell nothing.
  ]);
  expect(items).toHaveLength(4);
  // It names no account: it is the one of the URL.
  expect(items[3]).not.toHaveProperty('account');
  expect(candidates(read('dashboard-test.json'))).toEqual(['23245', '44444444']);
});

it('keeps the pages of one body apart, and gives the same message the same key', () => {
  const { items, problems } = parsed('several-pages.json');
  expect(problems).toEqual([]);
  expect(items.map(({ account, key }) => [account, key])).toEqual([
    [page, 'message:m_same'],
    [page, 'message:m_same'],
    ['110000000000002', 'message:m_same'],
  ]);
  expect(candidates(read('several-pages.json'))).toEqual([page, '110000000000002']);
});

describe('odd payloads', () => {
  it('spoil nothing else', () => {
    const { items, problems } = parsed('odd.json');
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'entry[0]: this is no object',
      'entry[2].messaging[0]: this is no object',
      'entry[2].messaging[1]: this is no object',
      'entry[4].changes[0]: this is no object',
    ]);
    const other = '110000000000002';
    expect(items).toMatchObject([
      {
        account: other,
        person: { identities: [{ kind: 'psid', value: '24000000000000004' }] },
        content: { text: 'Which time?' },
        occurred_at: 1790000000000,
      },
      { person: { identities: [{ value: '1234567890123456789' }] }, content: { text: 'Large ids' } },
      {
        kind: 'message',
        key: expect.stringMatching(/^message:\w{32}$/),
        platform_message_id: expect.stringMatching(/^message:\w{32}$/),
        content: { text: 'No id' },
      },
      { kind: 'message', content: { type: 'unsupported', kind: 'empty' } },
      { kind: 'unsupported', what: 'message' },
      { kind: 'unsupported', what: 'message', raw: { message: { text: 'Who?' } } },
      { kind: 'unsupported', what: 'message' },
      { kind: 'unsupported', what: 'foo' },
      { kind: 'unsupported', what: 'constructor' },
      { kind: 'unsupported', what: 'bar' },
      { kind: 'unsupported', what: 'lead' },
      { kind: 'message', content: { text: 'Two at once' } },
      { kind: 'notice', event: 'referral.received' },
      { kind: 'message', content: { text: 'No list' } },
      { kind: 'unsupported', what: 'none' },
      { kind: 'unsupported', what: 'none' },
      { account: '110000000000003', content: { text: 'Whose?' }, occurred_at: 0 },
    ]);
    expect(items).toHaveLength(17);
  });

  it.each([null, 7, 'text', [], {}, { object: 'whatever', entry: [] }, { entry: [{ messaging: [] }] }])(
    '%j is a problem, not an exception',
    (body) => {
      expect(parse(body)).toMatchObject({ items: [], problems: [{ path: 'object' }] });
      expect(candidates(body)).toEqual([]);
      expect(recognises(body)).toBe(false);
    },
  );

  it.each(['user', 'permissions', 'application'])('about %s are no problem', (object) => {
    const body = { object, entry: [{ id: '0', changes: [{ field: 'connected', verb: 'granted' }] }] };
    expect(parse(body)).toEqual({ items: [], problems: [] });
    expect(recognises(body)).toBe(false);
  });

  it.each([{ object: 'page' }, { object: 'page', entry: [] }, { object: 'page', entry: [{ id: page }] }])(
    '%j has nothing to tell',
    (body) => {
      expect(parse(body)).toEqual({ items: [], problems: [] });
      expect(recognises(body)).toBe(true);
    },
  );
});
