import type { Account } from '../accounts/account.ts';
import type { ConversationOwner } from '../conversations/conversation.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import type { Interest } from '../conversations/interest.ts';
import type { Origin } from '../events/event.ts';
import type { InboundItem, ParseProblem } from '../platforms/item.ts';

/** One verified request, parsed and routed: what one call of the writer's accept stores. */
export interface Acceptance {
  platform: string;
  raw: {
    id: string;
    workspaceId: string;
    accountId: string | null;
    /** The app whose secret signed it. */
    appId: string;
    receivedAt: number;
    headers: Record<string, string>;
    body: Uint8Array;
    /** Stored before: this is a replay. */
    stored: boolean;
  };
  entries: Entry[];
  /** Items for accounts this hub does not know. */
  unmatched: { item: InboundItem; externalId: string | null }[];
  problems: ParseProblem[];
  /** Why nothing could be made of it at all. */
  error: string | null;
  origin: Origin;
}

/** One item and the account it belongs to. */
export interface Entry {
  item: InboundItem;
  account: Account;
}

/** What became of an accepted request. */
export interface Accepted {
  raw_id: string;
  accepted: number;
  duplicates: number;
  unmatched: number;
  problems: number;
}

/** An entry on its way through a batch. */
export interface Placed extends Entry {
  acceptance: Acceptance;
  position: number;
  /** What is stored of the item's key. */
  hash: string;
  /**
   * Where the item stands: new, seen before, of somebody who was erased, or done and then this. Seen before is
   * also what was erased after it had come.
   */
  result: 'new' | 'duplicate' | 'erased' | 'accepted' | 'unsupported';
  concerned: Concerned;
}

/** Everything needed to apply one item. */
export interface ItemScene<Item extends InboundItem = InboundItem> extends Scene {
  item: Item;
  account: Account;
  owner: ConversationOwner;
  raw: { id: string; position: number };
  receivedAt: number;
  origin: Origin;
  /** How long an echo waits for a send of ours that it may belong to (ms). */
  echoWaitMs: number;
  /** How old a person's profile may be when they write again (ms). */
  profileRefreshMs: number;
  interest: Interest;
}

/** Whom an item turned out to concern. */
export interface Concerned {
  contact_id: string | null;
  conversation_id: string | null;
}

/** An account as the books know it. */
export function ownerOf(account: Account): ConversationOwner {
  return { workspaceId: account.workspaceId, accountId: account.id, platform: account.platform.name };
}
