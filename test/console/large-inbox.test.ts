import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { until } from '../conditions.ts';
import { contactRow, conversationRow, insertWorkspace, seededAt } from '../conformance/rows.ts';
import { createSqlite, type TestDatabase } from '../databases.ts';
import { type ConsoleStage, startConsole } from './stage.ts';

const many = 10_000;
const numbers = Array.from({ length: many }, (_, index) => index + 1);
let place: TestDatabase;
let stage: ConsoleStage;

/** People who have all written once, the one with the highest number last. */
async function fill(): Promise<void> {
  const database = openDatabase(place.url, { pool: 1, onError: () => {} });
  await database.transaction(async (transaction) => {
    await insertWorkspace(transaction, 'default');
    // Of an account that was disconnected; its history stays.
    await transaction.query.updateTable('accounts').set({ deleted_at: seededAt }).execute();
    const own = { workspace_id: 'default' };
    await transaction.insert(
      'contacts',
      numbers.map((number) => contactRow({ ...own, id: `p${number}`, name: `Person ${number}` })),
    );
    await transaction.insert(
      'conversations',
      numbers.map((number) =>
        conversationRow({
          ...{ ...own, id: `c${number}`, contact_id: `p${number}`, preview: `Message ${number}` },
          ...{ last_message_seq: number, last_message_at: seededAt + number },
        }),
      ),
    );
    await sql`update sequences set value = ${many}`.execute(transaction.query);
  });
  await database.close();
}

beforeAll(async () => {
  place = await createSqlite();
  await fill();
  stage = await startConsole({}, place);
});

afterAll(() => stage.stop());

it('ten thousand conversations scroll, and stand still under the eye while many write', async () => {
  const shop = await stage.open('line');
  const { page, context, faults } = await stage.visit('/inbox');
  await page.getByRole('link', { name: `Person ${many} ` }).waitFor();
  const scroller = page.locator('section[aria-label=Conversations] ul').locator('..');
  for (const row of [80, 180, 300]) {
    await scroller.evaluate((element, top) => element.scrollTo({ top }), row * 64);
    await page.getByRole('link', { name: `Person ${many - row - 2} ` }).waitFor();
  }
  expect(await page.locator('section[aria-label=Conversations] li').count()).toBeLessThan(60);

  // Somebody reads here while 100 others write.
  const read = page.getByRole('link', { name: `Person ${many - 303} ` });
  const before = await read.boundingBox();
  const writers = Array.from({ length: 100 }, (_, index) => `U${String(index).padStart(32, '0')}`);
  await Promise.all(writers.map((writer) => shop.say('A new message', writer)));
  await page.getByRole('button', { name: /^\d+ new conversations above$/ }).waitFor();
  await until(async () => {
    const words = await page.getByRole('button', { name: /new conversations above/ }).textContent();
    return words?.startsWith('100 ');
  }, 'all of them to be known');
  expect(await read.boundingBox()).toEqual(before);

  await page.getByRole('button', { name: /new conversations above/ }).click();
  await page
    .getByRole('link', { name: /A new message/ })
    .first()
    .waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
