import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Business, type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at, call, textAt } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

const newest = () => stage.receiver.received.at(-1)?.json;
/** The item of the newest webhook. */
const heard = () => at(newest(), 'entry.0.messaging.0');
const change = () => at(newest(), 'entry.0.changes.0');
const link = expect.stringMatching(/^http/);
const payload = (type: string, more: Json = {}) => ({ type, payload: { url: link, ...more } });
const only = (attachment: Json) => ({ message: { attachments: [attachment] } });
const share = (kind: string, more: Json = {}) => ({ type: 'share', kind, ...more });
const place = { type: 'location', latitude: 1, longitude: 2 };

/** The envelope of something a customer of `shop` did. */
function envelope(shop: Business, item: Json): Json {
  const time = stage.clock.now();
  const sender = { id: shop.customer };
  const common = { sender, recipient: { id: shop.id }, timestamp: time };
  return {
    object: shop.platform === 'messenger' ? 'page' : 'instagram',
    entry: [{ id: shop.id, time, messaging: [{ ...common, ...item }] }],
  };
}

const shared: [string, Json, Json][] = [
  ['a text', { type: 'text', text: 'Hi' }, { message: { text: 'Hi' } }],
  ['an image', { type: 'image' }, only(payload('image'))],
  ['a film', { type: 'video' }, only(payload('video'))],
  ['a voice message', { type: 'voice' }, only(payload('audio'))],
  ['a file', { type: 'document' }, only(payload('file'))],
  [
    'several files with words',
    { type: 'attachments', text: 'Look', attachments: [{ type: 'image' }, { type: 'image' }] },
    { message: { text: 'Look', attachments: [payload('image'), payload('image')] } },
  ],
  ['something unsupported', { type: 'unsupported' }, { message: { is_unsupported: true } }],
  [
    'an answer to an ad',
    { type: 'text', text: 'Hi', referral: { ad_id: '1', source: 'ADS', type: 'OPEN_THREAD' } },
    { message: { referral: { ad_id: '1' } } },
  ],
  [
    'a postback',
    { type: 'postback', data: 'START', title: 'Get started' },
    { postback: { mid: expect.any(String), title: 'Get started', payload: 'START' } },
  ],
  [
    'a link into the thread',
    { type: 'referral', referral: { ref: 'a', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
    { referral: { ref: 'a', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
  ],
  [
    'a reaction',
    { type: 'reaction', message_id: 'm', emoji: '👍' },
    { reaction: { mid: 'm', action: 'react', reaction: 'like', emoji: '👍' } },
  ],
  [
    'a reaction taken back',
    { type: 'reaction', message_id: 'm', emoji: null },
    { reaction: { mid: 'm', action: 'unreact' } },
  ],
  [
    'any message',
    { type: 'native', message: { text: '!', commands: [{ name: 'help' }] } },
    { message: { commands: [{ name: 'help' }] } },
  ],
  ['any event', { type: 'native', event: { optin: { ref: 'a' } } }, { optin: { ref: 'a' } }],
  ['an opt-in', { type: 'optin', optin: { ref: 'a' } }, { optin: { ref: 'a' } }],
];

const inMessenger: [string, Json, Json][] = [
  ...shared,
  ['a sticker', { type: 'sticker', sticker_id: '7' }, only(payload('sticker', { sticker_id: '7' }))],
  ['a thumb', { type: 'like' }, only(payload('sticker', { sticker_id: '369239263222822' }))],
  ['a place', place, only({ type: 'location', payload: { coordinates: { lat: 1, long: 2 } } })],
  ['a post', share('post', { id: '9' }), only(payload('post', { id: '9' }))],
  [
    'a reel',
    share('reel', { id: '9', title: 'Hats' }),
    only(payload('reel', { reel_video_id: '9', title: 'Hats' })),
  ],
  [
    'a web page',
    share('link', { url: 'https://shop.example', title: 'Shop' }),
    {
      message: {
        text: 'https://shop.example',
        attachments: [{ type: 'fallback', payload: { url: 'https://shop.example', title: 'Shop' } }],
      },
    },
  ],
  [
    'an agreement to marketing',
    { type: 'optin', optin: { type: 'notification_messages', title: 'News' } },
    {
      optin: {
        ...{ type: 'notification_messages', title: 'News', user_token_status: 'NOT_REFRESHED' },
        notification_messages_token: expect.any(String),
      },
    },
  ],
  [
    'a linked account',
    { type: 'native', event: { account_linking: { status: 'linked', authorization_code: 'a' } } },
    { account_linking: { status: 'linked' } },
  ],
];

const onInstagram: [string, Json, Json][] = [
  ...shared,
  ['a sticker', { type: 'sticker' }, only(payload('image'))],
  ['a heart', { type: 'like' }, only({ type: 'like_heart' })],
  ['a vanishing photo', { type: 'ephemeral' }, only({ type: 'ephemeral' })],
  ['a mention in a story', { type: 'story_mention' }, only(payload('story_mention'))],
  [
    'an answer to a story',
    { type: 'text', text: 'Nice', story: { id: '5' } },
    { message: { text: 'Nice', reply_to: { story: { id: '5', url: link } } } },
  ],
  ['a post', share('post', { id: '9' }), only(payload('ig_post', { ig_post_media_id: '9' }))],
  [
    'a reel, by the address of its page',
    share('reel', { id: '9' }),
    only({ type: 'ig_reel', payload: { url: 'https://www.instagram.com/reel/9/', reel_video_id: '9' } }),
  ],
  ['a post in the old form', share('legacy'), only(payload('share'))],
  ['a story', share('story'), only(payload('story'))],
  [
    'a web page as words',
    share('link', { url: 'https://shop.example' }),
    { message: { text: 'https://shop.example' } },
  ],
];

describe.each([
  ['page', inMessenger],
  ['login', onInstagram],
  // Opt-ins are not for those who come through a Page.
  ['linked', onInstagram.filter(([, , item]) => !('optin' in item))],
] as const)('a customer of %s', (route, cases) => {
  it.each(cases)('sends %s', async (_, message, item) => {
    const shop = stage[route];
    const said = await shop.say(message);
    expect(said.status).toBe(200);
    expect(newest()).toMatchObject(envelope(shop, item));
    expect(said.body).toMatchObject({ from: { id: shop.customer, name: 'Ada Lovelace' } });
    expect(at(said.body, 'message_id')).toBe(
      at(heard(), 'message.mid') ?? at(heard(), 'postback.mid') ?? null,
    );
  });

  it('quotes, edits and takes back', async () => {
    const shop = stage[route];
    const first = textAt((await shop.say({ type: 'text', text: 'Helo' })).body, 'message_id');
    await shop.say({ type: 'text', text: 'I mean', reply_to: first });
    const own = route === 'page' ? { is_self_reply: true } : {};
    expect(at(heard(), 'message.reply_to')).toEqual({ mid: first, ...own });
    await shop.say({ type: 'edit', message_id: first, text: 'Hello' });
    expect(at(heard(), 'message_edit')).toEqual({
      ...{ mid: first, text: 'Hello', num_edit: route === 'page' ? 1 : '1' },
    });
    await shop.say({ type: 'unsend', message_id: first });
    expect(at(heard(), 'message')).toEqual({ mid: first, is_deleted: true });
    for (let edits = 1; edits < 5; edits += 1) {
      await shop.say({ type: 'edit', message_id: first, text: 'Hello' });
    }
    expect((await shop.say({ type: 'edit', message_id: first, text: 'a' })).status).toBe(400);
  });

  it('leaves files behind a link that dies with the message, or by itself', async () => {
    const shop = stage[route];
    const image = { type: 'image', data: 'aGVsbG8=', mime_type: 'image/jpeg' };
    const { body } = await shop.say(image);
    const url = textAt(heard(), 'message.attachments.0.payload.url');
    expect(await call(url, 'GET')).toMatchObject({ status: 200, body: 'hello' });
    expect((await call(url.replace(/(oh|signature)=[^&]+/, '$1=0'), 'GET')).status).toBe(403);
    await shop.say({ type: 'unsend', message_id: textAt(body, 'message_id') });
    expect((await call(url, 'GET')).status).toBe(404);
    await shop.say(image);
    const second = textAt(heard(), 'message.attachments.0.payload.url');
    stage.clock.advance(3 * 24 * 60 * 60_000);
    expect((await call(second, 'GET')).status).toBe(403);
  });

  it.each([
    ['contacts', { type: 'contacts', contacts: [] }],
    ['a following', { type: 'follow' }],
  ])('has no %s', async (_, message) => {
    const said = await stage[route].say(message);
    expect(said).toMatchObject({ status: 400, body: { error: expect.stringContaining(message.type) } });
  });

  it('is known again by the same words, also to the next simulator', async () => {
    const ids: unknown[] = [];
    const name = { name: 'Somchai' };
    for (const from of [name, name]) {
      ids.push(at((await stage[route].say({ type: 'text', text: 'Hi' }, from)).body, 'from.id'));
    }
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^\d{16}$/);
  });
});

describe('what only one platform has', () => {
  it.each<['page' | 'login', Json]>([
    ['page', { type: 'ephemeral' }],
    ['page', { type: 'story_mention' }],
    ['page', { type: 'text', text: 'Hi', story: {} }],
    ['page', share('story')],
    ['login', place],
  ])('%s has no %o', async (route, message) => {
    expect((await stage[route].say(message)).status).toBe(400);
  });

  it('a guest of the checkbox has no sender', async () => {
    await stage.page.say({ type: 'optin', optin: { ref: 'a', user_ref: 'guest' } });
    expect(heard()).not.toHaveProperty('sender');
    expect(at(heard(), 'optin')).toEqual({ ref: 'a', user_ref: 'guest' });
  });
});

const quick = (more: Json = {}) => ({ content_type: 'text', title: 'Yes', payload: 'YES', ...more });
const quicks = (...quick_replies: Json[]) => ({ text: 'Choose', quick_replies });
const template = (body: Json) => ({ attachment: { type: 'template', payload: body } });
const press = { type: 'postback', title: 'Buy', payload: 'BUY' };
const open = { type: 'web_url', title: 'Open', url: 'https://shop.example' };
const buttons = template({ template_type: 'button', text: 'Choose', buttons: [open, press] });
const cards = template({
  template_type: 'generic',
  elements: [
    { title: 'Hat', buttons: [open] },
    { title: 'Cap', buttons: [press] },
  ],
});

describe.each(['page', 'login'] as const)('a tap on a message of %s', (route) => {
  const sent = async (message: Json): Promise<string> => {
    await stage[route].say({ type: 'text', text: 'Hi' });
    const { body } = await stage[route].send(message);
    // Echo and, in Messenger, receipt are out of the way.
    await stage.receiver.arrived(route === 'page' ? 3 : 2);
    return textAt(body, 'message_id');
  };

  it.each<[string, Json, Json, Json]>([
    [
      'a quick reply',
      quicks(quick()),
      { option: 'Yes' },
      { message: { text: 'Yes', quick_reply: { payload: 'YES' } } },
    ],
    [
      'a quick reply by place',
      quicks(quick(), quick({ payload: 'B' })),
      { option: 1 },
      { message: { quick_reply: { payload: 'B' } } },
    ],
    [
      'the question for an address',
      quicks({ content_type: 'user_email' }),
      { option: 'user_email', value: 'ada@shop.example' },
      { message: { text: 'ada@shop.example', quick_reply: { payload: 'ada@shop.example' } } },
    ],
    ['a button', buttons, { option: 'Buy' }, { postback: { title: 'Buy', payload: 'BUY' } }],
    ['a button of a card', cards, { option: 'BUY' }, { postback: { title: 'Buy', payload: 'BUY' } }],
  ])('%s is heard', async (_, message, tap, item) => {
    const message_id = await sent(message);
    const said = await stage[route].say({ tap: { message_id, ...tap } });
    expect(said.status).toBe(200);
    expect(newest()).toMatchObject(envelope(stage[route], item));
    expect(at(said.body, 'message_id')).not.toBe(message_id);
  });

  it('that opens something or is not there is heard by nobody', async () => {
    const message_id = await sent(buttons);
    for (const option of ['Open', 'Sell']) {
      expect((await stage[route].say({ tap: { message_id, option } })).status).toBe(400);
    }
    expect((await stage[route].say({ tap: { message_id: 'm', option: 0 } })).status).toBe(404);
  });
});

it('a tap that links an account tells so', async () => {
  await stage.page.say({ type: 'text', text: 'Hi' });
  const linking = [{ type: 'account_link', url: 'https://shop.example/login' }, { type: 'account_unlink' }];
  const message = template({ template_type: 'button', text: 'Account', buttons: linking });
  const message_id = textAt((await stage.page.send(message)).body, 'message_id');
  await stage.receiver.arrived(3);
  await stage.page.say({ tap: { message_id, option: 'account_link', value: 'code' } });
  expect(at(heard(), 'account_linking')).toEqual({ status: 'linked', authorization_code: 'code' });
  await stage.page.say({ tap: { message_id, option: 'account_unlink' } });
  expect(at(heard(), 'account_linking')).toEqual({ status: 'unlinked' });
});

describe('a comment', () => {
  const said = { type: 'comment', text: 'Price?', post_id: '1_2', comment_id: '2_3' };

  it('on a Page comes as a change of its feed, in seconds', async () => {
    await stage.page.say(said);
    const seconds = stage.clock.now() / 1000;
    expect(at(newest(), 'entry.0')).toMatchObject({ id: stage.page.id, time: seconds });
    expect(change()).toEqual({
      field: 'feed',
      value: {
        ...{ item: 'comment', verb: 'add', comment_id: '2_3', post_id: '1_2', parent_id: '1_2' },
        ...{ created_time: seconds, message: 'Price?' },
        from: { id: stage.page.customer, name: 'Ada Lovelace' },
      },
    });
  });

  it.each([
    ['login', 'id'],
    ['linked', 'comment_id'],
  ] as const)('on Instagram, %s, has its id under %s', async (route, key) => {
    await stage[route].say(said);
    expect(change()).toEqual({
      field: 'comments',
      value: {
        [key]: '2_3',
        from: { id: stage[route].customer, username: expect.any(String) },
        text: 'Price?',
        media: { id: '1_2', media_product_type: 'FEED' },
      },
    });
  });

  it('on Instagram can come without the array', async () => {
    await stage.login.change({ flat_comments: true });
    await stage.login.say(said);
    expect(at(newest(), 'entry.0')).toMatchObject({ field: 'comments', value: { id: '2_3' } });
    expect(at(newest(), 'entry.0')).not.toHaveProperty('changes');
  });
});

describe('the dashboard', () => {
  const item = { sender: { id: '12334' }, recipient: { id: '23245' }, timestamp: '1527459824' };

  it.each([
    ['page', { changes: [{ field: 'messages', value: item }] }],
    ['login', { changes: [{ field: 'messages', value: item }] }],
    ['linked', { messaging: [item] }],
  ] as const)('tests %s with data of nobody', async (route, entry) => {
    await stage[route].say({ type: 'dashboard_test' });
    expect(at(newest(), 'entry.0')).toMatchObject({ id: '0', ...entry });
  });

  it('brings any field', async () => {
    await stage.page.say({ type: 'native', field: 'leadgen', value: { leadgen_id: '1' } });
    expect(change()).toEqual({ field: 'leadgen', value: { leadgen_id: '1' } });
    const unknown = await stage.page.say({ type: 'native', field: 'nothing', value: {} });
    expect(at(unknown.body, 'delivery.state')).toBe('no_callback');
  });
});
