import type { Migration } from './definition.ts';

/**
 * What is counted by the minute becomes one row for each hour, and later for each day. The conditions find
 * what has not become so yet without passing all that has; queries must say them in the same words.
 */
export const statistics: Migration = {
  name: '008-statistics',
  statements: () => [
    'create index counters_of_minutes on counters (minute) where minute % 3600000 <> 0',
    'create index counters_of_hours on counters (minute) where minute % 86400000 <> 0',
  ],
};
