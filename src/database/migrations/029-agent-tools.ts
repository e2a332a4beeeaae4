import type { Migration } from './definition.ts';

/** Each call of a tool, written down before it is made, and what it waits for. */
export const agentTools: Migration = {
  name: '029-agent-tools',
  statements: ({ integer, end }) => [
    `create table agent_tool_calls (
      workspace_id text not null,
      id text not null,
      account_id text not null,
      conversation_id text,
      contact_id text,
      run_id text,
      turn ${integer} not null,
      model_call_id text,
      approval_id text,
      tool text not null,
      method text not null,
      arguments text not null,
      fingerprint text not null,
      state text not null,
      starts ${integer} not null,
      status ${integer},
      milliseconds ${integer},
      error text,
      result text,
      expires_at ${integer},
      decided_by text,
      decided_at ${integer},
      note text,
      created_at ${integer} not null,
      ended_at ${integer},
      primary key (workspace_id, id)
    ${end}`,
    'create index agent_tool_calls_run on agent_tool_calls (workspace_id, run_id)',
    'create index agent_tool_calls_account on agent_tool_calls (workspace_id, account_id, id)',
    'create index agent_tool_calls_conversation on agent_tool_calls (workspace_id, conversation_id, id)',
    'create index agent_tool_calls_state on agent_tool_calls (workspace_id, state, id)',
  ],
};
