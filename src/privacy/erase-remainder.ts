import { sql } from 'kysely';
import { eraseAgentTraces } from './erase-agent.ts';
import { forgetPlatformIds } from './platform-ids.ts';
import type { EraseStep, EraseTools } from './step.ts';
import type { Subject } from './subject.ts';

// Small rows, of which one conversation has few.
const rowsAtOnce = 500;

/** Deletes what hangs on the person's own conversations alone, one of them after another. */
export const eraseRemainder: EraseStep = async (tools, subject, after) => {
  const { workspaceId, conversations } = subject;
  const conversation = after ?? conversations[0];
  if (conversation === undefined) return null;
  if (await eraseWaiting(tools, subject, conversation)) return conversation;
  await tools.database.transaction(async (transaction) => {
    const key = [[workspaceId, conversation]];
    await transaction.remove('notes', ['workspace_id', 'conversation_id'], key);
    await transaction.remove('read_positions', ['workspace_id', 'conversation_id'], key);
    await transaction.remove('reply_handles', ['workspace_id', 'conversation_id'], key);
    await transaction.remove('deliveries', ['workspace_id', 'conversation_id'], key);
    await eraseAgentTraces(transaction, workspaceId, [conversation]);
    await transaction.query
      .deleteFrom('idempotency_keys')
      .where('workspace_id', '=', workspaceId)
      // In two steps: SQLite finds the keys in the index of conversations, but whole rows only by a walk.
      .where('key', 'in', ({ selectFrom }) =>
        selectFrom('idempotency_keys')
          .select('key')
          .where('workspace_id', '=', workspaceId)
          .where('conversation_id', '=', conversation),
      )
      .execute();
  });
  return conversations[conversations.indexOf(conversation) + 1] ?? null;
};

/** Forgets echoes and edits whose message never came; answers whether there were any. */
async function eraseWaiting(tools: EraseTools, subject: Subject, conversation: string): Promise<boolean> {
  const rows = await tools.database.read
    .selectFrom('platform_messages')
    .select('platform_message_id')
    .where('workspace_id', '=', subject.workspaceId)
    // In the words of the index `platform_messages_waiting`.
    .where(sql<boolean>`message_id is null`)
    .where('conversation_id', '=', conversation)
    .limit(rowsAtOnce)
    .execute();
  if (rows.length === 0) return false;
  const ids = rows.map(({ platform_message_id }) => platform_message_id);
  await tools.database.transaction((transaction) => forgetPlatformIds(tools, transaction, subject, ids));
  return true;
}
