import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

interface Day {
  tokens_used: number;
  tokens_reserved: number;
  cost_micros: number;
  spent_at: string | null;
}

interface BudgetView {
  time_zone: string;
  tokens_per_day: number | null;
  today: Day;
  data: Day[];
}

describe.each(databaseKinds)('the budget of an agent, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_COUNTER_FLUSH_MS: '20' });
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const budget = async ({ id }: Shop) =>
    (await stage.hub.api<BudgetView>('GET', `/api/v1/agent/budgets/${id}`)).body;
  const settle = (shop: Shop, tokens_per_day: number | null) =>
    stage.hub.api('PUT', `/api/v1/agent/settings/${shop.id}`, {
      ...{ mode: 'auto', turns: { quiet_seconds: 0 }, hours: { time_zone: 'Asia/Bangkok' } },
      budget: { tokens_per_day },
    });
  const runs = (shop: Shop, count: number) =>
    until(async () => {
      const found = await shop.events('agent.run_ended');
      return found.length >= count && found;
    }, `${count} runs to end`);

  it('shows what answers have used up, and when it was spent', async () => {
    const shop = await stage.open('messenger');
    await settle(shop, null);
    expect(await budget(shop)).toMatchObject({
      ...{ account_id: shop.id, time_zone: 'Asia/Bangkok', tokens_per_day: null, data: [] },
      today: { tokens_used: 0, cost_micros: 0, spent_at: null },
    });
    await shop.meet('7000000000000001');
    await runs(shop, 1);
    const used = await budget(shop);
    expect(used.today).toMatchObject({ tokens_reserved: 0, spent_at: null });
    expect(used.today.tokens_used).toBeGreaterThan(0);
    expect(used.today.cost_micros).toBeGreaterThan(0);
    expect(used.data).toEqual([used.today]);
    const { total } = await until(async () => {
      const path = `/api/v1/stats?by=minute&account_id=${shop.id}`;
      const { body } = await stage.hub.api<{ total: { models: Json } }>('GET', path);
      return Number(body.total.models.answers) > 0 && body;
    }, 'the counters to be written');
    expect(total.models).toMatchObject({ failures: 0, cost_micros: used.today.cost_micros });

    await settle(shop, used.today.tokens_used + 1);
    await shop.say('And on Sunday?', '7000000000000001');
    const [, refused] = await runs(shop, 2);
    expect(refused?.data.run).toMatchObject({ decision: 'handed_over' });
    const spent = await budget(shop);
    expect(spent.today).toMatchObject({ tokens_used: used.today.tokens_used, spent_at: expect.any(String) });
    expect(await shop.events('agent.budget_spent')).toMatchObject([
      { data: { account_id: shop.id, budget: { tokens_used: used.today.tokens_used } } },
    ]);
  });
});
