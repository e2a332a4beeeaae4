import { toTimestamp } from '../../clock.ts';
import type { KnowledgeDocumentRow, KnowledgePassageRow } from '../../database/schema.ts';

/** A document in the form of the public contract. */
export interface PublicKnowledgeDocument {
  id: string;
  title: string;
  format: string;
  tags: string[];
  file_name: string | null;
  size: number;
  state: string;
  reason: string | null;
  passages: number;
  created_at: string;
  updated_at: string;
  indexed_at: string | null;
}

/** A passage in the form of the public contract. */
export interface PublicKnowledgePassage {
  id: string;
  heading: string | null;
  text: string;
}

/** Puts a stored document into the public form. */
export function toPublicDocument(row: KnowledgeDocumentRow): PublicKnowledgeDocument {
  const { id, title, format, tags, file_name, size, state, reason, passages } = row;
  return {
    ...{ id, title, format, tags: JSON.parse(tags), file_name, size, state, reason, passages },
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
    indexed_at: row.indexed_at === null ? null : toTimestamp(row.indexed_at),
  };
}

/** Puts a stored passage into the public form. */
export function toPublicPassage({ id, heading, text }: KnowledgePassageRow): PublicKnowledgePassage {
  return { id, heading, text };
}
