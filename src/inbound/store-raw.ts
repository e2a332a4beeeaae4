import type { RawItemRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Acceptance, Placed } from './acceptance.ts';

/** Stores requests byte for byte, with what became of each of their items and whom it concerns. */
export async function storeRaw(
  batch: Batch,
  acceptances: readonly Acceptance[],
  placed: readonly Placed[],
): Promise<void> {
  const fresh = acceptances.filter(({ raw }) => !raw.stored);
  await batch.transaction.insert('raw_webhooks', fresh.map(rawRow));
  const byAcceptance = Map.groupBy(placed, ({ acceptance }) => acceptance);
  const items = acceptances.map((acceptance) => ({
    acceptance,
    rows: rawItems(acceptance, byAcceptance.get(acceptance) ?? []),
  }));
  await batch.transaction.insert(
    'raw_items',
    items.filter(({ acceptance }) => !acceptance.raw.stored).flatMap(({ rows }) => rows),
  );
  for (const { acceptance, rows } of items) {
    if (acceptance.raw.stored) await replaceRaw(batch, acceptance, rows);
  }
}

/** After a replay the verdict of what was done now stands; what had been done before keeps its own. */
async function replaceRaw(batch: Batch, acceptance: Acceptance, rows: readonly RawItemRow[]): Promise<void> {
  const { workspaceId, id } = acceptance.raw;
  const kept = await batch.transaction.select('raw_items', ['workspace_id', 'raw_id'], [[workspaceId, id]]);
  const before = new Map(kept.map((row) => [`${row.account_id}\n${row.dedupe_key}`, row]));
  await batch.transaction.remove('raw_items', ['workspace_id', 'raw_id'], [[workspaceId, id]]);
  await batch.transaction.insert(
    'raw_items',
    rows.map((row) => {
      const old = before.get(`${row.account_id}\n${row.dedupe_key}`);
      return row.result === 'duplicate' && old ? { ...old, position: row.position } : row;
    }),
  );
  const { result, error, items } = rawRow(acceptance);
  await batch.transaction.update(
    'raw_webhooks',
    ['workspace_id', 'id'],
    [{ workspace_id: workspaceId, id, result, error, items }],
  );
}

function rawRow({ raw, platform, entries, unmatched, problems, error }: Acceptance) {
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
  const rows: RawItemRow[] = placed.map(({ item, account, position, result, concerned }) => ({
    ...blankItem(raw, platform, position),
    account_id: account.id,
    ...concerned,
    kind: item.kind,
    dedupe_key: item.key,
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
