import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleStage, expectAccessible, startConsole } from './stage.ts';

describe('the console', () => {
  let stage: ConsoleStage;

  beforeAll(async () => {
    stage = await startConsole();
    await stage.open('line');
    await stage.open('whatsapp');
  });

  afterAll(() => stage.stop());

  it('asks for a key, lets in with it, and out again', async () => {
    const { page, context, faults } = await stage.visit('/accounts', { key: 'parley_wrong' });
    await page.getByText('The key is not known').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Your key').fill(stage.hub.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Accounts' }).waitFor();
    expect(page.url()).toBe(`${stage.hub.url}/accounts`);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false });
    await page.getByRole('button', { name: /Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Your key').waitFor();
    const session = await context.request.get('/api/v1/session', {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
    });
    expect(session.status()).toBe(401);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('shows the accounts, by day and by night', async () => {
    for (const dark of [false, true]) {
      const { page, context, faults } = await stage.visit('/accounts', { dark });
      await page.getByRole('row', { name: /Shop on LINE/ }).waitFor();
      await expectAccessible(page);
      expect(faults).toEqual([]);
      await context.close();
    }
  });

  it('speaks Thai on a phone', async () => {
    const { page, context, faults } = await stage.visit('/accounts', { locale: 'th-TH', phone: true });
    await page.getByRole('button', { name: 'เปิดเมนูนำทาง' }).click();
    await page.getByRole('link', { name: 'บัญชี', exact: true }).click();
    await page.getByRole('heading', { name: 'บัญชี' }).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('is there on the first visit within a second, with little script', async () => {
    const { page, context } = await stage.visit('/accounts');
    await page.getByRole('row', { name: /Shop on LINE/ }).waitFor();
    const loaded = await page.evaluate(() => {
      const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      const scripts = files.filter(({ name }) => name.endsWith('.js'));
      return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    });
    expect(loaded).toBeGreaterThan(50_000);
    expect(loaded).toBeLessThan(250_000);
    await context.close();
  });
});
