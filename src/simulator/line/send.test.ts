import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

const messages = [{ type: 'text', text: 'Hello' }];
const minute = 60_000;

/** Yuki writes; the answer holds her id and the reply token. */
const write = () => stage.sayLine({ type: 'text', text: 'Hi' });
const reply = (replyToken: string, more = {}, headers = {}) =>
  stage.line('POST', '/v2/bot/message/reply', { replyToken, messages, ...more }, headers);
const push = (to: string, more = {}, headers = {}) =>
  stage.line('POST', '/v2/bot/message/push', { to, messages, ...more }, headers);
const shown = async () => at((await stage.control('GET', '/inbox?platform=line')).body, 'data.length');

describe('a reply token', () => {
  const invalid = { status: 400, body: { message: 'Invalid reply token' } };

  it('works once, for up to five messages', async () => {
    const token = textAt((await write()).body, 'reply_token');
    expect(
      await reply(token, {
        messages: [...messages, { type: 'sticker', packageId: '446', stickerId: '1988' }],
      }),
    ).toMatchObject({
      status: 200,
      body: { sentMessages: [{ id: expect.stringMatching(/^\d{18}$/), quoteToken: expect.any(String) }, {}] },
    });
    expect(await reply(token)).toMatchObject(invalid);
    expect(await shown()).toBe(2);
  });

  it('is not used up by a refused request', async () => {
    const token = textAt((await write()).body, 'reply_token');
    expect((await reply(token, { messages: [] })).status).toBe(400);
    expect((await reply(token)).status).toBe(200);
  });

  it('ends after a minute', async () => {
    const [first, second] = [await write(), await write()].map(({ body }) => textAt(body, 'reply_token'));
    stage.clock.advance(minute);
    expect((await reply(first ?? '')).status).toBe(200);
    stage.clock.advance(1);
    expect(await reply(second ?? '')).toMatchObject(invalid);
  });

  it('gets another minute with a redelivery, until 20 minutes after the event', async () => {
    await stage.control('PATCH', `/line/channels/${stage.channel.channel_id}`, { redelivery: true });
    await stage.control('POST', '/delivery', {
      retry: { line: { first_ms: 19 * minute, max_ms: 19 * minute } },
    });
    stage.receiver.answer = 500;
    const [first, second] = [await write(), await write()].map(({ body }) => textAt(body, 'reply_token'));
    await stage.receiver.arrived(4);
    await settled(4);
    stage.clock.advance(19 * minute);
    await stage.receiver.arrived(6);
    await settled(6);
    expect((await reply(first ?? '')).status).toBe(200);
    stage.clock.advance(minute + 1);
    expect(await reply(second ?? '')).toMatchObject(invalid);
  });

  it('takes no retry key', async () => {
    const token = textAt((await write()).body, 'reply_token');
    expect((await reply(token, {}, { 'x-line-retry-key': randomUUID() })).status).toBe(400);
  });
});

/** Waits until the answers to `count` webhooks have been noted, so that the next pause has begun. */
async function settled(count: number): Promise<void> {
  for (;;) {
    const webhooks = await stage.control('GET', '/webhooks');
    const list = at(webhooks.body, 'data');
    const attempts = Array.isArray(list) ? list.map((one) => Number(at(one, 'attempts.length'))) : [];
    if (attempts.reduce((sum, one) => sum + one, 0) >= count) return;
  }
}

describe('a retry key', () => {
  it('sends once in 24 hours and names the first request', async () => {
    const to = textAt((await write()).body, 'from.id');
    const headers = { 'x-line-retry-key': randomUUID() };
    const first = await push(to, {}, headers);
    const second = await push(to, {}, headers);
    expect(second).toMatchObject({ status: 409, body: { message: 'The retry key is already accepted' } });
    expect(at(second.body, 'sentMessages')).toEqual(at(first.body, 'sentMessages'));
    expect(second.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
    expect(second.headers.get('x-line-request-id')).not.toBe(first.headers.get('x-line-request-id'));
    expect(await shown()).toBe(1);
    stage.clock.advance(24 * 60 * minute);
    expect((await push(to, {}, headers)).status).toBe(200);
    expect(await shown()).toBe(2);
  });

  it('of a refused request is still free', async () => {
    const to = textAt((await write()).body, 'from.id');
    const headers = { 'x-line-retry-key': randomUUID() };
    expect((await push(to, { messages: [] }, headers)).status).toBe(400);
    expect((await push(to, {}, headers)).status).toBe(200);
  });

  it('of a multicast brings no messages back', async () => {
    const to = [textAt((await write()).body, 'from.id')];
    const headers = { 'x-line-retry-key': randomUUID() };
    const multicast = () => stage.line('POST', '/v2/bot/message/multicast', { to, messages }, headers);
    expect(await multicast()).toMatchObject({ status: 200, body: {} });
    const second = await multicast();
    expect(second.status).toBe(409);
    expect(second.body).not.toHaveProperty('sentMessages');
  });

  it('must be a UUID, and only where messages are pushed', async () => {
    const to = textAt((await write()).body, 'from.id');
    expect((await push(to, {}, { 'x-line-retry-key': '1' })).status).toBe(400);
    expect(
      (await stage.line('GET', '/v2/bot/info', undefined, { 'x-line-retry-key': randomUUID() })).status,
    ).toBe(400);
  });
});

describe('the monthly quota', () => {
  it('counts pushes by recipient and refuses when it is used up', async () => {
    await stage.control('PATCH', `/line/channels/${stage.channel.channel_id}`, { quota: 2 });
    const said = (await write()).body;
    expect((await reply(textAt(said, 'reply_token'))).status).toBe(200);
    const to = textAt(said, 'from.id');
    expect((await push(to, { messages: [...messages, ...messages] })).status).toBe(200);
    expect((await stage.line('GET', '/v2/bot/message/quota')).body).toEqual({ type: 'limited', value: 2 });
    expect((await stage.line('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 1 });
    const group = textAt(
      (await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Yuki' }, { group: { name: 'Team' } })).body,
      'group_id',
    );
    await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Ken' }, { group: { id: group } });
    expect(await push(group)).toMatchObject({
      status: 429,
      body: { message: 'You have reached your monthly limit.' },
    });
    expect((await push(to)).status).toBe(200);
    expect((await push(to)).status).toBe(429);
  });
});

describe('people', () => {
  it('who blocked the account get nothing, and are not counted', async () => {
    const to = textAt((await write()).body, 'from.id');
    await stage.sayLine({ type: 'unfollow' });
    expect((await push(to)).status).toBe(200);
    expect((await stage.line('GET', `/v2/bot/profile/${to}`)).status).toBe(404);
    expect(await shown()).toBe(0);
    expect((await stage.line('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 0 });
    await stage.sayLine({ type: 'follow' });
    await push(to);
    expect(await shown()).toBe(1);
  });

  it('who are no friends can be reached for a week after they wrote', async () => {
    const said = await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Ken', friend: false });
    const to = textAt(said.body, 'from.id');
    await push(to);
    expect(await shown()).toBe(1);
    stage.clock.advance(7 * 24 * 60 * minute + 1);
    expect((await push(to)).status).toBe(200);
    expect(await shown()).toBe(1);
    await stage.line('POST', '/v2/bot/message/broadcast', { messages });
    expect(await shown()).toBe(1);
  });

  it('in a group all see what is pushed there', async () => {
    const said = await stage.sayLine(
      { type: 'text', text: 'Hi' },
      { name: 'Yuki' },
      { group: { name: 'Team' } },
    );
    const group = textAt(said.body, 'group_id');
    const ken = textAt(
      (await stage.sayLine({ type: 'member_joined' }, { name: 'Ken' }, { group: { id: group } })).body,
      'from.id',
    );
    await push(group);
    expect(await shown()).toBe(2);
    expect((await stage.line('GET', `/v2/bot/group/${group}/summary`)).body).toEqual({
      groupId: group,
      groupName: 'Team',
    });
    expect((await stage.line('GET', `/v2/bot/group/${group}/members/count`)).body).toEqual({ count: 2 });
    expect((await stage.line('GET', `/v2/bot/group/${group}/member/${ken}`)).body).toEqual({
      displayName: 'Ken',
      userId: ken,
    });
    expect((await stage.line('GET', `/v2/bot/group/${group}/members/ids`)).status).toBe(403);
    const mention = (userId: string) => [
      {
        type: 'textV2',
        text: 'Hi {who}',
        substitution: { who: { type: 'mention', mentionee: { type: 'user', userId } } },
      },
    ];
    expect((await push(group, { messages: mention(ken) })).status).toBe(200);
    expect((await push(group, { messages: mention(`U${'0'.repeat(32)}`) })).status).toBe(400);
    expect((await push(ken, { messages: mention(ken) })).status).toBe(400);
    await stage.line('POST', `/v2/bot/group/${group}/leave`);
    expect(await push(group)).toMatchObject({ status: 400, body: { message: 'Failed to send messages' } });
  });

  it('can be quoted in their own chat only', async () => {
    const to = textAt((await write()).body, 'from.id');
    const quoteToken = textAt(stage.receiver.received[0]?.json, 'events.0.message.quoteToken');
    const ken = textAt((await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Ken' })).body, 'from.id');
    const quoting = { messages: [{ type: 'text', text: 'Yes', quoteToken }] };
    expect((await push(to, quoting)).status).toBe(200);
    const property = 'messages[0].quoteToken';
    expect(await push(ken, quoting)).toMatchObject({ status: 400, body: { details: [{ property }] } });
  });
});

describe('the rate', () => {
  it('of multicasts is 200 a second', async () => {
    const to = [textAt((await write()).body, 'from.id')];
    const multicast = () => stage.line('POST', '/v2/bot/message/multicast', { to, messages });
    const answers = await Promise.all(Array.from({ length: 200 }, multicast));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const message = 'The API rate limit has been exceeded. Try again later.';
    expect(await multicast()).toMatchObject({ status: 429, body: { message } });
    expect((await push(to[0] ?? '')).status).toBe(200);
    stage.clock.advance(1000);
    expect((await multicast()).status).toBe(200);
  });
});
