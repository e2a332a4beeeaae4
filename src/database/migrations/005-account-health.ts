import type { Migration } from './definition.ts';

/** How each account was found at the last look, and what was subscribed for it. */
export const accountHealth: Migration = {
  name: '005-account-health',
  statements: ({ integer, endKeyed }) => [
    'alter table accounts add column webhook_events text',
    `create table account_health (
      workspace_id text not null,
      account_id text not null,
      state text not null,
      checks text not null,
      checked_at ${integer} not null,
      changed_at ${integer} not null,
      primary key (workspace_id, account_id)
    ${endKeyed}`,
  ],
};
