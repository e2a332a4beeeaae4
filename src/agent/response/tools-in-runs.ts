import type { AgentToolCallRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { parkForApproval, resumeAfterApproval } from '../tools/approval.ts';
import type { AgentTools } from '../tools/tools.ts';
import { answerAt } from './answer-job.ts';
import type { ResponseOptions } from './response.ts';

/** The tools of an account, as answering uses them. */
export function toolsInRuns(tools: AgentTools): ResponseOptions['tools'] {
  return {
    async toolsFor(given) {
      return given.agent.settings.tools.length === 0 ? null : tools.forRun(given);
    },
    approvalsOf: resumeAfterApproval,
    park(batch, { run, agent, platform, conclusion }, now) {
      const requests = conclusion.requests.map(({ approval_id, tool_call_id, tool, input }) => ({
        approvalId: approval_id,
        toolCall: { toolCallId: tool_call_id, toolName: tool, input },
      }));
      return parkForApproval(batch, { run, agent, platform, requests, messages: conclusion.messages }, now);
    },
  };
}

/** Lets the run go on that waits for a call about which people have decided. */
export async function wakeRun(batch: Batch, call: AgentToolCallRow, now: number): Promise<void> {
  const { workspace_id, account_id, conversation_id } = call;
  if (conversation_id !== null) {
    await answerAt(batch, { workspace_id, account_id, id: conversation_id }, now, now);
  }
}
