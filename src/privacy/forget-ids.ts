import type { Transaction } from '../database/database.ts';
import type { MessagePartRow, MessageRow } from '../database/schema.ts';
import { emptyWebhooks } from './erase-webhooks.ts';

/** What stands instead of the id of a message that was erased, where others have answered it. */
const erasedId = 'erased';

/**
 * Takes the platform's ids of messages out of those that answer or react to them; the webhooks of these are
 * emptied. Only a group can hold answers to what was erased.
 */
export async function forgetIds(
  transaction: Transaction,
  workspaceId: string,
  messages: readonly MessageRow[],
  parts: readonly MessagePartRow[],
): Promise<void> {
  const ids = parts.flatMap(({ platform_message_id }) => platform_message_id ?? []);
  if (ids.length === 0) return;
  const answers = await transaction.query
    .selectFrom('messages')
    .select(['id', 'content', 'raw_id'])
    .where('workspace_id', '=', workspaceId)
    // By the index of threads: ids of answers have none.
    .where('conversation_id', 'in', [...new Set(messages.map(({ conversation_id }) => conversation_id))])
    .where('reply_to_platform_id', 'in', ids)
    .execute();
  if (answers.length === 0) return;
  const keys = answers.map(({ id }) => [workspaceId, id]);
  await emptyWebhooks(
    transaction,
    answers.flatMap(({ raw_id }) => raw_id ?? []),
  );
  const forget = (text: string) =>
    ids.reduce((rest, id) => rest.replaceAll(JSON.stringify(id), JSON.stringify(erasedId)), text);
  await transaction.update(
    'messages',
    ['workspace_id', 'id'],
    answers.map(({ id, content }) => ({
      ...{ workspace_id: workspaceId, id, reply_to_platform_id: erasedId },
      content: forget(content),
    })),
  );
  const answerParts = await transaction.select('message_parts', ['workspace_id', 'message_id'], keys);
  await transaction.update(
    'message_parts',
    ['workspace_id', 'message_id', 'position'],
    answerParts.map(({ message_id, position, content }) => ({
      ...{ workspace_id: workspaceId, message_id, position },
      content: forget(content),
    })),
  );
  const carried = await transaction.select('attempt_parts', ['workspace_id', 'message_id'], keys);
  const attempts = await transaction.select(
    'attempts',
    ['workspace_id', 'id'],
    [...new Set(carried.map(({ attempt_id }) => attempt_id))].map((id) => [workspaceId, id]),
    'lock',
  );
  await transaction.update(
    'attempts',
    ['workspace_id', 'id'],
    attempts.map(({ id, request }) => ({ workspace_id: workspaceId, id, request: forget(request) })),
  );
  const events = await transaction.select('events', ['workspace_id', 'message_id'], keys);
  await transaction.update(
    'events',
    ['workspace_id', 'seq'],
    events.map(({ seq, data }) => ({ workspace_id: workspaceId, seq, data: forget(data) })),
  );
}
