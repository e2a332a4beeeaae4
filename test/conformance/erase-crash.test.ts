import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';
import { ann, bob, foundIn, openShop, type ShopStage, shopOn } from './erase-stage.ts';

// Enough that erasing them takes longer than killing does.
const webhooks = 50;
const messagesInEach = 100;

describe.each(databaseKinds)('a hub that is killed while it erases, on $kind', ({ create }) => {
  let place: TestDatabase;
  let environment: Record<string, string>;
  let hub: HubProcess;
  let shop: ShopStage;

  beforeEach(async () => {
    place = await create();
    environment = {
      PARLEY_DATABASE_URL: place.url,
      PARLEY_PORT: '0',
      // What it owned is free again soon after it was killed.
      PARLEY_LEASE_MS: '1000',
      PARLEY_PLATFORM_TIMEOUT_MS: '400',
      PARLEY_POLL_MS: '100',
    };
    hub = await startHubProcess(environment);
    shop = await openShop(hub);
  });

  afterEach(async () => {
    await hub.kill();
    await place.drop();
  });

  it('goes on where it was', async () => {
    for (let webhook = 0; webhook < webhooks; webhook++) {
      const text = (index: number) =>
        shop.text(`ann-${webhook}-${index}`, `whispered ${webhook} ${index}`, { from: ann.phone });
      await shop.post({
        messages: [
          ...Array.from({ length: messagesInEach }, (_, index) => text(index)),
          shop.text(`bob-${webhook}`, `stays ${webhook}`, { from: bob.phone }),
        ],
      });
    }
    const contact = await until(() => shop.contactOf(ann.phone), 'the contact');
    await shop.api('DELETE', `/contacts/${contact}`);
    for (let kill = 0; kill < 3; kill++) {
      const { state } = await shop.erasure(contact, 'erasing', 'done');
      await hub.kill();
      // It was in the middle; later a quick machine may end it before it is killed.
      if (kill === 0) expect(await foundIn(place, ['whispered'])).toEqual(['whispered']);
      hub = await startHubProcess(environment);
      shop = shopOn(hub, shop);
      if (state === 'done') break;
    }
    await shop.erasure(contact, 'done');
    await until(
      async () => (await foundIn(place, ['whispered', ann.phone, 'wamid.ann'])).length === 0,
      'nothing',
    );
    const left = await shop.list<{ content: { text: string } }>('/messages');
    expect(left.map(({ content }) => content.text).toSorted()).toEqual(
      Array.from({ length: webhooks }, (_, webhook) => `stays ${webhook}`).toSorted(),
    );
    const [erased, ...more] = await shop.list('/events?types=contact.erased');
    expect(erased).toMatchObject({ data: { contact_id: contact } });
    expect(more).toEqual([]);
    // Four starts of a process on a busy machine.
  }, 90_000);
});
