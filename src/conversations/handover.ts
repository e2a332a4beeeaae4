import type { ConversationRow } from '../database/schema.ts';
import { announceHandover, type Deed } from './conversation-news.ts';
import type { Scene } from './delivery-status.ts';

/** Who can have the floor: the agent, a person of the business, or nobody yet. */
export const conversationOwners = ['bot', 'human', 'none'] as const;

export type ConversationOwnerName = (typeof conversationOwners)[number];

/** Who is to have the floor, and why, in words for people. */
export interface Handover {
  to: ConversationOwnerName;
  reason: string;
}

/**
 * Gives somebody else the floor. The turn ends with it: what the agent has under way for the former turn must not be
 * sent any more.
 */
export function handOver(
  { batch, store, now }: Scene,
  row: ConversationRow,
  { to, reason }: Handover,
  deed: Deed,
): void {
  const from = row.owner;
  if (from === to) return;
  store.conversations.rows.change(row, { owner: to, turn: row.turn + 1, updated_at: now });
  announceHandover(batch, row, { from, to, reason }, deed, now);
}
