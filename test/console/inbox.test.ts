import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { answerOf } from '../journeys/agent-stage.ts';
import type { Shop } from '../journeys/stage.ts';
import { type ConsoleStage, expectAccessible, startConsole } from './stage.ts';

describe('the inbox', () => {
  let stage: ConsoleStage;
  let line: Shop;
  let whatsapp: Shop;
  let ploy: string;
  let mia: string;

  beforeAll(async () => {
    stage = await startConsole();
    line = await stage.open('line');
    whatsapp = await stage.open('whatsapp');
    ploy = await stage.keyOf('Ploy');
    mia = await stage.keyOf('Mia');
  });

  afterAll(() => stage.stop());

  it('shows who writes, and sends the answer as far as the platform tells', async () => {
    const chat = await line.meet('U00000000000000000000000000000a01');
    const { page, context, faults } = await stage.visit(`/inbox/${chat.id}`, { key: ploy });
    await page.getByText('Hello').last().waitFor();
    await page.getByLabel('Write a message').fill('Yes, we are open until six.');
    await page.keyboard.press('Enter');
    await until(async () => (await chat.texts()).includes('Yes, we are open until six.'), 'the answer');
    await page.getByText('sent', { exact: true }).waitFor();
    await page.getByText('Person', { exact: true }).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('is live in a second tab, keeps a draft, and shows a reader whether it was read', async () => {
    const chat = await whatsapp.meet('66800000001');
    const { page, context, faults } = await stage.visit(`/inbox/${chat.id}`, { key: ploy });
    await page.getByLabel('Write a message').fill('Half an ans');
    const second = await context.newPage();
    await second.goto(`/inbox/${chat.id}`);
    await second.getByText('Hello').last().waitFor();
    await whatsapp.say('Are you still there?', '66800000001');
    for (const tab of [page, second]) {
      await tab.getByRole('region', { name: 'Inbox' }).getByText('Are you still there?').first().waitFor();
    }
    expect(await page.getByLabel('Write a message').inputValue()).toBe('Half an ans');
    await page.reload();
    expect(await page.getByLabel('Write a message').inputValue()).toBe('Half an ans');
    await page.getByLabel('Write a message').press('Enter');
    await second.getByText('Half an ans').first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('explains a failure and sends the message again', async () => {
    const chat = await whatsapp.meet('66800000002');
    const { page, context } = await stage.visit(`/inbox/${chat.id}`, { key: ploy });
    // The sign that somebody writes is a call of its own, which must not get the fault.
    const typing = page.waitForResponse(/\/actions$/);
    await page.getByLabel('Write a message').fill('Can you read this?');
    await typing;
    await whatsapp.fault({ code: 131026, times: 1 });
    await page.getByLabel('Write a message').press('Enter');
    await page.getByText('failed', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await until(async () => (await chat.texts()).includes('Can you read this?'), 'the second try');
    await context.close();
  });

  it('offers what the agent drafts, and sends it as the person who accepts it', async () => {
    const turns = { quiet_seconds: 0.2, maximum_seconds: 5 };
    await stage.hub.api('PUT', `/api/v1/agent/settings/${line.id}`, { mode: 'suggest', turns });
    await stage.simulated.control('POST', '/model/answers', {
      match: 'blue one',
      json: answerOf('Yes, the blue one is back.'),
    });
    const user = 'U00000000000000000000000000000a07';
    const chat = await line.meet(user);
    const { page, context, faults } = await stage.visit(`/inbox/${chat.id}`, { key: ploy });
    await line.say('Is the blue one back?', user);
    const draft = page.getByRole('region', { name: 'The agent suggests' });
    await draft.getByText('Yes, the blue one is back.').waitFor();
    await expectAccessible(page);
    await draft.getByRole('button', { name: 'Send it' }).click();
    await until(async () => (await chat.texts()).includes('Yes, the blue one is back.'), 'the answer');
    await draft.waitFor({ state: 'detached' });
    const { body } = await stage.hub.api<{ data: { author: string; member_id?: string }[] }>(
      'GET',
      `/api/v1/messages?conversation_id=${chat.id}&direction=out`,
    );
    expect(body.data[0]).toMatchObject({ author: 'human' });
    expect(faults).toEqual([]);
    await context.close();
    await stage.hub.api('PUT', `/api/v1/agent/settings/${line.id}`, {});
  });

  it('lets people see each other, and what they change', async () => {
    const chat = await line.meet('U00000000000000000000000000000a02');
    const one = await stage.visit(`/inbox/${chat.id}`, { key: ploy });
    const other = await stage.visit(`/inbox/${chat.id}`, { key: mia });
    await other.page.getByText('Ploy is looking at this too').waitFor();
    await one.page.getByLabel('Write a message').fill('Wri');
    await other.page.getByText('Ploy is writing an answer').waitFor();
    await one.page.getByLabel('Add a note').fill('She called yesterday.');
    await one.page.getByRole('button', { name: 'Add a note' }).click();
    await other.page.getByText('She called yesterday.').waitFor();
    await one.page.getByRole('button', { name: 'Resolve' }).click();
    await other.page.getByRole('button', { name: 'Reopen' }).waitFor();
    await one.context.close();
    await other.context.close();
  });

  it('is used with the keyboard, and on a phone', async () => {
    const { page, context } = await stage.visit('/inbox', { key: ploy });
    await page
      .getByRole('link', { name: /Hello|ans|read/ })
      .first()
      .waitFor();
    await page.keyboard.press('j');
    await page.getByLabel('Write a message').waitFor();
    await page.keyboard.press('r');
    await page.locator('textarea:focus').and(page.getByLabel('Write a message')).waitFor();
    await page.keyboard.press('Escape');
    await context.close();
    const phone = await stage.visit('/inbox', { key: ploy, phone: true, dark: true, locale: 'th' });
    await phone.page
      .getByRole('link', { name: /Hello|ans|read/ })
      .first()
      .click();
    await phone.page.getByLabel('เขียนข้อความ').waitFor();
    await expectAccessible(phone.page);
    await phone.page.getByRole('link', { name: 'กลับไปที่รายการ' }).click();
    await phone.page
      .getByRole('link', { name: /Hello|ans|read/ })
      .first()
      .waitFor();
    expect(phone.faults).toEqual([]);
    await phone.context.close();
  });
});
