import type { Account } from '../accounts/account.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import { withMerged } from '../conversations/queries/conversations.ts';
import type { Database } from '../database/database.ts';
import type { ConversationRow } from '../database/schema.ts';
import { Problem, platformRefusal } from '../errors.ts';
import type { ActionInput } from '../platforms/platform.ts';
import { recipientOf } from './can-send.ts';
import { identitiesOf } from './situation.ts';

/** What showing a sign to a person needs. */
export interface ActionOptions {
  database: Database;
  client: PlatformClient;
}

/**
 * Shows typing, or marks what was received as read, now. Such a sign is worth nothing later, so it is
 * called directly, never queued, and never tried again.
 *
 * @throws Problem 422 when the platform has no such sign for this chat, 502 when it refuses
 */
export async function performAction(
  { database, client }: ActionOptions,
  account: Account,
  conversation: ConversationRow,
  action: 'typing' | 'mark_read',
): Promise<void> {
  const { send } = account.platform;
  const request = send.action({
    action,
    credentials: account.credentials,
    settings: account.settings,
    external_id: account.externalId,
    recipient: recipientOf({ conversation, identities: await identitiesOf(database.read, conversation) }),
    last_received: await lastReceived(database, conversation),
  });
  if ('refused' in request) {
    throw new Problem({
      status: 422,
      code: 'action_refused',
      detail: request.refused,
      fix: 'Leave it out for this conversation; abilities of the platform say what it can do.',
    });
  }
  const result = await client.call(account, request);
  if (result.kind !== 'answer') throw platformRefusal(result.failure);
  const { answer } = result;
  if (answer.status < 200 || answer.status > 299)
    throw platformRefusal(account.platform.explainError(answer));
}

async function lastReceived(
  database: Database,
  conversation: ConversationRow,
): Promise<ActionInput<unknown>['last_received']> {
  const ids = await withMerged(database.read, conversation.workspace_id, conversation.id);
  const row = await database.read
    .selectFrom('messages')
    .innerJoin('message_parts', (join) =>
      join
        .onRef('message_parts.workspace_id', '=', 'messages.workspace_id')
        .onRef('message_parts.message_id', '=', 'messages.id'),
    )
    .select(['message_parts.platform_message_id', 'messages.context'])
    .where('messages.workspace_id', '=', conversation.workspace_id)
    .where('messages.conversation_id', 'in', ids)
    .where('messages.direction', '=', 'in')
    .where('message_parts.platform_message_id', 'is not', null)
    .orderBy('messages.sent_at', 'desc')
    .orderBy('messages.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.platform_message_id) return null;
  const context: { read_token?: string } = row.context ? JSON.parse(row.context) : {};
  return {
    platform_message_id: row.platform_message_id,
    ...(context.read_token && { read_token: context.read_token }),
  };
}
