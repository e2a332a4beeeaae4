import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const pictureOf = (name: string) => `https://pictures.example/${encodeURIComponent(name)}`;
const day = 24 * 60 * 60_000;

interface ContactView {
  id: string;
  name: string | null;
  picture_url: string | null;
  locale: string | null;
  identities: { kind: string; value: string }[];
}

describe.each(databaseKinds)('the profiles of people on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeEach(async () => {
    place = await create();
    stage = await startJourney(place);
  });

  afterEach(async () => {
    await stage.stop();
    await place.drop();
  });

  const contactOf = async (shop: Shop, user: string) => {
    const { body } = await stage.hub.api<{ data: ContactView[] }>(
      'GET',
      `/api/v1/contacts?account_id=${shop.id}`,
    );
    return body.data.find(({ identities }) => identities.some(({ value }) => value === user));
  };
  /** The calls that asked for somebody's profile. */
  const asked = async (shop: Shop) => {
    const { data } = await stage.simulated.control<{ data: { path: string; answer: Json | null }[] }>(
      'GET',
      `/requests?${new URLSearchParams({ platform: shop.platform, account: shop.simulated })}`,
    );
    return data.filter((call) => /\/(profile|member)\//.test(call.path)).map((call) => call.path);
  };
  const named = (shop: Shop, user: string, name: string) =>
    until(async () => (await contactOf(shop, user))?.name === name, `the name ${name}`);
  const writes = (shop: Shop, user: string, name: string, more: Json = {}) =>
    stage.simulated.control('POST', '/say', {
      ...{ platform: 'line', account: shop.simulated },
      from: { id: user, name, language: 'th', picture_url: pictureOf(name) },
      ...{ message: { type: 'text', text: 'Hello' }, ...more },
    });

  it('are asked for once, and again when they have grown old and the person writes', async () => {
    const shop = await stage.open('line');
    const user = `U${'1'.repeat(32)}`;
    await writes(shop, user, 'Malee');
    await named(shop, user, 'Malee');
    expect(await contactOf(shop, user)).toMatchObject({ locale: 'th', picture_url: pictureOf('Malee') });
    const changes = await shop.events('contact.changed');
    expect(changes).toMatchObject([
      {
        conversation_id: expect.any(String),
        data: { name: 'Malee', changed: ['name', 'picture_url', 'locale'] },
      },
    ]);
    await writes(shop, user, 'Malee S.');
    await writes(shop, user, 'Malee S.');
    stage.hub.clock.advance(6 * day);
    await writes(shop, user, 'Malee S.');
    await until(async () => (await shop.events('message.received')).length === 4, 'all messages');
    expect(await asked(shop)).toEqual([`/v2/bot/profile/${user}`]);
    stage.hub.clock.advance(2 * day);
    await writes(shop, user, 'Malee S.');
    await named(shop, user, 'Malee S.');
    expect(await asked(shop)).toHaveLength(2);
    expect((await shop.events('contact.changed'))[1]).toMatchObject({
      data: { changed: ['name', 'picture_url'] },
    });
  });

  it('may fail without harm, and are asked for again when the person writes', async () => {
    const shop = await stage.open('line');
    const user = `U${'2'.repeat(32)}`;
    await shop.fault({ on: 'any', status: 500, times: 3 });
    await writes(shop, user, 'Somchai');
    await until(async () => (await asked(shop)).length === 3, 'three tries');
    expect(await contactOf(shop, user)).toMatchObject({ name: null });
    const chat = await shop.meet(`U${'3'.repeat(32)}`);
    await stage.reaches(await chat.send('Nothing is held up'), 'sent');
    expect(await asked(shop)).toHaveLength(4);
    await writes(shop, user, 'Somchai');
    await named(shop, user, 'Somchai');
    // Nothing is left that people would have to look after.
    expect((await stage.hub.api<{ data: unknown[] }>('GET', '/api/v1/dead')).body.data).toEqual([]);
  });

  it('are those of the members of a group too', async () => {
    const shop = await stage.open('line');
    const user = `U${'4'.repeat(32)}`;
    const group = { id: `C${'5'.repeat(32)}`, kind: 'group' };
    await writes(shop, user, 'Nok', { group });
    await named(shop, user, 'Nok');
    expect(await asked(shop)).toEqual([`/v2/bot/group/${group.id}/member/${user}`]);
  });

  it('are asked for at a gentle pace, however many people come at once', async () => {
    const shop = await stage.open('line');
    const users = Array.from({ length: 15 }, (_, index) => `U${String(index).padStart(32, '6')}`);
    const began = Date.now();
    await Promise.all(users.map((user, index) => writes(shop, user, `Person ${index}`)));
    await until(async () => (await asked(shop)).length === users.length, 'all profiles');
    // Five at once, and five in each second after that.
    expect(Date.now() - began).toBeGreaterThan(1500);
    await until(async () => (await shop.events('contact.changed')).length === users.length, 'all names');
  });

  it('are not asked for where messages tell the name', async () => {
    const shop = await stage.open('whatsapp');
    await shop.meet('66850000009');
    const chat = await shop.meet('66850000008');
    await stage.reaches(await chat.send('Hello'), 'delivered');
    expect(await asked(shop)).toEqual([]);
    expect(await shop.events('contact.changed')).toEqual([]);
  });
});
