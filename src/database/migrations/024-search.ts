import type { Migration } from './definition.ts';

/** Texts by the terms they hold, how far they are indexed, and what the agent knows. */
export const search: Migration = {
  name: '024-search',
  statements: ({ integer, bytes, end, endKeyed, textIndex }) => [
    ...textIndex('search_messages'),
    ...textIndex('search_contacts'),
    ...textIndex('search_knowledge'),
    `create table search_places (
        workspace_id text not null,
        follower text not null,
        seq ${integer} not null,
        primary key (workspace_id, follower)
      ${endKeyed}`,
    `create table knowledge_documents (
        workspace_id text not null,
        id text not null,
        title text not null,
        format text not null,
        tags text not null,
        file_name text,
        size ${integer} not null,
        state text not null,
        reason text,
        version ${integer} not null,
        indexed_version ${integer} not null,
        passages ${integer} not null,
        created_at ${integer} not null,
        updated_at ${integer} not null,
        indexed_at ${integer},
        primary key (workspace_id, id)
      ${endKeyed}`,
    // Apart from what lists show: it can be large.
    `create table knowledge_sources (
        workspace_id text not null,
        document_id text not null,
        content ${bytes} not null,
        primary key (workspace_id, document_id)
      ${end}`,
    `create table knowledge_passages (
        workspace_id text not null,
        id text not null,
        document_id text not null,
        version ${integer} not null,
        position ${integer} not null,
        heading text,
        text text not null,
        primary key (workspace_id, id)
      ${end}`,
    `create unique index knowledge_passages_of_document
        on knowledge_passages (workspace_id, document_id, version, position)`,
    `create table knowledge_vectors (
        workspace_id text not null,
        passage_id text not null,
        model text not null,
        dimension ${integer} not null,
        vector ${bytes} not null,
        primary key (workspace_id, model, passage_id)
      ${end}`,
    'create index knowledge_vectors_of_passage on knowledge_vectors (workspace_id, passage_id)',
  ],
};
