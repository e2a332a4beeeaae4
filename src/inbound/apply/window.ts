import type { ConversationRow } from '../../database/schema.ts';
import type { ItemScene } from '../acceptance.ts';

/** The person has turned to us: for a while free-form messages are allowed, by the platform's own time. */
export function openWindow({ store, item, account }: ItemScene, conversation: ConversationRow): void {
  const windowMs = account.platform.limits.window_ms;
  if (windowMs === null) return;
  const ends = item.occurred_at + windowMs;
  if (ends <= (conversation.window_ends_at ?? 0)) return;
  store.conversations.rows.change(conversation, { window_ends_at: ends });
}
