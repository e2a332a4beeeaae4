import { type Kysely, type SqlBool, sql } from 'kysely';
import type { RawItemRow, RawWebhookRow, Tables } from '../database/schema.ts';
import { notFound } from '../errors.ts';

/** A stored webhook without its body. */
export type LoggedWebhook = Omit<RawWebhookRow, 'workspace_id' | 'app_id' | 'headers' | 'body'> & {
  size: number;
};

/** Which webhooks of a workspace to list. */
export interface WebhookFilter {
  workspaceId: string;
  /** Those that came to this account's URL, or held something for it. */
  accountId?: string | undefined;
  result?: string | undefined;
  /** Only those that came before this one. */
  before?: string | undefined;
  limit: number;
}

/** What came in, the latest first. */
export async function listWebhooks(read: Kysely<Tables>, filter: WebhookFilter): Promise<LoggedWebhook[]> {
  let query = selectWebhooks(read, filter.workspaceId);
  const { accountId } = filter;
  if (accountId) {
    query = query.where(({ or, eb, exists }) =>
      or([
        eb('raw_webhooks.account_id', '=', accountId),
        exists(
          eb
            .selectFrom('raw_items')
            .select('raw_items.position')
            .whereRef('raw_items.workspace_id', '=', 'raw_webhooks.workspace_id')
            .whereRef('raw_items.raw_id', '=', 'raw_webhooks.id')
            .where('raw_items.account_id', '=', accountId),
        ),
      ]),
    );
  }
  if (filter.result) query = query.where('raw_webhooks.result', '=', filter.result);
  if (filter.before) query = query.where('raw_webhooks.id', '<', filter.before);
  return query.orderBy('raw_webhooks.id', 'desc').limit(filter.limit).execute();
}

function selectWebhooks(read: Kysely<Tables>, workspaceId: string) {
  return read
    .selectFrom('raw_webhooks')
    .select(['id', 'platform', 'account_id', 'received_at', 'result', 'error', 'items'])
    .select(({ fn }) => fn<number>('length', ['raw_webhooks.body']).as('size'))
    .where('raw_webhooks.workspace_id', '=', workspaceId);
}

/** One stored webhook, and what became of each item in it. */
export interface WebhookRecord {
  webhook: LoggedWebhook;
  headers: Record<string, string>;
  /** Null when it holds something that is not this workspace's, or was erased. */
  body: Uint8Array | null;
  items: RawItemRow[];
}

/**
 * One webhook with all that is known of it. One app can serve several workspaces, and its webhooks accounts
 * that nobody has connected: what is theirs is shown to `everything` only, the installation's own key.
 *
 * @throws Problem 404 when the workspace has no such webhook
 */
export async function webhookRecord(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
  everything: boolean,
): Promise<WebhookRecord> {
  const row = await selectWebhooks(read, workspaceId)
    .select(['raw_webhooks.headers', 'raw_webhooks.body'])
    .where('raw_webhooks.id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('webhook', id);
  const { headers, body, ...webhook } = row;
  const items = await read
    .selectFrom('raw_items')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('raw_id', '=', id)
    .orderBy('position')
    .execute();
  const foreign = everything ? new Set<string>() : await foreignAccounts(read, workspaceId, items);
  const own = items.filter(({ account_id }) => account_id === null || !foreign.has(account_id));
  const mixed = own.length < items.length || items.some(({ result }) => result === 'unmatched');
  return {
    webhook,
    headers: JSON.parse(headers),
    body: webhook.result === 'erased' || (mixed && !everything) ? null : body,
    items: own,
  };
}

/** Items of accounts nobody has connected: word for word as the partial index says it, or SQLite does not use that. */
export const isUnmatched = sql<SqlBool>`result = 'unmatched'`;

/** What came for an account that is not connected, of one kind. */
export interface UnmatchedItems {
  platform: string;
  external_id: string;
  kind: string;
  count: number;
  /** Webhooks in the order in which they came: the first and the latest that held such an item. */
  first_webhook_id: string;
  last_webhook_id: string;
}

/** Ids and kinds of what nobody has connected yet: more may not be seen before the account is claimed. */
export async function listUnmatched(read: Kysely<Tables>, workspaceId: string): Promise<UnmatchedItems[]> {
  const rows = await read
    .selectFrom('raw_items')
    .select(['platform', 'external_id', 'kind'])
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.min<string>('raw_id').as('first_webhook_id'),
      fn.max<string>('raw_id').as('last_webhook_id'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where(isUnmatched)
    .where('external_id', 'is not', null)
    .groupBy(['platform', 'external_id', 'kind'])
    .orderBy('platform')
    .orderBy('external_id')
    .orderBy('kind')
    .limit(unmatchedAtMost)
    .execute();
  return rows.map((row) => ({ ...row, external_id: row.external_id ?? '', count: Number(row.count) }));
}

// An app with more accounts than this that nobody connects has been set up for something else.
const unmatchedAtMost = 1000;

/** The accounts among the items that belong to other workspaces. */
async function foreignAccounts(
  read: Kysely<Tables>,
  workspaceId: string,
  items: readonly RawItemRow[],
): Promise<Set<string>> {
  const named = new Set(items.flatMap(({ account_id }) => account_id ?? []));
  if (named.size === 0) return named;
  const own = await read
    .selectFrom('accounts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...named])
    .execute();
  return named.difference(new Set(own.map(({ id }) => id)));
}
