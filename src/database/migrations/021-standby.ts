import type { Migration } from './definition.ts';

/** Whether another app has the floor in a conversation. */
export const standby: Migration = {
  name: '021-standby',
  statements: ({ integer }) => [`alter table conversations add column standby ${integer} not null default 0`],
};
