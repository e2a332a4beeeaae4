import type { Database } from '../database/database.ts';
import type { AccountHealthRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { appendEvent } from '../events/log.ts';
import type { Account } from './account.ts';
import { failingChecks, type Health, type HealthState, hasChanged } from './health.ts';

/** A stored health, and since when it is so. */
export interface StoredHealth extends Health {
  /** When the state, or the set of failing checks, last became another (ms). */
  changed_at: number;
}

/** How an account was found when it was last looked at; null: never looked at. */
export async function readHealth(
  { read }: Database,
  workspaceId: string,
  accountId: string,
): Promise<StoredHealth | null> {
  const row = await read
    .selectFrom('account_health')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row ? fromRow(row) : null;
}

/**
 * Keeps what a look at an account has shown, and announces it when it is another than before. Answers what is
 * stored then: a later look may have been faster. Null: the account is not connected any more.
 */
export function storeHealth(writer: Writer, account: Account, health: Health): Promise<StoredHealth | null> {
  return writer.run((batch) => store(batch, account, health));
}

async function store(batch: Batch, account: Account, health: Health): Promise<StoredHealth | null> {
  const { workspaceId, id } = account;
  // One look after another, and none after the account was deleted.
  const [row] = await batch.transaction.select('accounts', ['id'], [[id]], 'lock');
  if (!row || row.deleted_at !== null) return null;
  const key = ['workspace_id', 'account_id'] as const;
  const [old] = await batch.transaction.select('account_health', key, [[workspaceId, id]]);
  const before = old ? fromRow(old) : null;
  if (before && before.checked_at > health.checked_at) return before;
  const changed = hasChanged(before ?? { state: 'unknown', checks: [] }, health);
  const changed_at = changed || !before ? health.checked_at : before.changed_at;
  await batch.transaction.remove('account_health', key, [[workspaceId, id]]);
  await batch.transaction.insert('account_health', [
    {
      workspace_id: workspaceId,
      account_id: id,
      state: health.state,
      checks: JSON.stringify(health.checks),
      checked_at: health.checked_at,
      changed_at,
    },
  ]);
  if (changed) announce(batch, account, health, before?.state ?? 'unknown');
  return { ...health, changed_at };
}

function announce(batch: Batch, account: Account, health: Health, previous: HealthState): void {
  const { state, checks, checked_at } = health;
  appendEvent(
    batch,
    {
      workspace_id: account.workspaceId,
      type: 'account.health_changed',
      occurred_at: checked_at,
      account_id: account.id,
      platform: account.platform.name,
      data: () => ({
        account_id: account.id,
        state,
        previous_state: previous,
        failing: failingChecks(checks).map(({ details: _, ...check }) => check),
      }),
    },
    checked_at,
  );
}

/** Forgets the health of an account that is disconnected. */
export async function forgetHealth(batch: Batch, workspaceId: string, accountId: string): Promise<void> {
  await batch.transaction.remove(
    'account_health',
    ['workspace_id', 'account_id'],
    [[workspaceId, accountId]],
  );
}

function fromRow({ state, checks, checked_at, changed_at }: AccountHealthRow): StoredHealth {
  // Only `store` writes this table.
  return { state: state as HealthState, checks: JSON.parse(checks), checked_at, changed_at };
}
