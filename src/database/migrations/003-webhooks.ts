import type { Migration } from './definition.ts';

/** What came in, byte for byte, what was made of it, and the log of events it led to. */
export const webhooks: Migration = {
  name: '003-webhooks',
  statements: ({ integer, bytes, end, endKeyed }) => [
    `create table raw_webhooks (
      workspace_id text not null,
      id text not null,
      platform text not null,
      account_id text,
      app_id text not null,
      received_at ${integer} not null,
      headers text not null,
      result text not null,
      error text,
      items ${integer} not null,
      body ${bytes} not null,
      primary key (workspace_id, id)
    ${end}`,
    'create index raw_webhooks_of_account on raw_webhooks (workspace_id, account_id, id)',
    'create index raw_webhooks_age on raw_webhooks (received_at)',
    `create table raw_items (
      workspace_id text not null,
      raw_id text not null,
      position ${integer} not null,
      platform text not null,
      account_id text,
      external_id text,
      contact_id text,
      conversation_id text,
      kind text not null,
      dedupe_key text not null,
      result text not null,
      error text,
      primary key (workspace_id, raw_id, position)
    ${endKeyed}`,
    'create index raw_items_contact on raw_items (workspace_id, contact_id)',
    `create index raw_items_unmatched on raw_items (platform, external_id) where result = 'unmatched'`,
    `create table dedupe_keys (
      workspace_id text not null,
      account_id text not null,
      key text not null,
      result text not null,
      raw_id text not null,
      created_at ${integer} not null,
      primary key (workspace_id, account_id, key)
    ${endKeyed}`,
    'create index dedupe_keys_age on dedupe_keys (created_at)',
    `create table events (
      workspace_id text not null,
      seq ${integer} not null,
      id text not null,
      type text not null,
      occurred_at ${integer} not null,
      created_at ${integer} not null,
      account_id text,
      platform text,
      conversation_id text,
      message_id text,
      data text not null,
      raw_id text,
      raw_position ${integer},
      origin text not null,
      primary key (workspace_id, seq)
    ${endKeyed}`,
    'create index events_of_conversation on events (workspace_id, conversation_id, seq)',
    'create index events_message on events (workspace_id, message_id)',
    `create table counters (
      workspace_id text not null,
      account_id text not null,
      minute ${integer} not null,
      name text not null,
      value ${integer} not null,
      primary key (workspace_id, account_id, minute, name)
    ${endKeyed}`,
    `create table idempotency_keys (
      workspace_id text not null,
      key text not null,
      request_hash text not null,
      status ${integer},
      answer text,
      created_at ${integer} not null,
      primary key (workspace_id, key)
    ${endKeyed}`,
    'create index idempotency_keys_age on idempotency_keys (created_at)',
  ],
};
