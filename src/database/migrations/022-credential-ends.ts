import type { Migration } from './definition.ts';

/** When credentials that are renewed from time to time will end. */
export const credentialEnds: Migration = {
  name: '022-credential-ends',
  statements: ({ integer }) => [`alter table accounts add column credentials_end_at ${integer}`],
};
