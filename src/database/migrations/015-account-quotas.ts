import type { Migration } from './definition.ts';

/** How much of what its plan counts each account has used, as the platform last told. */
export const accountQuotas: Migration = {
  name: '015-account-quotas',
  statements: ({ integer, endKeyed }) => [
    `create table account_quotas (
      workspace_id text not null,
      account_id text not null,
      most ${integer},
      used ${integer} not null,
      read_at ${integer} not null,
      refused_at ${integer},
      primary key (workspace_id, account_id)
    ${endKeyed}`,
  ],
};
