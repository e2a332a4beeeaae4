import { rankOf } from '../conversations/message.ts';
import type { ConversationRow, MessagePartRow, MessageRow } from '../database/schema.ts';

/** What a message notes that was taken back by the hub itself. */
export interface Cancellation {
  reason: string;
  /** Milliseconds. */
  at: number;
}

/**
 * Why an answer of the agent must not be begun any more; null: it may go. It is one to a turn, and goes only while
 * that lasts and the agent has the floor. What has begun to be sent is left alone.
 */
export function outdatedBecause(
  message: MessageRow,
  parts: readonly MessagePartRow[],
  { turn, owner }: Pick<ConversationRow, 'turn' | 'owner'>,
): string | null {
  if (message.turn === null || parts.some(({ status }) => rankOf(status) >= rankOf('sending'))) return null;
  if (owner !== 'bot') return 'The agent no longer had the floor when it was to be sent.';
  return message.turn === turn ? null : 'The conversation had gone on before it was sent.';
}
