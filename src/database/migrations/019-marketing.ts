import type { Migration } from './definition.ts';

/** Whether a person wants marketing messages, where they have said so. */
export const marketing: Migration = {
  name: '019-marketing',
  statements: () => ['alter table contacts add column marketing text'],
};
