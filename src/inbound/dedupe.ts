import type { Scene } from '../conversations/delivery-status.ts';
import type { DedupeKeyRow, RawItemRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Placed } from './acceptance.ts';
import { twinIdOf } from './apply/twins.ts';
import { erasedMessageKey, type ItemHash } from './item-hash.ts';

const dedupeKey = ['workspace_id', 'account_id', 'key'] as const;

/** Decides which items are new, by a unique key in the database; the same key twice in a batch is one. */
export async function claimKeys(batch: Batch, placed: readonly Placed[], now: number): Promise<void> {
  const first = new Map([...placed].reverse().map((entry) => [`${entry.account.id}\n${entry.hash}`, entry]));
  // In the order of their keys, so that two nodes with the same items do not wait for each other.
  const entries = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const rows = entries.map((entry) => dedupeRow(entry, now));
  const inserted = await batch.transaction.insertNew('dedupe_keys', dedupeKey, rows);
  for (const [index, entry] of entries.entries()) if (inserted[index]) entry.result = 'new';
  const known = entries.filter(({ result }) => result !== 'new');
  await recognise(batch, known);
  await reopenKeys(
    batch,
    known.filter(({ acceptance }) => acceptance.origin === 'replayed'),
  );
}

/** What came before concerns whom it concerned then; what was erased since stays so. */
async function recognise(batch: Batch, entries: readonly Placed[]): Promise<void> {
  const rows = await batch.transaction.select('dedupe_keys', dedupeKey, entries.map(keyOf));
  const byKey = new Map(rows.map((row) => [`${row.account_id}\n${row.key}`, row]));
  const known = entries.flatMap((entry) => {
    const row = byKey.get(`${entry.account.id}\n${entry.hash}`);
    return row ? [{ entry, row }] : [];
  });
  for (const { entry, row } of known) if (row.result === 'erased') entry.result = 'erased';
  const raws = new Map(
    known.flatMap(({ entry, row }) =>
      // The webhook belongs to the workspace of whose secret had signed it.
      [entry.account.workspaceId, entry.acceptance.raw.workspaceId].map((workspaceId) => [
        `${workspaceId}\n${row.raw_id}`,
        [workspaceId, row.raw_id],
      ]),
    ),
  );
  const items = await batch.transaction.select('raw_items', ['workspace_id', 'raw_id'], [...raws.values()]);
  const concerned = new Map<string, RawItemRow>();
  for (const item of items) {
    if (item.result !== 'duplicate') concerned.set(`${item.account_id}\n${item.dedupe_key}`, item);
  }
  for (const { entry } of known) {
    const item = concerned.get(`${entry.account.id}\n${entry.item.key}`);
    if (item) entry.concerned = { contact_id: item.contact_id, conversation_id: item.conversation_id };
  }
}

/** A replay may do again what was not understood the first time, never what was. */
async function reopenKeys(batch: Batch, entries: readonly Placed[]): Promise<void> {
  const known = await batch.transaction.select('dedupe_keys', dedupeKey, entries.map(keyOf), 'lock');
  const open = new Set(
    known.filter(({ result }) => result === 'unsupported').map((row) => `${row.account_id}\n${row.key}`),
  );
  const reopened = entries.filter(({ account, hash }) => open.has(`${account.id}\n${hash}`));
  // What is still not understood stays as it was, instead of being announced again.
  for (const entry of reopened) if (entry.item.kind !== 'unsupported') entry.result = 'new';
  await setResult(
    batch,
    reopened.filter(({ result }) => result === 'new'),
    'accepted',
  );
}

/**
 * Sets aside news of messages that were erased with a person: receipts, echoes, edits and history may come long
 * after. The platform's ids must be loaded; those of an erased message are unknown again.
 */
export async function setErasedAside(
  { batch, store }: Scene,
  entries: readonly Placed[],
  hash: ItemHash,
): Promise<void> {
  const unknown = entries.flatMap((entry) =>
    [lateNewsOf(entry), twinIdOf(entry.item)].flatMap((id) => {
      const row = id && store.messages.platformMessages.get(entry.account.workspaceId, entry.account.id, id);
      const isUnknown = row && !row.message_id && !row.receipts && !row.tombstone && !row.echo;
      return id && isUnknown ? [{ entry, id, key: hash(entry.account.id, erasedMessageKey(id)) }] : [];
    }),
  );
  if (unknown.length === 0) return;
  const found = await batch.transaction.select(
    'dedupe_keys',
    dedupeKey,
    unknown.map(({ entry, key }) => [entry.account.workspaceId, entry.account.id, key]),
  );
  const keys = new Set(found.map((row) => `${row.account_id}\n${row.key}`));
  const erased = unknown.filter(({ entry, key }) => keys.has(`${entry.account.id}\n${key}`));
  for (const { entry } of erased) entry.result = 'erased';
  await store.messages.platformMessages.remove(
    erased.map(({ entry, id }) => [entry.account.workspaceId, entry.account.id, id]),
  );
  await setResult(
    batch,
    erased.map(({ entry }) => entry),
    'erased',
  );
}

/** The platform's id of the message that an item tells more of, or hands over late. */
function lateNewsOf({ item }: Placed): string | undefined {
  switch (item.kind) {
    case 'status':
    case 'edit':
    case 'deletion':
      return item.platform_message_id;
    case 'message':
      return item.direction === 'out' || item.imported ? item.platform_message_id : undefined;
    default:
      return undefined;
  }
}

/** The same item twice in a batch concerns the same people. */
export function shareConcerned(placed: readonly Placed[]): void {
  const groups = Map.groupBy(placed, ({ account, hash }) => `${account.id}\n${hash}`);
  for (const [first, ...others] of groups.values()) {
    for (const other of others) {
      other.concerned = first?.concerned ?? other.concerned;
      if (first?.result === 'erased') other.result = 'erased';
    }
  }
}

function setResult(batch: Batch, entries: readonly Placed[], result: string): Promise<void> {
  return batch.transaction.update(
    'dedupe_keys',
    dedupeKey,
    entries.map(({ account, hash }) => ({
      workspace_id: account.workspaceId,
      account_id: account.id,
      key: hash,
      result,
    })),
  );
}

function keyOf({ account, hash }: Placed): [string, string, string] {
  return [account.workspaceId, account.id, hash];
}

function dedupeRow({ account, item, acceptance, hash }: Placed, now: number): DedupeKeyRow {
  return {
    workspace_id: account.workspaceId,
    account_id: account.id,
    key: hash,
    result: item.kind === 'unsupported' ? 'unsupported' : 'accepted',
    raw_id: acceptance.raw.id,
    created_at: now,
  };
}
