import type { Migration } from './definition.ts';

/** An echo may show that a send arrived which was given up long ago: those few are looked for on every echo. */
export const lateEchoes: Migration = {
  name: '010-late-echoes',
  statements: () => [
    `create index attempts_given_up on attempts (workspace_id, conversation_id)
      where state in ('superseded', 'given_up')`,
  ],
};
