import type { Migration } from './definition.ts';

/** Sets of questions that agents are held against, and what came of it. */
export const agentEvaluations: Migration = {
  name: '031-agent-evaluations',
  statements: ({ integer, end, endKeyed }) => [
    `create table agent_evaluations (
      workspace_id text not null,
      name text not null,
      questions text not null,
      created_at ${integer} not null,
      updated_at ${integer} not null,
      primary key (workspace_id, name)
    ${endKeyed}`,
    `create table agent_evaluation_runs (
      workspace_id text not null,
      id text not null,
      name text not null,
      account_id text not null,
      settings text not null,
      questions text not null,
      state text not null,
      created_at ${integer} not null,
      ended_at ${integer},
      primary key (workspace_id, id)
    ${end}`,
    'create index agent_evaluation_runs_name on agent_evaluation_runs (workspace_id, name, id)',
    `create table agent_evaluation_results (
      workspace_id text not null,
      evaluation_run_id text not null,
      position ${integer} not null,
      result text not null,
      primary key (workspace_id, evaluation_run_id, position)
    ${endKeyed}`,
  ],
};
