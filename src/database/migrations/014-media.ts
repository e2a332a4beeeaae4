import type { Migration } from './definition.ts';

/** Bytes of media: received ones are fetched, files of our own are uploaded, and both are handed to platforms. */
export const media: Migration = {
  name: '014-media',
  statements: ({ integer, end, endKeyed }) => [
    // Anew, since an uploaded file has no account and no message, and SQLite cannot take a "not null" away.
    `create table media_anew (
      workspace_id text not null,
      id text not null,
      account_id text,
      message_id text,
      position ${integer} not null,
      platform_media_id text,
      url text,
      mime_type text,
      size ${integer},
      sha256 text,
      file_name text,
      status text not null,
      failure text,
      ready_at ${integer},
      created_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
    `insert into media_anew
      select workspace_id, id, account_id, message_id, position, platform_media_id, url, mime_type, size, sha256,
        file_name, status, null, null, created_at
      from media`,
    'drop table media',
    'alter table media_anew rename to media',
    'create index media_id on media (id)',
    'create index media_message on media (workspace_id, message_id)',
    `create index media_ready on media (ready_at) where ready_at is not null`,
    // Uploads that were never finished.
    `create index media_unfinished on media (created_at) where status = 'pending' and message_id is null`,
    // What a platform calls a file of ours, as long as it keeps it.
    `create table media_copies (
      workspace_id text not null,
      media_id text not null,
      account_id text not null,
      type text not null,
      platform_media_id text not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      primary key (workspace_id, media_id, account_id, type)
    ${endKeyed}`,
    'create index media_copies_age on media_copies (expires_at)',
    // Which messages show an uploaded file.
    `create table media_uses (
      workspace_id text not null,
      media_id text not null,
      message_id text not null,
      primary key (workspace_id, media_id, message_id)
    ${endKeyed}`,
    'create index media_uses_message on media_uses (workspace_id, message_id)',
    // Bytes that are to be removed from the storage: it takes no part in transactions.
    `create table media_removals (
      storage_key text not null primary key,
      created_at ${integer} not null
    ${endKeyed}`,
  ],
};
