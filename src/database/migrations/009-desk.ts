import type { Migration } from './definition.ts';

/**
 * What people at a desk need: notes with the service that wrote them, what a member has not read, and lists
 * of the few conversations that somebody looks for among many.
 */
export const desk: Migration = {
  name: '009-desk',
  statements: ({ integer }) => [
    'alter table notes add column key_id text',
    `alter table conversations add column last_inbound_seq ${integer} not null default 0`,
    'update conversations set last_inbound_seq = last_message_seq where last_inbound_at is not null',
    // Looking for the few among 200,000 conversations took 110 ms, in which SQLite lets nobody else run.
    `create index conversations_of_assignee on conversations (workspace_id, assignee_id, last_message_seq, id)
      where assignee_id is not null`,
    `create index conversations_of_team on conversations (workspace_id, team, last_message_seq, id)
      where team is not null`,
    `create index conversations_tagged on conversations (workspace_id, last_message_seq, id)
      where tags <> '[]'`,
    `create index conversations_merged on conversations (workspace_id, merged_into)
      where merged_into is not null`,
    `create index conversations_unread on conversations (workspace_id, last_message_seq, id)
      where unread > 0`,
    'create index read_positions_of_member on read_positions (workspace_id, member_id, conversation_id)',
  ],
};
