import { type RawBuilder, sql } from 'kysely';
import type { Hit, TermQuery, TextEngine } from './engine.ts';
import type { Phrase } from './query.ts';

// PostgreSQL keeps no place beyond this one.
const lastPlace = 16_383;

/**
 * PostgreSQL's tsvector and GIN. Terms are written as it reads them, so no configuration and no parser stands
 * between us and the index. https://www.postgresql.org/docs/current/datatype-textsearch.html
 */
export const postgresEngine: TextEngine = {
  column: (terms) => terms.map((term, index) => `${term}:${Math.min(index + 1, lastPlace)}`).join(' '),

  find(query) {
    return query.match === 'all' || query.order === 'newest' ? findWhole(query) : findByTerms(query);
  },
};

/** What fits the whole query, the newest first or by how close its terms stand. */
function findWhole(query: TermQuery): RawBuilder<Hit> {
  const { phrases, match, order, below, skip, limit } = query;
  const wanted = phrases.map(phraseExpression).join(match === 'all' ? ' & ' : ' | ');
  // 1: a long text has more of everything.
  const score = order === 'newest' ? sql`0` : sql`ts_rank_cd(terms, ${wanted}::tsquery, 1)`;
  const ordered = order === 'newest' ? sql`number desc` : sql`score desc, number desc`;
  return sql<Hit>`select id, number, ${score} as score from ${sql.table(query.collection)}
    where ${narrowing(query)} and terms @@ ${wanted}::tsquery
      ${below === undefined ? sql`` : sql`and number < ${below}`}
    order by ${ordered} limit ${limit} offset ${skip ?? 0}`;
}

/**
 * By the sum over the terms that a text holds, where a rare term counts for more and a long text for less: the
 * formula BM25, in which each term counts once. `ts_rank_cd` knows nothing of rarity, so a question would find
 * what holds its commonest words.
 */
function findByTerms(query: TermQuery): RawBuilder<Hit> {
  const { collection, phrases, skip, limit } = query;
  const entries = sql.table(collection);
  const questions = phrases.map(phraseExpression);
  return sql<Hit>`with
    entries as materialized (select id, number, terms, length(terms) as length
      from ${entries} where ${narrowing(query)} and terms @@ ${questions.join(' | ')}::tsquery),
    size as (select count(*) as count from ${entries} where ${narrowing(query)}),
    average as (select greatest(avg(length), 1) as length from entries),
    questions as (select question::tsquery as question from unnest(${questions}::text[]) as question),
    found as (select entries.id, entries.number, entries.length, question,
      count(*) over (partition by question) as count
      from entries join questions on entries.terms @@ questions.question)
    select found.id, found.number, sum(
      ln((size.count - found.count + 0.5) / (found.count + 0.5) + 1)
        * 2.2 / (1 + 1.2 * (0.25 + 0.75 * found.length / average.length)))::float8 as score
    from found, size, average group by found.id, found.number
    order by score desc, found.number desc limit ${limit} offset ${skip ?? 0}`;
}

function narrowing({ workspaceId, scopes }: TermQuery): RawBuilder<boolean> {
  const groups = scopes.map((group) => `(${group.join(' | ')})`).join(' & ');
  return sql`workspace_id = ${workspaceId}
    ${groups === '' ? sql`` : sql`and scopes @@ ${groups}::tsquery`}`;
}

/** Terms are letters and digits only, so they need no quotes. */
function phraseExpression({ terms, isPrefix }: Phrase): string {
  return `(${terms.join(' <-> ')}${isPrefix ? ':*' : ''})`;
}
