import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { AgentBudgetRow } from '../../database/schema.ts';
import type { Batch, WriteKind, Writer } from '../../database/writer.ts';
import { appendEvent } from '../../events/log.ts';

/** Whose calls are counted, and what they may use up in a day. */
export interface Budget {
  workspaceId: string;
  accountId: string;
  /** The account's, for the event that tells of a spent budget. */
  platform?: string | null | undefined;
  /** Where the account's day begins and ends: `Asia/Bangkok`. */
  timeZone: string;
  limits: BudgetLimits;
}

/** Null: no limit. Money limits only models whose price is known. */
export interface BudgetLimits {
  tokens_per_day: number | null;
  usd_per_day: number | null;
}

/** What a call may need at most, or has used up. */
export interface Amount {
  tokens: number;
  /** Millionths of a US dollar; null: the price of the model is unknown. */
  micros: number | null;
}

/** What is kept free for a call that runs. */
export interface Reservation extends Amount {
  workspaceId: string;
  accountId: string;
  day: string;
}

/** What an account has used up on a day. */
export interface DayUsage {
  day: string;
  tokens_used: number;
  /** Kept free for calls that run. */
  tokens_reserved: number;
  micros_used: number;
  micros_reserved: number;
  /** When a call was first refused (ms); null: none was. */
  spent_at: number | null;
}

// As long as statistics by the hour: long enough to compare a month with the one before.
const keptDays = 93;
const dayMs = 24 * 60 * 60_000;
const microsPerDollar = 1_000_000;

/** The day at a place, as `2026-11-25`. */
export function dayIn(timeZone: string, now: number): string {
  // The Swedish way to write a date is that of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
}

/**
 * What agents use up, counted in the database, so that no number of processes together exceeds a limit: a call is
 * made only after what it may need was added to the row of the account and day, and is settled when it has ended.
 * What a crash leaves reserved counts until the day ends, since the provider may charge for it.
 */
export class Budgets {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #clock: Clock;
  readonly #reserve: WriteKind<Wish, Reservation | null>;
  readonly #settle: WriteKind<Settlement, true>;

  constructor(options: { database: Database; writer: Writer; clock: Clock }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#clock = options.clock;
    this.#reserve = reserveKind(() => options.clock.now());
    this.#settle = settleKind(() => options.clock.now());
  }

  /** Keeps free what a call may need; null: so much is not left. The first refusal of a day is told by an event. */
  reserve(budget: Budget, amount: Amount): Promise<Reservation | null> {
    const day = dayIn(budget.timeZone, this.#clock.now());
    return this.#writer.add(this.#reserve, { budget, day, amount });
  }

  /** Puts what a call has used up in the place of what was kept free for it. */
  async settle(reservation: Reservation, used: Amount): Promise<void> {
    await this.#writer.add(this.#settle, { reservation, used });
  }

  /** What an account has used up today. */
  async today({ workspaceId, accountId, timeZone }: Omit<Budget, 'limits'>): Promise<DayUsage> {
    const day = dayIn(timeZone, this.#clock.now());
    const row = await this.#database.read
      .selectFrom('agent_budgets')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .where('day', '=', day)
      .executeTakeFirst();
    return toUsage(row ?? newRow([workspaceId, accountId, day], 0));
  }

  /** The latest days on which an account used anything, newest first. */
  async days(workspaceId: string, accountId: string, limit: number): Promise<DayUsage[]> {
    const rows = await this.#database.read
      .selectFrom('agent_budgets')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .orderBy('day', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toUsage);
  }

  /** Forgets days that are long gone. */
  async sweep(): Promise<void> {
    const oldest = dayIn('UTC', this.#clock.now() - keptDays * dayMs);
    await this.#database.transaction(({ query }) =>
      query
        .deleteFrom('agent_budgets')
        .where('day', '<', oldest)
        .execute()
        .then(() => {}),
    );
  }
}

function toUsage(row: AgentBudgetRow): DayUsage {
  const { day, tokens_used, tokens_reserved, micros_used, micros_reserved, spent_at } = row;
  return { day, tokens_used, tokens_reserved, micros_used, micros_reserved, spent_at };
}

interface Wish {
  budget: Budget;
  day: string;
  amount: Amount;
}

interface Settlement {
  reservation: Reservation;
  used: Amount;
}

const key = ['workspace_id', 'account_id', 'day'] as const;

type Key = readonly [workspaceId: string, accountId: string, day: string];

function newRow([workspace_id, account_id, day]: Key, now: number): AgentBudgetRow {
  return {
    ...{ workspace_id, account_id, day },
    ...{ tokens_used: 0, tokens_reserved: 0, micros_used: 0, micros_reserved: 0 },
    ...{ spent_at: null, updated_at: now },
  };
}

/** The rows of these keys, made where they are missing, locked until the end, by their key as text. */
async function lockRows(
  { transaction }: Batch,
  keys: readonly Key[],
  now: number,
): Promise<Map<string, AgentBudgetRow>> {
  // In one order everywhere, so that two processes do not lock each other's rows crosswise.
  const distinct = [...new Map(keys.map((each) => [each.join(' '), each])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, each]) => each);
  await transaction.insertNew(
    'agent_budgets',
    key,
    distinct.map((each) => newRow(each, now)),
  );
  const rows = await transaction.select('agent_budgets', key, distinct, 'lock');
  return new Map(rows.map((row) => [`${row.workspace_id} ${row.account_id} ${row.day}`, row]));
}

function reserveKind(now: () => number): WriteKind<Wish, Reservation | null> {
  return {
    name: 'agent-budget',
    async apply(batch, wishes) {
      const time = now();
      const keys = wishes.map(({ budget, day }): Key => [budget.workspaceId, budget.accountId, day]);
      const rows = await lockRows(batch, keys, time);
      const reservations = wishes.map((wish, index) => {
        const row = rows.get(keys[index]?.join(' ') ?? '');
        return row ? reserveIn(batch, row, wish, time) : null;
      });
      await batch.transaction.update('agent_budgets', key, [...rows.values()]);
      return reservations;
    },
  };
}

function reserveIn(batch: Batch, row: AgentBudgetRow, wish: Wish, now: number): Reservation | null {
  const { budget, day, amount } = wish;
  row.updated_at = now;
  if (!fits(row, budget.limits, amount)) {
    if (row.spent_at === null) tellSpent(batch, row, wish, now);
    row.spent_at ??= now;
    return null;
  }
  row.tokens_reserved += amount.tokens;
  row.micros_reserved += amount.micros ?? 0;
  return { workspaceId: budget.workspaceId, accountId: budget.accountId, day, ...amount };
}

function fits(row: AgentBudgetRow, limits: BudgetLimits, { tokens, micros }: Amount): boolean {
  const { tokens_per_day, usd_per_day } = limits;
  if (tokens_per_day !== null && row.tokens_used + row.tokens_reserved + tokens > tokens_per_day)
    return false;
  if (usd_per_day === null || micros === null) return true;
  return row.micros_used + row.micros_reserved + micros <= usd_per_day * microsPerDollar;
}

function tellSpent(batch: Batch, row: AgentBudgetRow, { budget, day }: Wish, now: number): void {
  const { tokens_used, micros_used } = row;
  appendEvent(
    batch,
    {
      ...{
        workspace_id: budget.workspaceId,
        account_id: budget.accountId,
        platform: budget.platform ?? null,
      },
      type: 'agent.budget_spent',
      occurred_at: now,
      data: () => ({
        account_id: budget.accountId,
        budget: { day, time_zone: budget.timeZone, ...budget.limits, tokens_used, cost_micros: micros_used },
      }),
    },
    now,
  );
}

function settleKind(now: () => number): WriteKind<Settlement, true> {
  return {
    name: 'agent-budget-settlement',
    async apply(batch, settlements) {
      const keys = settlements.map(
        ({ reservation: { workspaceId, accountId, day } }): Key => [workspaceId, accountId, day],
      );
      const time = now();
      const rows = await lockRows(batch, keys, time);
      for (const [index, { reservation, used }] of settlements.entries()) {
        const row = rows.get(keys[index]?.join(' ') ?? '');
        if (row) settleIn(row, reservation, used, time);
      }
      await batch.transaction.update('agent_budgets', key, [...rows.values()]);
      return settlements.map(() => true);
    },
  };
}

function settleIn(row: AgentBudgetRow, reserved: Reservation, used: Amount, now: number): void {
  row.tokens_reserved -= reserved.tokens;
  row.micros_reserved -= reserved.micros ?? 0;
  row.tokens_used += used.tokens;
  row.micros_used += used.micros ?? 0;
  row.updated_at = now;
}
