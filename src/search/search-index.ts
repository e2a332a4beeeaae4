import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../database/database.ts';
import type { SearchEntryRow } from '../database/schema.ts';
import type { Collection, Hit, TermQuery, TextEngine } from './engine.ts';
import { postgresEngine } from './postgres-engine.ts';
import { phrasesOfAll, phrasesOfAny, type Span, spansIn } from './query.ts';
import { sqliteEngine } from './sqlite-engine.ts';
import { tokensOf } from './tokens.ts';

/** A text to be found. */
export interface SearchText {
  id: string;
  /** Unique within the collection, and stays; later ones are higher. */
  number: number;
  /** What it belongs to: names by which a search can be narrowed. */
  scopes: readonly string[];
  text: string;
}

/** What somebody looks for. */
export interface SearchQuery {
  workspaceId: string;
  collection: Collection;
  query: string;
  /** `all` (what somebody types) finds what holds all of it, `any` (a question) what holds much of it. */
  match: 'all' | 'any';
  /** Of each group of scopes, one must fit. */
  scopes?: readonly (readonly string[])[];
  order?: 'newest' | 'relevance';
  below?: number | undefined;
  skip?: number | undefined;
  limit: number;
}

// Longer texts are files that somebody has pasted; what stands behind this is not found.
const mostTerms = 20_000;

/** Texts by the words and characters they hold, on both databases. Knows nothing of what the texts are. */
export class SearchIndex {
  readonly #database: Database;
  readonly #engine: TextEngine;

  constructor(database: Database) {
    this.#database = database;
    this.#engine = database.kind === 'sqlite' ? sqliteEngine : postgresEngine;
  }

  /** Takes in texts, or what has become of them, as part of a transaction; answers how many had changed. */
  async index(
    { transaction, workspaceId }: { transaction: Transaction; workspaceId: string },
    collection: Collection,
    texts: readonly SearchText[],
  ): Promise<number> {
    const rows = texts.map((text) => this.#rowOf(workspaceId, text));
    const keys = rows.map(({ id }) => [workspaceId, id]);
    const known = new Map(
      (await transaction.select(collection, ['workspace_id', 'id'], keys)).map((row) => [row.id, row]),
    );
    const changed = rows.filter(({ id, digest }) => known.get(id)?.digest !== digest);
    await transaction.insert(
      collection,
      changed.filter(({ id }) => !known.has(id)),
    );
    await transaction.update(
      collection,
      ['workspace_id', 'id'],
      changed
        .filter(({ id }) => known.has(id))
        .map(({ id, scopes, terms, digest }) => ({ workspace_id: workspaceId, id, scopes, terms, digest })),
    );
    return changed.length;
  }

  /** Forgets texts, as part of a transaction. */
  async remove(
    { transaction, workspaceId }: { transaction: Transaction; workspaceId: string },
    collection: Collection,
    ids: readonly string[],
  ): Promise<void> {
    await transaction.remove(
      collection,
      ['workspace_id', 'id'],
      ids.map((id) => [workspaceId, id]),
    );
  }

  /** What fits, the best or the newest first. A query without a letter or digit finds nothing. */
  async search({ query, scopes = [], order = 'relevance', ...rest }: SearchQuery): Promise<Hit[]> {
    const phrases = rest.match === 'all' ? phrasesOfAll(query) : phrasesOfAny(query);
    if (phrases.length === 0) return [];
    const groups = [[workspaceScope(rest.workspaceId)], ...scopes.map((group) => group.map(scopeTerm))];
    const wanted: TermQuery = { ...rest, phrases, scopes: groups, order };
    const { rows } = await this.#engine.find(wanted).execute(this.#database.aside);
    return rows;
  }

  #rowOf(workspaceId: string, { id, number, scopes, text }: SearchText): SearchEntryRow {
    const scopeTerms = [workspaceScope(workspaceId), ...scopes.map(scopeTerm)];
    const terms = tokensOf(text).slice(0, mostTerms);
    const columns = {
      scopes: this.#engine.column([...new Set(scopeTerms)]),
      terms: this.#engine.column(terms.map(({ term }) => term)),
    };
    const digest = createHash('sha256').update(`${columns.scopes}\n${columns.terms}`).digest('base64url');
    return { workspace_id: workspaceId, id, number, ...columns, digest };
  }
}

/** In the index too, so that one workspace does not wade through the texts of all others. */
function workspaceScope(workspaceId: string): string {
  return scopeTerm(`workspace:${workspaceId}`);
}

/** A name as a term; hashed, since names may be long and hold anything. 96 bits: no two are ever the same. */
function scopeTerm(name: string): string {
  return `s${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}

/** Where in a text the words of a query stand, for showing them. */
export function highlights(text: string, query: string, match: 'all' | 'any' = 'all'): Span[] {
  return spansIn(text, match === 'all' ? phrasesOfAll(query) : phrasesOfAny(query));
}
