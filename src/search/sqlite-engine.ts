import { sql } from 'kysely';
import type { Hit, TermQuery, TextEngine } from './engine.ts';
import type { Phrase } from './query.ts';

/**
 * SQLite's FTS5. Its rows are numbered as ours are, so the newest come first without sorting.
 * https://www.sqlite.org/fts5.html
 */
export const sqliteEngine: TextEngine = {
  column: (terms) => terms.join(' '),

  find(query) {
    const { collection, workspaceId, order, below, skip, limit } = query;
    const entries = sql.table(collection);
    const terms = sql.table(`${collection}_terms`);
    const isBelow = below === undefined ? sql`` : sql`and found.rowid < ${below}`;
    // Scopes narrow and do not count.
    const score = order === 'newest' ? sql`0` : sql`-bm25(${terms}, 0.0, 1.0)`;
    const ordered = order === 'newest' ? sql`rowid desc` : sql`score desc, rowid desc`;
    return sql<Hit>`select entries.id, entries.number, found.score
      from (select rowid, ${score} as score from ${terms} as found
        where ${terms} match ${expression(query)} ${isBelow}
        order by ${ordered} limit ${limit} offset ${skip ?? 0}) as found
      join ${entries} as entries on entries.number = found.rowid
      where entries.workspace_id = ${workspaceId}
      order by found.${ordered}`;
  },
};

/** Terms are letters and digits only, so nothing in them can be taken for a word of this language. */
function expression({ scopes, phrases, match }: TermQuery): string {
  const narrowing = scopes.map((group) => `scopes : (${group.join(' OR ')})`);
  const wanted = phrases.map(phraseExpression).join(match === 'all' ? ' AND ' : ' OR ');
  return [...narrowing, `terms : (${wanted})`].join(' AND ');
}

function phraseExpression({ terms, isPrefix }: Phrase): string {
  return `"${terms.join(' ')}"${isPrefix ? ' *' : ''}`;
}
