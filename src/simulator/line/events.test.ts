import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

const event = () => at(stage.receiver.received.at(-1)?.json, 'events.0');
const inGroup = { group: { name: 'Team' } };
const yuki = { name: 'Yuki' };

/** What happens, the event of it, and whether it can be answered and names its place. */
const cases: [what: string, said: Json, event: Json, answerable: boolean, placed: boolean][] = [
  [
    'a text with an emoji',
    { type: 'text', text: '(love)', emojis: [{ index: 0, length: 6, product_id: 'p', emoji_id: '1' }] },
    { message: { emojis: [{ index: 0, length: 6, productId: 'p', emojiId: '1' }] } },
    true,
    true,
  ],
  [
    'a message sticker',
    { type: 'sticker', text: 'Thanks' },
    { message: { stickerResourceType: 'MESSAGE', text: 'Thanks' } },
    true,
    true,
  ],
  [
    'a sticker with sound',
    { type: 'sticker', resource_type: 'ANIMATION_SOUND' },
    { message: { stickerResourceType: 'ANIMATION_SOUND' } },
    true,
    true,
  ],
  [
    'one of several images',
    { type: 'image', image_set: { id: 'S', index: 1, total: 2 } },
    { message: { imageSet: { id: 'S', index: 1, total: 2 } } },
    true,
    true,
  ],
  [
    'one of several images of an old phone',
    { type: 'image', image_set: { id: 'S' } },
    { message: { imageSet: { id: 'S' } } },
    true,
    true,
  ],
  [
    'a video from elsewhere',
    { type: 'video', external_url: 'https://a.example/v', external_preview_url: 'https://a.example/p' },
    {
      message: {
        contentProvider: {
          type: 'external',
          originalContentUrl: 'https://a.example/v',
          previewImageUrl: 'https://a.example/p',
        },
      },
    },
    true,
    true,
  ],
  [
    'a beacon',
    { type: 'beacon', beacon: 'stay', hwid: '00f1', dm: '0a0b' },
    { type: 'beacon', beacon: { type: 'stay', hwid: '00f1', dm: '0a0b' } },
    true,
    true,
  ],
  [
    'a linked account',
    { type: 'account_link', nonce: 'n' },
    { type: 'accountLink', link: { result: 'ok', nonce: 'n' } },
    true,
    true,
  ],
  [
    'an account that could not be linked',
    { type: 'account_link', nonce: 'n', result: 'failed' },
    { type: 'accountLink', link: { result: 'failed' } },
    false,
    false,
  ],
  [
    'a membership',
    { type: 'membership', change: 'renewed', membership_id: 7 },
    { type: 'membership', membership: { type: 'renewed', membershipId: 7 } },
    true,
    true,
  ],
  [
    'a module',
    { type: 'module', change: 'attached' },
    { type: 'module', module: { type: 'attached', scopes: expect.any(Array) } },
    false,
    false,
  ],
  [
    'a module that goes',
    { type: 'module', change: 'detached', reason: 'bot_deleted' },
    { type: 'module', module: { type: 'detached', reason: 'bot_deleted' } },
    false,
    false,
  ],
  [
    'the floor given',
    { type: 'activated' },
    { type: 'activated', chatControl: { expireAt: expect.any(Number) } },
    false,
    true,
  ],
  ['the floor taken', { type: 'deactivated' }, { type: 'deactivated' }, false, true],
  ['a suspension', { type: 'bot_suspended' }, { type: 'botSuspended' }, false, false],
  ['its end', { type: 'bot_resumed' }, { type: 'botResumed' }, false, false],
  [
    'a notification that arrived',
    { type: 'notification_delivered', data: 'order-2026-000042' },
    { type: 'delivery', delivery: { data: 'order-2026-000042' } },
    false,
    false,
  ],
  [
    'a service that has ended',
    { type: 'things', things: { type: 'link', deviceId: 't' } },
    { type: 'things', things: { type: 'link' } },
    true,
    true,
  ],
];

describe('what customers do', () => {
  it.each(cases)('%s', async (_what, said, expected, answerable, placed) => {
    await stage.sayLine(said);
    expect(event()).toMatchObject({ mode: 'active', ...expected });
    expect('replyToken' in Object(event())).toBe(answerable);
    expect('source' in Object(event())).toBe(placed);
  });

  it('a video that was seen to its end', async () => {
    const to = textAt((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id');
    const address = 'https://shop.example/a.mp4';
    const video = { type: 'video', originalContentUrl: address, previewImageUrl: address };
    const send = async (messages: Json[]) =>
      (await stage.line('POST', '/v2/bot/message/push', { to, messages })).body;
    const sent = await send([{ ...video, trackingId: 'intro' }, video]);
    const complete = (place: number) =>
      stage.sayLine({ type: 'video_complete', message_id: textAt(sent, `sentMessages.${place}.id`) });
    await complete(0);
    expect(event()).toMatchObject({ type: 'videoPlayComplete', videoPlayComplete: { trackingId: 'intro' } });
    expect((await complete(1)).status).toBe(404);
  });

  it('in a group, without having agreed to be named', async () => {
    await stage.sayLine({ type: 'text', text: 'Hi' }, { ...yuki, without_consent: true }, inGroup);
    expect(at(event(), 'source')).toEqual({ type: 'group', groupId: expect.any(String) });
  });

  it.each(['beacon', 'membership'])('a %s stays out of groups', async (type) => {
    const more = type === 'membership' ? { change: 'joined', membership_id: 1 } : {};
    expect((await stage.sayLine({ type, ...more }, yuki, inGroup)).status).toBe(400);
  });

  it('in standby, where nothing can be answered', async () => {
    const said = await stage.sayLine({ type: 'text', text: 'Hi' }, yuki, { standby: true });
    expect(event()).toMatchObject({ mode: 'standby', message: { text: 'Hi' } });
    expect(event()).not.toHaveProperty('replyToken');
    expect(said.body).toMatchObject({ reply_token: null });
  });

  it('texts alone can be edited', async () => {
    const said = await stage.sayLine({ type: 'image' }, yuki, inGroup);
    const message_id = textAt(said.body, 'message_id');
    const group = { id: textAt(said.body, 'group_id') };
    expect((await stage.sayLine({ type: 'edit', message_id, text: 'b' }, yuki, { group })).status).toBe(400);
  });
});

describe('a redelivery', () => {
  it('is the same event but for its flag, and starts the minute of the token again', async () => {
    const said = await stage.sayLine({ type: 'text', text: 'Hi' });
    const path = `/line/channels/${stage.channel.channel_id}/redeliver`;
    stage.clock.advance(90_000);
    const body = { event_id: textAt(said.body, 'event_id') };
    expect(await stage.control('POST', path, body)).toMatchObject({
      status: 200,
      body: { delivery: { state: 'delivered' } },
    });
    const [first, second] = stage.receiver.received.map(({ json }) => at(json, 'events.0'));
    expect(second).toEqual({ ...Object(first), deliveryContext: { isRedelivery: true } });
    const replyToken = textAt(said.body, 'reply_token');
    const messages = [{ type: 'text', text: 'Hello' }];
    expect((await stage.line('POST', '/v2/bot/message/reply', { replyToken, messages })).status).toBe(200);
  });

  it('is none of an event nobody knows', async () => {
    const path = `/line/channels/${stage.channel.channel_id}/redeliver`;
    expect((await stage.control('POST', path, { event_id: '01' })).status).toBe(404);
  });
});

it('refuses pushes while a broadcast holds the rest of the quota back, and counts them later', async () => {
  const to = textAt((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id');
  const set = (changes: Json) =>
    stage.control('PATCH', `/line/channels/${stage.channel.channel_id}`, changes);
  const push = () =>
    stage.line('POST', '/v2/bot/message/push', { to, messages: [{ type: 'text', text: 'a' }] });
  await set({ quota: 10, quota_used: 4, quota_reserved: 6 });
  expect(await push()).toMatchObject({
    status: 429,
    body: { message: 'You have reached your monthly limit.' },
  });
  expect((await stage.line('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 4 });
  await set({ quota_reserved: 0 });
  expect((await push()).status).toBe(200);
  expect((await stage.line('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 5 });
});
