import type { Kysely } from 'kysely';
import type { Tables, TemplateRow } from '../database/schema.ts';
import type { TemplateGroup } from './template.ts';

/** Which templates to list. */
export interface TemplateFilter {
  workspaceId: string;
  group?: TemplateGroup | undefined;
  status?: string | undefined;
  language?: string | undefined;
  category?: string | undefined;
  name?: string | undefined;
  /** Also those that the platform does not list any more. */
  gone: boolean;
  /** Only ids above this one. */
  after: string;
  limit: number;
}

/** Templates by their id, which is the order in which they became known. */
export function listTemplates(read: Kysely<Tables>, filter: TemplateFilter): Promise<TemplateRow[]> {
  const { group } = filter;
  let query = read
    .selectFrom('templates')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where('id', '>', filter.after)
    .orderBy('id')
    .limit(filter.limit);
  if (group) query = query.where('platform', '=', group.platform).where('group_id', '=', group.group_id);
  for (const column of ['status', 'language', 'category', 'name'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  if (!filter.gone) query = query.where('gone_at', 'is', null);
  return query.execute();
}

/** One template of a workspace. */
export function findTemplate(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
): Promise<TemplateRow | undefined> {
  return read
    .selectFrom('templates')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** All templates of a name that the platform still lists, one for each language. */
export function rowsNamed(read: Kysely<Tables>, group: TemplateGroup, name: string): Promise<TemplateRow[]> {
  return read
    .selectFrom('templates')
    .selectAll()
    .where('workspace_id', '=', group.workspace_id)
    .where('platform', '=', group.platform)
    .where('group_id', '=', group.group_id)
    .where('name', '=', name)
    .where('gone_at', 'is', null)
    .execute();
}
