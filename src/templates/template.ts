import type { Account } from '../accounts/account.ts';
import { toTimestamp } from '../clock.ts';
import type { TemplateRow } from '../database/schema.ts';
import type { Template, TemplateCare, TemplateComponents } from '../platforms/templates.ts';

/** Where templates are kept: a platform's group of accounts, in one workspace. */
export interface TemplateGroup {
  workspace_id: string;
  platform: string;
  group_id: string;
}

/** An account's platform with templates, and the group that holds those of the account. */
export interface TemplateSource {
  account: Account;
  care: TemplateCare;
  group: TemplateGroup;
}

/** Where the templates of an account are; null where there are none, or the credentials do not name the place. */
export function sourceOf(account: Account): TemplateSource | null {
  const care = account.platform.templates;
  const group_id = care?.group(account.credentials) ?? null;
  if (!care || group_id === null) return null;
  const { workspaceId: workspace_id, platform } = account;
  return { account, care, group: { workspace_id, platform: platform.name, group_id } };
}

/** A stored template as its platform's code knows it. */
export function toTemplate(row: TemplateRow): Template {
  const { external_id, name, language, category, status, quality, reason } = row;
  // Only this room writes the column.
  const components = JSON.parse(row.components) as TemplateComponents;
  const parameter_format = row.parameter_format === 'named' ? 'named' : 'positional';
  return { external_id, name, language, category, status, quality, reason, parameter_format, ...components };
}

/** What templates and their parts are stored as. */
export function componentsText(components: TemplateComponents): string {
  const { header, body, footer, buttons, cards, limited_time_offer } = components;
  return JSON.stringify({ header, body, footer, buttons, cards, limited_time_offer });
}

/** A template as the API shows it. */
export function toPublicTemplate(
  row: TemplateRow,
  care: TemplateCare | undefined,
  accountIds: readonly string[],
) {
  const template = toTemplate(row);
  const { limited_time_offer, ...rest } = template;
  return {
    id: row.id,
    platform: row.platform,
    account_ids: [...accountIds],
    group_id: row.group_id,
    ...rest,
    limited_time_offer,
    parameters: care?.needs(template) ?? [],
    can_be_sent: row.gone_at === null && isSendable(row.status),
    gone_at: row.gone_at === null ? null : toTimestamp(row.gone_at),
    updated_at: toTimestamp(row.updated_at),
  };
}

// A flagged one is watched, and can be sent meanwhile.
const sendable = new Set(['APPROVED', 'FLAGGED']);

/** Whether the platform lets templates in this state be sent. */
export function isSendable(status: string): boolean {
  return sendable.has(status);
}
