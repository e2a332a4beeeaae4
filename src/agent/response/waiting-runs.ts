import type { Scene } from '../../conversations/delivery-status.ts';
import type { ConversationRow } from '../../database/schema.ts';
import { endRun } from '../ledger.ts';
import { expireApprovals } from '../tools/approval.ts';

/** Ends the runs of a conversation that wait for people to agree to calls; it must be locked. */
export async function endWaitingRuns(scene: Scene, conversation: ConversationRow): Promise<void> {
  const { batch, now } = scene;
  const { workspace_id, id, platform } = conversation;
  const runs = await batch.transaction.query
    .selectFrom('agent_runs')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
  if (runs.length === 0) return;
  const reason = 'The agent no longer had the floor before people had agreed.';
  await expireApprovals(batch, conversation, reason, now);
  for (const run of runs) await endRun(batch, run, { decision: 'overtaken', reason }, platform, now);
}
