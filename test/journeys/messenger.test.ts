import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type EventView, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const ana = '7100000000000401';

describe.each(databaseKinds)('What only Messenger has, on $kind', ({ create }) => {
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

  beforeEach(async () => {
    shop = await stage.open('messenger');
  });

  const happened = (type: string, fits: (data: EventView['data']) => boolean = () => true) =>
    until(async () => (await shop.events(type)).find(({ data }) => fits(data)), type);

  const send = (to: Json, content: Json) =>
    stage.hub.api<{ id: string }>('POST', '/api/v1/messages', { account_id: shop.id, to, content });

  it('writes by one token as often as was agreed', async () => {
    const optin = { type: 'notification_messages', payload: 'news' };
    await shop.say({ type: 'optin', optin }, ana);
    const { data } = await happened('optin.received');
    const token = String(data.notification_messages_token);
    for (const text of ['Spring is here.', 'And so is summer.']) {
      const { body } = await send({ type: 'token', id: token }, { type: 'text', text });
      await stage.reaches(body.id, 'delivered');
    }
    const recipients = (await shop.sends()).map(({ body }) => body.recipient);
    expect(recipients).toEqual([1, 2].map(() => ({ notification_messages_token: token })));
  });

  it('answers a visitor’s post in private', async () => {
    await shop.say({ type: 'post', text: 'Are you open on Sunday?' }, ana);
    const { data } = await happened('post.received');
    const { body } = await send(
      { type: 'post', id: String(data.post_id) },
      { type: 'text', text: 'We are.' },
    );
    await stage.reaches(body.id, 'delivered');
    expect((await shop.sends()).at(-1)?.body).toMatchObject({ recipient: { post_id: data.post_id } });
    expect((await shop.shown()).map(({ text }) => text)).toEqual(['We are.']);
  });

  it('keeps that somebody has enough of marketing, and may still answer them', async () => {
    const chat = await shop.meet(ana);
    const stop = { type: 'notification_messages', notification_messages_status: 'STOP NOTIFICATIONS' };
    await shop.say({ type: 'optin', optin: stop }, ana);
    const { data } = await happened('contact.changed', (said) => 'notification_messages_status' in said);
    expect(data).toMatchObject({ notification_messages_status: 'STOP NOTIFICATIONS' });
    await stage.reaches(await chat.send('Of course.'), 'delivered');
  });

  it('takes for sent, once, what was sent in spite of the answer, and learns its id from the echo', async () => {
    const chat = await shop.meet(ana);
    await shop.fault({ code: '1/1357046' });
    const id = await chat.send('Only once.');
    await stage.reaches(id, 'delivered');
    const known = await until(async () => (await stage.message(id)).platform_message_id, 'the id');
    expect((await shop.shown()).map(({ message_id }) => message_id)).toEqual([known]);
    expect(await shop.sends()).toHaveLength(1);
  });

  it('shows products of the Page’s catalogue', async () => {
    const chat = await shop.meet(ana);
    const products = [{ id: '77000000000001' }, { id: '77000000000002' }];
    await stage.reaches(await chat.send({ type: 'products', products }), 'delivered');
    expect((await shop.sends()).at(-1)?.body).toMatchObject({
      message: {
        attachment: { type: 'template', payload: { template_type: 'product', elements: products } },
      },
    });
  });
});
