import type { KnowledgeDocumentRow } from '../../database/schema.ts';
import type { NewJob } from '../../work/jobs.ts';

/** The kind of the job that indexes a document, or removes what is left of a deleted one. */
export const indexingJobKind = 'index_knowledge';

/** Indexes a document as it is then. One after another, since each may need much memory. */
export function indexingJob({ workspace_id, id }: Pick<KnowledgeDocumentRow, 'workspace_id' | 'id'>): NewJob {
  const target = `knowledge:${workspace_id}`;
  return { workspace_id, target, lane: 'documents', kind: indexingJobKind, reference: id };
}
