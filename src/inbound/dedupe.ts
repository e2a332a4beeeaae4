import type { DedupeKeyRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Placed } from './acceptance.ts';

const dedupeKey = ['workspace_id', 'account_id', 'key'] as const;

/** Decides which items are new, by a unique key in the database; the same key twice in a batch is one. */
export async function claimKeys(batch: Batch, placed: readonly Placed[], now: number): Promise<void> {
  const first = new Map<string, Placed>();
  for (const entry of placed) {
    const id = `${entry.account.id}\n${entry.item.key}`;
    if (!first.has(id)) first.set(id, entry);
  }
  // In the order of their keys, so that two nodes with the same items do not wait for each other.
  const entries = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const rows = entries.map((entry) => dedupeRow(entry, now));
  const inserted = await batch.transaction.insertNew('dedupe_keys', dedupeKey, rows);
  for (const [index, entry] of entries.entries()) if (inserted[index]) entry.result = 'new';
  await reopenKeys(
    batch,
    entries.filter((entry) => entry.result !== 'new' && entry.acceptance.origin === 'replayed'),
  );
}

/** A replay may do again what was not understood the first time, never what was. */
async function reopenKeys(batch: Batch, entries: readonly Placed[]): Promise<void> {
  const keys = entries.map(({ account, item }) => [account.workspaceId, account.id, item.key]);
  const known = await batch.transaction.select('dedupe_keys', dedupeKey, keys, 'lock');
  const open = new Set(
    known.filter(({ result }) => result === 'unsupported').map((row) => `${row.account_id}\n${row.key}`),
  );
  const reopened = entries.filter(({ account, item }) => open.has(`${account.id}\n${item.key}`));
  // What is still not understood stays as it was, instead of being announced again.
  for (const entry of reopened) if (entry.item.kind !== 'unsupported') entry.result = 'new';
  await batch.transaction.update(
    'dedupe_keys',
    dedupeKey,
    reopened
      .filter(({ result }) => result === 'new')
      .map(({ account, item }) => ({
        workspace_id: account.workspaceId,
        account_id: account.id,
        key: item.key,
        result: 'accepted',
      })),
  );
}

function dedupeRow({ account, item, acceptance }: Placed, now: number): DedupeKeyRow {
  return {
    workspace_id: account.workspaceId,
    account_id: account.id,
    key: item.key,
    result: item.kind === 'unsupported' ? 'unsupported' : 'accepted',
    raw_id: acceptance.raw.id,
    created_at: now,
  };
}
