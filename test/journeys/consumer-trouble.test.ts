import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { type Answering, type ConsumerServer, type Delivered, startConsumer } from '../consumer-server.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

interface ConsumerView extends Json {
  id: string;
  state: string;
  queued: number;
}

interface DeliveryView {
  event: { id: string };
  attempt: number;
  outcome: string;
  error: string | null;
}

const minute = 60_000;
const filter = { types: ['message.received'] };

/** How an endpoint can be ill, as a question of the time of day (ms) and of how many came before. */
const illnesses: [string, (now: number, came: number) => Answering][] = [
  ['is down', () => 'hang up'],
  ['is there every other four minutes', (now) => (Math.floor(now / (4 * minute)) % 2 ? 503 : 200)],
  ['takes every other delivery', (_, came) => (came % 2 ? 500 : 200)],
];

describe.each(databaseKinds)('a consumer in trouble, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;
  let sick: ConsumerServer;
  let well: ConsumerServer;
  let consumer: ConsumerView;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
    shop = await stage.open('line');
  });
  beforeEach(async () => {
    [sick, well] = [await startConsumer(), await startConsumer()];
  });
  afterEach(async () => {
    const { data } = await call<{ data: ConsumerView[] }>('GET');
    for (const { id } of data) await call('DELETE', `/${id}`);
    await Promise.all([sick.stop(), well.stop()]);
  });
  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  async function call<T = Json>(method: string, path = '', body?: unknown): Promise<T> {
    const answer = await stage.hub.api<T>(method, `/api/v1/consumers${path}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  }

  async function connect(settings: Json = {}): Promise<void> {
    consumer = await call<ConsumerView>('POST', '', { name: 'Sick', url: sick.url, filter, settings });
    await call('POST', '', { name: 'Well', url: well.url, filter });
  }

  const advance = (ms: number) => stage.hub.clock.advance(ms);
  const look = () => call<ConsumerView>('GET', `/${consumer.id}`);
  const deliveries = async (outcome: string) =>
    (await call<{ data: DeliveryView[] }>('GET', `/${consumer.id}/deliveries?outcome=${outcome}&limit=200`))
      .data;
  const meet = (): Promise<Chat> => shop.meet(`U${randomBytes(16).toString('hex')}`);
  const say = (chat: Chat, text: string) => shop.say(text, chat.user);
  const came = (server: ConsumerServer, count: number) =>
    until(() => server.taken().length >= count && server.taken(), `${count} to be taken`);

  it.each(illnesses)(
    'that %s for an hour gets everything, in order, and delays no other',
    async (_, answer) => {
      await connect();
      const chats = [await meet(), await meet(), await meet()];
      await Promise.all([came(sick, 3), came(well, 3)]);
      sick.answer(() => answer(stage.hub.clock.now(), sick.came.length));
      const said = ['Hello'];
      for (let passed = 0; passed < 60; passed += 6) {
        said.push(`minute ${passed}`);
        for (const chat of chats) await say(chat, `minute ${passed}`);
        // The other one has them before anything more happens.
        await came(well, said.length * chats.length);
        advance(6 * minute);
      }
      // Whatever it was, it has failed, and has it again.
      await until(async () => (await deliveries('failed')).length > 0, 'a failure to be noted');
      sick.answer(() => 200);
      const all = said.length * chats.length;
      await until(() => {
        advance(minute);
        return sick.taken().length === all;
      }, 'everything to arrive');
      for (const server of [sick, well]) {
        for (const { id } of chats) expect(textsOf(server, id)).toEqual(said);
      }
      expect(well.came).toHaveLength(all);
      await until(async () => (await look()).queued === 0, 'nothing to wait');
      expect(await look()).toMatchObject({ state: 'enabled', failing_since: null });
      await expectCountedTries();
    },
  );

  /** The tries of each event are numbered from 1, also those after which everything waited. */
  async function expectCountedTries(): Promise<void> {
    const tries = [...(await deliveries('failed')), ...(await deliveries('delivered'))];
    for (const [event, own] of Map.groupBy(tries, (delivery) => delivery.event.id)) {
      const numbers = own.map(({ attempt }) => attempt).sort((a, b) => a - b);
      expect([event, numbers]).toEqual([event, own.map((_, index) => index + 1)]);
    }
  }

  it('that does not answer has it again in order, while its other conversations go on', async () => {
    await connect({ timeout_seconds: 1 });
    const [slow, quick] = [await meet(), await meet()];
    await came(sick, 2);
    let silent = true;
    sick.answer(({ body }) => (silent && body.conversation_id === slow.id ? 'say nothing' : 200));
    for (const text of ['one', 'two']) await say(slow, text);
    for (const text of ['three', 'four']) await say(quick, text);
    await came(sick, 4);
    await came(well, 6);
    const [failure] = await until(async () => {
      const failed = await deliveries('failed');
      return failed.length > 0 && failed;
    }, 'it to take too long');
    expect(failure?.error).toBe('It did not answer within 1 s.');
    silent = false;
    advance(minute);
    await came(sick, 6);
    expect(textsOf(sick, slow.id)).toEqual(['Hello', 'one', 'two']);
    expect(textsOf(sick, quick.id)).toEqual(['Hello', 'three', 'four']);
  });

  it('is not given what waits for it and passes its filter no more', async () => {
    await connect();
    sick.answer(() => 500);
    await meet();
    await until(async () => (await deliveries('failed')).length > 0, 'a failure');
    sick.answer(() => 200);
    await call('PATCH', `/${consumer.id}`, { filter: { types: ['message.read'] } });
    await until(async () => {
      advance(minute);
      return (await look()).queued === 0;
    }, 'nothing to wait');
    expect(sick.taken()).toEqual([]);
  });

  it('has all its time again when somebody enables it, however old what waits is', async () => {
    await connect({ retry_for_seconds: 60 });
    sick.answer(() => 500);
    await meet();
    await until(async () => (await deliveries('failed')).length > 0, 'a failure');
    await call('PATCH', `/${consumer.id}`, { state: 'paused' });
    advance(10 * minute);
    const before = sick.came.length;
    await call('PATCH', `/${consumer.id}`, { state: 'enabled' });
    await until(() => sick.came.length > before, 'another try');
    sick.answer(() => 200);
    advance(minute / 2);
    await came(sick, 1);
    expect(await deliveries('dead')).toEqual([]);
  });
});

function textsOf(server: ConsumerServer, conversation: string): (string | undefined)[] {
  return server
    .taken()
    .filter(({ body }) => body.conversation_id === conversation)
    .map(({ body }: Delivered) => body.data?.message?.content.text);
}
