import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Budget, Budgets, type Reservation } from '../../src/agent/model/budget.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { Writer } from '../../src/database/writer.ts';
import { type ManualClock, manualClock } from '../clock.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';

const hour = 60 * 60_000;

function budgetOf(limits: Partial<Budget['limits']>, accountId = 'shop'): Budget {
  return {
    ...{ workspaceId: 'north', accountId, platform: 'pigeon', timeZone: 'Asia/Bangkok' },
    limits: { tokens_per_day: null, usd_per_day: null, ...limits },
  };
}

const tokens = (count: number, micros: number | null = null) => ({ tokens: count, micros });

describe.each(databaseKinds)('budgets on $kind', ({ kind, create }) => {
  let place: TestDatabase;
  const open: { database: Database; writer: Writer; budgets: Budgets }[] = [];
  let clock: ManualClock;

  /** What one process has of budgets. */
  function process() {
    const database = openDatabase(place.url, { pool: 5, onError: () => {} });
    const writer = new Writer(database);
    const budgets = new Budgets({ database, writer, clock });
    open.push({ database, writer, budgets });
    return budgets;
  }

  const events = async () => {
    const rows = await open[0]?.database.read.selectFrom('events').selectAll().orderBy('seq').execute();
    return rows?.map(({ type, account_id, platform, data }) => ({
      type,
      account_id,
      platform,
      ...JSON.parse(data),
    }));
  };

  beforeEach(async () => {
    place = await create();
    clock = manualClock(Date.UTC(2026, 10, 25, 12));
  });

  afterEach(async () => {
    for (const { database, writer } of open.splice(0)) {
      await writer.idle();
      await database.close();
    }
    await place.drop();
  });

  it('keep what a call may need, and put what it used in its place', async () => {
    const budgets = process();
    const budget = budgetOf({ tokens_per_day: 1000 });
    const kept = await budgets.reserve(budget, tokens(600, 90));
    expect(await budgets.today(budget)).toEqual({
      ...{ day: '2026-11-25', tokens_used: 0, tokens_reserved: 600, micros_used: 0, micros_reserved: 90 },
      spent_at: null,
    });
    await budgets.settle(kept ?? expect.fail('It fits.'), tokens(250, 40));
    expect(await budgets.today(budget)).toMatchObject({
      ...{ tokens_used: 250, tokens_reserved: 0, micros_used: 40, micros_reserved: 0 },
    });
  });

  it('refuse what is too much, and tell of it once a day', async () => {
    const budgets = process();
    const budget = budgetOf({ tokens_per_day: 1000, usd_per_day: null });
    expect(await budgets.reserve(budget, tokens(1000))).not.toBeNull();
    expect(await budgets.reserve(budget, tokens(1))).toBeNull();
    expect(await budgets.reserve(budget, tokens(1))).toBeNull();
    expect(await budgets.today(budget)).toMatchObject({ tokens_reserved: 1000, spent_at: clock.now() });
    expect(await events()).toEqual([
      {
        ...{ type: 'agent.budget_spent', account_id: 'shop', platform: 'pigeon' },
        budget: {
          ...{ day: '2026-11-25', time_zone: 'Asia/Bangkok', tokens_per_day: 1000, usd_per_day: null },
          ...{ tokens_used: 0, cost_micros: 0 },
        },
      },
    ]);
  });

  it('are of one account and one day at its place', async () => {
    const budgets = process();
    const budget = budgetOf({ tokens_per_day: 100 });
    const late = await budgets.reserve(budget, tokens(100));
    expect(await budgets.reserve(budget, tokens(1))).toBeNull();
    expect(await budgets.reserve(budgetOf({ tokens_per_day: 100 }, 'other'), tokens(100))).not.toBeNull();
    // 12:00 in London is 19:00 in Bangkok.
    clock.advance(5 * hour);
    expect(await budgets.reserve(budget, tokens(60))).not.toBeNull();
    // What began yesterday is booked yesterday.
    await budgets.settle(late ?? expect.fail('It fits.'), tokens(90));
    expect(await budgets.days('north', 'shop', 5)).toMatchObject([
      { day: '2026-11-26', tokens_used: 0, tokens_reserved: 60 },
      { day: '2026-11-25', tokens_used: 90, tokens_reserved: 0 },
    ]);
    expect(await events()).toHaveLength(1);
  });

  it('limit money where the price is known, and only tokens where it is not', async () => {
    const budgets = process();
    const budget = budgetOf({ usd_per_day: 0.001 });
    expect(await budgets.reserve(budget, tokens(10, 1000))).not.toBeNull();
    expect(await budgets.reserve(budget, tokens(10, 1))).toBeNull();
    expect(await budgets.reserve(budget, tokens(1_000_000, null))).not.toBeNull();
  });

  it('are not exceeded, however many ask at the same time', async () => {
    const processes = kind === 'postgres' ? [process(), process(), process()] : [process()];
    const wishes = Array.from({ length: 90 }, (_, index) => {
      const budgets = processes[index % processes.length] ?? expect.fail('There is one.');
      // Of two accounts at once, so that rows are locked crosswise where they can be.
      const budget = budgetOf({ tokens_per_day: 1000, usd_per_day: 1 }, index % 2 === 0 ? 'shop' : 'other');
      return budgets.reserve(budget, tokens(70, 10)).then((reservation) => ({ budgets, reservation }));
    });
    const kept = await Promise.all(wishes);
    const granted = kept.flatMap(({ budgets, reservation }) =>
      reservation ? [{ budgets, reservation }] : [],
    );
    const of = (id: string) => granted.filter(({ reservation }) => reservation.accountId === id);
    expect([of('shop').length, of('other').length]).toEqual([14, 14]);
    const settle = ({ budgets, reservation }: { budgets: Budgets; reservation: Reservation }) =>
      budgets.settle(reservation, tokens(71, 9));
    await Promise.all(granted.map(settle));
    for (const id of ['shop', 'other']) {
      expect(await processes[0]?.today(budgetOf({}, id))).toMatchObject({
        ...{ tokens_used: 14 * 71, tokens_reserved: 0, micros_used: 14 * 9, micros_reserved: 0 },
      });
    }
    expect((await events())?.map(({ account_id }) => account_id).toSorted()).toEqual(['other', 'shop']);
  });

  it('are forgotten when they are long gone', async () => {
    const budgets = process();
    await budgets.reserve(budgetOf({}), tokens(5));
    await budgets.sweep();
    expect(await budgets.days('north', 'shop', 5)).toHaveLength(1);
    clock.advance(100 * 24 * hour);
    await budgets.sweep();
    expect(await budgets.days('north', 'shop', 5)).toEqual([]);
  });
});
