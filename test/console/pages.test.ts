import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../journeys/stage.ts';
import { type ConsoleStage, expectAccessible, startConsole, type Visit } from './stage.ts';

describe('the pages for those who look after the hub', () => {
  let stage: ConsoleStage;
  let shop: Shop;
  let customer: string;

  beforeAll(async () => {
    stage = await startConsole();
    shop = await stage.open('line');
    customer = `U${'a'.repeat(32)}`;
    await shop.meet(customer);
    await shop.say('Is the blue one back?', customer);
  });

  afterAll(() => stage.stop());

  /** Opens a page, does something on it, and lets nothing be wrong with it afterwards but what is expected. */
  async function on(
    path: string,
    deed: (page: Visit['page']) => Promise<void>,
    expected: readonly unknown[] = [],
  ): Promise<void> {
    const { page, context, faults } = await stage.visit(path);
    await deed(page);
    await expectAccessible(page);
    expect(faults).toEqual(expected);
    await context.close();
  }

  it('show a webhook as it came, and what was made of it', async () => {
    await on('/webhooks', async (page) => {
      await page.getByRole('row', { name: /LINE/ }).getByRole('link').first().click();
      await page.getByText('Is the blue one back?').waitFor();
      await page.getByRole('button', { name: 'Run again' }).click();
      await page.getByText('1 known before').waitFor();
    });
  });

  it('add a consumer, show its secret once, and say how a test event fared', async () => {
    await on('/consumers', async (page) => {
      await page.getByRole('button', { name: 'Add a consumer' }).click();
      await page.getByLabel('Name').fill('Shop backend');
      await page.getByLabel('Address').fill('http://127.0.0.1:9/events');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/whsec_/).waitFor();
      await page.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('link', { name: 'Shop backend' }).click();
      await page.getByRole('button', { name: 'Send a test event' }).click();
      await page.getByText(/It failed:/).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('paused', { exact: true }).waitFor();
    });
  });

  it('make a member and a key of theirs, and revoke it', async () => {
    await on('/members', async (page) => {
      await page.getByRole('button', { name: 'Add a member' }).click();
      await page.getByLabel('Name').fill('Anong Desk');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('cell', { name: 'Anong Desk' }).waitFor();
    });
    await on('/keys', async (page) => {
      await page.getByRole('button', { name: 'Make a key' }).click();
      await page.getByLabel('Name').fill('Anong’s phone');
      await page.getByRole('combobox', { name: 'Belongs to' }).click();
      await page.getByRole('option', { name: 'Anong Desk' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      const secret = page.getByText(/^parley_[\w-]{20}/);
      await secret.waitFor();
      await page.getByRole('button', { name: 'Close' }).last().click();
      await secret.waitFor({ state: 'detached' });
      const line = page.getByRole('row', { name: /Anong’s phone/ });
      await line.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await line.getByText('revoked').waitFor();
    });
  });

  it('give up work with its reason, and bring it back', async () => {
    await shop.fault({ kind: 'status', status: 400, body: { message: 'The property, text, is invalid' } });
    const chat = await shop.meet(customer);
    await stage.reaches(await chat.send('Yes, in every size.'), 'failed');
    await on('/dead', async (page) => {
      const line = page.getByRole('row', { name: /The message/ });
      await line.getByRole('link', { name: 'The message' }).click();
      await page.getByText('Why it failed').waitFor();
      await page.getByRole('button', { name: 'Bring back' }).click();
      await page.getByText('sent', { exact: true }).waitFor();
    });
  });

  it('connect an account and show what its platform says', async () => {
    await on(`/accounts/${shop.id}`, async (page) => {
      await page.getByText('Callback URL').waitFor();
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await page.getByText(/The platform answers in/).waitFor();
      await page.getByRole('button', { name: 'Look now' }).click();
      await page.getByText(/Looked at/).waitFor();
    });
    const connecting = async (page: Visit['page']) => {
      await page.getByText('LINE', { exact: true }).click();
      await page.getByLabel('Name').fill('Second shop');
      await page.getByRole('textbox', { name: 'Channel ID' }).fill('1650000000');
      for (const secret of await page.locator('input[type=password]').all())
        await secret.fill('not-the-secret');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('alert').waitFor();
    };
    // The browser itself notes an answer that refuses.
    await on('/accounts/connect', connecting, [expect.stringContaining('422')]);
  });

  it('connect an account step by step, and show the first webhook as it comes', async () => {
    const channel = await stage.simulated.control<Record<string, string>>('POST', '/line/channels', {});
    const { channel_id = '', channel_secret = '' } = channel;
    await on('/accounts/connect', async (page) => {
      await page.getByText('LINE', { exact: true }).click();
      await page.getByLabel('Name').fill('Third shop');
      await page.getByRole('textbox', { name: 'Channel ID' }).fill(channel_id);
      await page.locator('input[type=password]').first().fill(channel_secret);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('No webhook has come yet', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Subscribe the webhook' }).click();
      await page.getByText(/^✓/).first().waitFor();
      await stage.simulated.control('POST', '/say', {
        ...{ platform: 'line', account: channel_id, from: { id: customer } },
        message: { type: 'text', text: 'The first of all' },
      });
      await page.getByText('Webhooks come in.').waitFor();
      await page.getByRole('link', { name: 'To the account' }).click();
      await page.getByRole('heading', { name: 'Third shop' }).waitFor();
    });
  });

  it('read the templates of an account, and try its agent out', async () => {
    await on('/templates', async (page) => {
      await page.getByText('No template yet').waitFor();
    });
    await on('/playground', async (page) => {
      await page.getByLabel('Write as the customer').fill('When do you open?');
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      // Nobody has taught it anything yet.
      await page.getByText('it would hand over').waitFor();
    });
  });

  it('set an agent up, and teach it', async () => {
    await on(`/agent/${shop.id}`, async (page) => {
      await page.getByText('Drafts for people').click();
      await page.getByLabel('Who the agent is, and how it speaks').fill('You are Mali of Blue Door Books.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
    });
    const { body } = await stage.hub.api<{ mode: string; persona: string }>(
      'GET',
      `/api/v1/agent/settings/${shop.id}`,
    );
    expect(body).toMatchObject({ mode: 'suggest', persona: 'You are Mali of Blue Door Books.' });
    await on('/knowledge', async (page) => {
      await page.getByRole('button', { name: 'Add a text' }).click();
      await page.getByLabel('Title').fill('Opening hours');
      await page
        .getByRole('textbox', { name: 'Text', exact: true })
        .fill('We open at nine and close at six.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('ready', { exact: true }).waitFor();
      await page.getByLabel('What would the agent find for …').fill('open at');
      await page.getByText('We open at nine').waitFor();
    });
  });

  it('examine an agent with a set of questions', async () => {
    await on('/evaluations', async (page) => {
      await page.getByRole('button', { name: 'New set' }).click();
      await page.getByLabel('Name').fill('hours');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Run it' }).click();
      await page.getByText('1 of 1 passed').waitFor();
      await page.getByRole('cell', { name: /at nine/ }).waitFor();
    });
  });
});
