/**
 * A full-text index for SQLite. The index is kept by triggers, so whatever deletes a row takes its terms too, and
 * `secure-delete` removes them from the index at once instead of noting that they are gone.
 */
export function sqliteTextIndex(table: string): string[] {
  const terms = `${table}_terms`;
  const remove = `insert into ${terms} (${terms}, rowid, scopes, terms)
    values ('delete', old.number, old.scopes, old.terms);`;
  const add = `insert into ${terms} (rowid, scopes, terms) values (new.number, new.scopes, new.terms);`;
  return [
    `create table ${table} (
      workspace_id text not null,
      id text not null,
      number integer not null primary key,
      scopes text not null,
      terms text not null,
      digest text not null
    ) strict`,
    `create unique index ${table}_id on ${table} (workspace_id, id)`,
    `create virtual table ${terms} using fts5 (scopes, terms,
      content = '${table}', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 0')`,
    `insert into ${terms} (${terms}, rank) values ('secure-delete', 1)`,
    `create trigger ${table}_added after insert on ${table} begin ${add} end`,
    `create trigger ${table}_removed after delete on ${table} begin ${remove} end`,
    `create trigger ${table}_changed after update of scopes, terms on ${table} begin ${remove} ${add} end`,
  ];
}

/** A full-text index for PostgreSQL. */
export function postgresTextIndex(table: string): string[] {
  return [
    `create table ${table} (
      workspace_id text not null,
      id text not null,
      number bigint not null,
      scopes tsvector not null,
      terms tsvector not null,
      digest text not null,
      primary key (workspace_id, id)
    )`,
    `create index ${table}_terms on ${table} using gin (scopes, terms)`,
    `create index ${table}_number on ${table} (workspace_id, number)`,
  ];
}
