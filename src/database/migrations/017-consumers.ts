import type { Migration } from './definition.ts';

/** The business's own endpoints, their signing secrets, and every try to hand them an event. */
export const consumers: Migration = {
  name: '017-consumers',
  statements: ({ integer, end, endKeyed }) => [
    `create table consumers (
      id text not null primary key,
      workspace_id text not null,
      name text not null,
      url text not null,
      state text not null,
      reason text,
      filter text not null,
      headers text not null,
      settings text not null,
      dispatched_seq ${integer} not null,
      failing_since ${integer},
      created_at ${integer} not null,
      updated_at ${integer} not null
    ${end}`,
    'create index consumers_of_workspace on consumers (workspace_id, id)',
    `create table consumer_secrets (
      id text not null primary key,
      workspace_id text not null,
      consumer_id text not null,
      scheme text not null,
      sealed text not null,
      created_at ${integer} not null,
      expires_at ${integer}
    ${end}`,
    'create index consumer_secrets_of_consumer on consumer_secrets (consumer_id)',
    `create table deliveries (
      workspace_id text not null,
      id text not null,
      consumer_id text not null,
      event_id text not null,
      event_seq ${integer} not null,
      event_type text not null,
      conversation_id text,
      attempt ${integer} not null,
      outcome text not null,
      status ${integer},
      error text,
      milliseconds ${integer} not null,
      answer text not null,
      created_at ${integer} not null,
      primary key (workspace_id, consumer_id, id)
    ${endKeyed}`,
    'create index deliveries_age on deliveries (created_at)',
    `create index deliveries_of_conversation on deliveries (workspace_id, conversation_id)
      where conversation_id is not null`,
    // Most arrive at the first try; what did not is what people look for.
    `create index deliveries_failed on deliveries (workspace_id, consumer_id, id)
      where outcome <> 'delivered'`,
  ],
};
