import type { Account } from '../../accounts/account.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import type { Database } from '../../database/database.ts';
import type { AgentRunRow, ConversationRow } from '../../database/schema.ts';
import { notFound, Problem } from '../../errors.ts';
import type { AccountAgent } from '../directory.ts';
import { readTurn, type ThinkingTurn } from '../response/turn.ts';

/** A run that can be rehearsed, and where it was. */
export interface PastRun {
  run: AgentRunRow;
  conversation: ConversationRow;
}

/** A run of the past. @throws Problem 404, 409 for one that was about no turn */
export async function findPastRun({ read }: Database, workspaceId: string, id: string): Promise<PastRun> {
  const run = await read
    .selectFrom('agent_runs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!run) throw notFound('run', id);
  const conversation =
    run.conversation_id === null
      ? undefined
      : await read
          .selectFrom('conversations')
          .selectAll()
          .where('workspace_id', '=', workspaceId)
          .where('id', '=', run.conversation_id)
          .where('erased_at', 'is', null)
          .executeTakeFirst();
  if (conversation && run.kind === 'reply' && run.input !== '[]') return { run, conversation };
  throw new Problem({
    status: 409,
    code: 'not_replayable',
    detail: 'Only an answer to messages of a conversation can be replayed.',
    fix: 'Choose a run of the kind `reply` with messages in `input`.',
  });
}

/** The turn of a run as it was then; what stood against an answer was of that moment. */
export async function readPastTurn(
  options: { database: Database; quotas: Quotas; now(): number },
  { run, conversation }: PastRun,
  agent: AccountAgent,
  account: Account,
): Promise<ThinkingTurn> {
  const { database, quotas, now } = options;
  const reading = { read: database.read, quotas, now };
  const turn = await readTurn(reading, { agent, account, conversation }, JSON.parse(run.input));
  const first = turn.input[0]?.seq ?? 0;
  // A summary of what came later would tell the answer.
  const memory = turn.memory && turn.memory.summary_seq < first ? turn.memory : undefined;
  return { ...turn, memory, answers_lately: 0, objection: null };
}
