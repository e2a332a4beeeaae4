import type { Tables } from './schema.ts';
import type { Batch } from './writer.ts';

type Key = readonly (string | number)[];

/**
 * The rows of one table that a batch works on: read and locked once, changed in memory by however many
 * callers share the batch, and written once at its end. Without it two callers in one batch would each
 * write back what they had read.
 */
export class RowSet<T extends keyof Tables> {
  readonly #batch: Batch;
  readonly #table: T;
  readonly #key: readonly (keyof Tables[T] & string)[];
  readonly #rows = new Map<string, Tables[T]>();
  readonly #missing = new Set<string>();
  readonly #added = new Set<Tables[T]>();
  readonly #changed = new Set<Tables[T]>();
  readonly #changedColumns = new Set<keyof Tables[T] & string>();

  constructor(batch: Batch, table: T, key: readonly (keyof Tables[T] & string)[]) {
    this.#batch = batch;
    this.#table = table;
    this.#key = key;
    batch.atEnd(() => this.#write());
  }

  /** Reads and locks the rows of these keys, unless that was done before. */
  async load(keys: Iterable<Key>): Promise<void> {
    const wanted = new Map<string, Key>();
    for (const key of keys) {
      const id = key.join('\n');
      if (!this.#rows.has(id) && !this.#missing.has(id)) wanted.set(id, key);
    }
    if (wanted.size === 0) return;
    const sorted = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
    const found = await this.#batch.transaction.select(this.#table, this.#key, sorted, 'lock');
    for (const row of found) this.#rows.set(this.#idOf(row), row);
    for (const id of wanted.keys()) if (!this.#rows.has(id)) this.#missing.add(id);
  }

  /** Takes in rows that were read and locked by another key; answers this batch's own versions of them. */
  adopt(rows: readonly Tables[T][]): Tables[T][] {
    return rows.map((row) => {
      const id = this.#idOf(row);
      const known = this.#rows.get(id);
      if (!known) this.#rows.set(id, row);
      return known ?? row;
    });
  }

  /** The row of this key, if it was loaded or added and exists. */
  get(...key: (string | number)[]): Tables[T] | undefined {
    return this.#rows.get(key.join('\n'));
  }

  /** All rows of this batch. */
  values(): Iterable<Tables[T]> {
    return this.#rows.values();
  }

  /** Adds a row that nobody else can be adding; it is inserted at the end. */
  add(row: Tables[T]): Tables[T] {
    this.#rows.set(this.#idOf(row), row);
    this.#added.add(row);
    return row;
  }

  /**
   * Inserts rows now that another process may be inserting too; whoever comes second gets the row of the
   * first. All of them can be got afterwards.
   */
  async addShared(rows: readonly Tables[T][]): Promise<void> {
    const sorted = [...rows].sort((a, b) => (this.#idOf(a) < this.#idOf(b) ? -1 : 1));
    const inserted = await this.#batch.transaction.insertNew(this.#table, this.#key, sorted);
    const lost: Key[] = [];
    for (const [index, row] of sorted.entries()) {
      this.#missing.delete(this.#idOf(row));
      if (inserted[index]) this.#rows.set(this.#idOf(row), row);
      else lost.push(this.#key.map((column) => keyValue(row[column])));
    }
    await this.load(lost);
  }

  /** Changes a row of this set; written at the end. */
  change(row: Tables[T], changes: Partial<Tables[T]>): void {
    Object.assign(row, changes);
    if (this.#added.has(row) || Object.keys(changes).length === 0) return;
    this.#changed.add(row);
    // The keys of a part of a row are columns of its table.
    for (const column of Object.keys(changes)) this.#changedColumns.add(column as keyof Tables[T] & string);
  }

  /** Deletes rows now; for the rest of the batch they do not exist, unless they are added again. */
  async remove(keys: readonly Key[]): Promise<void> {
    for (const key of keys) {
      const id = key.join('\n');
      const row = this.#rows.get(id);
      if (row) {
        this.#added.delete(row);
        this.#changed.delete(row);
      }
      this.#rows.delete(id);
      this.#missing.add(id);
    }
    await this.#batch.transaction.remove(this.#table, this.#key, keys);
  }

  #idOf(row: Tables[T]): string {
    return this.#key.map((column) => row[column]).join('\n');
  }

  async #write(): Promise<void> {
    await this.#batch.transaction.insert(this.#table, [...this.#added]);
    // One statement for all rows: it sets every column that has changed in any of them, and no other.
    const columns = [...this.#key, ...this.#changedColumns];
    await this.#batch.transaction.update(
      this.#table,
      this.#key,
      [...this.#changed].map((row) => pick(row, columns)),
    );
  }
}

function pick<Row extends object>(row: Row, columns: readonly (keyof Row & string)[]): Partial<Row> {
  const picked: Partial<Row> = {};
  for (const column of columns) picked[column] = row[column];
  return picked;
}

function keyValue(value: unknown): string | number {
  // Key columns are text or whole numbers in every table.
  return value as string | number;
}
