import type { Migration } from './definition.ts';

/** Finds what the agent's ledger has kept long enough. */
export const agentAge: Migration = {
  name: '032-agent-age',
  statements: () => [
    'create index agent_runs_age on agent_runs (started_at)',
    'create index agent_tool_calls_age on agent_tool_calls (created_at)',
  ],
};
