import type { Migration } from './definition.ts';

/** What the agent keeps in mind of a conversation. */
export const agentMemory: Migration = {
  name: '030-agent-memory',
  statements: ({ integer, endKeyed }) => [
    `create table agent_memory (
      workspace_id text not null,
      conversation_id text not null,
      account_id text not null,
      summary text,
      summary_seq ${integer} not null,
      closed_told_at ${integer},
      holding_message_id text,
      updated_at ${integer} not null,
      primary key (workspace_id, conversation_id)
    ${endKeyed}`,
  ],
};
