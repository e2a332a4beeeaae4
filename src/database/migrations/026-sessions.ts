import type { Migration } from './definition.ts';

/** Browsers that are signed in. */
export const sessions: Migration = {
  name: '026-sessions',
  statements: ({ integer, end }) => [
    `create table sessions (
      id text not null primary key,
      workspace_id text not null references workspaces (id),
      key_id text references api_keys (id),
      hash text not null,
      created_at ${integer} not null,
      last_used_at ${integer} not null,
      expires_at ${integer} not null
    ${end}`,
    'create index sessions_key on sessions (key_id)',
  ],
};
