import type { Migration } from './definition.ts';

/** Erasing people: what was asked for and how far it is, and the ways from a person to what is stored of them. */
export const erasures: Migration = {
  name: '013-erasures',
  statements: ({ integer, end, endKeyed }) => [
    `create table erasures (
      workspace_id text not null,
      contact_id text not null,
      account_id text not null,
      state text not null,
      reason text,
      subject text not null,
      progress text,
      member_id text,
      key_id text,
      requested_at ${integer} not null,
      erased_at ${integer},
      primary key (workspace_id, contact_id)
    ${end}`,
    `create table hash_keys (
      name text not null primary key,
      sealed text not null,
      created_at ${integer} not null
    ${endKeyed}`,
    `alter table conversations add column erased_at ${integer}`,
    'alter table idempotency_keys add column conversation_id text',
    `create index idempotency_keys_conversation on idempotency_keys (workspace_id, conversation_id)
      where conversation_id is not null`,
    `create index contacts_merged on contacts (workspace_id, merged_into)
      where merged_into is not null`,
    `create index conversations_groups on conversations (workspace_id, account_id, id)
      where kind <> 'direct'`,
    // Few rows ever wait for their message. With the column of the condition in it, since SQLite would rather
    // walk through a whole workspace than look up each row.
    `create index platform_messages_waiting on platform_messages (workspace_id, conversation_id, message_id)
      where message_id is null and conversation_id is not null`,
    `create index raw_items_of_conversation on raw_items (workspace_id, conversation_id, contact_id)
      where contact_id is null and conversation_id is not null`,
  ],
};
