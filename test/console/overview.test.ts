import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleStage, expectAccessible, startConsole } from './stage.ts';

describe('the overview', () => {
  let stage: ConsoleStage;

  beforeAll(async () => {
    stage = await startConsole({ PARLEY_COUNTER_FLUSH_MS: '100' });
  });

  afterAll(() => stage.stop());

  it('tells how to begin while nothing is connected', async () => {
    const { page } = await stage.visit('/');
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.getByRole('link', { name: 'Connect an account' }).click();
    await page.waitForURL('**/accounts/connect');
  });

  it('counts what comes and goes, and names the account that needs somebody', async () => {
    const line = await stage.open('line');
    const whatsapp = await stage.open('whatsapp');
    const chat = await line.meet('U0123456789abcdef0123456789abcdef');
    await stage.reaches(await chat.send('Good morning'), 'sent');
    await whatsapp.meet('66812345678');
    await stage.simulated.control('POST', '/expire-token', {
      ...{ platform: 'whatsapp', account: whatsapp.simulated },
    });
    await stage.hub.api('GET', `/api/v1/accounts/${whatsapp.id}/health?refresh=true`);
    const { page, faults } = await stage.visit('/');
    await page.getByText('Needs attention').waitFor();
    await page
      .getByText(/What to do:/)
      .first()
      .waitFor();
    await page.getByRole('img', { name: /^Messages: In ≤ [1-9]/ }).waitFor();
    for (const range of ['24 h', '7 d']) await page.getByText(range, { exact: true }).click();
    await page.getByRole('img', { name: /^Messages: In ≤ 2, Out ≤ 1/ }).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });
});
