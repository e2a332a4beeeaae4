import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { MessagePartRow, MessageRow } from '../database/schema.ts';
import { removeBytes, removeReceivedMedia, removeSentMedia } from '../media/removal.ts';
import { eraseAgentTraces } from './erase-agent.ts';
import { emptyEvents } from './erase-events.ts';
import { forgetIds } from './forget-ids.ts';
import { forgetPlatformIds } from './platform-ids.ts';
import type { EraseStep, EraseTools } from './step.ts';
import type { Subject } from './subject.ts';

// Each has parts, attempts, media and events of its own: together some hundred rows.
const messagesAtOnce = 50;

/** Deletes the messages of the person's own conversations, with all that belongs to them. */
export const eraseOwnMessages: EraseStep = async (tools, subject) => {
  const { workspaceId, conversations } = subject;
  const ids: string[] = [];
  // One after another, so that each is found by the index of its thread.
  for (const conversation of conversations) {
    if (ids.length > 0) break;
    const rows = await tools.database.read
      .selectFrom('messages')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('conversation_id', '=', conversation)
      .limit(messagesAtOnce)
      .execute();
    ids.push(...rows.map(({ id }) => id));
  }
  if (ids.length === 0) return null;
  await tools.database.transaction(async (transaction) => {
    await loadMessages(tools, transaction, subject, ids);
    const keys = ids.map((id) => [workspaceId, id]);
    await eraseAttempts(transaction, workspaceId, keys);
    await transaction.remove('message_parts', ['workspace_id', 'message_id'], keys);
    await transaction.remove('messages', ['workspace_id', 'id'], keys);
    await eraseBelongings(transaction, workspaceId, keys, tools.clock.now());
  });
  return '';
};

/** What is left of a message in a group, whose thread stays. */
const emptied = {
  content: JSON.stringify({ type: 'system', kind: 'erased' }),
  content_type: 'system',
  contact_id: null,
  sender_id: null,
  referral: null,
  forwarded: null,
  context: null,
  raw_id: null,
};

/** Empties what the person has said in groups. Their own conversations must be erased before. */
export const eraseGroupMessages: EraseStep = async (tools, subject) => {
  const { workspaceId, contacts } = subject;
  const found = await tools.database.read
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', contacts)
    .limit(messagesAtOnce)
    .execute();
  if (found.length === 0) return null;
  const ids = found.map(({ id }) => id);
  await tools.database.transaction(async (transaction) => {
    await emptyPreviews(transaction, workspaceId, ids);
    const { messages, parts } = await loadMessages(tools, transaction, subject, ids);
    const now = tools.clock.now();
    await transaction.update(
      'messages',
      ['workspace_id', 'id'],
      messages.map(({ id }) => ({ workspace_id: workspaceId, id, ...emptied, updated_at: now })),
    );
    await transaction.update(
      'message_parts',
      ['workspace_id', 'message_id', 'position'],
      parts.map(({ message_id, position }) => ({
        ...{ workspace_id: workspaceId, message_id, position, platform_message_id: null },
        ...{ content: emptied.content, quote_token: null, updated_at: now },
      })),
    );
    await forgetIds(transaction, workspaceId, messages, parts);
    await eraseBelongings(
      transaction,
      workspaceId,
      ids.map((id) => [workspaceId, id]),
      now,
    );
    const groups = new Set(messages.map(({ conversation_id }) => conversation_id));
    await eraseAgentTraces(transaction, workspaceId, [...groups]);
    await emptyEventsOf(transaction, workspaceId, ids);
  });
  return '';
};

/** Removes the bytes of the media that the steps before have taken away. */
export const eraseBytes: EraseStep = async ({ database, storage }) => {
  await removeBytes(database, storage);
  return null;
};

/** Reads and locks messages and their parts; the platform's ids of them are forgotten first. */
async function loadMessages(
  tools: EraseTools,
  transaction: Transaction,
  subject: Subject,
  ids: readonly string[],
): Promise<{ messages: MessageRow[]; parts: MessagePartRow[] }> {
  const { workspaceId } = subject;
  const keys = ids.map((id) => [workspaceId, id]);
  // Platform ids before messages: accepting a receipt locks them in this order.
  const known = await transaction.select('message_parts', ['workspace_id', 'message_id'], keys);
  const further = await transaction.query
    .selectFrom('platform_messages')
    .select('platform_message_id')
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', ids)
    // In the words of the index `platform_messages_further`.
    .where(sql<boolean>`position < 0`)
    .execute();
  const platformIds = [...known, ...further].flatMap(({ platform_message_id }) => platform_message_id ?? []);
  await forgetPlatformIds(tools, transaction, subject, platformIds);
  const messages = await transaction.select('messages', ['workspace_id', 'id'], keys, 'lock');
  const parts = await transaction.select('message_parts', ['workspace_id', 'message_id'], keys, 'lock');
  const late = parts.flatMap(({ platform_message_id }) => platform_message_id ?? []);
  await forgetPlatformIds(
    tools,
    transaction,
    subject,
    late.filter((id) => !platformIds.includes(id)),
  );
  return { messages, parts };
}

async function eraseAttempts(
  transaction: Transaction,
  workspaceId: string,
  messages: readonly (readonly string[])[],
): Promise<void> {
  const parts = await transaction.select('attempt_parts', ['workspace_id', 'message_id'], messages);
  const attempts = [...new Set(parts.map(({ attempt_id }) => attempt_id))].map((id) => [workspaceId, id]);
  await transaction.remove('attempt_parts', ['workspace_id', 'attempt_id'], attempts);
  await transaction.remove('attempts', ['workspace_id', 'id'], attempts);
}

/** Media, what finds these messages, and work that is about them. */
async function eraseBelongings(
  transaction: Transaction,
  workspaceId: string,
  keys: readonly (readonly string[])[],
  now: number,
): Promise<void> {
  const received = await removeReceivedMedia(transaction, keys, now);
  await removeSentMedia(transaction, keys, now);
  await transaction.remove('search_messages', ['workspace_id', 'id'], keys);
  const subjects = [...keys, ...received.map((id) => [workspaceId, id])];
  await transaction.remove('message_analyses', ['workspace_id', 'message_id'], keys);
  await transaction.remove('jobs', ['workspace_id', 'reference'], subjects);
  await transaction.remove('dead_jobs', ['workspace_id', 'reference'], subjects);
}

/** What a list of conversations shows of the latest message. */
async function emptyPreviews(
  transaction: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  const messages = await transaction.select(
    'messages',
    ['workspace_id', 'id'],
    ids.map((id) => [workspaceId, id]),
  );
  const conversations = await transaction.select(
    'conversations',
    ['workspace_id', 'id'],
    [...new Set(messages.map(({ conversation_id }) => conversation_id))]
      .sort()
      .map((id) => [workspaceId, id]),
    'lock',
  );
  // The newest by the platform's time is shown, which need not be the one that was accepted last.
  const shown = conversations.filter(({ id, last_message_at }) =>
    messages.some((message) => message.conversation_id === id && message.sent_at === last_message_at),
  );
  await transaction.update(
    'conversations',
    ['workspace_id', 'id'],
    shown.map(({ id }) => ({ workspace_id: workspaceId, id, preview: '' })),
  );
}

async function emptyEventsOf(
  transaction: Transaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  const events = await transaction.query
    .selectFrom('events')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', ids)
    .execute();
  await emptyEvents(
    transaction,
    workspaceId,
    events.map(({ seq }) => seq),
  );
}
