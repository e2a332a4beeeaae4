import type { Migration } from './definition.ts';

/**
 * Further names of one message, for whoever has to find all of them: there are few, so the index is small. With
 * everything in it that is asked for, since SQLite would rather walk through a whole workspace than look up rows.
 */
export const twins: Migration = {
  name: '020-twins',
  statements: () => [
    `create index platform_messages_further on platform_messages (workspace_id, message_id, position)
      where position < 0`,
  ],
};
