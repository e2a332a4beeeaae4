import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { KnowledgeDocumentRow } from '../../database/schema.ts';
import type { Writer } from '../../database/writer.ts';
import { newId } from '../../identifier.ts';
import { SearchIndex } from '../../search/search-index.ts';
import type { JobHandler, Outcome } from '../../work/handler.ts';
import type { Job } from '../../work/jobs.ts';
import type { AccountAgent } from '../directory.ts';
import { embedLater } from './embedding-handler.ts';
import { extractAside } from './extract-aside.ts';
import type { KnowledgeFormat } from './formats.ts';
import { indexingJobKind } from './indexing-job.ts';
import { tagScope } from './retrieve.ts';
import type { Piece } from './split.ts';

/** What indexing needs. */
export interface IndexingOptions {
  database: Database;
  writer: Writer;
  clock: Clock;
  agentOf(accountId: string): AccountAgent | undefined;
}

// Some 20 ms on SQLite, in which nothing else is written.
const passagesAtOnce = 50;
// Whatever went wrong (the database was away, or a mistake of ours) may be over then.
const againMs = 30_000;
const triesAfterMistakes = 5;
const documentKey = ['workspace_id', 'id'] as const;

/**
 * Indexes documents. The passages of a new version are written beside those of the old one, some at a time, and
 * become the ones that are found in one transaction; then the old ones go. A process that ends in between leaves
 * passages that nobody finds, and the next run removes them.
 */
export function indexingHandler(options: IndexingOptions): JobHandler<null, Outcome> {
  const indexer = new Indexer(options);
  return {
    kind: indexingJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async ([job]) => (job ? indexer.index(job) : { type: 'done' }),
    settle: async (_batch, runs) => runs.map(({ jobs, result }) => jobs.map((job) => outcomeOf(job, result))),
  };
}

function outcomeOf(job: Job, result: Outcome | Error): Outcome {
  if (!(result instanceof Error)) return result;
  if (job.attempts + 1 >= triesAfterMistakes) return { type: 'dead', reason: result.message };
  return { type: 'retry', after_ms: againMs, reason: result.message };
}

class Indexer {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #index: SearchIndex;
  readonly #options: IndexingOptions;

  constructor(options: IndexingOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#clock = options.clock;
    this.#index = new SearchIndex(options.database);
  }

  async index({ workspace_id, reference }: Job): Promise<Outcome> {
    const document = await this.#find(workspace_id, reference);
    await this.#removeOthers(workspace_id, reference, document?.indexed_version ?? 0);
    if (!document || document.indexed_version === document.version) return { type: 'done' };
    const { read } = this.#database;
    const source = await read
      .selectFrom('knowledge_sources')
      .select('content')
      .where('workspace_id', '=', workspace_id)
      .where('document_id', '=', reference)
      .executeTakeFirst();
    if (!source) return { type: 'done' };
    // Only `store.ts` writes this column.
    const format = document.format as KnowledgeFormat;
    const answer = await extractAside({ format, bytes: source.content });
    if ('reason' in answer) await this.#end(document, { state: 'failed', reason: answer.reason });
    else await this.#replace(document, answer.pieces);
    return { type: 'done' };
  }

  async #find(workspaceId: string, id: string): Promise<KnowledgeDocumentRow | undefined> {
    return this.#database.read
      .selectFrom('knowledge_documents')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  async #replace(document: KnowledgeDocumentRow, pieces: readonly Piece[]): Promise<void> {
    const { workspace_id: workspaceId, id, version } = document;
    for (let from = 0; from < pieces.length; from += passagesAtOnce) {
      await this.#write(document, pieces.slice(from, from + passagesAtOnce), from);
      // SQLite answers without letting anything else run in between.
      await setImmediate();
    }
    const indexed = {
      ...{ state: 'ready', reason: null, indexed_version: version },
      ...{ passages: pieces.length, indexed_at: this.#clock.now() },
    };
    const isCurrent = await this.#end(document, indexed);
    await this.#removeOthers(workspaceId, id, isCurrent ? version : document.indexed_version);
    await this.#embed(workspaceId);
  }

  /** Accounts with a model for it get vectors of what is new. */
  async #embed(workspaceId: string): Promise<void> {
    const { writer, clock, agentOf } = this.#options;
    const rows = await this.#database.read
      .selectFrom('agent_settings')
      .select('account_id')
      .where('workspace_id', '=', workspaceId)
      .execute();
    const ids = rows
      .map(({ account_id }) => account_id)
      .filter((id) => agentOf(id)?.settings.embedding_model);
    if (ids.length === 0) return;
    await writer.run(async (batch) => {
      for (const id of ids) embedLater(batch, workspaceId, id, clock.now());
    });
  }

  async #write(document: KnowledgeDocumentRow, pieces: readonly Piece[], from: number): Promise<void> {
    const { workspace_id: workspaceId, id, version, title } = document;
    const tags: string[] = JSON.parse(document.tags);
    const scopes = tags.map(tagScope);
    await this.#database.transaction(async (transaction) => {
      const numbers = await transaction.sequence([workspaceId], pieces.length);
      const rows = pieces.map(({ heading, text }, index) => ({
        ...{ workspace_id: workspaceId, id: newId(), document_id: id, version },
        ...{ position: from + index, heading, text },
      }));
      await transaction.insert('knowledge_passages', rows);
      await this.#index.index(
        { transaction, workspaceId },
        'search_knowledge',
        rows.map((row, index) => ({
          ...{ id: row.id, number: numbers[index] ?? 0, scopes },
          text: [title, row.heading, row.text].filter(Boolean).join('\n'),
        })),
      );
    });
  }

  /** Stores what came of a version, if it is still the newest; answers whether it is. */
  async #end(document: KnowledgeDocumentRow, changes: Partial<KnowledgeDocumentRow>): Promise<boolean> {
    const { workspace_id, id, version } = document;
    return this.#database.transaction(async (transaction) => {
      const key = [[workspace_id, id]];
      const [row] = await transaction.select('knowledge_documents', documentKey, key, 'lock');
      if (row?.version !== version) return false;
      await transaction.update('knowledge_documents', documentKey, [{ workspace_id, id, ...changes }]);
      return true;
    });
  }

  /** Removes the passages of all versions but this one. */
  async #removeOthers(workspaceId: string, documentId: string, version: number): Promise<void> {
    for (;;) {
      const rows = await this.#database.read
        .selectFrom('knowledge_passages')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('document_id', '=', documentId)
        .where('version', '<>', version)
        .limit(passagesAtOnce)
        .execute();
      if (rows.length === 0) return;
      const ids = rows.map(({ id }) => id);
      const keys = ids.map((id) => [workspaceId, id]);
      await this.#database.transaction(async (transaction) => {
        await this.#index.remove({ transaction, workspaceId }, 'search_knowledge', ids);
        await transaction.remove('knowledge_vectors', ['workspace_id', 'passage_id'], keys);
        await transaction.remove('knowledge_passages', ['workspace_id', 'id'], keys);
      });
      await setImmediate();
    }
  }
}
