import type { Migration } from './definition.ts';

/**
 * The normal form: contacts, conversations, messages and what became of them. Every key starts with the
 * workspace, so that the tables can be distributed by it.
 */
export const conversations: Migration = {
  name: '002-conversations',
  statements: (flavour) => [...contactTables(flavour), ...messageTables(flavour), ...sendTables(flavour)],
};

const contactTables: Migration['statements'] = ({ integer, end, endKeyed }) => [
  `create table contacts (
      workspace_id text not null,
      id text not null,
      account_id text not null,
      name text,
      username text,
      picture_url text,
      locale text,
      subscribed ${integer} not null,
      merged_into text,
      created_at ${integer} not null,
      updated_at ${integer} not null,
      last_seen_at ${integer},
      primary key (workspace_id, id)
    ${end}`,
  'create index contacts_account on contacts (workspace_id, account_id, id)',
  `create table contact_identities (
      workspace_id text not null,
      account_id text not null,
      kind text not null,
      value text not null,
      contact_id text not null,
      created_at ${integer} not null,
      primary key (workspace_id, account_id, kind, value)
    ${end}`,
  'create index contact_identities_contact on contact_identities (workspace_id, contact_id)',
  `create table conversations (
      workspace_id text not null,
      id text not null,
      account_id text not null,
      platform text not null,
      kind text not null,
      thread_key text not null,
      contact_id text,
      thread_id text,
      owner text not null,
      status text not null,
      assignee_id text,
      team text,
      tags text not null,
      last_message_seq ${integer} not null,
      last_message_at ${integer},
      last_inbound_at ${integer},
      preview text not null,
      window_ends_at ${integer},
      unread ${integer} not null,
      turn ${integer} not null,
      delivered_until ${integer},
      read_until ${integer},
      merged_into text,
      created_at ${integer} not null,
      updated_at ${integer} not null,
      primary key (workspace_id, id),
      unique (workspace_id, account_id, thread_key)
    ${end}`,
  'create index conversations_latest on conversations (workspace_id, last_message_seq, id)',
  'create index conversations_of_account on conversations (workspace_id, account_id, last_message_seq, id)',
  'create index conversations_contact on conversations (workspace_id, contact_id)',
  `create table read_positions (
      workspace_id text not null,
      conversation_id text not null,
      member_id text not null,
      seq ${integer} not null,
      primary key (workspace_id, conversation_id, member_id)
    ${endKeyed}`,
  `create table notes (
      workspace_id text not null,
      id text not null,
      conversation_id text not null,
      member_id text,
      text text not null,
      created_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
  'create index notes_conversation on notes (workspace_id, conversation_id, id)',
];

const messageTables: Migration['statements'] = ({ integer, end, endKeyed }) => [
  `create table messages (
      workspace_id text not null,
      id text not null,
      account_id text not null,
      conversation_id text not null,
      contact_id text,
      sender_id text,
      seq ${integer} not null,
      direction text not null,
      author text not null,
      member_id text,
      agent_run_id text,
      content_type text not null,
      content text not null,
      status text,
      failure text,
      reply_to text,
      reply_to_platform_id text,
      referral text,
      forwarded text,
      context text,
      origin text not null,
      raw_id text,
      sent_at ${integer} not null,
      scheduled_at ${integer},
      edited_at ${integer},
      deleted_at ${integer},
      created_at ${integer} not null,
      updated_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
  'create index messages_thread on messages (workspace_id, conversation_id, sent_at, seq)',
  'create index messages_latest on messages (workspace_id, seq)',
  'create index messages_contact on messages (workspace_id, contact_id)',
  `create table message_parts (
      workspace_id text not null,
      message_id text not null,
      position ${integer} not null,
      content text not null,
      platform_message_id text,
      quote_token text,
      status text not null,
      updated_at ${integer} not null,
      primary key (workspace_id, message_id, position)
    ${end}`,
  `create table platform_messages (
      workspace_id text not null,
      account_id text not null,
      platform_message_id text not null,
      message_id text,
      position ${integer} not null,
      conversation_id text,
      receipts text,
      tombstone text,
      echo text,
      created_at ${integer} not null,
      primary key (workspace_id, account_id, platform_message_id)
    ${endKeyed}`,
  `create table media (
      workspace_id text not null,
      id text not null,
      account_id text not null,
      message_id text not null,
      position ${integer} not null,
      platform_media_id text,
      url text,
      mime_type text,
      size ${integer},
      sha256 text,
      file_name text,
      status text not null,
      created_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
  'create index media_message on media (workspace_id, message_id)',
];

const sendTables: Migration['statements'] = ({ integer, end, endKeyed }) => [
  `create table attempts (
      workspace_id text not null,
      id text not null,
      account_id text not null,
      conversation_id text not null,
      job_id text not null,
      state text not null,
      request text not null,
      proof text not null,
      reply_token text,
      tries ${integer} not null,
      epoch ${integer} not null,
      started_at ${integer} not null,
      tried_at ${integer} not null,
      ended_at ${integer},
      status_code ${integer},
      trace_id text,
      failure text,
      primary key (workspace_id, id)
    ${end}`,
  // The buckets of a new owner are filled from the attempts of the last minutes.
  'create index attempts_recent on attempts (workspace_id, account_id, tried_at)',
  // Echoes and batches look for what is under way in one conversation; few rows are ever open.
  `create index attempts_open on attempts (workspace_id, conversation_id) where state in ('open', 'uncertain')`,
  `create table attempt_parts (
      workspace_id text not null,
      attempt_id text not null,
      message_id text not null,
      position ${integer} not null,
      primary key (workspace_id, attempt_id, message_id, position)
    ${endKeyed}`,
  'create index attempt_parts_message on attempt_parts (workspace_id, message_id)',
  `create table reply_handles (
      workspace_id text not null,
      conversation_id text not null,
      token text not null,
      account_id text not null,
      dedupe_key text not null,
      event_at ${integer} not null,
      received_at ${integer} not null,
      attempt_id text,
      primary key (workspace_id, conversation_id, token)
    ${endKeyed}`,
  'create index reply_handles_age on reply_handles (received_at)',
];
