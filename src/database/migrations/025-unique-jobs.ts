import type { Migration } from './definition.ts';

/**
 * Jobs of which there is one per target, lane and kind. `puts` counts how often such a job was put, and is 0 for all
 * others: they are not in the index, and pay nothing for it.
 */
export const uniqueJobs: Migration = {
  name: '025-unique-jobs',
  statements: ({ integer }) => [
    `alter table jobs add column puts ${integer} not null default 0`,
    `alter table jobs add column deadline ${integer}`,
    'create unique index jobs_unique on jobs (workspace_id, target, lane, kind) where puts > 0',
    `alter table dead_jobs add column puts ${integer} not null default 0`,
  ],
};
