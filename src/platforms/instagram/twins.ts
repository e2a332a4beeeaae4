import type { Content } from '../../conversations/content.ts';
import { hashOf } from '../hash.ts';
import type { InboundItem, Parsed } from '../item.ts';

/**
 * Both routes to an inbox may be connected at once, and each then tells every message, maybe under an id of its own.
 * Who said what at which millisecond is the same on both.
 */
export function withTwins({ items, problems }: Parsed): Parsed {
  return { items: items.map(withTwin), problems };
}

function withTwin(item: InboundItem): InboundItem {
  const said = saidOf(item);
  if (said === undefined || item.occurred_at === 0) return item;
  return { ...item, twin: hashOf([item.account, item.occurred_at, ...said]) };
}

/** Who said what; undefined for what changes nothing when it is told twice. */
function saidOf(item: InboundItem): unknown[] | undefined {
  const who = 'person' in item ? item.person?.identities[0]?.value : undefined;
  if (who === undefined) return undefined;
  switch (item.kind) {
    case 'message':
      return ['message', item.direction, who, sameOnBoth(item.content)];
    case 'reaction':
      return ['reaction', item.direction, who, item.emoji];
    case 'postback':
      return ['postback', who, item.data];
    default:
      return undefined;
  }
}

/** A content without what only one route says: links are signed for each delivery. */
function sameOnBoth(content: Content): string {
  return JSON.stringify(content, (name, value) =>
    /url$/.test(name) && typeof value === 'string' ? assetOf(value) : value,
  );
}

// https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=…&signature=…
function assetOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.pathname}${parsed.searchParams.get('asset_id') ?? ''}` : url;
}
