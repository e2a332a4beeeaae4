import type { Migration } from './definition.ts';

/** What the agent of each account has used up, by day. */
export const agentBudgets: Migration = {
  name: '027-agent-budgets',
  statements: ({ integer, endKeyed }) => [
    `create table agent_budgets (
      workspace_id text not null,
      account_id text not null,
      day text not null,
      tokens_used ${integer} not null,
      tokens_reserved ${integer} not null,
      micros_used ${integer} not null,
      micros_reserved ${integer} not null,
      spent_at ${integer},
      updated_at ${integer} not null,
      primary key (workspace_id, account_id, day)
    ${endKeyed}`,
  ],
};
