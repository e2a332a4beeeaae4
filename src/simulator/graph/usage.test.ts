import { expect, it } from 'vitest';
import { manualClock } from '../../../test/clock.ts';
import { createUsage } from './usage.ts';

it('allows 5,000 management calls an hour for each business account', () => {
  const clock = manualClock(0);
  const usage = createUsage(clock);
  const account = (id: string) => ({
    ...{ id, portfolio_id: '7', name: 'Shop', subscriptions: new Map(), templates: [] },
  });
  for (let calls = 0; calls < 4750; calls += 1) usage.management(account('1'));
  expect(JSON.parse(usage.management(account('1')))).toEqual({
    7: [
      {
        ...{ type: 'whatsapp_business_management', call_count: 95, total_cputime: 95, total_time: 95 },
        estimated_time_to_regain_access: 0,
      },
    ],
  });
  for (let calls = 0; calls < 249; calls += 1) usage.management(account('1'));
  expect(() => usage.management(account('1'))).toThrow(expect.objectContaining({ code: 80007 }));
  expect(() => usage.management(account('2'))).not.toThrow();
  clock.advance(60 * 60 * 1000);
  expect(() => usage.management(account('1'))).not.toThrow();
});
