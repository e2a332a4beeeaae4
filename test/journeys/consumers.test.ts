import { createHmac, createPublicKey, randomBytes, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { type ConsumerServer, type Delivered, startConsumer } from '../consumer-server.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

interface ConsumerView extends Json {
  id: string;
  secret: string;
  state: string;
  queued: number;
}

interface DeliveryView {
  event: { id: string; cursor: string; type: string };
  outcome: string;
  status: number | null;
  error: string | null;
  answer: string;
}

const received = { types: ['message.received'] };
const minute = 60_000;

describe.each(databaseKinds)('a consumer of events, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;
  let server: ConsumerServer;
  let consumer: ConsumerView;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_ALLOW_PRIVATE_NETWORKS: 'true' });
    shop = await stage.open('line');
  });
  beforeEach(async () => {
    server = await startConsumer();
  });
  afterEach(async () => {
    await call('DELETE', `/${consumer.id}`);
    await server.stop();
  });
  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  async function call<T = Json>(method: string, path = '', body?: unknown): Promise<T> {
    const answer = await stage.hub.api<T>(method, `/api/v1/consumers${path}`, body);
    expect([method, path, answer.status, JSON.stringify(answer.body)]).toEqual([
      ...[method, path, expect.toSatisfy((status: number) => status < 300)],
      expect.anything(),
    ]);
    return answer.body;
  }

  async function connect(more: Json = {}): Promise<void> {
    const given = { name: 'Shop', url: server.url, filter: received, ...more };
    consumer = await call<ConsumerView>('POST', '', given);
  }

  const look = () => call<ConsumerView>('GET', `/${consumer.id}`);
  const deliveries = async (query = '') =>
    (await call<{ data: DeliveryView[] }>('GET', `/${consumer.id}/deliveries${query}`)).data;
  const texts = () => server.taken().map(textOf);
  const come = (count: number) =>
    until(() => server.taken().length >= count && server.taken(), `${count} deliveries`);
  const somebody = () => `U${randomBytes(16).toString('hex')}`;
  const meet = (user = somebody()): Promise<Chat> => shop.meet(user);
  const say = (chat: Chat, text: string) => shop.say(text, chat.user);

  it('is given what passes its filter, signed, and says what it answered', async () => {
    await connect({ headers: { authorization: 'Bearer of the shop' } });
    server.answer(() => ({ status: 202, text: 'thank you' }));
    await meet();
    const [first] = await come(1);
    const { headers, text, body } = first ?? expect.fail();
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer of the shop',
      'webhook-id': body.id,
    });
    const signed = `${body.id}.${headers['webhook-timestamp']}.${text}`;
    const key = Buffer.from(consumer.secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    const { body: event } = await stage.hub.api('GET', `/api/v1/events/${body.cursor}`);
    expect(body).toEqual(event);
    await until(async () => (await deliveries()).length === 1, 'the delivery to be noted');
    expect(await deliveries()).toMatchObject([
      {
        event: { id: body.id, type: 'message.received' },
        outcome: 'delivered',
        status: 202,
        answer: 'thank you',
      },
    ]);
    expect(await look()).toMatchObject({ queued: 0, failing_since: null, headers: ['authorization'] });
  });

  it('can have thin events, as CloudEvents, signed by a key that only the hub has', async () => {
    const settings = { format: 'cloudevent', payload: 'thin' };
    await connect({ settings, scheme: 'v1a' });
    const chat = await meet();
    const [{ headers, text, body } = expect.fail()] = await come(1);
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(body).toMatchObject({
      ...{ specversion: '1.0', type: 'message.received', subject: chat.id, platform: 'line' },
      data: { url: `${stage.hub.url}/api/v1/events/${body.cursor}` },
    });
    expect(text).not.toContain('Hello');
    const [scheme, signature = ''] = String(headers['webhook-signature']).split(',');
    const x = Buffer.from(consumer.secret.replace('whpk_', ''), 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const signed = `${body.id}.${headers['webhook-timestamp']}.${text}`;
    expect(scheme).toBe('v1a');
    expect(verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('keeps the order of a conversation when some of it fails, and delays no other', async () => {
    await connect();
    const [slow, quick] = [await meet(), await meet()];
    await come(2);
    let down = true;
    server.answer(({ body }) => (down && body.conversation_id === slow.id ? 500 : 200));
    for (const text of ['one', 'two', 'three']) await say(slow, text);
    await say(quick, 'quick');
    await until(() => texts().includes('quick'), 'the other conversation');
    await until(async () => (await deliveries('?outcome=failed')).length > 0, 'a failure');
    expect(texts().slice(2)).toEqual(['quick']);
    down = false;
    stage.hub.clock.advance(minute);
    await come(6);
    expect(texts().slice(3)).toEqual(['one', 'two', 'three']);
  });

  it('misses nothing while it is down, and gets nothing twice that it took', async () => {
    await connect();
    const chats = [await meet(), await meet(), await meet()];
    await come(3);
    server.answer(() => 'hang up');
    for (const chat of chats) for (const text of ['a', 'b', 'c']) await say(chat, text);
    // Three conversations fail, five times in all: then everything waits.
    await until(async () => {
      stage.hub.clock.advance(minute / 6);
      return server.came.length >= 3 + 5;
    }, 'the breaker to open');
    expect((await look()).failing_since).not.toBeNull();
    server.answer(() => 200);
    await until(() => {
      stage.hub.clock.advance(minute);
      return server.taken().length === 12;
    }, 'everything to arrive');
    for (const chat of chats) {
      const own = server.taken().filter(({ body }) => body.conversation_id === chat.id);
      expect(own.map(textOf)).toEqual(['Hello', 'a', 'b', 'c']);
    }
    await until(async () => (await look()).failing_since === null, 'the failure to be over');
  });

  it('waits as long as it is asked to', async () => {
    await connect();
    server.answer(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    await meet();
    await until(() => server.came.length === 1, 'the first try');
    await until(async () => (await deliveries()).length === 1, 'it to be noted');
    server.answer(() => 200);
    stage.hub.clock.advance(110_000);
    await meet();
    expect(server.came).toHaveLength(1);
    stage.hub.clock.advance(15_000);
    await come(2);
  });

  it('is disabled when it says that it is gone, and goes on where it was when it is enabled', async () => {
    await connect({ filter: { types: ['message.*', 'consumer.disabled'] } });
    server.answer(() => 410);
    await meet();
    await until(async () => (await look()).state === 'disabled', 'it to be disabled');
    await meet();
    server.answer(() => 200);
    expect((await call<ConsumerView>('PATCH', `/${consumer.id}`, { state: 'enabled' })).state).toBe(
      'enabled',
    );
    const all = await come(3);
    expect(all.map(({ body }) => body.type).sort()).toEqual([
      ...['consumer.disabled', 'message.received', 'message.received'],
    ]);
  });

  it('can be paused and changed; what happened meanwhile comes afterwards', async () => {
    await connect();
    await call('PATCH', `/${consumer.id}`, { state: 'paused' });
    const chat = await meet();
    await say(chat, 'later');
    await call('PATCH', `/${consumer.id}`, { state: 'enabled', settings: { payload: 'thin' } });
    const all = await come(2);
    expect(all.map(({ body }) => [body.conversation_id, 'data' in body])).toEqual([
      ...[
        [chat.id, false],
        [chat.id, false],
      ],
    ]);
  });

  it('is signed for with both secrets while they are rotated', async () => {
    await connect();
    const rotated = await call<ConsumerView>('POST', `/${consumer.id}/rotate`, { overlap_seconds: 60 });
    expect(rotated.secret).not.toBe(consumer.secret);
    const test = await call<Json>('POST', `/${consumer.id}/test`);
    expect(test).toMatchObject({ delivered: true, status: 200 });
    stage.hub.clock.advance(minute);
    await call('POST', `/${consumer.id}/test`);
    const [both = expect.fail(), one = expect.fail()] = server.came;
    expect(both.body.type).toBe('consumer.test');
    expect(both.headers['webhook-signature']).toBe(
      `${signatureOf(both, rotated.secret)} ${signatureOf(both, consumer.secret)}`,
    );
    expect(one.headers['webhook-signature']).toBe(signatureOf(one, rotated.secret));
  });

  it('can have one event, all that was given up, or a stretch of time once more', async () => {
    await connect({ settings: { retry_for_seconds: 0 } });
    server.answer(() => 500);
    const since = new Date(stage.hub.clock.now()).toISOString();
    const chat = await meet();
    await say(chat, 'again');
    const dead = await until(async () => {
      const found = await deliveries('?outcome=dead');
      return found.length === 2 && found;
    }, 'two to be given up');
    server.answer(() => 200);
    expect(await call('POST', `/${consumer.id}/redeliver`, { failed_since: since })).toEqual({ queued: 2 });
    await come(2);
    expect(texts()).toEqual(['Hello', 'again']);
    const cursor = dead[0]?.event.cursor;
    expect(await call('POST', `/${consumer.id}/redeliver`, { cursor })).toEqual({ queued: 1 });
    await until(() => server.came.length === 5, 'one more');
    await stage.hub.api('POST', `/api/v1/consumers/${consumer.id}/replay`, { from: since });
    await until(() => server.came.length === 7, 'both once more');
    expect(server.came.slice(5).map(textOf)).toEqual(['Hello', 'again']);
    expect(new Set(server.came.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('can be asked for only where a conversation belongs to the bot', async () => {
    await connect({ filter: { ...received, owners: ['bot'] } });
    const [ours, theirs] = [await meet(), await meet()];
    await stage.hub.api('PATCH', `/api/v1/conversations/${ours.id}`, { owner: 'bot' });
    await say(theirs, 'no');
    await say(ours, 'yes');
    await come(1);
    expect(texts()).toEqual(['yes']);
  });
});

describe.each(databaseKinds)('where private networks may not be called, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_ALLOW_PRIVATE_NETWORKS: 'false' });
  });
  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  it.each(['http://127.0.0.1:9/', 'http://169.254.169.254/', 'https://localhost/', 'ftp://example.com/'])(
    'no consumer is made for %s',
    async (url) => {
      const answer = await stage.hub.api('POST', '/api/v1/consumers', { name: 'Shop', url });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );

  it.each([
    { headers: { 'webhook-id': '1' } },
    { headers: { host: 'example.com' } },
    { headers: { 'x y': '1' } },
    { headers: { a: 'b\r\nc: d' } },
    { filter: { owners: ['nobody'] } },
    { settings: { concurrency: 0 } },
    { secret: 'whsec_mine' },
  ])('nor with %j', async (wrong) => {
    const given = { name: 'Shop', url: 'https://example.com/', ...wrong };
    expect((await stage.hub.api('POST', '/api/v1/consumers', given)).status).toBe(422);
  });
});

function textOf({ body }: Delivered): string | undefined {
  return body.data?.message?.content.text;
}

function signatureOf({ body, headers, text }: Delivered, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${body.id}.${headers['webhook-timestamp']}.${text}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
