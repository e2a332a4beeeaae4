import type { Migration } from './definition.ts';

/** Who owns what: workspaces, people, keys, apps with their secrets, and connected accounts. */
export const accounts: Migration = {
  name: '001-accounts',
  statements: ({ integer, end, endKeyed }) => [
    `create table workspaces (
      id text not null primary key,
      name text not null,
      created_at ${integer} not null
    ${end}`,
    `create table members (
      id text not null primary key,
      workspace_id text not null references workspaces (id),
      name text not null,
      locale text,
      role text not null,
      teams text not null,
      created_at ${integer} not null,
      deleted_at ${integer}
    ${end}`,
    `create table api_keys (
      id text not null primary key,
      workspace_id text not null references workspaces (id),
      member_id text references members (id),
      name text not null,
      prefix text not null,
      hash text not null unique,
      scopes text not null,
      created_at ${integer} not null,
      last_used_at ${integer},
      revoked_at ${integer}
    ${end}`,
    `create table apps (
      id text not null primary key,
      workspace_id text not null references workspaces (id),
      family text not null,
      app_id text,
      verify_token_hash text,
      created_at ${integer} not null
    ${end}`,
    'create index apps_verify_token on apps (verify_token_hash)',
    `create table app_secrets (
      id text not null primary key,
      workspace_id text not null references workspaces (id),
      app_id text not null references apps (id),
      family text not null,
      fingerprint text not null,
      sealed text not null,
      created_at ${integer} not null,
      unique (workspace_id, family, fingerprint)
    ${end}`,
    'create index app_secrets_app on app_secrets (app_id)',
    `create table accounts (
      id text not null primary key,
      workspace_id text not null references workspaces (id),
      platform text not null,
      external_id text,
      name text not null,
      app_id text not null references apps (id),
      credentials text not null,
      settings text not null,
      verify_token text,
      verify_token_hash text,
      verified_at ${integer},
      created_at ${integer} not null,
      updated_at ${integer} not null,
      deleted_at ${integer}
    ${end}`,
    // One connected account per platform id in the whole installation; a deleted one frees its id.
    `create unique index accounts_external_id on accounts (platform, external_id)
      where deleted_at is null and external_id is not null`,
    'create index accounts_verify_token on accounts (verify_token_hash)',
    'create index accounts_workspace on accounts (workspace_id, id)',
    `create table account_ids (
      workspace_id text not null,
      account_id text not null,
      platform text not null,
      external_id text not null,
      primary key (platform, external_id, account_id)
    ${endKeyed}`,
  ],
};
