// Texts by the terms they hold, and what the agent knows.

/** What is found by its text. Terms and scopes are written as the database wants them: `search/engine.ts`. */
export interface SearchEntryRow {
  workspace_id: string;
  /** Of the message, contact or passage that holds the text. */
  id: string;
  /** Unique within the table; later ones are higher. */
  number: number;
  /** To what it belongs: terms by which a search is narrowed. */
  scopes: string;
  terms: string;
  /** Of scopes and terms: what has not changed is not written. */
  digest: string;
}

/** How far somebody has followed the event log of a workspace. */
export interface SearchPlaceRow {
  workspace_id: string;
  follower: string;
  seq: number;
}

export interface KnowledgeDocumentRow {
  workspace_id: string;
  id: string;
  title: string;
  /** `markdown`, `text`, `html`, `pdf` or `csv`. */
  format: string;
  /** Names as JSON. */
  tags: string;
  file_name: string | null;
  /** Of the source, in bytes. */
  size: number;
  /** `indexing`, `ready` or `failed`. */
  state: string;
  /** Why it failed, in words. */
  reason: string | null;
  /** Rises with each change. */
  version: number;
  /** The version whose passages are found; 0: none yet. */
  indexed_version: number;
  /** How many passages that version has. */
  passages: number;
  created_at: number;
  updated_at: number;
  indexed_at: number | null;
}

export interface KnowledgeSourceRow {
  workspace_id: string;
  document_id: string;
  /** The bytes as they were given. */
  content: Uint8Array;
}

export interface KnowledgePassageRow {
  workspace_id: string;
  id: string;
  document_id: string;
  /** The version of the document whose passage it is. */
  version: number;
  position: number;
  heading: string | null;
  text: string;
}

export interface KnowledgeVectorRow {
  workspace_id: string;
  passage_id: string;
  /** The model that made it: vectors of different models cannot be compared. */
  model: string;
  dimension: number;
  /** float32, little-endian. */
  vector: Uint8Array;
}
