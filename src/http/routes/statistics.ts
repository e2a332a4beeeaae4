import { z } from 'zod';
import { mostCounted, type QueueDepth, queueDepths } from '../../accounts/queue-depth.ts';
import {
  type Counts,
  failures,
  latencies,
  periods,
  quantile,
  readCounts,
  type StatisticsFilter,
  sumOf,
} from '../../accounts/statistics.ts';
import { type Clock, toTimestamp } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { failureKinds, notFound, Problem } from '../../errors.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What telling how it goes needs. */
export interface StatisticsRoutes {
  database: Database;
  clock: Clock;
  /** How long it is told by the minute, and by the hour (ms). */
  config: { durations: { statsMinutesTtlMs: number; statsHoursTtlMs: number } };
}

const countsSchema = z.object({
  in: z.int().describe('Messages that came in and wait for an answer.'),
  out: z.int().describe('Messages that the platform has taken.'),
  failed: z.int().describe('Messages that failed, or were given up.'),
  failed_by_kind: z.partialRecord(z.enum(failureKinds), z.int()),
  webhooks: z.int().describe('Webhook requests that were accepted.'),
  refusals: z.int().describe('Webhook requests whose signature was wrong.'),
  duplicates: z.int().describe('Items of webhooks that had come before.'),
  send_latency: z.object({
    calls: z.int().describe('Calls that send and were answered.'),
    p50_ms: z.int().nullable().describe('Half of them were answered within this time.'),
    p95_ms: z.int().nullable().describe('19 of 20 were answered within this time.'),
  }),
  models: z.object({
    answers: z.int().describe('Requests to language models that were answered.'),
    failures: z.int().describe('Requests to language models that brought no answer.'),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost_micros: z
      .int()
      .describe('Millionths of a US dollar by list prices; models without one are not in it.'),
  }),
});

const bucketSchema = z.object({
  up_to_ms: z.int().nullable().describe('Null: however long.'),
  count: z.int().describe('Calls that took this long and longer than the bucket before.'),
});

const statisticsSchema = z
  .object({
    from: timeSchema,
    to: timeSchema,
    by: z.enum(['minute', 'hour', 'day']),
    data: z
      .array(countsSchema.extend({ at: timeSchema.describe('When the period began.') }))
      .describe('In order; periods in which nothing happened are left out.'),
    total: countsSchema.extend({ latency_histogram: z.array(bucketSchema) }),
    queue: z
      .array(
        z.object({
          account_id: z.string(),
          depth: z.int().describe(`Messages that are due and wait; counted up to ${mostCounted}.`),
          oldest_age_ms: z.int().nullable().describe('How long the first of them has been waiting.'),
        }),
      )
      .describe('What waits to be sent now.'),
  })
  .meta({ id: 'Statistics' });

const query = z.object({
  account_id: z.string().optional(),
  from: timeSchema.optional().describe('Without it: an hour, a day or 30 days before `to`.'),
  to: timeSchema.optional().describe('Without it: now.'),
  by: z.enum(['minute', 'hour', 'day']).default('hour').describe('Days are those of UTC.'),
});

// A day by the minute; more is no picture any more, and a long answer.
const mostPeriods = 1500;
const usualPeriods = { minute: 60, hour: 24, day: 30 };

/** How much came and went, how much failed, and how long it took. */
export function statisticsRoutes(rooms: StatisticsRoutes): Route[] {
  const { read } = rooms.database;
  return [
    route({
      method: 'GET',
      path: '/api/v1/stats',
      scope: 'read',
      tags: ['Operations'],
      summary: 'What came in and went out, by the minute, hour or day',
      description:
        'Of one account or all of the workspace. Counted in memory and written every few seconds; minutes are kept for two days and hours for a quarter unless the installation says otherwise.',
      query,
      answers: { 200: { description: 'The statistics.', schema: statisticsSchema } },
      async handle({ query, caller: { workspaceId } }) {
        const now = rooms.clock.now();
        const filter = { workspaceId, accountId: query.account_id, ...rangeOf(query, now) };
        refuseTooLong(filter);
        refuseRolledUp(filter, rooms, now);
        if (query.account_id) await expectAccount(read, workspaceId, query.account_id);
        const counts = await readCounts(read, filter);
        const total = sumOf(counts.values());
        const queue = await queueDepths(read, workspaceId, query.account_id);
        return {
          status: 200,
          body: {
            from: toTimestamp(filter.from),
            to: toTimestamp(filter.to),
            by: filter.by,
            data: [...counts].map(([at, some]) => ({ at: toTimestamp(at), ...toPublicCounts(some) })),
            total: { ...toPublicCounts(total), latency_histogram: latencies(total) },
            queue: queue.map((depth) => toPublicDepth(depth, now)),
          },
        };
      },
    }),
  ];
}

/** Whole periods: the first holds `from`, the last holds what is just before `to`. */
function rangeOf(
  { from, to, by }: z.output<typeof query>,
  now: number,
): Pick<StatisticsFilter, 'from' | 'to' | 'by'> {
  const period = periods[by];
  const end = Math.ceil((to === undefined ? now + 1 : Date.parse(to)) / period) * period;
  const start = from === undefined ? end - usualPeriods[by] * period : Date.parse(from);
  return { by, from: start - (start % period), to: end };
}

/** Also one that was deleted: its statistics stay. */
async function expectAccount(read: Database['read'], workspaceId: string, id: string): Promise<void> {
  const found = await read
    .selectFrom('accounts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw notFound('account', id);
}

function refuseTooLong({ from, to, by }: StatisticsFilter): void {
  if (from < to && to - from <= mostPeriods * periods[by]) return;
  throw new Problem({
    status: 422,
    code: 'range',
    detail: `From ${toTimestamp(from)} to ${toTimestamp(to)} is not between one and ${mostPeriods} periods of a ${by}.`,
    fix: 'Ask for a later `to`, a shorter time, or longer periods.',
  });
}

function refuseRolledUp({ from, by }: StatisticsFilter, { config }: StatisticsRoutes, now: number): void {
  if (by === 'day') return;
  const { statsMinutesTtlMs, statsHoursTtlMs } = config.durations;
  const [keptMs, next] =
    by === 'minute' ? ([statsMinutesTtlMs, 'hour'] as const) : ([statsHoursTtlMs, 'day'] as const);
  // Only what is wholly too old is rolled up.
  const kept = now - keptMs - ((now - keptMs) % periods[next]);
  if (from >= kept) return;
  throw new Problem({
    status: 422,
    code: 'rolled_up',
    detail: `By the ${by} nothing is kept from before ${toTimestamp(kept)}.`,
    fix: `Ask for it by the ${next}.`,
  });
}

function toPublicCounts(counts: Counts): z.infer<typeof countsSchema> {
  const failed = failures(counts);
  const buckets = latencies(counts);
  return {
    in: counts.get('messages_in') ?? 0,
    out: counts.get('messages_out') ?? 0,
    failed: Object.values(failed).reduce((sum, count) => sum + count, 0),
    failed_by_kind: failed,
    webhooks: counts.get('webhooks_accepted') ?? 0,
    refusals: counts.get('webhooks_refused') ?? 0,
    duplicates: counts.get('items_duplicate') ?? 0,
    send_latency: {
      calls: buckets.reduce((sum, { count }) => sum + count, 0),
      p50_ms: quantile(buckets, 0.5),
      p95_ms: quantile(buckets, 0.95),
    },
    models: {
      answers: counts.get('ai_answers') ?? 0,
      failures: counts.get('ai_failures') ?? 0,
      input_tokens: counts.get('ai_input_tokens') ?? 0,
      output_tokens: counts.get('ai_output_tokens') ?? 0,
      cost_micros: counts.get('ai_cost_micros') ?? 0,
    },
  };
}

function toPublicDepth({ account_id, depth, oldest_at }: QueueDepth, now: number) {
  return { account_id, depth, oldest_age_ms: oldest_at === null ? null : Math.max(0, now - oldest_at) };
}
