import { postgresTextIndex, sqliteTextIndex } from './text-index.ts';

/** The name of the one sequence that orders jobs, events and messages. */
export const sequenceName = 'parley_seq';

/** The words in which the two databases differ inside a table definition. */
export interface Flavour {
  /** A whole number of 64 bits. */
  integer: string;
  /** Bytes as they are. */
  bytes: string;
  /** Ends a definition. SQLite checks types only in strict tables. */
  end: string;
  /** Ends a small table read only by its key: SQLite then keeps it as one tree instead of two. */
  endKeyed: string;
  /** Where numbers for jobs, events and messages come from. */
  sequence: string[];
  /** A table of texts by their terms, with the index that finds them; its rows are `SearchEntryRow`. */
  textIndex(table: string): string[];
}

export const flavours: Record<'sqlite' | 'postgres', Flavour> = {
  sqlite: {
    integer: 'integer',
    bytes: 'blob',
    end: ') strict',
    endKeyed: ') strict, without rowid',
    sequence: [
      'create table sequences (name text not null primary key, value integer not null) strict',
      `insert into sequences (name, value) values ('${sequenceName}', 0)`,
    ],
    textIndex: sqliteTextIndex,
  },
  postgres: {
    integer: 'bigint',
    bytes: 'bytea',
    end: ')',
    endKeyed: ')',
    sequence: [`create sequence ${sequenceName}`],
    textIndex: postgresTextIndex,
  },
};

/** One step of the schema: a name that never changes, and the statements that make it. */
export interface Migration {
  name: string;
  statements(flavour: Flavour): string[];
}
