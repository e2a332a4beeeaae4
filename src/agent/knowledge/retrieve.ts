import type { Database } from '../../database/database.ts';
import { SearchIndex } from '../../search/search-index.ts';

/** What somebody may want to know. */
export interface Question {
  workspaceId: string;
  /** Only documents with one of these tags; null or absent: all. */
  tags?: readonly string[] | null | undefined;
  query: string;
  /** Passages that mean the same by their vectors, the best first. */
  similar?: readonly { id: string }[] | undefined;
  limit: number;
}

/** A piece of a document that may hold the answer. Its text is data from outside, as it was given. */
export interface RetrievedPassage {
  id: string;
  document_id: string;
  title: string;
  /** The headings above it, from the outermost. */
  heading: string | null;
  text: string;
  /** Higher is better; comparable within one answer. */
  score: number;
}

// More than are asked for: while a document is replaced its old and its new passages are in the index, and only the
// old ones count; and what is second by words and by meaning may be first by both.
const spare = 4;
// How much a place among the first counts for more than one behind: the value of the paper that describes it,
// https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf
const rankOffset = 60;

/** The name under which passages of documents with this tag are found. */
export function tagScope(tag: string): string {
  return `tag:${tag}`;
}

/** The passages that fit a question best, the best first: by its words, and by meaning where that is known. */
export async function retrieve(
  database: Database,
  { workspaceId, tags, query, similar, limit }: Question,
): Promise<{ passages: RetrievedPassage[] }> {
  // No document has one of no tags.
  if (tags?.length === 0) return { passages: [] };
  const hits = await new SearchIndex(database).search({
    ...{ workspaceId, collection: 'search_knowledge', query, match: 'any' },
    scopes: tags ? [tags.map(tagScope)] : [],
    limit: limit * spare,
  });
  const scores = similar
    ? fused(hits, similar)
    : new Map<string, number>(hits.map(({ id, score }) => [id, score]));
  const passages = await readPassages(database, workspaceId, [...scores.keys()]);
  return {
    passages: passages
      .map((passage) => ({ ...passage, score: scores.get(passage.id) ?? 0 }))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit),
  };
}

/** Reciprocal rank fusion: scores of different kinds cannot be compared, while places in lists can. */
function fused(...lists: readonly (readonly { id: string }[])[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const list of lists) {
    for (const [rank, { id }] of list.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (rankOffset + rank + 1));
    }
  }
  return scores;
}

/** Passages by their ids, without those of versions that do not count. */
async function readPassages(
  { read }: Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<Omit<RetrievedPassage, 'score'>[]> {
  if (ids.length === 0) return [];
  return read
    .selectFrom('knowledge_passages as passage')
    .innerJoin('knowledge_documents as document', (join) =>
      join
        .onRef('document.workspace_id', '=', 'passage.workspace_id')
        .onRef('document.id', '=', 'passage.document_id')
        .onRef('document.indexed_version', '=', 'passage.version'),
    )
    .select(['passage.id', 'passage.document_id', 'document.title', 'passage.heading', 'passage.text'])
    .where('passage.workspace_id', '=', workspaceId)
    .where('passage.id', 'in', ids)
    .execute();
}
