import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { latencyBuckets } from '../database/schema/counters.ts';
import type { CountedAccount, CounterName, CounterRow } from '../database/schema.ts';

export type { CountedAccount, CounterName } from '../database/schema.ts';

interface Sum extends CountedAccount {
  minute: number;
  name: CounterName;
  value: number;
}

// The row that holds the sum of all minutes, so that a total is one row however old an account is.
const allTime = 0;

// Both databases take some ten thousand values in one statement.
const rowsAtOnce = 500;

/** Each sum twice: for its minute, and for all time; what is below a whole number is of no interest. */
function rowsOf(sums: Iterable<Sum>): CounterRow[] {
  const rows = new Map<string, CounterRow>();
  for (const { workspaceId, accountId, name, value, ...sum } of sums) {
    for (const minute of [sum.minute, allTime]) {
      const key = `${accountId} ${minute} ${name}`;
      const row = rows.get(key) ?? {
        workspace_id: workspaceId,
        account_id: accountId,
        minute,
        name,
        value: 0,
      };
      rows.set(key, { ...row, value: row.value + Math.round(value) });
    }
  }
  // In one order everywhere, so that two processes do not lock each other's rows crosswise.
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Adds to what is counted already; no two of the rows may have the same key. */
export async function addCounts(query: Transaction['query'], rows: readonly CounterRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await query
      .insertInto('counters')
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'account_id', 'minute', 'name'])
          .doUpdateSet({ value: sql<number>`counters.value + excluded.value` }),
      )
      .execute();
  }
}

/** The counter of the bucket that a call of this length belongs to. */
export function latencyCounter(milliseconds: number): CounterName {
  return `latency_${latencyBuckets.find((longest) => milliseconds <= longest) ?? 'more'}`;
}

/**
 * Counts in memory and writes the sums from time to time: one update per account and minute, however
 * many requests there were. A crash loses the last seconds of statistics, never data.
 */
export class Counters {
  readonly #database: Database;
  readonly #clock: Clock;
  #sums = new Map<string, Sum>();
  #cancel = () => {};
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: { database: Database; clock: Clock }) {
    this.#database = options.database;
    this.#clock = options.clock;
  }

  /** Adds to the current minute. */
  add({ workspaceId, accountId }: CountedAccount, name: CounterName, value = 1): void {
    const minute = Math.floor(this.#clock.now() / 60_000) * 60_000;
    const key = `${accountId} ${minute} ${name}`;
    const sum = this.#sums.get(key);
    if (sum) sum.value += value;
    else this.#sums.set(key, { workspaceId, accountId, minute, name, value });
  }

  /** Writes the sums every `everyMs` milliseconds. */
  start(everyMs: number, onError: (error: unknown) => void): void {
    this.#cancel = this.#clock.after(everyMs, () => {
      this.flush()
        .catch(onError)
        .finally(() => this.start(everyMs, onError));
    });
  }

  /** Stops the timer and writes what is left. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.flush();
  }

  /**
   * Adds the sums to the database; what cannot be written is kept for the next time. One writing after another:
   * when this resolves, all that was counted before can be read.
   */
  flush(): Promise<void> {
    const flushed = this.#flushing.then(() => this.#write());
    this.#flushing = flushed.catch(() => {});
    return flushed;
  }

  async #write(): Promise<void> {
    if (this.#sums.size === 0) return;
    const sums = this.#sums;
    this.#sums = new Map();
    try {
      await this.#database.transaction(({ query }) => addCounts(query, rowsOf(sums.values())));
    } catch (error) {
      for (const { value, name, ...counted } of sums.values()) this.add(counted, name, value);
      throw error;
    }
  }

  /** The latest minute in which a webhook came, refused ones too, of long ago the hour or day; null: never. */
  async lastWebhookAt({ workspaceId, accountId }: CountedAccount): Promise<number | null> {
    const row = await this.#database.read
      .selectFrom('counters')
      .select('minute')
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .where('name', 'in', ['webhooks_accepted', 'webhooks_refused', 'webhooks_failed'])
      .where('minute', '>', allTime)
      .orderBy('minute', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.minute ?? null;
  }

  /** All that was ever counted of an account, with what is not written yet. */
  async totals({ workspaceId, accountId }: CountedAccount): Promise<Partial<Record<CounterName, number>>> {
    await this.flush();
    const rows = await this.#database.read
      .selectFrom('counters')
      .select(['name', 'value'])
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .where('minute', '=', allTime)
      .execute();
    // Only `add` writes this table, with these names.
    return Object.fromEntries(rows.map(({ name, value }) => [name as CounterName, value]));
  }
}
