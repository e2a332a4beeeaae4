import type { RawItemRow, RawWebhookRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Acceptance, Placed } from './acceptance.ts';

/** Stores requests byte for byte, with what became of each of their items and whom it concerns. */
export async function storeRaw(
  batch: Batch,
  acceptances: readonly Acceptance[],
  placed: readonly Placed[],
): Promise<void> {
  const fresh = acceptances.filter(({ raw }) => !raw.stored);
  const byAcceptance = Map.groupBy(placed, ({ acceptance }) => acceptance);
  const rowOf = (acceptance: Acceptance): RawWebhookRow => {
    const isErased = byAcceptance.get(acceptance)?.some(({ result }) => result === 'erased');
    return { ...rawRow(acceptance), ...(isErased && erasedRaw) };
  };
  await batch.transaction.insert('raw_webhooks', fresh.map(rowOf));
  const items = acceptances.map((acceptance) => ({
    acceptance,
    rows: rawItems(acceptance, byAcceptance.get(acceptance) ?? []),
  }));
  await batch.transaction.insert(
    'raw_items',
    items.filter(({ acceptance }) => !acceptance.raw.stored).flatMap(({ rows }) => rows),
  );
  for (const { acceptance, rows } of items) {
    if (acceptance.raw.stored) await replaceRaw(batch, rowOf(acceptance), rows);
  }
}

/** What is left of a webhook that held something of a person who was erased. */
export const erasedRaw = { headers: '{}', body: new Uint8Array(), result: 'erased', error: null } as const;

/** After a replay the verdict of what was done now stands; what had been done before keeps its own. */
async function replaceRaw(batch: Batch, raw: RawWebhookRow, rows: readonly RawItemRow[]): Promise<void> {
  const key = [[raw.workspace_id, raw.id]];
  const kept = await batch.transaction.select('raw_items', ['workspace_id', 'raw_id'], key);
  const before = new Map(kept.map((row) => [`${row.account_id}\n${row.dedupe_key}`, row]));
  await batch.transaction.remove('raw_items', ['workspace_id', 'raw_id'], key);
  await batch.transaction.insert(
    'raw_items',
    rows.map((row) => {
      const old = before.get(`${row.account_id}\n${row.dedupe_key}`);
      return row.result === 'duplicate' && old ? { ...old, position: row.position } : row;
    }),
  );
  await batch.transaction.update('raw_webhooks', ['workspace_id', 'id'], [raw]);
}

function rawRow({ raw, platform, entries, unmatched, problems, error }: Acceptance): RawWebhookRow {
  const items = entries.length + unmatched.length + problems.length;
  let result = 'accepted';
  if (error !== null) result = 'failed';
  else if (problems.length > 0) result = 'partly';
  else if (entries.length === 0 && unmatched.length > 0) result = 'unmatched';
  return {
    workspace_id: raw.workspaceId,
    id: raw.id,
    platform,
    account_id: raw.accountId,
    app_id: raw.appId,
    received_at: raw.receivedAt,
    headers: JSON.stringify(raw.headers),
    body: raw.body,
    result,
    error,
    items,
  };
}

function rawItems(acceptance: Acceptance, placed: readonly Placed[]): RawItemRow[] {
  const { raw, platform, unmatched, problems } = acceptance;
  const rows: RawItemRow[] = placed.map(({ item, hash, account, position, result, concerned }) => ({
    ...blankItem(raw, platform, position),
    account_id: account.id,
    ...concerned,
    kind: item.kind,
    // The key of what was erased would hold ids again.
    dedupe_key: result === 'erased' ? hash : item.key,
    result,
  }));
  for (const { item, externalId } of unmatched) {
    const row = { ...blankItem(raw, platform, rows.length), external_id: externalId };
    rows.push({ ...row, kind: item.kind, dedupe_key: item.key, result: 'unmatched' });
  }
  for (const { path, message } of problems) {
    const row = { ...blankItem(raw, platform, rows.length), dedupe_key: path };
    rows.push({ ...row, kind: 'problem', result: 'error', error: message });
  }
  return rows;
}

function blankItem(raw: Acceptance['raw'], platform: string, position: number) {
  return {
    workspace_id: raw.workspaceId,
    raw_id: raw.id,
    position,
    platform,
    account_id: null,
    external_id: null,
    contact_id: null,
    conversation_id: null,
    error: null,
  };
}
