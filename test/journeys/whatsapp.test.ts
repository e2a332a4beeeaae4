import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const picture = 'https://shop.example/shoe.jpg';

/** Every kind of content once, and the types of the platform messages it becomes. */
const contents: [name: string, content: Json, shown: string[]][] = [
  ['text', { type: 'text', text: 'See https://shop.example' }, ['text']],
  ['image', { type: 'image', items: [{ url: picture }], text: 'Your shoe' }, ['image']],
  ['video', { type: 'video', items: [{ url: 'https://shop.example/shoe.mp4' }] }, ['video']],
  ['audio', { type: 'audio', items: [{ url: 'https://shop.example/hello.mp3' }] }, ['audio']],
  [
    'file',
    { type: 'file', items: [{ url: 'https://shop.example/bill.pdf', file_name: 'Bill.pdf' }] },
    ['document'],
  ],
  ['sticker', { type: 'sticker', items: [{ url: 'https://shop.example/wave.webp' }] }, ['sticker']],
  ['location', { type: 'location', latitude: 13.7, longitude: 100.5, name: 'Shop' }, ['location']],
  [
    'contacts',
    { type: 'contacts', contacts: [{ name: 'Mali Srisai', phones: [{ phone: '+66812345678' }] }] },
    ['contacts'],
  ],
  [
    'buttons',
    {
      type: 'choices',
      text: 'Which size?',
      footer: 'All in stock',
      options: [
        { id: 's', title: 'Small' },
        { id: 'l', title: 'Large' },
      ],
    },
    ['interactive button'],
  ],
  [
    'list',
    {
      type: 'choices',
      text: 'Which colour?',
      button: 'Colours',
      options: ['Red', 'Green', 'Blue', 'Black'].map((title) => ({ id: title, title })),
    },
    ['interactive list'],
  ],
  [
    'link button',
    { type: 'choices', text: 'Your order', options: [{ title: 'Open', url: 'https://shop.example/1' }] },
    ['interactive cta_url'],
  ],
  [
    'cards',
    {
      type: 'cards',
      cards: [
        { title: 'Shoe', text: 'Red', image_url: picture, options: [{ id: 'buy', title: 'Buy' }] },
        { title: 'Sock', text: 'Blue', image_url: picture },
      ],
    },
    ['interactive button', 'image'],
  ],
  [
    'cards side by side',
    {
      type: 'cards',
      cards: ['Shoe', 'Sock'].map((title) => ({ title, image_url: picture, options: [{ title: 'Buy' }] })),
    },
    ['interactive carousel'],
  ],
  [
    'form',
    { type: 'flow', text: 'Book a fitting', button: 'Book', flow_id: '7', screen: 'DAY', data: { days: 5 } },
    ['interactive flow'],
  ],
  [
    'one product',
    { type: 'products', text: 'New', catalog_id: '5', products: [{ id: 'shoe' }] },
    ['interactive product'],
  ],
  [
    'several products',
    {
      type: 'products',
      ...{ header: 'New', text: 'For the feet', catalog_id: '5' },
      products: [
        { id: 'shoe', section: 'Out' },
        { id: 'slipper', section: 'In' },
      ],
    },
    ['interactive product_list'],
  ],
  ['the catalogue', { type: 'products', text: 'All we have', products: [] }, ['interactive catalog_message']],
  [
    'template',
    { type: 'template', name: 'order_update', language: 'en_US', parameters: ['Mali', 'A-17'] },
    ['template'],
  ],
  [
    'native',
    {
      type: 'native',
      body: {
        type: 'interactive',
        interactive: {
          type: 'location_request_message',
          body: { text: 'Where are you?' },
          action: { name: 'send_location' },
        },
      },
    },
    ['interactive location_request_message'],
  ],
];

describe.each(databaseKinds)('WhatsApp, from end to end, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
    shop = await stage.open('whatsapp');
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  it('announces what a customer writes: who, what and when', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { message_id, from } = await shop.say('Do you have red shoes?', '66810000001');
    const event = await until(
      async () => (await shop.events('message.received')).at(-1),
      'the event of the message',
    );
    expect(event).toMatchObject({
      type: 'message.received',
      platform: 'whatsapp',
      account_id: shop.id,
      data: {
        message: {
          platform_message_id: message_id,
          direction: 'in',
          author: 'contact',
          status: null,
          sender: { id: '66810000001', name: from.name },
          content: { type: 'text', text: 'Do you have red shoes?' },
        },
      },
    });
    expect(Date.parse(event.occurred_at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(event.occurred_at)).toBeLessThanOrEqual(Date.now());
  });

  it('sends an answer once however often it is submitted, and tells of it until it is read', async () => {
    const chat = await shop.meet('66810000002');
    const body = { conversation_id: chat.id, content: { type: 'text', text: 'Yes, we have' } };
    const key = { 'idempotency-key': `answer to ${chat.id}` };
    const submit = (text = 'Yes, we have') =>
      stage.hub.api<Json>('POST', '/api/v1/messages', { ...body, content: { type: 'text', text } }, key);
    const first = await submit();
    expect(first).toMatchObject({ status: 202, body: { conversation_id: chat.id, status: 'queued' } });
    const id = String(first.body.id);
    expect(await submit()).toMatchObject({ status: 202, body: first.body });
    expect(await submit('Something else')).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    await stage.reaches(id, 'delivered');
    expect(await chat.texts()).toEqual(['Yes, we have']);
    await stage.simulated.control('POST', '/read', {
      platform: 'whatsapp',
      account: shop.simulated,
      user: chat.user,
    });
    const read = await stage.reaches(id, 'read');
    expect(read.timeline.events.map(({ type }) => type)).toEqual([
      'message.queued',
      'message.sent',
      'message.delivered',
      'message.read',
    ]);
    expect(read.timeline).toMatchObject({
      attempts: [{ state: 'sent', tries: 1, status_code: 200, failure: null }],
      waiting: null,
      dead_job: null,
    });
    const [sent] = (await shop.events('message.sent')).slice(-1);
    expect(sent?.data).toMatchObject({
      message_id: id,
      platform_message_id: read.platform_message_id,
      status: 'sent',
    });
  });

  it('keeps the order of what is submitted one after the other', async () => {
    const chat = await shop.meet('66810000003');
    const texts = Array.from({ length: 12 }, (_, index) => `Number ${index}`);
    const ids: string[] = [];
    for (const text of texts) ids.push(await chat.send(text));
    for (const id of ids) await stage.reaches(id, 'delivered');
    expect(await chat.texts()).toEqual(texts);
  });

  describe('content', () => {
    let chat: Chat;

    beforeAll(async () => {
      chat = await shop.meet('66810000004');
    });

    it.each(contents)('%s arrives', async (_, content, shown) => {
      const before = (await shop.shown()).length;
      const id = await chat.send(content);
      await stage.reaches(id, 'delivered');
      const bodies = (await shop.shown()).slice(before).map(({ body }) => body);
      expect(bodies.map(kindOf)).toEqual(shown);
    });

    it('a reaction stays at sent, since nobody reports more', async () => {
      const { message_id } = await shop.say('Thank you', chat.user);
      const id = await chat.send({ type: 'reaction', emoji: '👍', to: message_id });
      await stage.reaches(id, 'sent');
      const last = (await shop.shown()).at(-1);
      expect(last?.body).toMatchObject({ type: 'reaction', reaction: { message_id, emoji: '👍' } });
    });

    it('a reply quotes the message, named by our id or by the platform’s', async () => {
      const { message_id } = await shop.say('Which one?', chat.user);
      const ours = await until(
        async () =>
          (await shop.events('message.received')).find(
            ({ data }) => data.message?.platform_message_id === message_id,
          )?.data.message?.id,
        'the question',
      );
      for (const reply_to of [ours, message_id]) {
        const id = await chat.send('The red one', { reply_to });
        await stage.reaches(id, 'delivered');
        const last = (await shop.shown()).at(-1);
        expect(last?.body.context).toEqual({ message_id });
      }
    });

    it('a tap on an option comes back as an answer', async () => {
      const id = await chat.send({
        type: 'choices',
        text: 'Which size?',
        options: [{ id: 'size-s', title: 'Small' }],
      });
      const { platform_message_id } = await stage.reaches(id, 'delivered');
      await shop.say({ tap: { message_id: platform_message_id, option: 'Small' } }, chat.user);
      const event = await until(
        async () =>
          (await shop.events('message.received')).find(({ data }) => data.message?.content.type === 'answer'),
        'the answer',
      );
      expect(event.data.message).toMatchObject({
        content: { type: 'answer', id: 'size-s', title: 'Small', kind: 'button' },
        reply_to: { message_id: id, platform_message_id },
      });
    });
  });

  it('writes first to a phone number, and knows the person when they answer', async () => {
    const { body } = await stage.hub.api<{ id: string; conversation_id: string }>(
      'POST',
      '/api/v1/messages',
      {
        account_id: shop.id,
        to: '+66 81 000 0005',
        content: { type: 'template', name: 'hello_world', language: 'en_US' },
      },
    );
    await stage.reaches(body.id, 'delivered');
    const chat = await shop.meet('66810000005');
    expect(chat.id).toBe(body.conversation_id);
  });

  it('shows typing and marks as read', async () => {
    const chat = await shop.meet('66810000006');
    const { message_id } = await shop.say('Anybody there?', chat.user);
    await until(async () => (await shop.events('message.received')).at(-1)?.data.message, 'the message');
    const act = (action: string) =>
      stage.hub.api('POST', `/api/v1/conversations/${chat.id}/actions`, { action });
    const signs = async () => {
      const path = `/inbox?${new URLSearchParams({ account: shop.simulated, user: chat.user })}`;
      const { chats } = await stage.simulated.control<{ chats: Json[] }>('GET', path);
      return chats[0];
    };
    expect((await act('mark_read')).status).toBe(204);
    expect(await signs()).toMatchObject({ read_up_to: message_id, typing_until: null });
    expect((await act('typing')).status).toBe(204);
    expect(await signs()).toMatchObject({ typing_until: expect.any(Number) });
  });

  it('follows what the owner of the number does in the app, and what customers change', async () => {
    const chat = await shop.meet('66810000008');
    const path = `/whatsapp/numbers/${shop.simulated}`;
    await stage.simulated.control('PATCH', path, { coexistence: true });
    const told = (type: string, id: string) =>
      until(
        async () =>
          (await shop.events(type)).find(
            ({ data }) => (data.message?.platform_message_id ?? data.platform_message_id) === id,
          ),
        `${type} of ${id}`,
      );
    const typed = await shop.say({ type: 'typed_in_app', text: 'We close at six' }, chat.user);
    const echo = await told('message.echoed', typed.message_id);
    expect(echo).toMatchObject({
      conversation_id: chat.id,
      data: { message: { direction: 'out', author: 'app', content: { text: 'We close at six' } } },
    });
    const change = { message_id: typed.message_id };
    await shop.say({ type: 'edited_in_app', ...change, text: 'We close at seven' }, chat.user);
    const edited = await told('message.edited', typed.message_id);
    expect(edited.data).toMatchObject({ content: { text: 'We close at seven' } });
    await shop.say({ type: 'unsent_in_app', ...change }, chat.user);
    await told('message.deleted', typed.message_id);
    const { message_id } = await shop.say('Until when?', chat.user);
    await shop.say({ type: 'edit', message_id, text: 'Until when, please?' }, chat.user);
    await told('message.edited', message_id);
    await shop.say({ type: 'unsend', message_id }, chat.user);
    await told('message.deleted', message_id);
    await shop.say({ type: 'preference', value: 'stop' }, chat.user);
    await until(async () => {
      const path = `/api/v1/contacts?account_id=${shop.id}&limit=100`;
      const { body } = await stage.hub.api<{ data: Json[] }>('GET', path);
      return body.data.some(({ marketing }) => marketing === 'stopped');
    }, 'the wish on the contact');
    await stage.simulated.control('PATCH', path, { coexistence: false });
  });

  it.each([
    ['66810000009', false],
    ['66810000010', true],
  ])('keeps for %s that no marketing is wanted, also when only a refusal tells it', async (user, async) => {
    const chat = await shop.meet(user);
    await shop.fault({ code: 131050, async });
    await stage.reaches(await chat.send('Sale'), 'failed');
    await until(async () => {
      const { body } = await stage.hub.api<{ data: { marketing: string | null; identities: Json[] }[] }>(
        'GET',
        `/api/v1/contacts?account_id=${shop.id}&limit=100`,
      );
      const contact = body.data.find(({ identities }) => identities.some(({ value }) => value === user));
      return contact?.marketing === 'stopped';
    }, 'the wish on the contact');
    await until(
      async () =>
        (await shop.events('contact.changed')).some(({ conversation_id }) => conversation_id === chat.id),
      'the event',
    );
  });

  it('refuses at once what can never be sent', async () => {
    const chat = await shop.meet('66810000007');
    const content = { type: 'contacts', contacts: [{ phones: [{ phone: '1' }] }] };
    const refused = await stage.hub.api('POST', '/api/v1/messages', { conversation_id: chat.id, content });
    expect(refused).toMatchObject({ status: 422, body: { code: 'content_rejected', retryable: false } });
    const options = Array.from({ length: 11 }, (_, index) => ({ title: `Option ${index}` }));
    const choices = { type: 'choices', text: 'Which?', options };
    const body = { conversation_id: chat.id, content: choices };
    expect(await stage.hub.api('POST', '/api/v1/messages', body)).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            field: 'content.options',
            limit: { most: 10, unit: 'options' },
            page: expect.stringMatching(/list-messages$/),
          },
        ],
      },
    });
  });
});

function kindOf(body: Json): string {
  const inner = body.interactive as Json | undefined;
  return inner ? `interactive ${inner.type}` : String(body.type);
}
