import type { Migration } from './definition.ts';

/** Keys may have a limit of their own. */
export const keyLimits: Migration = {
  name: '018-key-limits',
  statements: ({ integer }) => [`alter table api_keys add column requests_per_minute ${integer}`],
};
