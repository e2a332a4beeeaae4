import type { Migration } from './definition.ts';

/** When a person's profile was asked for, and whether their name comes from it. */
export const contactProfiles: Migration = {
  name: '006-contact-profiles',
  statements: ({ integer }) => [
    `alter table contacts add column profile_checked_at ${integer}`,
    `alter table contacts add column name_from_profile ${integer} not null default 0`,
  ],
};
