import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rollUpCounters } from '../../src/accounts/counter-rollup.ts';
import { Counters } from '../../src/accounts/counters.ts';
import { Writer } from '../../src/database/writer.ts';
import { putJob } from '../../src/work/jobs.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage, statisticsRetention } from './reading-stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const north = { workspaceId: 'north', accountId: 'north-account' };
const south = { workspaceId: 'south', accountId: 'south-account' };

interface Answer {
  data: { at: string; in: number; out: number }[];
  total: Record<string, unknown>;
  queue: unknown[];
}

describe.each(databaseKinds)('statistics on $kind', ({ create }) => {
  let stage: Stage;
  let counters: Counters;

  beforeEach(async () => {
    stage = await openStage(await create());
    counters = new Counters(stage);
  });

  afterEach(() => stage.close());

  /** What is told, with the schema checked by the stage. */
  async function stats(query: string, key = 'reader'): Promise<Answer> {
    const { status, body } = await stage.get(`/api/v1/stats?${query}`, key);
    expect(status).toBe(200);
    return body as unknown as Answer;
  }

  const rollUp = () => rollUpCounters(stage.database, statisticsRetention, stage.clock.now());
  const rows = async () =>
    (await stage.database.read.selectFrom('counters').select('minute').where('minute', '>', 0).execute())
      .length;
  const before = (ms: number) => new Date(stage.clock.now() - ms).toISOString();

  it('tell what came, went and failed, by the minute, of one account or all', async () => {
    counters.add(north, 'messages_in', 3);
    counters.add(north, 'failed_window_closed');
    counters.add(north, 'failed_credentials', 2);
    counters.add(north, 'webhooks_refused');
    counters.add(north, 'items_duplicate', 4);
    counters.add(north, 'latency_100', 10);
    counters.add(north, 'ai_answers', 2);
    counters.add(north, 'ai_failures', 1);
    counters.add(north, 'ai_input_tokens', 300);
    counters.add(north, 'ai_output_tokens', 40);
    counters.add(north, 'ai_cost_micros', 375);
    counters.add(south, 'messages_in', 100);
    stage.clock.advance(minute);
    counters.add(north, 'messages_out', 2);
    counters.add(north, 'messages_out', 3);
    await counters.flush();
    counters.add(north, 'messages_out', 1);
    await counters.flush();
    const { data, total } = await stats('by=minute');
    const models = { answers: 0, failures: 0, input_tokens: 0, output_tokens: 0, cost_micros: 0 };
    const nothing = {
      ...{ in: 0, out: 0, failed: 0, failed_by_kind: {}, webhooks: 0, refusals: 0, duplicates: 0 },
      models,
    };
    const calls = { calls: 10, p50_ms: 75, p95_ms: 98 };
    const first = {
      ...{ ...nothing, in: 3, failed: 3, refusals: 1, duplicates: 4, send_latency: calls },
      failed_by_kind: { window_closed: 1, credentials: 2 },
      models: { answers: 2, failures: 1, input_tokens: 300, output_tokens: 40, cost_micros: 375 },
    };
    expect(data).toEqual([
      { at: '2026-01-15T09:00:00.000Z', ...first },
      {
        ...{ at: '2026-01-15T09:01:00.000Z', ...nothing, out: 6 },
        send_latency: { calls: 0, p50_ms: null, p95_ms: null },
      },
    ]);
    expect(total).toMatchObject({ ...first, out: 6 });
    expect((await stats('by=minute&account_id=north-account')).data).toEqual(data);
    expect((await stats('by=day', 'south')).total).toMatchObject({ in: 100, out: 0 });
  });

  it('stay the same when minutes become hours and hours days', async () => {
    const start = stage.clock.now();
    for (let at = 0; at < 3 * hour; at += 7 * minute) {
      counters.add(north, 'messages_in');
      counters.add(south, 'messages_in', 2);
      stage.clock.advance(7 * minute);
    }
    await counters.flush();
    const range = `from=${new Date(start).toISOString()}&to=${new Date(start + day).toISOString()}`;
    const asked = async () => [await stats(`by=hour&${range}`), await stats(`by=day&${range}`)];
    const expected = await asked();
    expect(expected[0]?.data.map((row) => row.in)).toEqual([9, 9, 8]);
    const [fine, totals] = [await rows(), await counters.totals(north)];
    await rollUp();
    expect(await rows()).toBe(fine);
    stage.clock.advance(3 * day);
    // Both at once, as two processes do.
    await Promise.all([rollUp(), rollUp()]);
    expect(await rows()).toBe(6);
    expect(await asked()).toEqual(expected);
    // What was written late is added.
    await stage.database.transaction((transaction) =>
      transaction.insert('counters', [
        {
          workspace_id: 'north',
          account_id: 'north-account',
          minute: start + minute,
          name: 'messages_in',
          value: 5,
        },
      ]),
    );
    await rollUp();
    expect(await rows()).toBe(6);
    stage.clock.advance(91 * day);
    await rollUp();
    expect(await rows()).toBe(2);
    const [whole] = (await stats(`by=day&${range}`)).data;
    expect(whole).toMatchObject({ at: '2026-01-15T00:00:00.000Z', in: 31 });
    expect(await counters.totals(north)).toEqual(totals);
    stage.clock.advance(1000 * day);
    await rollUp();
    expect(await rows()).toBe(0);
    expect(await counters.totals(north)).toEqual(totals);
  });

  it('tell how much waits to be sent, and for how long', async () => {
    const target = 'account:north-account';
    const put = (more: object) =>
      stage.writer.run(async (batch) => {
        const job = { workspace_id: 'north', target, lane: 'c', kind: 'send', reference: 'm', ...more };
        putJob(batch, job, stage.clock.now());
      });
    expect((await stats('')).queue).toEqual([{ account_id: 'north-account', depth: 0, oldest_age_ms: null }]);
    await put({ run_at: stage.clock.now() + hour });
    await put({});
    stage.clock.advance(1500);
    await put({ lane: 'd' });
    await put({ target: 'echo:north-account' });
    await put({ workspace_id: 'south', target: 'account:south-account' });
    expect((await stats('account_id=north-account')).queue).toEqual([
      { account_id: 'north-account', depth: 2, oldest_age_ms: 1500 },
    ]);
  });

  it.each([
    ['by=minute&from=BEFORE&to=2026-01-12T10:00:00.000Z', 3 * day, 'rolled_up'],
    ['by=hour&from=BEFORE&to=2025-10-02T00:00:00.000Z', 110 * day, 'rolled_up'],
    ['by=minute&from=BEFORE', day, null],
    ['by=minute&from=BEFORE', 25 * hour, 'range'],
    ['by=hour&from=BEFORE', 63 * day, 'range'],
    ['by=hour&from=BEFORE&to=2026-01-01T00:00:00.000Z', day, 'range'],
    ['by=week', 0, 'invalid_request'],
    ['from=yesterday', 0, 'invalid_request'],
    ['account_id=south-account', 0, 'not_found'],
  ])('asked for %s answer as they can', async (query, ms, code) => {
    const { body } = await stage.get(`/api/v1/stats?${query.replace('BEFORE', before(ms))}`);
    expect(body.code ?? null).toBe(code);
  });

  it('count once what is tried again, and nothing of what failed', async () => {
    const counted: unknown[] = [];
    const writer = new Writer(
      stage.database,
      () => {},
      (account, name, value) => counted.push([account.accountId, name, value]),
    );
    let tries = 0;
    const failing = writer.run(async (batch) => {
      batch.count(north, 'messages_in', 5);
      tries++;
      throw new Error('It does not work.');
    });
    const working = writer.run(async (batch) => batch.count(north, 'messages_out'));
    await expect(failing).rejects.toThrow('It does not work.');
    await working;
    expect(tries).toBe(2);
    expect(counted).toEqual([['north-account', 'messages_out', 1]]);
  });
});
