import type { Database } from '../../database/database.ts';
import type { AccountAgent } from '../directory.ts';
import type { ModelCalls } from '../model/calls.ts';
import { budgetFor, choiceFor } from '../terms.ts';
import { type RetrievedPassage, retrieve } from './retrieve.ts';
import { modelName, Vectors, vectorDimension } from './vectors.ts';

// A customer waits: without an answer by then, words have to do.
const timeoutMs = 5000;
// Enough for both lists to agree on something.
const nearestOnes = 40;

/** What agents know, as each of them finds it: only what its settings allow, by meaning where a model is set. */
export class KnowledgeLookup {
  readonly #database: Database;
  readonly #calls: ModelCalls;
  readonly #vectors: Vectors;

  constructor({ database, calls }: { database: Database; calls: ModelCalls }) {
    this.#database = database;
    this.#calls = calls;
    this.#vectors = new Vectors(database);
  }

  /** The passages that fit a question best. A model that does not answer costs only what words do not find. */
  async find(agent: AccountAgent, query: string, limit: number): Promise<RetrievedPassage[]> {
    const { workspaceId, settings } = agent;
    const tags = settings.knowledge_tags;
    const similar = await this.#similar(agent, query);
    const { passages } = await retrieve(this.#database, { workspaceId, tags, query, similar, limit });
    return passages;
  }

  close(): Promise<void> {
    return this.#vectors.close();
  }

  /** Undefined where nothing is known of meaning. */
  async #similar(agent: AccountAgent, query: string): Promise<{ id: string }[] | undefined> {
    const { workspaceId, settings } = agent;
    const chosen = settings.embedding_model;
    if (!chosen || !(await this.#hasVectors(workspaceId, modelName(chosen)))) return undefined;
    const result = await this.#calls.embed({
      choice: choiceFor(agent, chosen),
      ...{ texts: [query], task: 'query', dimensions: vectorDimension, timeout_ms: timeoutMs },
      budget: budgetFor(agent, null),
    });
    const vector = result.kind === 'vectors' ? result.vectors[0] : undefined;
    if (!vector) return undefined;
    const embedding = { model: modelName(chosen), vector };
    const tags = settings.knowledge_tags;
    return this.#vectors.nearest({ workspaceId, embedding, tags, limit: nearestOnes });
  }

  /** A question is not paid for where there is nothing to compare it with. */
  async #hasVectors(workspaceId: string, model: string): Promise<boolean> {
    const row = await this.#database.read
      .selectFrom('knowledge_vectors')
      .select('passage_id')
      .where('workspace_id', '=', workspaceId)
      .where('model', '=', model)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
