import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import type { EventView, Shop } from '../journeys/stage.ts';
import { type ConsoleStage, expectAccessible, startConsole, type Visit } from './stage.ts';

const phones = {
  messenger: 'Messenger',
  instagram: 'Instagram',
  whatsapp: 'WhatsApp',
  line: 'LINE',
} as const;

describe('the simulator', () => {
  let stage: ConsoleStage;
  let visit: Visit;
  const shops: Shop[] = [];

  beforeAll(async () => {
    stage = await startConsole();
    for (const platform of ['messenger', 'instagram', 'whatsapp', 'line'] as const) {
      shops.push(await stage.open(platform));
    }
    visit = await stage.visit('/simulator');
  });

  afterAll(() => stage.stop());

  it.each([0, 1, 2, 3])('is played on phone %d: a customer writes, is answered, and taps', async (place) => {
    const shop = shops[place];
    if (!shop) throw new Error(`There is no phone ${place}.`);
    const phone = visit.page.getByRole('region', { name: phones[shop.platform] });
    await phone.getByLabel('Message').fill('Is the blue one in stock?');
    await phone.getByLabel('Message').press('Enter');
    await phone.getByText('Is the blue one in stock?').waitFor();
    const { conversation_id } = await heard(shop, ({ text }) => text === 'Is the blue one in stock?');
    const options = [
      { id: 'yes', title: 'Yes, please' },
      { id: 'no', title: 'No, thanks' },
    ];
    const body = { conversation_id, content: { type: 'choices', text: 'It is. Shall we keep it?', options } };
    expect(await stage.hub.api('POST', '/api/v1/messages', body)).toMatchObject({ status: 202 });
    await phone.getByText('It is. Shall we keep it?').waitFor();
    await phone.getByRole('button', { name: 'Yes, please' }).click();
    // Platforms tell of a tap as a message, or outside any.
    await until(
      async () =>
        (await shop.events('message.received,postback.received')).some(({ data }) =>
          JSON.stringify(data).includes('"yes"'),
        ),
      `the tap on ${shop.platform}`,
    );
  });

  it('lets a call fail, delivers twice, and is for everybody', async () => {
    const { page, faults } = visit;
    await page.getByRole('button', { name: 'Let a call fail' }).first().click();
    await page.getByRole('menuitem', { name: /\(429\)/ }).click();
    await page.getByText('waiting to fail: 1').waitFor();
    await page.getByLabel('Every webhook twice').click();
    await until(
      async () => (await stage.simulated.control<{ duplicate: number }>('GET', '/delivery')).duplicate === 1,
      'webhooks to be delivered twice',
    );
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  it('is nobody else’s', async () => {
    const key = await stage.keyOf('Somchai');
    const response = await fetch(`${stage.hub.url}/dev/simulator/`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(403);
    expect((await fetch(`${stage.hub.url}/dev/simulator/`)).status).toBe(401);
  });
});

/** Waits until the hub has heard something of this kind. */
function heard(
  shop: Shop,
  isMeant: (content: { type: string; text?: unknown }) => boolean,
): Promise<EventView> {
  return until(async () => {
    const events = await shop.events('message.received');
    return events.find(({ data }) => data.message && isMeant(data.message.content));
  }, `a message on ${shop.platform}`);
}
