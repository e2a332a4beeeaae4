import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { type Account, accountTarget } from './account.ts';
import type { CounterName, Counters } from './counters.ts';

/** What went through an account, as far as its health shows in it. */
export interface Traffic {
  /** Within {@link recentMs}. */
  sends: { ok: number; failed: number; milliseconds: number };
  /** Within a day. */
  webhooks: {
    accepted: number;
    /** Correctly signed, but they could not be applied. */
    failed: number;
    /** Wrongly signed. */
    refused: number;
    refused_since_accepted: number;
    /** Within {@link recentMs}. */
    recent: { accepted: number; refused: number };
    /** When the last one was accepted, ever, to the minute (ms). */
    last_accepted_at: number | null;
    /** The beginning of each spell of activity within two weeks, in order; at least an hour apart (ms). */
    active: readonly number[];
  };
  /** Sending waits until then (ms). */
  pause: { since: number; until: number; reason: string } | null;
}

const hour = 60 * 60_000;
const day = 24 * hour;

/** What counts as lately: long enough for some sends and webhooks, short enough to be of now. */
export const recentMs = hour;
// Two weekends, so that one of them is usual when the other comes.
const rhythmMs = 14 * day;

/** Reads what is counted of an account, with what this process has not written yet. */
export async function readTraffic(
  { database, counters }: { database: Database; counters: Counters },
  account: Account,
  now: number,
): Promise<Traffic> {
  await counters.flush();
  const last = await lastMinute(database, account, 'webhooks_accepted');
  const recent = await sums(database, account, now - recentMs);
  const webhooks = await sums(database, account, now - day);
  const since = last === null ? webhooks : await sums(database, account, Math.max(now - day, last + 60_000));
  return {
    sends: {
      ok: recent.sends_ok ?? 0,
      failed: recent.sends_failed ?? 0,
      milliseconds: recent.send_milliseconds ?? 0,
    },
    webhooks: {
      accepted: webhooks.webhooks_accepted ?? 0,
      failed: webhooks.webhooks_failed ?? 0,
      refused: webhooks.webhooks_refused ?? 0,
      refused_since_accepted: since.webhooks_refused ?? 0,
      recent: { accepted: recent.webhooks_accepted ?? 0, refused: recent.webhooks_refused ?? 0 },
      last_accepted_at: last,
      active: await activity(database, account, now - rhythmMs),
    },
    pause: await pauseOf(database, account, now),
  };
}

async function sums(
  database: Database,
  { workspaceId, id }: Account,
  since: number,
): Promise<Partial<Record<CounterName, number>>> {
  const rows = await database.read
    .selectFrom('counters')
    .select(({ fn }) => ['name', fn.sum<number>('value').as('value')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', id)
    // The sums of all time stand in minute 0.
    .where('minute', '>', Math.max(0, since))
    .groupBy('name')
    .execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, Number(value)]));
}

async function lastMinute(
  database: Database,
  { workspaceId, id }: Account,
  name: CounterName,
): Promise<number | null> {
  const row = await database.read
    .selectFrom('counters')
    .select('minute')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', id)
    .where('name', '=', name)
    .where('minute', '>', 0)
    .orderBy('minute', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.minute ?? null;
}

/** Hops from one active hour to the next in the index: some hundred steps, however busy the account is. */
async function activity(database: Database, { workspaceId, id }: Account, since: number): Promise<number[]> {
  const next = sql`select min(minute) from counters where workspace_id = ${workspaceId}
    and account_id = ${id} and name = 'webhooks_accepted' and minute >=`;
  const { rows } = await sql<{ minute: number }>`
    with recursive active (minute) as (
      select (${next} cast(${since} as bigint))
      union all
      select (${next} active.minute + cast(${hour} as bigint)) from active where active.minute is not null
    )
    select minute from active where minute is not null order by minute`.execute(database.read);
  return rows.map(({ minute }) => minute);
}

async function pauseOf(
  database: Database,
  { workspaceId, id }: Account,
  now: number,
): Promise<Traffic['pause']> {
  const row = await database.read
    .selectFrom('target_pauses')
    .select(['since', 'until', 'reason'])
    .where('workspace_id', '=', workspaceId)
    .where('target', '=', accountTarget(id))
    .where('until', '>', now)
    .executeTakeFirst();
  return row ?? null;
}
