import type { TemplateRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import type { Template } from '../platforms/templates.ts';
import { componentsText, type TemplateGroup } from './template.ts';

/** What came of reading all templates of a group. */
export interface SyncCounts {
  templates: number;
  added: number;
  changed: number;
  gone: number;
}

/** Keeps all templates of a group as they were read, `begun` being the time before the first call (ms). */
export async function storeAll(
  batch: Batch,
  group: TemplateGroup,
  templates: readonly Template[],
  begun: number,
): Promise<SyncCounts> {
  const { transaction } = batch;
  const key = ['workspace_id', 'platform', 'group_id'] as const;
  const place = [group.workspace_id, group.platform, group.group_id] as const;
  const rows = await transaction.select('templates', key, [place], 'lock');
  const known = new Map(rows.map((row) => [row.external_id, row]));
  // A list may change between two of its pages and name something twice.
  const listed = new Map(templates.map((template) => [template.external_id, template]));
  const counts: SyncCounts = { templates: listed.size, added: 0, changed: 0, gone: 0 };
  const added: TemplateRow[] = [];
  const changed: TemplateRow[] = [];
  for (const template of listed.values()) {
    const old = known.get(template.external_id);
    if (!old) added.push(newRow(group, template, begun));
    else changed.push(...changedRow(old, template, begun));
  }
  const gone = rows.filter((row) => !listed.has(row.external_id) && isGone(row, begun));
  counts.added = added.length;
  counts.changed = changed.filter((row) => row.updated_at === begun).length;
  counts.gone = gone.length;
  await transaction.insert('templates', added);
  await write(batch, changed);
  await write(
    batch,
    gone.map((row) => ({ ...row, gone_at: begun, updated_at: begun })),
  );
  await transaction.remove('template_groups', key, [place]);
  await transaction.insert('template_groups', [{ ...group, synced_at: begun }]);
  return counts;
}

/** What was made or spoken of since the reading began may be missing in it. */
function isGone({ gone_at, created_at, status_at }: TemplateRow, begun: number): boolean {
  return gone_at === null && created_at <= begun && status_at <= begun;
}

/** Writes rows that are locked. */
export async function write({ transaction }: Batch, rows: readonly TemplateRow[]): Promise<void> {
  if (rows.length > 0) await transaction.update('templates', ['workspace_id', 'id'], rows);
}

/** A template that was not known. */
export function newRow(group: TemplateGroup, template: Template, now: number): TemplateRow {
  const { external_id, name, language, category, status, quality, reason, parameter_format } = template;
  return {
    ...group,
    id: newId(),
    ...{ external_id, name, language, category, status, quality, reason, parameter_format },
    components: componentsText(template),
    ...{ status_at: now, quality_at: now, category_at: now, components_at: now },
    gone_at: null,
    created_at: now,
    updated_at: now,
  };
}

/** A row as it was read, except for what the platform has told since the reading began; nothing for a later one. */
function changedRow(old: TemplateRow, template: Template, begun: number): TemplateRow[] {
  const row = { ...old };
  if (begun >= old.status_at) {
    const { status, reason } = template;
    // A list does not say why something was paused; the webhook did.
    Object.assign(row, { status, reason: reason ?? (status === old.status ? old.reason : null) });
    Object.assign(row, { status_at: begun, gone_at: null });
  }
  if (begun >= old.quality_at) Object.assign(row, { quality: template.quality, quality_at: begun });
  if (begun >= old.category_at) Object.assign(row, { category: template.category, category_at: begun });
  if (begun >= old.components_at) {
    const { name, language, parameter_format } = template;
    const components = componentsText(template);
    Object.assign(row, { name, language, parameter_format, components, components_at: begun });
  }
  const differs = shownColumns.some((column) => row[column] !== old[column]);
  return [differs ? { ...row, updated_at: begun } : row];
}

const shownColumns = [
  ...(['name', 'language', 'category', 'status', 'quality', 'reason'] as const),
  ...(['parameter_format', 'components', 'gone_at'] as const),
];
