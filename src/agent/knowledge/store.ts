import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { KnowledgeDocumentRow, KnowledgePassageRow } from '../../database/schema.ts';
import type { Batch, Writer } from '../../database/writer.ts';
import { notFound, Problem } from '../../errors.ts';
import { newId } from '../../identifier.ts';
import { putJob } from '../../work/jobs.ts';
import type { KnowledgeFormat } from './formats.ts';
import { indexingJob } from './indexing-job.ts';

/** What a document says, as it was given. */
export interface KnowledgeSource {
  format: KnowledgeFormat;
  fileName: string | null;
  content: Uint8Array;
}

/** What a document is called and for whom it is. */
export interface KnowledgeLabel {
  title: string;
  tags: readonly string[];
}

type Remember = ((batch: Batch, row: KnowledgeDocumentRow) => Promise<void>) | undefined;

/** The largest document (bytes): a book with pictures. It is held in memory while it is read. */
export const largestDocument = 20 * 1024 * 1024;

// Lists and tags stay easy to look through; whoever has more keeps them in a system of their own.
const mostDocuments = 2000;
const documentKey = ['workspace_id', 'id'] as const;

/** The documents of workspaces, from which agents answer. Each change has them indexed anew by a job. */
export class KnowledgeStore {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #clock: Clock;

  constructor({ database, writer, clock }: { database: Database; writer: Writer; clock: Clock }) {
    this.#database = database;
    this.#writer = writer;
    this.#clock = clock;
  }

  /** Adds a document; `remember` runs in the same transaction. */
  async add(
    workspaceId: string,
    label: KnowledgeLabel,
    source: KnowledgeSource,
    remember?: Remember,
  ): Promise<KnowledgeDocumentRow> {
    await this.#refuseTooMany(workspaceId);
    const now = this.#clock.now();
    const row: KnowledgeDocumentRow = {
      ...{ workspace_id: workspaceId, id: newId(), ...rowOf(label) },
      ...{ format: source.format, file_name: source.fileName, size: source.content.length },
      ...{ state: 'indexing', reason: null, version: 1, indexed_version: 0, passages: 0 },
      ...{ created_at: now, updated_at: now, indexed_at: null },
    };
    return this.#writer.run(async (batch) => {
      const { transaction } = batch;
      await transaction.insert('knowledge_documents', [row]);
      await transaction.insert('knowledge_sources', [sourceRow(row, source)]);
      putJob(batch, indexingJob(row), now);
      await remember?.(batch, row);
      return row;
    });
  }

  /** Changes what is given; what was found before is found until the new version is indexed. */
  async change(
    workspaceId: string,
    id: string,
    label: Partial<KnowledgeLabel>,
    source?: KnowledgeSource,
  ): Promise<KnowledgeDocumentRow> {
    const now = this.#clock.now();
    return this.#writer.run(async (batch) => {
      const { transaction } = batch;
      const [row] = await transaction.select('knowledge_documents', documentKey, [[workspaceId, id]], 'lock');
      if (!row) throw notFound('document', id);
      const changed: KnowledgeDocumentRow = {
        ...row,
        ...rowOf(label),
        ...(source && { format: source.format, file_name: source.fileName, size: source.content.length }),
        ...{ state: 'indexing', reason: null, version: row.version + 1, updated_at: now },
      };
      await transaction.update('knowledge_documents', documentKey, [changed]);
      if (source) {
        const key = ['workspace_id', 'document_id'] as const;
        await transaction.update('knowledge_sources', key, [sourceRow(row, source)]);
      }
      putJob(batch, indexingJob(row), now);
      return changed;
    });
  }

  /** Deletes a document: nothing of it is found from then on. */
  async delete(workspaceId: string, id: string): Promise<void> {
    await this.#writer.run(async (batch) => {
      const { transaction } = batch;
      const [row] = await transaction.select('knowledge_documents', documentKey, [[workspaceId, id]], 'lock');
      if (!row) throw notFound('document', id);
      await transaction.remove('knowledge_documents', documentKey, [[workspaceId, id]]);
      await transaction.remove('knowledge_sources', ['workspace_id', 'document_id'], [[workspaceId, id]]);
      // Its passages can be many: they are removed a little at a time.
      putJob(batch, indexingJob(row), this.#clock.now());
    });
  }

  async get(workspaceId: string, id: string): Promise<KnowledgeDocumentRow> {
    const row = await this.#database.read
      .selectFrom('knowledge_documents')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw notFound('document', id);
    return row;
  }

  /** Documents of a workspace, the newest first. */
  async list(
    workspaceId: string,
    { before, tag, limit }: { before?: string | undefined; tag?: string | undefined; limit: number },
  ): Promise<KnowledgeDocumentRow[]> {
    let query = this.#database.read
      .selectFrom('knowledge_documents')
      .selectAll()
      .where('workspace_id', '=', workspaceId);
    if (before !== undefined) query = query.where('id', '<', before);
    const rows = await query
      .orderBy('id', 'desc')
      .limit(tag === undefined ? limit : mostDocuments)
      .execute();
    if (tag === undefined) return rows;
    const tagged = ({ tags }: KnowledgeDocumentRow): boolean => JSON.parse(tags).includes(tag);
    return rows.filter(tagged).slice(0, limit);
  }

  /** The passages of a document that are found now, in their order, behind a position. */
  async passages(
    { workspace_id, id, indexed_version }: KnowledgeDocumentRow,
    { after, limit }: { after: number; limit: number },
  ): Promise<KnowledgePassageRow[]> {
    return this.#database.read
      .selectFrom('knowledge_passages')
      .selectAll()
      .where('workspace_id', '=', workspace_id)
      .where('document_id', '=', id)
      .where('version', '=', indexed_version)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
  }

  async #refuseTooMany(workspaceId: string): Promise<void> {
    const { count } = await this.#database.read
      .selectFrom('knowledge_documents')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    if (Number(count) < mostDocuments) return;
    throw new Problem({
      status: 409,
      code: 'too_many_documents',
      detail: `The workspace has ${mostDocuments} documents, and no more are kept.`,
      fix: 'Delete some, or put several into one.',
    });
  }
}

function rowOf({ title, tags }: Partial<KnowledgeLabel>) {
  return {
    ...(title !== undefined && { title }),
    ...(tags !== undefined && { tags: JSON.stringify([...new Set(tags)]) }),
  } as Pick<KnowledgeDocumentRow, 'title' | 'tags'>;
}

function sourceRow({ workspace_id, id }: KnowledgeDocumentRow, { content }: KnowledgeSource) {
  return { workspace_id, document_id: id, content };
}
