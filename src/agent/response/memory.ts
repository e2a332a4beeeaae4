import type { AgentMemoryRow, ConversationRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';

const key = ['workspace_id', 'conversation_id'] as const;

/** What the agent keeps in mind of a conversation; its conversation must be locked. */
export async function memoryOf(
  batch: Batch,
  { workspace_id, id, account_id }: ConversationRow,
  now: number,
): Promise<AgentMemoryRow> {
  const [row] = await batch.transaction.select('agent_memory', key, [[workspace_id, id]], 'lock');
  if (row) return row;
  const fresh = { workspace_id, conversation_id: id, account_id, updated_at: now };
  return { ...fresh, summary: null, summary_seq: 0, closed_told_at: null, holding_message_id: null };
}

/** Changes it, now. */
export async function remember(
  batch: Batch,
  row: AgentMemoryRow,
  changes: Partial<AgentMemoryRow>,
  now: number,
): Promise<void> {
  Object.assign(row, changes, { updated_at: now });
  const [isNew] = await batch.transaction.insertNew('agent_memory', key, [row]);
  if (!isNew) await batch.transaction.update('agent_memory', key, [row]);
}
