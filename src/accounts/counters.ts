import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';

/** What is counted per account and minute. */
export type CounterName =
  | 'webhooks_accepted'
  | 'webhooks_refused'
  | 'webhooks_failed'
  | 'items_accepted'
  | 'items_duplicate'
  | 'items_problem'
  | 'sends_ok'
  | 'sends_failed'
  | 'send_milliseconds';

/** Whose number it is. */
export interface Counted {
  workspaceId: string;
  accountId: string;
}

interface Sum extends Counted {
  minute: number;
  name: CounterName;
  value: number;
}

// The row that holds the sum of all minutes, so that a total is one row however old an account is.
const allTime = 0;

/** Each sum twice: for its minute, and for all time. */
function withTotals(sums: Iterable<Sum>): Sum[] {
  return [...sums].flatMap((sum) => [sum, { ...sum, minute: allTime }]);
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

  constructor(options: { database: Database; clock: Clock }) {
    this.#database = options.database;
    this.#clock = options.clock;
  }

  /** Adds to the current minute. */
  add({ workspaceId, accountId }: Counted, name: CounterName, value = 1): void {
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

  /** Adds the sums to the database; what cannot be written is kept for the next time. */
  async flush(): Promise<void> {
    if (this.#sums.size === 0) return;
    const sums = this.#sums;
    this.#sums = new Map();
    try {
      await this.#database.transaction(async ({ query }) => {
        for (const { workspaceId, accountId, minute, name, value } of withTotals(sums.values())) {
          await query
            .insertInto('counters')
            .values({
              workspace_id: workspaceId,
              account_id: accountId,
              minute,
              name,
              value: Math.round(value),
            })
            .onConflict((conflict) =>
              conflict
                .columns(['workspace_id', 'account_id', 'minute', 'name'])
                .doUpdateSet({ value: sql<number>`counters.value + excluded.value` }),
            )
            .execute();
        }
      });
    } catch (error) {
      for (const { value, name, ...counted } of sums.values()) this.add(counted, name, value);
      throw error;
    }
  }

  /** The latest minute in which a webhook came, refused ones too; null when none ever did. */
  async lastWebhookAt({ workspaceId, accountId }: Counted): Promise<number | null> {
    const row = await this.#database.read
      .selectFrom('counters')
      .select('minute')
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .where('name', 'like', 'webhooks_%')
      .where('minute', '>', allTime)
      .orderBy('minute', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.minute ?? null;
  }

  /** All that was ever counted of an account, with what is not written yet. */
  async totals({ workspaceId, accountId }: Counted): Promise<Partial<Record<CounterName, number>>> {
    const rows = await this.#database.read
      .selectFrom('counters')
      .select(['name', 'value'])
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .where('minute', '=', allTime)
      .execute();
    // Only `add` writes this table, with these names.
    const totals: Partial<Record<CounterName, number>> = Object.fromEntries(
      rows.map(({ name, value }) => [name as CounterName, value]),
    );
    for (const sum of this.#sums.values()) {
      if (sum.accountId === accountId) totals[sum.name] = (totals[sum.name] ?? 0) + sum.value;
    }
    return totals;
  }
}
