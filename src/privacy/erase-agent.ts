import type { Transaction } from '../database/database.ts';

/**
 * Deletes what the agent has kept of conversations: runs with their prompts, calls of tools, drafts, and what it
 * remembers. Of a group all of it: what one of many wrote cannot be cut out of a prompt.
 */
export async function eraseAgentTraces(
  transaction: Transaction,
  workspaceId: string,
  conversations: readonly string[],
): Promise<void> {
  const keys = conversations.map((id) => [workspaceId, id]);
  await transaction.remove('agent_suggestions', ['workspace_id', 'conversation_id'], keys);
  await transaction.remove('agent_tool_calls', ['workspace_id', 'conversation_id'], keys);
  await transaction.remove('agent_memory', ['workspace_id', 'conversation_id'], keys);
  await transaction.remove('agent_runs', ['workspace_id', 'conversation_id'], keys);
}
