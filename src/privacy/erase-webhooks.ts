import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { RawItemRow } from '../database/schema.ts';
import { itemsByKey } from '../inbound/raw-fragments.ts';
import { erasedRaw } from '../inbound/store-raw.ts';
import { forgetPlatformIds } from './platform-ids.ts';
import type { EraseStep, EraseTools } from './step.ts';
import { needlesOf, type Subject } from './subject.ts';

// A body may be as large as the limit of a request, so only some are held at a time.
const webhooksAtOnce = 10;
// Rows without their bodies are small.
const rowsAtOnce = 1000;

/** Empties webhooks, whose items stay listed: of others they still say what came of them. */
export async function emptyWebhooks({ query }: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await query
    .updateTable('raw_webhooks')
    .set({ ...erasedRaw, body: Buffer.from(erasedRaw.body) })
    // A webhook belongs to the workspace of whose secret had signed it, which may be another.
    .where('workspace_id', 'in', ({ selectFrom }) => selectFrom('workspaces').select('id'))
    .where('id', 'in', ids)
    .execute();
}

/** Erases every webhook that held something of the person; those with items of others as well are emptied. */
export const eraseWebhooks: EraseStep = async (tools, subject, after) => {
  const workspaceId = after ?? (await nextWorkspace(tools, ''));
  if (workspaceId === undefined) return null;
  const ids = await linkedWebhooks(tools, subject, workspaceId);
  if (ids.length === 0) return (await nextWorkspace(tools, workspaceId)) ?? null;
  const items = await tools.database.read
    .selectFrom('raw_items')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('raw_id', 'in', ids)
    .execute();
  const own = items.filter((item) => isOf(subject, item));
  const platformIds = await platformIdsIn(tools, workspaceId, own);
  const others = new Set(items.filter((item) => !isOf(subject, item)).map(({ raw_id }) => raw_id));
  await tools.database.transaction(async (transaction) => {
    await forgetPlatformIds(
      tools,
      transaction,
      subject,
      await waitingAmong(transaction, subject, platformIds),
    );
    await markErased(tools, transaction, subject, own);
    await emptyWebhooks(transaction, [...others]);
    await transaction.remove(
      'raw_items',
      ['workspace_id', 'raw_id', 'position'],
      own.map((item) => [item.workspace_id, item.raw_id, item.position]),
    );
    await transaction.remove(
      'raw_webhooks',
      ['workspace_id', 'id'],
      ids.filter((id) => !others.has(id)).map((id) => [workspaceId, id]),
    );
  });
  return workspaceId;
};

/**
 * Empties webhooks of which something was not understood, if they hold an id of the person: nobody knows whose
 * those items are.
 */
export const eraseUnreadWebhooks: EraseStep = async (tools, subject, after) => {
  const { read } = tools.database;
  const [workspaceId = '', id = ''] = after === null ? [] : JSON.parse(after);
  const rows = await read
    .selectFrom('raw_webhooks')
    .select(['workspace_id', 'id', 'result'])
    .where(({ eb, refTuple, tuple }) => eb(refTuple('workspace_id', 'id'), '>', tuple(workspaceId, id)))
    .orderBy('workspace_id')
    .orderBy('id')
    .limit(rowsAtOnce)
    .execute();
  const needles = needlesOf(subject);
  for (const row of rows.filter(({ result }) => ['partly', 'unmatched', 'failed'].includes(result))) {
    await setImmediate();
    const found = await read
      .selectFrom('raw_webhooks')
      .select('body')
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
      .executeTakeFirst();
    const body = Buffer.from(found?.body ?? []);
    if (!needles.some((needle) => body.includes(needle))) continue;
    await tools.database.transaction((transaction) => emptyWebhooks(transaction, [row.id]));
  }
  const last = rows.at(-1);
  return last && rows.length === rowsAtOnce ? JSON.stringify([last.workspace_id, last.id]) : null;
};

function isOf({ contacts, conversations }: Subject, item: RawItemRow): boolean {
  if (item.contact_id !== null) return contacts.includes(item.contact_id);
  return item.conversation_id !== null && conversations.includes(item.conversation_id);
}

async function nextWorkspace({ database }: EraseTools, after: string): Promise<string | undefined> {
  const row = await database.read
    .selectFrom('workspaces')
    .select(({ fn }) => fn.min('id').as('id'))
    .where('id', '>', after)
    .executeTakeFirst();
  return row?.id ?? undefined;
}

async function linkedWebhooks(
  { database }: EraseTools,
  { contacts, conversations }: Subject,
  workspaceId: string,
): Promise<string[]> {
  // No `distinct`: SQLite would walk through the whole workspace in the order of its ids for that.
  const items = database.read
    .selectFrom('raw_items')
    .select('raw_id')
    .where('workspace_id', '=', workspaceId)
    .limit(webhooksAtOnce);
  const rows = await items.where('contact_id', 'in', contacts).execute();
  for (const conversation of rows.length > 0 ? [] : conversations) {
    // In the words of the index `raw_items_of_conversation`.
    const spoken = items.where(sql<boolean>`contact_id is null`).where('conversation_id', '=', conversation);
    rows.push(...(await spoken.execute()));
    if (rows.length > 0) break;
  }
  return [...new Set(rows.map(({ raw_id }) => raw_id))];
}

/**
 * Those of the platform's ids whose message never came: receipts and edits wait for it. What is known by now is
 * of others, such as a message to a group that the person has read.
 */
async function waitingAmong(
  transaction: Transaction,
  { workspaceId, accountId }: Subject,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await transaction.select(
    'platform_messages',
    ['workspace_id', 'account_id', 'platform_message_id'],
    [...new Set(ids)].map((id) => [workspaceId, accountId, id]),
    'lock',
  );
  return rows
    .filter(({ message_id }) => message_id === null)
    .map(({ platform_message_id }) => platform_message_id);
}

/** The platform's ids of the messages that the person's items are about. */
async function platformIdsIn(
  { database, platforms }: EraseTools,
  workspaceId: string,
  own: readonly RawItemRow[],
): Promise<string[]> {
  if (own.length === 0) return [];
  const webhooks = await database.read
    .selectFrom('raw_webhooks')
    .select(['id', 'platform', 'body'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'id',
      'in',
      own.map(({ raw_id }) => raw_id),
    )
    .execute();
  return webhooks.flatMap((webhook) => {
    const parsed = itemsByKey(platforms, webhook);
    return own.flatMap(({ raw_id, dedupe_key }) => {
      const item = raw_id === webhook.id ? parsed.get(dedupe_key) : undefined;
      return item && 'platform_message_id' in item ? (item.platform_message_id ?? []) : [];
    });
  });
}

/** Whoever sends these items again is to find that they were erased. */
function markErased(
  { hash }: EraseTools,
  transaction: Transaction,
  { workspaceId }: Subject,
  own: readonly RawItemRow[],
): Promise<void> {
  return transaction.update(
    'dedupe_keys',
    ['workspace_id', 'account_id', 'key'],
    own.flatMap(({ account_id, dedupe_key }) =>
      account_id === null
        ? []
        : [
            {
              workspace_id: workspaceId,
              account_id,
              key: hash(account_id, dedupe_key),
              result: erasedRaw.result,
            },
          ],
    ),
  );
}
