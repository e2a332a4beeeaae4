import { describe, expect, it } from 'vitest';
import { line } from './index.ts';

/**
 * The shapes an event may have beside the usual one, each as its own fields and what is made of them. What all
 * events share is added here.
 */

type Json = Record<string, unknown>;

const mina = 'U7c1e5a9b3d2f4e6081a2b3c4d5e6f708';
const tom = 'U0d9c8b7a6f5e4d3c2b1a09f8e7d6c5b4';
const bot = 'Ub2a1908f7e6d5c4b3a29181706f5e4d3';
const inDirect = { type: 'user', userId: mina };
const inGroup = { type: 'group', groupId: 'C3e2d1c0b9a8f7e6d5c4b3a2918070605', userId: mina };
const inRoom = { type: 'room', roomId: 'R4f5e6d7c8b9a0f1e2d3c4b5a69788706' };
const group = { kind: 'group', id: inGroup.groupId };
const room = { kind: 'room', id: inRoom.roomId };
const person = (value: string) => ({ identities: [{ kind: 'user', value }] });

function eventOf(own: Json): Json {
  return {
    webhookEventId: '01KYX9XP00ZZZZZZZZZZZZZZ99',
    deliveryContext: { isRedelivery: false },
    timestamp: 1785542400000,
    mode: 'active',
    source: inDirect,
    ...own,
  };
}

function itemOf(own: Json): Json {
  const { items, problems } = line.parse({ destination: bot, events: [eventOf(own)] });
  expect(problems).toEqual([]);
  expect(items).toHaveLength(1);
  return { ...items[0] };
}

const message = (own: Json, more: Json = {}): Json => ({
  type: 'message',
  message: { id: '580000000000000201', ...own },
  ...more,
});
const text = (words: string, own: Json = {}) => message({ type: 'text', text: words, ...own });
const sticker = (own: Json) => message({ type: 'sticker', packageId: '446', stickerId: '1988', ...own });
const image = (own: Json) => message({ type: 'image', contentProvider: { type: 'line' }, ...own });
const emoji = (index: number, length: number) => ({ index, length, productId: 'p1', emojiId: '004' });
const kept = { platform_media_id: '580000000000000201', status: 'pending' };

const contents: [what: string, event: Json, content: Json][] = [
  [
    'an emoji that reaches past the text',
    text('Hi (brown)', { emojis: [emoji(3, 70)] }),
    { type: 'text', entities: [{ type: 'emoji', offset: 3, length: 7, emoji_id: 'p1/004' }] },
  ],
  [
    'emojis outside of the text',
    text('Hi', { emojis: [emoji(2, 7), emoji(-1, 7), emoji(0, 0)] }),
    { type: 'text', text: 'Hi' },
  ],
  [
    'an emoji behind characters of two units',
    text('😀😀(love)', { emojis: [emoji(4, 6)] }),
    { type: 'text', entities: [{ offset: 4, length: 6 }] },
  ],
  [
    'a mention without consent',
    text('@Tom hi', { mention: { mentionees: [{ type: 'user', index: 0, length: 4 }] } }),
    { entities: [{ type: 'mention', offset: 0, length: 4, target: 'user' }] },
  ],
  [
    'a mention of somebody else',
    text('@Tom hi', {
      mention: { mentionees: [{ type: 'user', index: 0, length: 4, userId: tom, isSelf: false }] },
    }),
    { entities: [{ type: 'mention', offset: 0, length: 4, target: 'user', user_id: tom }] },
  ],
  [
    'a message sticker',
    sticker({ stickerResourceType: 'MESSAGE', text: 'Thanks a lot' }),
    { type: 'sticker', text: 'Thanks a lot', animated: false },
  ],
  ['a sticker with sound', sticker({ stickerResourceType: 'SOUND' }), { animated: false }],
  [
    'a sticker that moves and sounds',
    sticker({ stickerResourceType: 'ANIMATION_SOUND' }),
    { animated: true },
  ],
  ['a sticker that pops up', sticker({ stickerResourceType: 'POPUP_SOUND' }), { animated: true }],
  ['a custom sticker', sticker({ stickerResourceType: 'CUSTOM' }), { animated: false }],
  ['a sticker of a kind to come', sticker({ stickerResourceType: 'HOLOGRAM' }), { type: 'sticker' }],
  [
    'combined stickers',
    message({
      type: 'sticker',
      packageId: '30563',
      stickerId: '651698630',
      stickerResourceType: 'STATIC',
    }),
    { type: 'sticker', package_id: '30563', sticker_id: '651698630' },
  ],
  [
    'an image of a set from an old phone',
    image({ imageSet: { id: 'SET-2' } }),
    { items: [{ ...kept, set: { id: 'SET-2' } }] },
  ],
  ['an image without a word on who keeps it', message({ type: 'image' }), { items: [kept] }],
  [
    'a video that lies elsewhere, without preview',
    message({
      type: 'video',
      contentProvider: { type: 'external', originalContentUrl: 'https://media.example.com/a.mp4' },
    }),
    { items: [{ url: 'https://media.example.com/a.mp4' }] },
  ],
  [
    'a sound of unknown length',
    message({ type: 'audio', contentProvider: { type: 'line' } }),
    { type: 'audio', items: [kept] },
  ],
  [
    'a file of no size that there is',
    message({ type: 'file', fileName: 'a.pdf', fileSize: 1e30 }),
    { type: 'file', items: [{ ...kept, file_name: 'a.pdf' }] },
  ],
  [
    'an unnamed place',
    message({ type: 'location', latitude: -33.8568, longitude: 151.2153 }),
    { type: 'location', latitude: -33.8568, longitude: 151.2153 },
  ],
  ['a message of a kind to come', message({ type: 'scent' }), { type: 'unsupported', kind: 'scent' }],
];

describe('contents', () => {
  it.each(contents)('%s', (_what, event, content) => {
    expect(itemOf(event)).toMatchObject({ kind: 'message', content });
  });

  it('quoted by a sticker', () => {
    expect(itemOf(sticker({ quotedMessageId: '580000000000000007', quoteToken: 'q' }))).toMatchObject({
      reply_to: '580000000000000007',
      context: { quote_token: 'q' },
    });
  });
});

const postback = (own: Json, more: Json = {}) => ({ type: 'postback', postback: own, ...more });
const tapped = { kind: 'postback', data: 'd' };
const membership = (own: Json) => ({ type: 'membership', membership: own });
const beacon = (own: Json) => ({ type: 'beacon', beacon: { hwid: '00f1a2b3c4', ...own } });

const events: [what: string, event: Json, item: Json][] = [
  ['an unsend in a room', { type: 'unsend', unsend: { messageId: '7' }, source: inRoom }, { thread: room }],
  [
    'a follow of before isUnblocked',
    { type: 'follow', replyToken: 'r' },
    { kind: 'subscription', subscribed: true, reply: { token: 'r' } },
  ],
  ['a join of a room', { type: 'join', source: inRoom }, { event: 'group.joined', thread: room }],
  ['a leave of a room', { type: 'leave', source: inRoom }, { event: 'group.left', thread: room }],
  [
    'a new member of a room',
    { type: 'memberJoined', source: inRoom, joined: { members: [inDirect] } },
    { event: 'group.members_joined', thread: room, members: [person(mina)] },
  ],
  [
    'members who have not consented',
    { type: 'memberLeft', source: inGroup, left: { members: [{ type: 'user' }] } },
    { event: 'group.members_left', thread: group, members: [] },
  ],
  [
    'a chosen date',
    postback({ data: 'd', params: { date: '2026-08-03' } }),
    { params: { date: '2026-08-03' } },
  ],
  ['a chosen time', postback({ data: 'd', params: { time: '15:38' } }), { params: { time: '15:38' } }],
  [
    'a rich menu that is not there',
    postback({ data: 'd', params: { status: 'RICHMENU_ALIAS_ID_NOTFOUND' } }),
    { ...tapped, params: { status: 'RICHMENU_ALIAS_ID_NOTFOUND' } },
  ],
  ['a tap in a group', postback({ data: 'd' }, { source: inGroup }), { ...tapped, thread: group }],
  ['a beacon in reach', beacon({ type: 'enter' }), { data: { type: 'enter', hwid: '00f1a2b3c4' } }],
  [
    'a beacon banner',
    beacon({ type: 'banner', dm: '0a' }),
    { data: { type: 'banner', device_message: '0a' } },
  ],
  [
    'a video seen in a group',
    { type: 'videoPlayComplete', videoPlayComplete: { trackingId: 't' }, source: inGroup },
    { event: 'video.completed', thread: group },
  ],
  [
    'a renewed membership',
    membership({ type: 'renewed', membershipId: 7311 }),
    { event: 'membership.changed', data: { type: 'renewed', membership_id: '7311' } },
  ],
  ['an ended membership', membership({ type: 'left', membershipId: 7311 }), { data: { type: 'left' } }],
  [
    'an edit outside of a group',
    { type: 'messageEdited', message: { id: '7', type: 'text', text: 'b' } },
    { kind: 'edit', thread: { kind: 'direct' }, content: { type: 'text', text: 'b' } },
  ],
  [
    'a module taken away, without a reason',
    { type: 'module', module: { type: 'detached', botId: bot }, source: undefined },
    { event: 'account.changed', data: { change: 'module_detached', bot_id: bot } },
  ],
  [
    'a notification delivered, by the hash of the number',
    { type: 'delivery', delivery: { data: 'a'.repeat(64) }, source: undefined },
    { event: 'notification.delivered', data: { data: 'a'.repeat(64) } },
  ],
  [
    'a service that has ended',
    { type: 'things', things: { deviceId: 't1', type: 'scenarioResult' } },
    { kind: 'unsupported', what: 'things' },
  ],
  [
    'an event to come',
    { type: 'teleported' },
    { kind: 'unsupported', what: 'teleported', person: person(mina) },
  ],
];

describe('events', () => {
  it.each(events)('%s', (_what, event, item) => {
    expect(itemOf(event)).toMatchObject(item);
  });
});

describe('in standby', () => {
  const repliable: [type: string, own: Json][] = [
    ['message', text('Hi')],
    ['messageEdited', { type: 'messageEdited', message: { id: '7', type: 'text', text: 'b' } }],
    ['postback', postback({ data: 'd' })],
    ['follow', { type: 'follow' }],
    ['join', { type: 'join', source: inGroup }],
    ['memberJoined', { type: 'memberJoined', source: inGroup, joined: { members: [inDirect] } }],
    ['beacon', beacon({ type: 'enter' })],
    ['membership', membership({ type: 'joined', membershipId: 1 })],
  ];

  it.each(repliable)('%s gives nothing to answer with', (type, own) => {
    const item = itemOf({ ...own, mode: 'standby', replyToken: 'r' });
    expect(item).not.toHaveProperty('reply');
    const isSaid = ['message', 'messageEdited', 'postback'].includes(type);
    expect(item.context).toEqual(isSaid ? { standby: true } : undefined);
  });
});
