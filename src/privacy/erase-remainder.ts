import { sql } from 'kysely';
import { forgetPlatformIds } from './platform-ids.ts';
import type { EraseStep } from './step.ts';

// Small rows, of which one person has few.
const rowsAtOnce = 500;

/** Deletes what hangs on the person's own conversations alone. */
export const eraseRemainder: EraseStep = async (tools, subject) => {
  const { workspaceId, conversations } = subject;
  if (conversations.length === 0) return null;
  await tools.database.transaction(async (transaction) => {
    const { query } = transaction;
    const keys = conversations.map((id) => [workspaceId, id]);
    await transaction.remove('notes', ['workspace_id', 'conversation_id'], keys);
    await transaction.remove('read_positions', ['workspace_id', 'conversation_id'], keys);
    await transaction.remove('reply_handles', ['workspace_id', 'conversation_id'], keys);
    await query
      .deleteFrom('idempotency_keys')
      .where('workspace_id', '=', workspaceId)
      .where('conversation_id', 'in', conversations)
      .execute();
  });
  return eraseWaiting(tools, subject, null);
};

/** Echoes and edits whose message never came. */
const eraseWaiting: EraseStep = async (tools, subject) => {
  const { workspaceId, conversations } = subject;
  for (;;) {
    const rows = await tools.database.read
      .selectFrom('platform_messages')
      .select('platform_message_id')
      .where('workspace_id', '=', workspaceId)
      // In the words of the index `platform_messages_waiting`.
      .where(sql<boolean>`message_id is null`)
      .where('conversation_id', 'in', conversations)
      .limit(rowsAtOnce)
      .execute();
    if (rows.length === 0) return null;
    const ids = rows.map(({ platform_message_id }) => platform_message_id);
    await tools.database.transaction((transaction) => forgetPlatformIds(tools, transaction, subject, ids));
  }
};
