import type { Migration } from './definition.ts';

/** The processes that do durable work, so that they can share the shards. */
export const workers: Migration = {
  name: '011-workers',
  statements: ({ integer, endKeyed }) => [
    `create table workers (
      id text not null primary key,
      expires_at ${integer} not null
    ${endKeyed}`,
  ],
};
