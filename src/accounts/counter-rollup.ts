import { type RawBuilder, sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { CounterRow } from '../database/schema.ts';
import { addCounts } from './counters.ts';

/** How long what is counted is kept by the minute, by the hour and by the day (ms). */
export interface StatisticsRetention {
  statsMinutesTtlMs: number;
  statsHoursTtlMs: number;
  statsDaysTtlMs: number;
}

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
// Some ten thousand rows at most, so that the writer is held for some ten milliseconds.
const accountsAtOnce = 10;

/**
 * Makes one row of the minutes of each old hour, and of the hours of each old day; deletes old days. Nothing is
 * counted twice, whoever else is doing the same: whoever deletes rows adds them up.
 */
export async function rollUpCounters(
  database: Database,
  retention: StatisticsRetention,
  now: number,
): Promise<void> {
  await rollUp(database, ofMinutes, hourMs, now - retention.statsMinutesTtlMs);
  await rollUp(database, ofHours, dayMs, now - retention.statsHoursTtlMs);
  await deleteDays(database, now - retention.statsDaysTtlMs);
}

// In the words of the indexes `counters_of_minutes` and `counters_of_hours`.
const ofMinutes = sql<boolean>`minute % 3600000 <> 0`;
const ofHours = sql<boolean>`minute % 86400000 <> 0`;

/** Rolls up every whole span before a moment that has rows which are `fine`. */
async function rollUp(
  database: Database,
  fine: RawBuilder<boolean>,
  spanMs: number,
  before: number,
): Promise<void> {
  for (;;) {
    const oldest = await database.read
      .selectFrom('counters')
      .select(({ fn }) => fn.min('minute').as('minute'))
      .where(fine)
      .executeTakeFirst();
    if (!oldest?.minute) return;
    const start = oldest.minute - (oldest.minute % spanMs);
    if (start + spanMs > before) return;
    const accounts = await database.read
      .selectFrom('counters')
      .select(['workspace_id', 'account_id'])
      .distinct()
      .where(fine)
      .where('minute', '>', start)
      .where('minute', '<', start + spanMs)
      .limit(accountsAtOnce)
      .execute();
    await database.transaction(async ({ query }) => {
      for (const account of accounts) await rollUpAccount(query, account, start, spanMs);
    });
  }
}

async function rollUpAccount(
  query: Transaction['query'],
  { workspace_id, account_id }: Pick<CounterRow, 'workspace_id' | 'account_id'>,
  start: number,
  spanMs: number,
): Promise<void> {
  const rows = await query
    .deleteFrom('counters')
    .where('workspace_id', '=', workspace_id)
    .where('account_id', '=', account_id)
    .where('minute', '>=', start)
    .where('minute', '<', start + spanMs)
    .returning(['name', 'value'])
    .execute();
  const sums = new Map<CounterRow['name'], number>();
  for (const { name, value } of rows) sums.set(name, (sums.get(name) ?? 0) + value);
  const whole = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  await addCounts(
    query,
    whole.map(([name, value]) => ({ workspace_id, account_id, minute: start, name, value })),
  );
}

/** By account, since the table is in their order. */
async function deleteDays(database: Database, before: number): Promise<void> {
  const accounts = await database.read.selectFrom('accounts').select(['workspace_id', 'id']).execute();
  for (const { workspace_id, id } of accounts) {
    const ofAccount = database.read
      .selectFrom('counters')
      .select('minute')
      .where('workspace_id', '=', workspace_id)
      .where('account_id', '=', id)
      // The sums of all time stand in minute 0, and stay.
      .where('minute', '>', 0)
      .where('minute', '<', before)
      .limit(1);
    if (!(await ofAccount.executeTakeFirst())) continue;
    await database.transaction(({ query }) =>
      query
        .deleteFrom('counters')
        .where('workspace_id', '=', workspace_id)
        .where('account_id', '=', id)
        .where('minute', '>', 0)
        .where('minute', '<', before)
        .execute(),
    );
  }
}
