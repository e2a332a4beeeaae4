import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Batch } from '../../database/writer.ts';
import type { JobHandler, Outcome } from '../../work/handler.ts';
import { type Job, type NewJob, putJob } from '../../work/jobs.ts';
import type { AccountAgent } from '../directory.ts';
import type { ModelCalls } from '../model/calls.ts';
import { budgetFor, choiceFor } from '../terms.ts';
import { bytesOf, modelName, vectorDimension } from './vectors.ts';

/** The kind of the job that turns passages into vectors. */
export const embeddingJobKind = 'embed_knowledge';

/** What it needs. */
export interface EmbeddingOptions {
  database: Database;
  clock: Clock;
  calls: ModelCalls;
  agentOf(accountId: string): AccountAgent | undefined;
}

// What providers take in one request.
const passagesAtOnce = 100;
const timeoutMs = 60_000;
// Where nobody says how long to wait: a budget is full again tomorrow, a key is changed by hand.
const againMs = 10 * 60_000;

// Until every process has read the settings that were just stored.
const settleMs = 1000;

/** Turns the passages that an account's agent may use into vectors of its model, as far as they are not yet. */
export function embeddingJob(workspaceId: string, accountId: string): NewJob {
  const target = `knowledge:${workspaceId}`;
  return {
    ...{ workspace_id: workspaceId, target, lane: `vectors ${accountId}` },
    ...{ kind: embeddingJobKind, reference: accountId },
  };
}

/** Puts that job. It goes on where an earlier one has stopped, and does nothing where all is done. */
export function embedLater(batch: Batch, workspaceId: string, accountId: string, now: number): void {
  putJob(batch, { ...embeddingJob(workspaceId, accountId), run_at: now + settleMs }, now);
}

/** Makes vectors, some at a time; each lot is stored when it comes, so that nothing is paid for twice. */
export function embeddingHandler(options: EmbeddingOptions): JobHandler<null, Outcome> {
  return {
    kind: embeddingJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async ([job]) => (job ? embedSome(options, job) : { type: 'done' }),
    settle: async (_batch, runs) => runs.map(({ jobs, result }) => jobs.map(() => outcomeOf(result))),
  };
}

function outcomeOf(result: Outcome | Error): Outcome {
  if (!(result instanceof Error)) return result;
  return { type: 'retry', after_ms: againMs, reason: result.message };
}

async function embedSome(options: EmbeddingOptions, job: Job): Promise<Outcome> {
  const { database, clock, calls, agentOf } = options;
  const agent = agentOf(job.reference);
  const chosen = agent?.settings.embedding_model;
  if (!agent || !chosen) return { type: 'done' };
  const model = modelName(chosen);
  const passages = await withoutVector(database, job.workspace_id, model);
  if (passages.length === 0) {
    await forgetUnused(options, job.workspace_id);
    return { type: 'done' };
  }
  const result = await calls.embed({
    choice: choiceFor(agent, chosen),
    texts: passages.map(({ title, heading, text }) => [title, heading, text].filter(Boolean).join('\n')),
    ...{ task: 'document', dimensions: vectorDimension, timeout_ms: timeoutMs },
    budget: budgetFor(agent, null),
  });
  if (result.kind !== 'vectors') {
    const until = clock.now() + (result.after_ms ?? againMs);
    return { type: 'park', until, reason: `${result.kind}: ${result.detail}` };
  }
  await database.transaction((transaction) =>
    transaction.insertNew(
      'knowledge_vectors',
      ['workspace_id', 'model', 'passage_id'],
      passages.flatMap(({ id }, index) => {
        const vector = result.vectors[index];
        const row = { workspace_id: job.workspace_id, passage_id: id, model, dimension: vectorDimension };
        return vector ? [{ ...row, vector: bytesOf(vector) }] : [];
      }),
    ),
  );
  return { type: 'continue' };
}

/** Passages that are found and have no vector of a model. */
function withoutVector({ read }: Database, workspaceId: string, model: string) {
  return read
    .selectFrom('knowledge_documents as document')
    .innerJoin('knowledge_passages as passage', (join) =>
      join
        .onRef('passage.workspace_id', '=', 'document.workspace_id')
        .onRef('passage.document_id', '=', 'document.id')
        .onRef('passage.version', '=', 'document.indexed_version'),
    )
    .leftJoin('knowledge_vectors as vector', (join) =>
      join
        .onRef('vector.workspace_id', '=', 'passage.workspace_id')
        .onRef('vector.passage_id', '=', 'passage.id')
        .on('vector.model', '=', model),
    )
    .select(['passage.id', 'document.title', 'passage.heading', 'passage.text'])
    .where('document.workspace_id', '=', workspaceId)
    .where('vector.passage_id', 'is', null)
    .limit(passagesAtOnce)
    .execute();
}

/** Vectors of models that no account of the workspace uses any more. */
async function forgetUnused({ database, agentOf }: EmbeddingOptions, workspaceId: string): Promise<void> {
  const rows = await database.read
    .selectFrom('agent_settings')
    .select('account_id')
    .where('workspace_id', '=', workspaceId)
    .execute();
  const used = rows.flatMap(({ account_id }) => {
    const chosen = agentOf(account_id)?.settings.embedding_model;
    return chosen ? [modelName(chosen)] : [];
  });
  if (used.length === 0) return;
  await database.transaction(({ query }) =>
    query
      .deleteFrom('knowledge_vectors')
      .where('workspace_id', '=', workspaceId)
      .where('model', 'not in', used)
      .execute(),
  );
}
