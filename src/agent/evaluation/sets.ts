import type { Kysely } from 'kysely';
import { toTimestamp } from '../../clock.ts';
import type {
  AgentEvaluationResultRow,
  AgentEvaluationRow,
  AgentEvaluationRunRow,
  Tables,
} from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import type { Question } from './question.ts';
import { type QuestionResult, type Score, scoreOf } from './score.ts';

/** A set of questions, as the API shows it. */
export interface EvaluationSet {
  name: string;
  questions: Question[];
  created_at: string;
  updated_at: string;
}

/** One time that an agent was held against a set, as the API shows it. */
export interface EvaluationRun {
  id: string;
  name: string;
  account_id: string;
  state: 'running' | 'done';
  questions: number;
  /** Of the questions that are through. */
  score: Score;
  created_at: string;
  ended_at: string | null;
}

/** Stores a set; one of the same name is replaced. */
export async function putSet(
  { transaction }: Batch,
  given: { workspaceId: string; name: string; questions: readonly Question[] },
  now: number,
): Promise<void> {
  const { workspaceId: workspace_id, name } = given;
  const questions = JSON.stringify(given.questions);
  const row: AgentEvaluationRow = { workspace_id, name, questions, created_at: now, updated_at: now };
  const key = ['workspace_id', 'name'] as const;
  const [isNew] = await transaction.insertNew('agent_evaluations', key, [row]);
  if (!isNew) {
    await transaction.update('agent_evaluations', key, [{ workspace_id, name, questions, updated_at: now }]);
  }
}

/** Deletes a set with everything that came of it. @throws Problem 404 */
export async function deleteSet({ transaction }: Batch, workspaceId: string, name: string): Promise<void> {
  const key = ['workspace_id', 'name'] as const;
  const sets = await transaction.select('agent_evaluations', key, [[workspaceId, name]], 'lock');
  if (sets.length === 0) throw notFound('evaluation', name);
  const runs = await transaction.select('agent_evaluation_runs', key, [[workspaceId, name]]);
  const ids = runs.map(({ id }) => [workspaceId, id]);
  await transaction.remove('agent_evaluation_results', ['workspace_id', 'evaluation_run_id'], ids);
  await transaction.remove('agent_evaluation_runs', ['workspace_id', 'id'], ids);
  await transaction.remove('agent_evaluations', key, [[workspaceId, name]]);
}

/** One set. @throws Problem 404 */
export async function readSet(
  read: Kysely<Tables>,
  workspaceId: string,
  name: string,
): Promise<EvaluationSet> {
  const row = await read
    .selectFrom('agent_evaluations')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!row) throw notFound('evaluation', name);
  return toPublicSet(row);
}

/** Sets by their names, after one. */
export function readSets(
  read: Kysely<Tables>,
  { workspaceId, after, limit }: { workspaceId: string; after: string; limit: number },
): Promise<AgentEvaluationRow[]> {
  return read
    .selectFrom('agent_evaluations')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute();
}

/** A stored set in the form of the public contract. */
export function toPublicSet(row: AgentEvaluationRow): EvaluationSet {
  return {
    name: row.name,
    questions: JSON.parse(row.questions),
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
  };
}

/** The runs of a set, the newest first. */
export function readRuns(
  read: Kysely<Tables>,
  { workspaceId, name, before, limit }: RunFilter,
): Promise<AgentEvaluationRunRow[]> {
  let query = read
    .selectFrom('agent_evaluation_runs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name);
  if (before !== undefined) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** Which runs of a set to read. */
export interface RunFilter {
  workspaceId: string;
  name: string;
  before: string | undefined;
  limit: number;
}

/** A run with what came of each question so far. @throws Problem 404 */
export async function readRun(
  read: Kysely<Tables>,
  workspaceId: string,
  { name, id }: { name: string; id: string },
): Promise<EvaluationRun & { results: QuestionResult[] }> {
  const row = await read
    .selectFrom('agent_evaluation_runs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('run of this evaluation', id);
  const [results = []] = await readResults(read, [row]);
  return { ...toPublicRun(row, results), results };
}

/** The results of these runs, in the order of their questions. */
export async function readResults(
  read: Kysely<Tables>,
  runs: readonly AgentEvaluationRunRow[],
): Promise<QuestionResult[][]> {
  const [first] = runs;
  if (!first) return [];
  const rows: AgentEvaluationResultRow[] = await read
    .selectFrom('agent_evaluation_results')
    .selectAll()
    .where('workspace_id', '=', first.workspace_id)
    .where(
      'evaluation_run_id',
      'in',
      runs.map(({ id }) => id),
    )
    .orderBy('position')
    .execute();
  return runs.map(({ id }) =>
    rows.filter((row) => row.evaluation_run_id === id).map(({ result }) => JSON.parse(result)),
  );
}

/** A stored run in the form of the public contract. */
export function toPublicRun(row: AgentEvaluationRunRow, results: readonly QuestionResult[]): EvaluationRun {
  const questions: unknown[] = JSON.parse(row.questions);
  return {
    ...{ id: row.id, name: row.name, account_id: row.account_id },
    state: row.state === 'done' ? 'done' : 'running',
    questions: questions.length,
    score: scoreOf(results),
    created_at: toTimestamp(row.created_at),
    ended_at: row.ended_at === null ? null : toTimestamp(row.ended_at),
  };
}
