import type { Account } from '../accounts/account.ts';
import { readTemplatesSoon } from '../accounts/template-job.ts';
import type { TemplateRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { NoticeItem } from '../platforms/item.ts';
import type { TemplateChange, TemplateComponents } from '../platforms/templates.ts';
import { write } from './store.ts';
import { componentsText, sourceOf } from './template.ts';

// Platforms tell the time of a webhook in whole seconds.
const second = 1000;

/** Changes a stored template as a webhook says, in the transaction that takes the webhook in. */
export async function applyTemplateChange(
  batch: Batch,
  account: Account,
  { data, occurred_at }: NoticeItem,
  now: number,
): Promise<void> {
  const source = sourceOf(account);
  const change = source?.care.change(data);
  if (!source || !change) return;
  const { workspace_id, platform, group_id } = source.group;
  const [row] = await batch.transaction.select(
    'templates',
    ['workspace_id', 'platform', 'group_id', 'external_id'],
    [[workspace_id, platform, group_id, change.external_id]],
    'lock',
  );
  const isGone = change.status?.status === 'DELETED';
  if (row) await write(batch, [changed(row, change, occurred_at, now)]);
  // What nobody has heard of, or a part of it, is read from the platform.
  if ((!row && !isGone) || change.incomplete) {
    readTemplatesSoon(batch, { workspace_id, id: account.id }, now);
  }
}

function changed(old: TemplateRow, change: TemplateChange, at: number, now: number): TemplateRow {
  const isNews = (known: number) => at > known - second;
  const row = { ...old, updated_at: now };
  if (change.status && isNews(old.status_at)) {
    const { status, reason } = change.status;
    Object.assign(row, { status, reason, status_at: at, gone_at: status === 'DELETED' ? at : null });
  }
  if (change.quality !== undefined && isNews(old.quality_at)) {
    Object.assign(row, { quality: change.quality, quality_at: at });
  }
  if (change.category !== undefined && isNews(old.category_at)) {
    Object.assign(row, { category: change.category, category_at: at });
  }
  if (change.components && isNews(old.components_at)) {
    Object.assign(row, { components: mergedComponents(row, change.components), components_at: at });
  }
  return row;
}

function mergedComponents(
  row: TemplateRow,
  { header, body, footer }: NonNullable<TemplateChange['components']>,
): string {
  // Only this room writes the column.
  const old = JSON.parse(row.components) as TemplateComponents;
  return componentsText({
    ...old,
    ...(header !== undefined && { header: { format: 'text', text: header } }),
    ...(body !== undefined && { body }),
    footer,
  });
}
