import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type ParleyEvent } from '../../src/client/index.ts';
import { until } from '../conditions.ts';
import { createPostgres, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';
import { type JourneyStage, type Shop, startJourney } from './stage.ts';

let place: TestDatabase;
let stage: JourneyStage;
let other: InProcessHub;
let shop: Shop;

beforeAll(async () => {
  place = await createPostgres();
  stage = await startJourney(place);
  other = await startHubHere({ PARLEY_DATABASE_URL: place.url, ...stage.simulated.environment });
  shop = await stage.open('line');
});
afterAll(async () => {
  await other.stop();
  await stage.stop();
  await place.drop();
});

/** Everybody who follows sees these, once and in their order. */
const people = Array.from({ length: 4 }, () => `U${randomBytes(16).toString('hex')}`);
const each = 15;

it('of two hubs on one database each tells every event once and in order, whichever took it in', async () => {
  const clients = [stage.hub, other].map(({ url, key }) => createClient({ url, key }));
  const ending = new AbortController();
  const seen = clients.map((): ParleyEvent[] => []);
  const following = clients.map(async (client, index) => {
    const wanted = { after: '0', types: ['message.received'], account_id: shop.id, signal: ending.signal };
    for await (const event of client.events(wanted)) seen[index]?.push(event);
  });
  const deliverTo = (hub: { url: string }) =>
    stage.simulated.control('PATCH', `/line/channels/${shop.simulated}`, {
      callback_url: shop.webhookUrl.replace(/^http:\/\/[^/]+/, hub.url),
    });
  for (let count = 0; count < each; count++) {
    await deliverTo(count % 2 === 0 ? stage.hub : other);
    await Promise.all(people.map((person) => shop.say(`${count}`, person)));
  }
  await until(() => seen.every((events) => events.length >= people.length * each), 'all events at both');
  ending.abort();
  await Promise.all(following);
  const [here = [], there = []] = seen.map((events) => events.map(({ cursor }) => Number(cursor)));
  expect(here).toHaveLength(people.length * each);
  expect(here).toEqual(here.toSorted((a, b) => a - b));
  expect(there).toEqual(here);
});
