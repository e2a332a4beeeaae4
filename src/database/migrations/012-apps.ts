import type { Migration } from './definition.ts';

/**
 * Apps can be made on their own, before any account and beyond the last one, with a verify token for the URL of
 * the whole app. The token is kept sealed, so that its hash can follow a new sealing key.
 */
export const apps: Migration = {
  name: '012-apps',
  statements: ({ integer }) => [
    'alter table apps add column verify_token text',
    `alter table apps add column kept ${integer} not null default 0`,
  ],
};
