import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type CounterName, latencyBuckets } from '../database/schema/counters.ts';
import type { Tables } from '../database/schema.ts';
import { type FailureKind, failureKinds } from '../errors.ts';

/** How long one period of each kind is (ms); days are those of UTC. */
export const periods = { minute: 60_000, hour: 60 * 60_000, day: 24 * 60 * 60_000 } as const;

/** Which statistics of a workspace are wanted. */
export interface StatisticsFilter {
  workspaceId: string;
  accountId?: string | undefined;
  /** Both at the beginning of a period (ms); `to` is not part of it. */
  from: number;
  to: number;
  by: keyof typeof periods;
}

/** What was counted in a while. */
export type Counts = ReadonlyMap<CounterName, number>;

// Some ten thousand rows of busy accounts: SQLite reads them in some 50 ms, in which nothing else runs.
const accountsAtOnce = 5;

/**
 * What was counted in each period of the accounts of a workspace, in order; a period in which nothing happened
 * is left out. What is kept by the hour only stands in the first minute of it.
 */
export async function readCounts(
  read: Kysely<Tables>,
  filter: StatisticsFilter,
): Promise<Map<number, Counts>> {
  const accounts = filter.accountId ? [filter.accountId] : await accountsOf(read, filter.workspaceId);
  const counts = new Map<number, Counts>();
  for (let from = 0; from < accounts.length; from += accountsAtOnce) {
    if (from > 0) await setImmediate();
    const some = await countsOf(read, filter, accounts.slice(from, from + accountsAtOnce));
    for (const [at, more] of some) counts.set(at, sumOf([counts.get(at) ?? new Map(), more]));
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** Those that were deleted too: what they did has happened. */
async function accountsOf(read: Kysely<Tables>, workspaceId: string): Promise<string[]> {
  const rows = await read
    .selectFrom('accounts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .execute();
  return rows.map(({ id }) => id);
}

async function countsOf(
  read: Kysely<Tables>,
  { workspaceId, from, to, by }: StatisticsFilter,
  accounts: readonly string[],
): Promise<Map<number, Counts>> {
  const start = sql<number>`minute - minute % cast(${periods[by]} as bigint)`;
  const rows = await read
    .selectFrom('counters')
    .select(['name', start.as('start'), sql<number>`cast(sum(value) as bigint)`.as('value')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', 'in', accounts)
    // The sums of all time stand in minute 0.
    .where('minute', '>=', Math.max(from, 1))
    .where('minute', '<', to)
    .groupBy(['name', 'start'])
    .execute();
  const byStart = Map.groupBy(rows, (row) => row.start);
  return new Map(
    [...byStart].map(([at, group]) => [at, new Map(group.map(({ name, value }) => [name, value]))]),
  );
}

/** The sum of several periods. */
export function sumOf(all: Iterable<Counts>): Counts {
  const sums = new Map<CounterName, number>();
  for (const counts of all) {
    for (const [name, value] of counts) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}

/** How many messages failed, by the kinds that occurred. */
export function failures(counts: Counts): Partial<Record<FailureKind, number>> {
  return Object.fromEntries(
    failureKinds.flatMap((kind) => {
      const count = counts.get(`failed_${kind}`);
      return count ? [[kind, count]] : [];
    }),
  );
}

/** One bucket of a histogram: how many calls took longer than the one before and up to this long (ms). */
export interface Bucket {
  /** Null: however long. */
  up_to_ms: number | null;
  count: number;
}

/** How long platforms took to answer calls that send. */
export function latencies(counts: Counts): Bucket[] {
  return [
    ...latencyBuckets.map((longest) => ({ up_to_ms: longest, count: counts.get(`latency_${longest}`) ?? 0 })),
    { up_to_ms: null, count: counts.get('latency_more') ?? 0 },
  ];
}

/**
 * The time within which a share (0 to 1) of the calls was answered, as near as the buckets tell: within one,
 * calls are taken to be spread evenly. Null when there were none.
 */
export function quantile(buckets: readonly Bucket[], share: number): number | null {
  const wanted = buckets.reduce((sum, { count }) => sum + count, 0) * share;
  if (wanted === 0) return null;
  let shortest = 0;
  let before = 0;
  for (const { up_to_ms, count } of buckets) {
    // Of what took longest only the beginning is known.
    const longest = up_to_ms ?? shortest;
    if (count > 0 && before + count >= wanted) {
      return Math.round(shortest + ((longest - shortest) * (wanted - before)) / count);
    }
    before += count;
    shortest = longest;
  }
  return shortest;
}
