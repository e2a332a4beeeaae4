import type { Migration } from './definition.ts';

/** Message templates as the platforms hold them, once for each account or group of accounts that shares them. */
export const templates: Migration = {
  name: '016-templates',
  statements: ({ integer, end, endKeyed }) => [
    `create table templates (
      workspace_id text not null,
      id text not null,
      platform text not null,
      group_id text not null,
      external_id text not null,
      name text not null,
      language text not null,
      category text,
      status text not null,
      quality text,
      reason text,
      parameter_format text not null,
      components text not null,
      status_at ${integer} not null,
      quality_at ${integer} not null,
      category_at ${integer} not null,
      components_at ${integer} not null,
      gone_at ${integer},
      created_at ${integer} not null,
      updated_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
    // A platform's id of a template is its own; what a message names is name and language.
    'create unique index templates_external on templates (workspace_id, platform, group_id, external_id)',
    'create index templates_name on templates (workspace_id, platform, group_id, name)',
    // When all templates of a group were last read.
    `create table template_groups (
      workspace_id text not null,
      platform text not null,
      group_id text not null,
      synced_at ${integer} not null,
      primary key (workspace_id, platform, group_id)
    ${endKeyed}`,
  ],
};
