import type { RawBuilder } from 'kysely';
import type { SearchEntryRow, Tables } from '../database/schema.ts';
import type { Phrase } from './query.ts';

/** The tables that hold texts by their terms, each for one kind of thing. */
export type Collection = {
  [Table in keyof Tables]: Tables[Table] extends SearchEntryRow ? Table : never;
}[keyof Tables];

/** What is looked for, in the terms of the index. */
export interface TermQuery {
  collection: Collection;
  workspaceId: string;
  phrases: readonly Phrase[];
  /** `all`: only what holds every phrase; `any`: the more of them, and the rarer, the better. */
  match: 'all' | 'any';
  /** Of each group of scopes, one must fit. */
  scopes: readonly (readonly string[])[];
  order: 'newest' | 'relevance';
  /** Newest: only numbers below this one. */
  below?: number | undefined;
  /** Relevance: so many of the best are left out. */
  skip?: number | undefined;
  limit: number;
}

/** One that was found. */
export interface Hit {
  id: string;
  number: number;
  /** Higher is better; comparable within one answer. 0 where the newest were asked for. */
  score: number;
}

/** How one of the databases holds terms and finds by them. */
export interface TextEngine {
  /** A list of terms as a column holds it; their order is kept. */
  column(terms: readonly string[]): string;
  find(query: TermQuery): RawBuilder<Hit>;
}
