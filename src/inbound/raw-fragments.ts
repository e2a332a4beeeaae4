import type { Kysely } from 'kysely';
import type { Platforms } from '../accounts/account.ts';
import type { EventRow, RawItemRow, RawWebhookRow, Tables } from '../database/schema.ts';
import type { InboundItem } from '../platforms/item.ts';
import { parsePayload } from './json.ts';

/** As much of a stored webhook as it takes to read it again. */
export type StoredWebhook = Pick<RawWebhookRow, 'id' | 'platform' | 'body'>;
type StoredItem = Pick<RawItemRow, 'raw_id' | 'position' | 'account_id' | 'dedupe_key'>;

// A body may be as large as the limit of a request, so only some are held at a time.
const bodiesAtOnce = 10;

/**
 * The fragments of webhooks that events came from, by event id. Found by running the stored webhook through
 * the parser again: only the item itself is given out, never what else the platform had put beside it.
 */
export async function rawFragments(
  read: Kysely<Tables>,
  platforms: Platforms,
  workspaceId: string,
  events: readonly EventRow[],
): Promise<Map<string, unknown>> {
  const fragments = new Map<string, unknown>();
  const ids = [...new Set(events.flatMap(({ raw_id }) => raw_id ?? []))];
  for (let start = 0; start < ids.length; start += bodiesAtOnce) {
    const some = ids.slice(start, start + bodiesAtOnce);
    const [webhooks, items] = await readWebhooks(read, workspaceId, some);
    for (const webhook of webhooks) {
      const parsed = itemsByKey(platforms, webhook);
      const own = items.filter(({ raw_id }) => raw_id === webhook.id);
      for (const event of events.filter(({ raw_id }) => raw_id === webhook.id)) {
        const item = itemOf(event, own, parsed);
        if (item) fragments.set(event.id, item.raw);
      }
    }
  }
  return fragments;
}

async function readWebhooks(
  read: Kysely<Tables>,
  workspaceId: string,
  ids: readonly string[],
): Promise<[StoredWebhook[], StoredItem[]]> {
  return Promise.all([
    read
      .selectFrom('raw_webhooks')
      .select(['id', 'platform', 'body'])
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', ids)
      .execute(),
    read
      .selectFrom('raw_items')
      .select(['raw_id', 'position', 'account_id', 'dedupe_key'])
      .where('workspace_id', '=', workspaceId)
      .where('raw_id', 'in', ids)
      .execute(),
  ]);
}

/** The items of a stored webhook by their keys; none when a newer parser cannot read it any more. */
export function itemsByKey(platforms: Platforms, webhook: StoredWebhook): Map<string, InboundItem> {
  try {
    const items = platforms
      .get(webhook.platform)
      ?.parse(parsePayload(new TextDecoder().decode(webhook.body)));
    // Of several items with one key the first was accepted.
    return new Map(items?.items.toReversed().map((item) => [item.key, item]));
  } catch {
    return new Map();
  }
}

/**
 * A replay may have moved an item to another position; account and time tell whether it is the right one. An
 * item that names no time has the one of its arrival.
 */
function itemOf(
  event: EventRow,
  stored: readonly StoredItem[],
  parsed: ReadonlyMap<string, InboundItem>,
): InboundItem | undefined {
  const distance = ({ position }: StoredItem) => Math.abs(position - (event.raw_position ?? 0));
  return stored
    .filter(({ account_id }) => account_id === event.account_id)
    .sort((a, b) => distance(a) - distance(b))
    .map(({ dedupe_key }) => parsed.get(dedupe_key))
    .find((item) => item && (item.occurred_at <= 0 || item.occurred_at === event.occurred_at));
}
