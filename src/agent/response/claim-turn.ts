import type { ModelMessage } from 'ai';
import type { Account } from '../../accounts/account.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import type { AgentRunRow, ConversationRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import type { AccountAgent } from '../directory.ts';
import { endRun, newRun, type RunDecision } from '../ledger.ts';
import { mayAnswer } from './floor.ts';

/** What became of the calls that a run waits for. */
export type Approvals =
  | { type: 'wait'; until: number }
  | { type: 'go_on'; messages: ModelMessage[] }
  | { type: 'timed_out'; tools: string[] }
  | { type: 'overtaken' };

/** What claiming turns needs. */
export interface ClaimOptions {
  agentOf(accountId: string): AccountAgent | undefined;
  accountOf(accountId: string): Account | undefined;
  /** What people have decided about the calls of a run that waits for them. */
  approvalsOf(batch: Batch, run: AgentRunRow, conversation: ConversationRow, now: number): Promise<Approvals>;
}

/** What a claim has decided about a turn. */
export type ClaimedTurn =
  /** The agent has nothing to say here. */
  | { kind: 'nothing' }
  /** People have yet to agree to calls of tools. */
  | { kind: 'waits'; until: number }
  /** Nobody agreed in time. */
  | {
      kind: 'refused';
      run: AgentRunRow;
      account: Account;
      conversation: ConversationRow;
      tools: readonly string[];
    }
  /** The agent thinks; its run is in the ledger. */
  | {
      kind: 'think';
      run: AgentRunRow;
      agent: AccountAgent;
      account: Account;
      conversation: ConversationRow;
      resumed: readonly ModelMessage[] | null;
    };

/** Decides whether the agent is to think about the turn of a conversation, and notes that it begins. */
export async function claimTurn(
  options: ClaimOptions,
  scene: Scene,
  place: { workspaceId: string; conversationId: string },
): Promise<ClaimedTurn> {
  const { store, now } = scene;
  const conversation = await store.conversations.current(place.workspaceId, place.conversationId);
  if (!conversation) return { kind: 'nothing' };
  const runs = await latestRuns(scene.batch, conversation);
  const agent = options.agentOf(conversation.account_id);
  const account = options.accountOf(conversation.account_id);
  const waiting = runs.find(({ state }) => state === 'waiting');
  const isSilent = !agent || !account || !mayAnswer(agent, conversation) || conversation.standby === 1;
  const approvals = waiting && (await options.approvalsOf(scene.batch, waiting, conversation, now));
  if (waiting && approvals && !isSilent && approvals.type !== 'overtaken') {
    if (approvals.type === 'wait') return { kind: 'waits', until: approvals.until };
    if (approvals.type === 'timed_out')
      return { kind: 'refused', run: waiting, account, conversation, tools: approvals.tools };
    return { kind: 'think', run: waiting, agent, account, conversation, resumed: approvals.messages };
  }
  for (const run of runs) await endLeftOver(scene, conversation, run);
  if (isSilent || isAnswered(runs, conversation)) return { kind: 'nothing' };
  const run = newRun(
    {
      ...{ agent, kind: 'reply', conversationId: conversation.id, contactId: conversation.contact_id },
      ...{ turn: conversation.turn, messageIds: [] },
    },
    now,
  );
  await scene.batch.transaction.insert('agent_runs', [run]);
  return { kind: 'think', run, agent, account, conversation, resumed: null };
}

// Of one turn there are few: one for each time the person interrupted, or a model could not be reached.
const runsLookedAt = 20;

async function latestRuns(batch: Batch, { workspace_id, id }: ConversationRow): Promise<AgentRunRow[]> {
  const found = await batch.transaction.query
    .selectFrom('agent_runs')
    .select('id')
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .where('kind', '=', 'reply')
    .orderBy('started_at', 'desc')
    .limit(runsLookedAt)
    .execute();
  const keys = found.map((run) => [workspace_id, run.id]);
  return batch.transaction.select('agent_runs', ['workspace_id', 'id'], keys, 'lock');
}

/** Whoever began it is gone, or was too slow: what comes of it is not wanted any more. */
async function endLeftOver(scene: Scene, { platform }: ConversationRow, run: AgentRunRow): Promise<void> {
  if (run.state === 'ended') return;
  const reason =
    run.state === 'waiting'
      ? 'The conversation went on before people had agreed.'
      : 'Its process ended, or another took the work over.';
  await endRun(scene.batch, run, { decision: 'overtaken', reason }, platform, scene.now);
}

// After these the turn has got what it waited for.
const answers: readonly (RunDecision | string | null)[] = ['replied', 'suggested', 'handed_over'];

function isAnswered(runs: readonly AgentRunRow[], { turn }: ConversationRow): boolean {
  return runs.some((run) => run.turn === turn && answers.includes(run.decision));
}
