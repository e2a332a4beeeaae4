import type { Account } from '../../accounts/account.ts';
import type { AgentEvaluationRunRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { newId } from '../../identifier.ts';
import type { FinishedRun, JobHandler, Outcome } from '../../work/handler.ts';
import { type Job, priorities, putJob } from '../../work/jobs.ts';
import type { AccountAgent } from '../directory.ts';
import type { ModelCalls } from '../model/calls.ts';
import { agentSettingsSchema } from '../settings.ts';
import type { AgentSettingsStore } from '../settings-store.ts';
import { agentTarget } from '../target.ts';
import { inventedTurn } from './invented-turn.ts';
import { modelJudge } from './judge.ts';
import type { Question } from './question.ts';
import { type RehearsalOptions, rehearse } from './rehearsal.ts';
import { agentWith } from './rehearsed-agent.ts';
import { assess, type QuestionResult, unasked } from './score.ts';

/** What holding agents against sets needs. */
export interface EvaluationOptions extends RehearsalOptions {
  calls: Pick<ModelCalls, 'call'>;
  agentSettings: Pick<AgentSettingsStore, 'get'>;
  accountOf(accountId: string): Account | undefined;
}

/** Where a run stands. */
interface Place {
  run: AgentEvaluationRunRow;
  position: number;
  question: Question;
  isLast: boolean;
}

const kind = 'evaluation';
// A model that cannot be reached now is asked again; an evaluation of outages says nothing.
const tries = 4;
const waitMs = 5000;

/** Begins to hold an agent against a set. Answers the run. */
export async function startEvaluation(
  batch: Batch,
  { agent, name, questions }: { agent: AccountAgent; name: string; questions: readonly Question[] },
  now: number,
): Promise<AgentEvaluationRunRow> {
  const { workspaceId: workspace_id, accountId: account_id, settings } = agent;
  const row: AgentEvaluationRunRow = {
    ...{ workspace_id, id: newId(), name, account_id },
    ...{ settings: JSON.stringify(settings), questions: JSON.stringify(questions) },
    ...{ state: 'running', created_at: now, ended_at: null },
  };
  await batch.transaction.insert('agent_evaluation_runs', [row]);
  const target = agentTarget(account_id);
  // Customers come first.
  const job = { workspace_id, target, lane: row.id, kind, reference: row.id, priority: priorities.bulk };
  putJob(batch, job, now);
  return row;
}

/** Puts the questions of a set one after another; each result is kept before the next question. */
export function evaluationHandler(
  options: EvaluationOptions,
): JobHandler<Place | null, QuestionResult | null> {
  return {
    kind,
    take: () => 1,
    async claim(batch, runs) {
      const places: (Place | null)[] = [];
      for (const [job] of runs) places.push(job ? await placeOf(batch, job) : null);
      return places;
    },
    usesPermit: (place) => place !== null,
    run: async (jobs, place, abort) => (place ? put(options, place, jobs[0]?.attempts ?? 0, abort) : null),
    async settle(batch, runs) {
      const outcomes: Outcome[][] = [];
      for (const run of runs) outcomes.push([await settle(batch, run, options.now())]);
      return outcomes;
    },
  };
}

async function placeOf({ transaction }: Batch, job: Job): Promise<Place | null> {
  const key = [[job.workspace_id, job.reference]];
  const [run] = await transaction.select('agent_evaluation_runs', ['workspace_id', 'id'], key);
  if (run?.state !== 'running') return null;
  const { count } = await transaction.query
    .selectFrom('agent_evaluation_results')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', job.workspace_id)
    .where('evaluation_run_id', '=', run.id)
    .executeTakeFirstOrThrow();
  const position = Number(count);
  const questions: Question[] = JSON.parse(run.questions);
  const question = questions[position];
  return question ? { run, position, question, isLast: position === questions.length - 1 } : null;
}

/** Null: it is to be put again. */
async function put(
  options: EvaluationOptions,
  { run, position, question }: Place,
  attempts: number,
  abort: AbortSignal,
): Promise<QuestionResult | null> {
  const account = options.accountOf(run.account_id);
  if (!account) return unasked(question, position, 'The account is gone.');
  const current = await options.agentSettings.get(run.workspace_id, run.account_id);
  const agent = agentWith(current, agentSettingsSchema.parse(JSON.parse(run.settings)));
  const { messages } = question;
  const said = typeof messages === 'string' ? [{ speaker: 'customer' as const, text: messages }] : messages;
  const turn = inventedTurn(agent, account, said, options.now());
  const rehearsing = { agent, turn, kind: 'evaluation', conversation: null, messageIds: [], abort } as const;
  const rehearsal = await rehearse(options, rehearsing);
  if (rehearsal.decision === 'failed' && attempts + 1 < tries) return null;
  const judge = modelJudge(options.calls, agent, account.platform.name, abort);
  return assess(question, position, rehearsal, judge);
}

async function settle(
  batch: Batch,
  { jobs: [job], context, result }: FinishedRun<Place | null, QuestionResult | null>,
  now: number,
): Promise<Outcome> {
  if (!context || !job) return { type: 'done' };
  const { run, position, question, isLast } = context;
  const isBroken = result instanceof Error && job.attempts + 1 < tries;
  if (result === null || isBroken) {
    const reason = result === null ? 'No model could be asked.' : result.message;
    return { type: 'retry', after_ms: waitMs, reason };
  }
  const answer = result instanceof Error ? unasked(question, position, result.message) : result;
  const [current] = await batch.transaction.select(
    'agent_evaluation_runs',
    ['workspace_id', 'id'],
    [[run.workspace_id, run.id]],
    'lock',
  );
  // The set was deleted meanwhile.
  if (!current) return { type: 'done' };
  await batch.transaction.insert('agent_evaluation_results', [
    {
      ...{ workspace_id: run.workspace_id, evaluation_run_id: run.id, position },
      result: JSON.stringify(answer),
    },
  ]);
  if (!isLast) return { type: 'continue' };
  const end = { workspace_id: run.workspace_id, id: run.id, state: 'done', ended_at: now };
  await batch.transaction.update('agent_evaluation_runs', ['workspace_id', 'id'], [end]);
  return { type: 'done' };
}
