import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, startJourney } from './stage.ts';

interface Counted {
  total: Json & { in: number; out: number; failed: number; send_latency: { calls: number; p95_ms: number } };
  queue: { account_id: string; depth: number; oldest_age_ms: number | null }[];
}

describe.each(databaseKinds)('the statistics of an account, on $kind', ({ create }) => {
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

  it('follow what happens: in, out, failed by kind, refused, and what waits', async () => {
    const shop = await stage.open('whatsapp');
    const path = `/api/v1/stats?by=minute&account_id=${shop.id}`;
    const stats = async () => (await stage.hub.api<Counted>('GET', path)).body;
    const chat = await shop.meet('668212345671');
    await shop.say('Again', '668212345671');
    for (const text of ['One', 'Two', 'Three']) await stage.reaches(await chat.send(text), 'delivered');
    await shop.fault({ code: 131047, async: true });
    await stage.reaches(await chat.send('Too late'), 'failed');
    await shop.fault({ code: 131051 });
    await stage.reaches(await chat.send('Refused'), 'failed');
    const forged = { method: 'POST', headers: { 'x-hub-signature-256': 'sha256=00' }, body: '{}' };
    const { pathname } = new URL(shop.webhookUrl);
    expect((await fetch(`${stage.hub.url}${pathname}`, forged)).status).toBe(401);
    const { total, queue } = await until(async () => {
      const found = await stats();
      return found.total.failed === 2 && found.total.refusals === 1 && found;
    }, 'the counters to be written');
    expect(total).toMatchObject({
      ...{ in: 2, out: 4, failed: 2, duplicates: 0 },
      failed_by_kind: { window_closed: 1, content_rejected: 1 },
    });
    // The platform had taken the one that failed later, and has answered the one it refused.
    expect(total.send_latency.calls).toBe(5);
    expect(total.send_latency.p95_ms).toBeGreaterThan(0);
    expect(queue).toEqual([{ account_id: shop.id, depth: 0, oldest_age_ms: null }]);
    await stage.simulated.control('POST', '/expire-token', { platform: 'whatsapp', account: shop.simulated });
    for (const text of ['Waits', 'Waits too']) await chat.send(text);
    await until(async () => (await stats()).queue[0]?.depth === 2, 'what waits to be counted');
    expect((await stats()).queue[0]?.oldest_age_ms).toBeGreaterThan(0);
  });
});
