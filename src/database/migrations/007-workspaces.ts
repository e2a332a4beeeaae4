import type { Migration } from './definition.ts';

/**
 * Workspaces are made, named and deleted: a name belongs to one of them, and what a deleted one held is erased
 * bit by bit.
 */
export const workspaces: Migration = {
  name: '007-workspaces',
  statements: ({ integer }) => [
    `alter table workspaces add column deleted_at ${integer}`,
    'create unique index workspaces_name on workspaces (name) where deleted_at is null',
    'create index members_of_workspace on members (workspace_id, id)',
    'create index api_keys_of_workspace on api_keys (workspace_id, id)',
    'create index api_keys_of_member on api_keys (member_id) where member_id is not null',
  ],
};
