import type { Migration } from './definition.ts';

/** Finding messages and conversations by what they want, and whom what was understood is told. */
export const analysis: Migration = {
  name: '028-analysis',
  statements: ({ integer }) => [
    // The number of its message: lists stand in the order of these.
    `alter table message_analyses add column seq ${integer} not null default 0`,
    'drop index message_analyses_intent',
    `create index message_analyses_intent on message_analyses (workspace_id, intent, seq)
      where intent is not null`,
    // SQLite takes it only where it is the better by several columns.
    'drop index message_analyses_conversation',
    `create index message_analyses_conversation
      on message_analyses (workspace_id, conversation_id, intent, seq)`,
    `create index conversations_of_intent on conversations (workspace_id, intent, last_message_seq, id)
      where intent is not null`,
    `create index conversations_of_language on conversations (workspace_id, language, last_message_seq, id)
      where language is not null`,
    // What consumers are chosen by beside the type: the intent, and who was named by a rule.
    'alter table events add column routing text',
  ],
};
