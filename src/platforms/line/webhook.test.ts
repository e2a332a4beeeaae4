import { describe, expect, it } from 'vitest';
import { contentSchema } from '../../conversations/content.ts';
import type { InboundItem } from '../item.ts';
import consoleVerify from './fixtures/console-verify.json' with { type: 'json' };
import events from './fixtures/events.json' with { type: 'json' };
import messages from './fixtures/messages.json' with { type: 'json' };
import moduleEvents from './fixtures/module-events.json' with { type: 'json' };
import olderAndOdd from './fixtures/older-and-odd.json' with { type: 'json' };
import { line } from './index.ts';
import { samplePayload } from './sample.ts';

const mina = { identities: [{ kind: 'user', value: 'U7c1e5a9b3d2f4e6081a2b3c4d5e6f708' }] };
const tom = { identities: [{ kind: 'user', value: 'U0d9c8b7a6f5e4d3c2b1a09f8e7d6c5b4' }] };
const bot = 'Ub2a1908f7e6d5c4b3a29181706f5e4d3';
const direct = { kind: 'direct' };
const group = { kind: 'group', id: 'C3e2d1c0b9a8f7e6d5c4b3a2918070605' };
const room = { kind: 'room', id: 'R4f5e6d7c8b9a0f1e2d3c4b5a69788706' };

/** An item without what the tests of keys and common fields look at. */
function meaningOf({ key: _, raw: __, occurred_at: ___, ...meaning }: InboundItem): object {
  return 'reply' in meaning ? { ...meaning, reply: 'given' } : meaning;
}

function meaningsIn(body: unknown): object[] {
  return line.parse(body).items.map(meaningOf);
}

describe('verify', () => {
  // The example of https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
  const secret = '8c570fa6dd201bb328f1c1eac23a96d8';
  const body = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
  const signature = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=';

  it.each([
    { name: 'the right secret', secrets: [secret], valid: true },
    { name: 'one of several', secrets: ['new', secret], valid: true },
    { name: 'the header in capitals', header: 'X-Line-Signature', secrets: [secret], valid: true },
    { name: 'another secret', secrets: ['other'], valid: false },
    { name: 'no secret', secrets: [], valid: false },
    { name: 'an empty secret', secrets: [''], valid: false },
    { name: 'another body', body: `${body} `, secrets: [secret], valid: false },
    { name: 'no header', header: 'x-other', secrets: [secret], valid: false },
    { name: 'the url-safe spelling', value: signature.replaceAll('+', '-'), secrets: [secret], valid: false },
    { name: 'junk in between', value: `!${signature}`, secrets: [secret], valid: false },
    { name: 'no padding', value: signature.slice(0, -1), secrets: [secret], valid: false },
    { name: 'a longer value', value: `AAAA${signature}`, secrets: [secret], valid: false },
    // Decodes to the same bytes: the last letter holds bits that are thrown away.
    { name: 'loose last bits', value: `${signature.slice(0, -2)}t=`, secrets: [secret], valid: false },
  ])(
    '$name → $valid',
    ({ header = 'x-line-signature', value = signature, body: given = body, secrets, valid }) => {
      expect(line.verify(Buffer.from(given), new Headers({ [header]: value }), secrets)).toBe(valid);
    },
  );
});

describe('messages', () => {
  const inDirect = {
    kind: 'message',
    direction: 'in',
    thread: direct,
    person: mina,
    opens_window: false,
    reply: 'given',
  };

  it('reads every kind of message', () => {
    expect(meaningsIn(messages)).toEqual([
      {
        ...inDirect,
        thread: group,
        platform_message_id: '580000000000000101',
        content: {
          type: 'text',
          text: 'Hi (brown) @Mina @All',
          entities: [
            { type: 'emoji', offset: 3, length: 7, emoji_id: '670e0cce840a8236ddd4ee4c/002' },
            { type: 'mention', offset: 11, length: 5, target: 'self', user_id: bot },
            { type: 'mention', offset: 17, length: 4, target: 'all' },
          ],
        },
        reply_to: '580000000000000001',
        context: { quote_token: 'quote-101', read_token: 'read-101' },
      },
      {
        ...inDirect,
        platform_message_id: '580000000000000102',
        content: {
          type: 'image',
          items: [
            {
              platform_media_id: '580000000000000102',
              status: 'pending',
              set: { id: 'SET-1', index: 1, total: 2 },
            },
          ],
        },
        context: { quote_token: 'quote-102' },
      },
      {
        ...inDirect,
        thread: room,
        platform_message_id: '580000000000000103',
        content: {
          type: 'image',
          items: [
            {
              url: 'https://media.example.com/cat.jpg',
              preview_url: 'https://media.example.com/cat-small.jpg',
              set: { id: 'SET-1' },
            },
          ],
        },
        context: { quote_token: 'quote-103' },
      },
      {
        ...inDirect,
        platform_message_id: '580000000000000104',
        content: {
          type: 'video',
          items: [{ platform_media_id: '580000000000000104', status: 'pending', duration_ms: 4200 }],
        },
        context: { quote_token: 'quote-104' },
      },
      {
        ...inDirect,
        platform_message_id: '580000000000000105',
        content: { type: 'audio', items: [{ url: null, duration_ms: 1900 }] },
      },
      {
        ...inDirect,
        platform_message_id: '580000000000000106',
        content: {
          type: 'file',
          items: [
            {
              platform_media_id: '580000000000000106',
              status: 'pending',
              file_name: 'ใบเสนอราคา.pdf',
              size: 20480,
            },
          ],
        },
        context: { read_token: 'read-106' },
      },
      {
        ...inDirect,
        platform_message_id: '580000000000000107',
        content: {
          type: 'location',
          latitude: 13.7262,
          longitude: 100.5346,
          name: 'Parley Cafe',
          address: '1 Silom Road, Bangkok',
        },
      },
      {
        ...inDirect,
        platform_message_id: '580000000000000108',
        content: {
          type: 'sticker',
          package_id: '446',
          sticker_id: '1988',
          keywords: ['hello', 'wave'],
          animated: true,
        },
        context: { quote_token: 'quote-108' },
      },
      {
        kind: 'message',
        direction: 'in',
        thread: group,
        platform_message_id: '580000000000000109',
        content: { type: 'unsupported', kind: 'hologram' },
        opens_window: false,
        reply: 'given',
      },
    ]);
  });

  it('keeps to the public schema of contents', () => {
    for (const item of line.parse(messages).items) {
      if (item.kind === 'message') expect(contentSchema.parse(item.content)).toEqual(item.content);
    }
  });

  it('gives time, reply token and the event itself, and leaves the account to the URL', () => {
    const [item] = line.parse(messages).items;
    expect(item).toMatchObject({
      occurred_at: 1785542400001,
      reply: { token: '00000000000000000000000000abc001' },
      raw: messages.events[0],
    });
    expect(item).not.toHaveProperty('account');
    expect(item).not.toHaveProperty('redelivery');
  });
});

it('reads every other event', () => {
  const notice = { kind: 'notice', thread: direct, person: mina, reply: 'given' };
  const postback = { kind: 'postback', thread: direct, person: mina, opens_window: false, reply: 'given' };
  expect(meaningsIn(events)).toEqual([
    {
      kind: 'edit',
      platform_message_id: '580000000000000101',
      content: { type: 'text', text: 'Hi again' },
      thread: group,
      person: mina,
      context: { quote_token: 'quote-101b' },
      reply: 'given',
    },
    { kind: 'deletion', platform_message_id: '580000000000000101', thread: group, person: mina },
    { kind: 'subscription', subscribed: true, person: mina, data: { is_unblocked: true }, reply: 'given' },
    { kind: 'subscription', subscribed: false, person: mina },
    { kind: 'group', event: 'group.joined', thread: group, reply: 'given' },
    { kind: 'group', event: 'group.left', thread: group },
    { kind: 'group', event: 'group.members_joined', thread: group, members: [mina, tom], reply: 'given' },
    { kind: 'group', event: 'group.members_left', thread: group, members: [tom] },
    { ...postback, data: 'book', params: { datetime: '2026-08-01T10:30' } },
    { ...postback, thread: room, data: 'menu' },
    { ...postback, data: 'tab-2', params: { newRichMenuAliasId: 'tab-2', status: 'SUCCESS' } },
    { ...notice, event: 'video.completed', data: { tracking_id: 'intro' } },
    {
      ...notice,
      event: 'beacon.received',
      data: { type: 'stay', hwid: '00f1a2b3c4', device_message: '0a0b' },
    },
    { ...notice, event: 'account_link.changed', data: { result: 'ok', nonce: 'nonce-1' } },
    { kind: 'notice', event: 'account_link.changed', data: { result: 'failed', nonce: 'nonce-2' } },
    { ...notice, event: 'membership.changed', data: { type: 'joined', membership_id: '7311' } },
  ]);
});

it('reads what module channels and approved companies get', () => {
  const inChat = { thread: direct, person: mina };
  expect(meaningsIn(moduleEvents)).toEqual([
    {
      kind: 'notice',
      event: 'account.changed',
      data: { change: 'module_attached', bot_id: bot, scopes: ['message:send', 'message:receive'] },
    },
    {
      kind: 'notice',
      event: 'account.changed',
      data: { change: 'module_detached', bot_id: bot, reason: 'bot_deleted' },
    },
    {
      ...inChat,
      kind: 'notice',
      event: 'conversation.handover',
      data: { change: 'activated', expires_at: '2026-08-01T01:00:00.000Z' },
    },
    { ...inChat, kind: 'notice', event: 'conversation.handover', data: { change: 'deactivated' } },
    { kind: 'notice', event: 'account.restricted', data: { change: 'bot_suspended' } },
    { kind: 'notice', event: 'account.changed', data: { change: 'bot_resumed' } },
    { kind: 'notice', event: 'notification.delivered', data: { data: 'order-2026-000042' } },
  ]);
});

it('bears older shapes and odd values, and lets one bad event spoil nothing else', () => {
  const { items, problems } = line.parse(olderAndOdd);
  const inDirect = { kind: 'message', direction: 'in', thread: direct, person: mina, opens_window: false };
  expect(items.map(meaningOf)).toEqual([
    { ...inDirect, platform_message_id: '325001', content: { type: 'text', text: 'Hello' }, reply: 'given' },
    {
      ...inDirect,
      platform_message_id: '325002',
      content: {
        type: 'sticker',
        package_id: '1',
        sticker_id: '2',
        keywords: ['hi', 'there'],
        animated: false,
      },
      context: { standby: true },
    },
    {
      ...inDirect,
      platform_message_id: '325003',
      content: { type: 'sticker', package_id: '1', sticker_id: '2', keywords: ['hi'] },
    },
    { ...inDirect, platform_message_id: items[3]?.key, content: { type: 'text', text: 'No id' } },
    { kind: 'unsupported', what: 'message' },
    { kind: 'unsupported', what: 'things', thread: direct, person: mina },
    { kind: 'unsupported', what: 'constructor' },
    { kind: 'unsupported', what: 'follow' },
  ]);
  expect(problems).toEqual([
    { path: 'events[8]', message: 'The event has no type.', raw: { timestamp: 1500000000008 } },
    { path: 'events[9]', message: 'The event is no object.', raw: 'no event' },
  ]);
});

it.each([
  { name: 'the connection test', body: { destination: bot, events: [] } },
  { name: 'the made-up messages of old consoles', body: consoleVerify },
])('makes nothing of $name', ({ body }) => {
  expect(line.parse(body)).toEqual({ items: [], problems: [] });
});

it.each([{ body: null }, { body: {} }, { body: { events: {} } }, { body: [] }])(
  'reports $body as no webhook',
  ({ body }) => {
    expect(line.parse(body)).toMatchObject({ items: [], problems: [{ path: 'events', raw: body }] });
  },
);

describe('dedupe keys', () => {
  const event = {
    type: 'message',
    webhookEventId: '01KYX9XP00ZZZZZZZZZZZZZZ77',
    deliveryContext: { isRedelivery: false },
    timestamp: 1785542400000,
    source: { type: 'user', userId: 'U7c1e5a9b3d2f4e6081a2b3c4d5e6f708' },
    message: { id: '7', type: 'text', text: 'Hello' },
  };
  const keyOf = (given: object) => line.parse({ events: [given] }).items[0]?.key;

  it('are the event id and a hash, or the hash alone', () => {
    expect(keyOf(event)).toMatch(/^01KYX9XP00ZZZZZZZZZZZZZZ77:[0-9a-f]{32}$/);
    const { webhookEventId: _, ...older } = event;
    expect(keyOf(older)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('stay the same when an event is delivered again, in whatever key order', () => {
    const again = { ...event, deliveryContext: { isRedelivery: true } };
    expect(keyOf(again)).toBe(keyOf(event));
    expect(line.parse({ events: [again] }).items[0]?.redelivery).toBe(true);
    const reordered = Object.fromEntries(
      Object.entries({ ...event, message: { text: 'Hello', type: 'text', id: '7' } }).reverse(),
    );
    expect(keyOf(reordered)).toBe(keyOf(event));
  });

  it('differ for two events under one id', () => {
    expect(keyOf({ ...event, message: { ...event.message, text: 'Other' } })).not.toBe(keyOf(event));
  });
});

it('names the receiving bot', () => {
  expect(line.candidates(messages)).toEqual([bot]);
  expect(line.account.learntId?.(messages)).toBe(bot);
  expect(line.candidates({ events: [] })).toEqual([]);
  expect(line.account.learntId?.({ events: [] })).toBeNull();
});

it('makes a signed sample that it reads itself', () => {
  const now = Date.UTC(2026, 7, 1);
  const { body, headers } = samplePayload({ external_id: bot, secret: 'secret' }, now);
  expect(line.verify(Buffer.from(body), new Headers(headers), ['secret'])).toBe(true);
  const { items, problems } = line.parse(JSON.parse(body));
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    { kind: 'message', occurred_at: now, content: { type: 'text', text: 'Hello from LINE!' } },
  ]);
  // A ULID begins with its time, and 01KYX9XP00 is this one.
  expect(items[0]?.key).toMatch(/^01KYX9XP00[0-9A-Z]{16}:/);
});
