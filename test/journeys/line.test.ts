import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const picture = 'https://shop.example/shoe.jpg';
const bubble = {
  type: 'bubble',
  body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'Red shoe' }] },
};

/** Every kind of content once, and the types of the LINE messages it becomes. */
const contents: [name: string, content: Json, shown: string[]][] = [
  ['text', { type: 'text', text: 'Hello' }, ['text']],
  ['image', { type: 'image', items: [{ url: picture }] }, ['image']],
  [
    'video',
    { type: 'video', items: [{ url: 'https://shop.example/a.mp4', preview_url: picture }] },
    ['video'],
  ],
  ['audio', { type: 'audio', items: [{ url: 'https://shop.example/a.m4a', duration_ms: 900 }] }, ['audio']],
  ['file', { type: 'file', items: [{ url: 'https://shop.example/bill.pdf' }] }, ['text']],
  ['sticker', { type: 'sticker', package_id: '446', sticker_id: '1988' }, ['sticker']],
  ['location', { type: 'location', latitude: 13.7, longitude: 100.5, name: 'Shop' }, ['location']],
  ['contacts', { type: 'contacts', contacts: [{ name: 'Mali', phones: [{ phone: '+668' }] }] }, ['text']],
  [
    'choices',
    { type: 'choices', text: 'Which size?', options: [{ id: 's', title: 'Small' }] },
    ['template buttons'],
  ],
  [
    'many choices',
    {
      type: 'choices',
      text: 'Which?',
      options: ['1', '2', '3', '4', '5'].map((title) => ({ id: title, title })),
    },
    ['text'],
  ],
  [
    'cards',
    { type: 'cards', cards: [{ title: 'Shoe', text: 'Red', options: [{ id: 'b', title: 'Buy' }] }] },
    ['template carousel'],
  ],
  ['native', { type: 'native', body: { type: 'flex', altText: 'Red shoe', contents: bubble } }, ['flex']],
];

/** A user nobody has met before. */
function newUser(): string {
  return `U${randomBytes(16).toString('hex')}`;
}

describe.each(databaseKinds)('LINE, from end to end, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  afterEach(() => stage.simulated.control('DELETE', '/faults'));

  async function open(): Promise<Shop> {
    shop = await stage.open('line');
    return shop;
  }

  const paths = async () => (await shop.sends()).map(({ path }) => path.split('/').at(-1));

  it('answers with the reply token first, then pushes with a retry key, and ends at sent', async () => {
    await open();
    const chat = await shop.meet(newUser());
    for (const text of ['One', 'Two']) {
      const { timeline } = await stage.reaches(await chat.send(text), 'sent');
      expect(timeline.events.map(({ type }) => type)).toEqual(['message.queued', 'message.sent']);
    }
    expect(await chat.texts()).toEqual(['One', 'Two']);
    const [reply, push] = await shop.sends();
    expect(reply).toMatchObject({ path: '/v2/bot/message/reply', answer: { status: 200 } });
    expect(reply?.headers['x-line-retry-key']).toBeUndefined();
    expect(push).toMatchObject({
      path: '/v2/bot/message/push',
      body: { to: chat.user },
      answer: { status: 200 },
    });
    expect(push?.headers['x-line-retry-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('uses a new token when the customer writes again', async () => {
    await open();
    const chat = await shop.meet(newUser());
    await stage.reaches(await chat.send('One'), 'sent');
    await shop.meet(chat.user);
    await stage.reaches(await chat.send('Two'), 'sent');
    expect(await paths()).toEqual(['reply', 'reply']);
  });

  it('pushes at once when the token is too old to be tried', async () => {
    await open();
    const chat = await shop.meet(newUser());
    stage.hub.clock.advance(60_000);
    await stage.reaches(await chat.send('Late'), 'sent');
    expect(await paths()).toEqual(['push']);
  });

  it('pushes when the token is refused, and the message arrives once', async () => {
    await open();
    const chat = await shop.meet(newUser());
    await shop.fault({ code: 'invalid_reply_token' });
    const { timeline } = await stage.reaches(await chat.send('Still arrives'), 'sent');
    expect(await paths()).toEqual(['reply', 'push']);
    expect(await chat.texts()).toEqual(['Still arrives']);
    expect(timeline.attempts.map(({ state }) => state)).toEqual(['failed', 'sent']);
    expect(timeline.events.map(({ type }) => type)).toEqual(['message.queued', 'message.sent']);
  });

  it('sends what has gathered five at a time, in order', async () => {
    await open();
    const chat = await shop.meet(newUser());
    // The first is held up, so that the others gather behind it.
    await shop.fault({ kind: 'timeout' });
    const texts = Array.from({ length: 11 }, (_, index) => `Text ${index}`);
    const ids: string[] = [];
    for (const text of texts) ids.push(await chat.send(text));
    for (const id of ids) await stage.reaches(id, 'sent');
    expect(await chat.texts()).toEqual(texts);
    const sizes = (await shop.sends()).map(({ body }) => (body.messages as Json[]).length);
    // What was held up is repeated as it was; behind it only the last request is not full.
    expect(sizes[1]).toBe(sizes[0]);
    expect(new Set(sizes.slice(2, -1))).toEqual(new Set([5]));
    expect(sizes.slice(1).reduce((sum, size) => sum + size)).toBe(11);
    const sent = (await shop.events('message.sent')).map(({ data }) => data.message_id);
    expect(sent).toEqual(ids);
  });

  it.each(contents)('shows %s', async (_, content, shown) => {
    await open();
    const chat = await shop.meet(newUser());
    await stage.reaches(await chat.send(content), 'sent');
    expect((await shop.shown()).map(({ body }) => kindOf(body))).toEqual(shown);
  });

  it.each([
    ['reaction', { type: 'reaction', emoji: '👍', to: '1' }],
    ['template', { type: 'template', name: 'hello', language: 'en' }],
  ])('refuses %s at once and says why', async (_, content) => {
    await open();
    const chat = await shop.meet(newUser());
    const refused = await stage.hub.api<Json>('POST', '/api/v1/messages', {
      conversation_id: chat.id,
      content,
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'content_rejected' } });
    expect(refused.body.detail).toContain('LINE');
  });

  it('refuses what is too long before it is queued, with field, limit and page', async () => {
    await open();
    const chat = await shop.meet(newUser());
    const body = { type: 'flex', altText: 'x'.repeat(1501), contents: bubble };
    const refused = await stage.hub.api<Json>('POST', '/api/v1/messages', {
      conversation_id: chat.id,
      content: { type: 'native', body },
    });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'content_rejected',
        errors: [
          {
            field: 'content.body.altText',
            limit: { most: 1500, unit: 'characters' },
            page: expect.stringMatching(/#flex-message$/),
          },
        ],
      },
    });
    expect(await shop.sends()).toEqual([]);
  });

  it('talks in groups, and quotes there', async () => {
    await open();
    const group = { id: `C${randomBytes(16).toString('hex')}`, kind: 'group' };
    const user = newUser();
    await shop.say({ type: 'join' }, user, { group });
    const chat = await shop.meet(user, { group });
    const { message_id } = await shop.say('Is it open today?', newUser(), { group });
    const question = await until(
      async () =>
        (await shop.events('message.received')).find(
          ({ data }) => data.message?.platform_message_id === message_id,
        ),
      'the question',
    );
    expect(question.conversation_id).toBe(chat.id);
    const id = await chat.send('Until eight', { reply_to: question.data.message?.id });
    await stage.reaches(id, 'sent');
    const last = (await shop.shown()).at(-1);
    expect(last).toMatchObject({ group_id: group.id, text: 'Until eight' });
    expect(last?.body.quoteToken).toEqual(expect.any(String));
    expect((await shop.events('group.joined')).map(({ data }) => data.thread_id)).toEqual([group.id]);
  });

  it('hears of friends who come and go, and of messages taken back', async () => {
    await open();
    const user = newUser();
    await shop.say({ type: 'follow' }, user);
    const chat = await shop.meet(user);
    const { message_id } = await shop.say('Wrong chat', user);
    await shop.say({ type: 'unsend', message_id }, user);
    await shop.say({ type: 'unfollow' }, user);
    const types = await until(async () => {
      // The person's profile is asked for meanwhile, whenever that is answered.
      const events = (await shop.events()).filter(({ type }) => type !== 'contact.changed');
      return events.at(-1)?.type === 'contact.unsubscribed' && events;
    }, 'the end of the friendship');
    expect(types.map(({ type }) => type)).toEqual([
      'conversation.opened',
      'contact.subscribed',
      'message.received',
      'message.received',
      'message.deleted',
      'contact.unsubscribed',
    ]);
    const deleted = types[4]?.data;
    const message = await stage.message(String(deleted?.message_id));
    expect(message).toMatchObject({ content: { type: 'system', kind: 'deleted' } });
    expect(JSON.stringify(message)).not.toContain('Wrong chat');
    expect(types[5]?.conversation_id).toBe(chat.id);
  });

  it('mentions people in groups by their id', async () => {
    await open();
    const group = { id: `C${randomBytes(16).toString('hex')}`, kind: 'group' };
    const user = newUser();
    const chat = await shop.meet(user, { group });
    const entities = [{ type: 'mention', offset: 3, length: 5, target: 'user', user_id: user }];
    await stage.reaches(await chat.send({ type: 'text', text: 'Hi @Mali!', entities }), 'sent');
    expect((await shop.shown()).at(-1)?.body).toMatchObject({
      type: 'textV2',
      text: 'Hi {mention1}!',
      substitution: { mention1: { mentionee: { type: 'user', userId: user } } },
    });
  });

  it('takes a redelivery as the same event, whose token counts anew', async () => {
    await open();
    const user = newUser();
    const { event_id } = await shop.say({ type: 'follow' }, user);
    const [followed] = await until(async () => {
      const events = await shop.events('contact.subscribed');
      return events.length > 0 && events;
    }, 'the new friend');
    stage.hub.clock.advance(60_000);
    await stage.simulated.control('POST', `/line/channels/${shop.simulated}/redeliver`, { event_id });
    const { body } = await stage.hub.api<{ id: string }>('POST', '/api/v1/messages', {
      conversation_id: followed?.conversation_id,
      content: { type: 'text', text: 'Still for free' },
    });
    await stage.reaches(body.id, 'sent');
    expect(await paths()).toEqual(['reply']);
    expect(await shop.events('contact.subscribed')).toHaveLength(1);
  });

  it('sends nothing while a module channel has the floor, and goes on when the chat is back', async () => {
    await open();
    const user = newUser();
    const chat = await shop.meet(user, { standby: true });
    const message = { conversation_id: chat.id, content: { type: 'text', text: 'Too early' } };
    const refused = await stage.hub.api('POST', '/api/v1/messages', message);
    expect(refused).toMatchObject({ status: 422, body: { code: 'thread_elsewhere' } });
    expect(await paths()).toEqual([]);
    await shop.say('Is anybody there?', user);
    const path = `/api/v1/conversations/${chat.id}`;
    await until(async () => (await stage.hub.api<Json>('GET', path)).body.standby === false, 'the chat');
    await stage.reaches(await chat.send('Now it goes'), 'sent');
    expect(await paths()).toEqual(['reply']);
  });

  it('shows of several edits the newest, whenever it comes', async () => {
    await open();
    const group = { id: `C${randomBytes(16).toString('hex')}`, kind: 'group' };
    const user = newUser();
    const { message_id } = await shop.say('Firts', user, { group });
    const deliver = (settings: Json) => stage.simulated.control('POST', '/delivery', settings);
    await deliver({ hold: true, shuffle: true });
    try {
      for (const text of ['Fisrt', 'First']) {
        await shop.say({ type: 'edit', message_id, text }, user, { group });
        const now = Date.now();
        // No two edits are of one moment.
        await until(async () => Date.now() > now, 'the next moment');
      }
      await stage.simulated.control('POST', '/delivery/release');
    } finally {
      await deliver({ hold: false, shuffle: false });
    }
    const [received] = await shop.events('message.received');
    const id = String(received?.data.message?.id);
    await until(async () => (await stage.message(id)).content.text === 'First', 'the newest edit');
    // What came late was no news.
    expect((await shop.events('message.edited')).map(({ data }) => data.content)).toEqual([
      { type: 'text', text: 'First' },
    ]);
  });

  it.each<[said: Json, type: string, data: Json]>([
    [{ type: 'beacon', hwid: '00f1' }, 'beacon.received', { type: 'enter', hwid: '00f1' }],
    [{ type: 'account_link', nonce: 'n1' }, 'account_link.changed', { result: 'ok', nonce: 'n1' }],
    [
      { type: 'account_link', nonce: 'n1', result: 'failed' },
      'account_link.changed',
      { result: 'failed', nonce: 'n1' },
    ],
    [
      { type: 'membership', change: 'renewed', membership_id: 7 },
      'membership.changed',
      { type: 'renewed', membership_id: '7' },
    ],
    [{ type: 'module', change: 'attached' }, 'account.changed', { change: 'module_attached' }],
    [{ type: 'module', change: 'detached' }, 'account.changed', { change: 'module_detached' }],
    [{ type: 'activated' }, 'conversation.handover', { change: 'activated' }],
    [{ type: 'deactivated' }, 'conversation.handover', { change: 'deactivated' }],
    [{ type: 'bot_suspended' }, 'account.restricted', { change: 'bot_suspended' }],
    [{ type: 'bot_resumed' }, 'account.changed', { change: 'bot_resumed' }],
    [{ type: 'notification_delivered', data: 'tag-1' }, 'notification.delivered', { data: 'tag-1' }],
    [{ type: 'things', things: { type: 'link' } }, 'unsupported.received', { kind: 'things' }],
  ])('hears of %j', async (said, type, data) => {
    await open();
    await shop.say(said, newUser());
    const [event] = await until(async () => {
      const events = await shop.events(type);
      return events.length > 0 && events;
    }, type);
    expect(event?.data).toMatchObject(data);
  });

  it('shows typing to one person, not to a group, and marks as read', async () => {
    await open();
    const chat = await shop.meet(newUser());
    const act = (conversation: string, action: string) =>
      stage.hub.api('POST', `/api/v1/conversations/${conversation}/actions`, { action });
    expect((await act(chat.id, 'typing')).status).toBe(204);
    expect((await act(chat.id, 'mark_read')).status).toBe(204);
    const path = `/inbox?${new URLSearchParams({ account: shop.simulated, user: chat.user })}`;
    const { chats } = await stage.simulated.control<{ chats: Json[] }>('GET', path);
    expect(chats[0]).toMatchObject({
      read_up_to: expect.any(String),
      typing_until: expect.any(Number),
    });
    const group = { id: `C${randomBytes(16).toString('hex')}`, kind: 'group' };
    const many = await shop.meet(newUser(), { group });
    expect(await act(many.id, 'typing')).toMatchObject({ status: 422, body: { code: 'action_refused' } });
  });
});

function kindOf(body: Json): string {
  const template = body.template as Json | undefined;
  return template ? `template ${template.type}` : String(body.type);
}
