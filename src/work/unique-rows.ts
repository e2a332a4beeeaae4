import { sql } from 'kysely';
import type { JobRow } from '../database/schema.ts';
import type { Batch, PendingNumber } from '../database/writer.ts';
import { ChangedMeanwhile } from '../errors.ts';

/** Of these there is one job at a time. */
export type UniqueKey = Pick<JobRow, 'workspace_id' | 'target' | 'lane' | 'kind'>;

/** What is known of the unique job of one key within a batch: what was read, and what the batch makes of it. */
export class UniqueRow {
  readonly read: JobRow | null;
  /** As it will be written; null: there is none. */
  row: JobRow | null;
  /** The place in its lane that it is about to get. */
  number: PendingNumber | null = null;
  /** Something was decided by it, so nobody may have changed it meanwhile. */
  relied = false;

  constructor(read: JobRow | null) {
    this.read = read;
    this.row = read;
  }

  /** It has its place in its lane. */
  get isNumbered(): boolean {
    return this.number !== null || (this.row !== null && this.row.seq !== null);
  }

  /** Changes the row that is there. A `seq` of null takes its place in the lane away. */
  change(columns: Partial<JobRow>): void {
    if (!this.row) throw new Error('There is no job to change.');
    this.row = { ...this.row, ...columns };
    if (columns.seq === null) this.number = null;
    this.relied = true;
  }

  /** Puts a row where there is none, or takes away the one that is there (`null`). */
  replace(row: JobRow | null): void {
    this.row = row;
    this.number = null;
    this.relied = true;
  }

  /** Gives it its place in its lane. */
  place(number: PendingNumber): void {
    this.number = number;
    this.relied = true;
  }

  /** As it is written, when the numbers are given. */
  written(): JobRow | null {
    return this.row && this.number ? { ...this.row, seq: this.number.seq } : this.row;
  }
}

/**
 * The unique jobs that a batch works on, each read once, however many callers share the batch. They are read without
 * being locked, and locked only when everything else is: whoever puts a job holds rows that its handler wants to lock
 * too. If one was changed in between, the batch runs again.
 */
export class UniqueRows {
  readonly #batch: Batch;
  readonly #byKey = new Map<string, UniqueRow>();
  readonly #byId = new Map<string, UniqueRow | null>();
  readonly #lanes = new Map<string, Promise<void>>();

  constructor(batch: Batch) {
    this.#batch = batch;
    batch.atEnd(() => this.#write());
  }

  /** Reads the unique jobs among these. */
  async load(jobs: readonly Pick<JobRow, 'workspace_id' | 'id' | 'puts'>[]): Promise<void> {
    const missing = jobs.filter(({ id, puts }) => puts > 0 && !this.#byId.has(id));
    if (missing.length === 0) return;
    const keys = missing.map(({ workspace_id, id }) => [workspace_id, id]);
    for (const { id } of missing) this.#byId.set(id, null);
    for (const row of await this.#batch.transaction.select('jobs', ['workspace_id', 'id'], keys)) {
      this.#adopt(row);
    }
  }

  /** The row of a job that was loaded, as this batch leaves it; undefined: it is gone. */
  get(id: string): UniqueRow | undefined {
    const known = this.#byId.get(id);
    return known?.row?.id === id ? known : undefined;
  }

  /** Answers for a key; what there is in its lane is read at once, since who asks for one often asks for others. */
  async find(key: UniqueKey): Promise<UniqueRow> {
    const lane = laneOf(key);
    const reading = this.#lanes.get(lane) ?? this.#readLane(key);
    this.#lanes.set(lane, reading);
    await reading;
    const known = this.#byKey.get(keyOf(key));
    if (known) return known;
    const vacant = new UniqueRow(null);
    this.#byKey.set(keyOf(key), vacant);
    return vacant;
  }

  async #readLane({ workspace_id, target, lane }: UniqueKey): Promise<void> {
    const rows = await this.#batch.transaction.query
      .selectFrom('jobs')
      .selectAll()
      .where('workspace_id', '=', workspace_id)
      .where('target', '=', target)
      .where('lane', '=', lane)
      // As written in the index: SQLite finds that by no parameter.
      .where('puts', '>', sql.lit(0))
      .execute();
    for (const row of rows) this.#adopt(row);
  }

  #adopt(row: JobRow): void {
    const key = keyOf(row);
    const known = this.#byKey.get(key) ?? new UniqueRow(row);
    this.#byKey.set(key, known);
    this.#byId.set(row.id, known);
  }

  async #write(): Promise<void> {
    const { transaction } = this.#batch;
    // In one order, so that two who add the same rows do not wait for each other crosswise.
    const touched = [...this.#byKey].filter(([, { relied }]) => relied).sort(([a], [b]) => (a < b ? -1 : 1));
    const known = touched.flatMap(([, { read }]) => read ?? []);
    await this.#lock(known);
    const rows = touched.map(([, unique]) => ({ read: unique.read, row: unique.written() }));
    await transaction.remove(
      'jobs',
      ['workspace_id', 'id'],
      rows.flatMap(({ read, row }) => (read && read.id !== row?.id ? [[read.workspace_id, read.id]] : [])),
    );
    await transaction.update(
      'jobs',
      ['workspace_id', 'id'],
      rows.flatMap(({ read, row }) => (row && row !== read && row.id === read?.id ? [row] : [])),
    );
    await transaction.insert(
      'jobs',
      rows.flatMap(({ read, row }) => (row && row.id !== read?.id ? [row] : [])),
    );
  }

  async #lock(known: readonly JobRow[]): Promise<void> {
    const keys = known.map(({ workspace_id, id }) => [workspace_id, id]);
    const locked = await this.#batch.transaction.select('jobs', ['workspace_id', 'id'], keys, 'lock');
    const byId = new Map(locked.map((row) => [row.id, row]));
    if (known.some((row) => !isSame(row, byId.get(row.id)))) {
      throw new ChangedMeanwhile('A unique job was changed before it could be locked.');
    }
  }
}

const books = new WeakMap<Batch, UniqueRows>();

/** The unique jobs of a batch. */
export function uniqueRows(batch: Batch): UniqueRows {
  const known = books.get(batch);
  if (known) return known;
  const rows = new UniqueRows(batch);
  books.set(batch, rows);
  return rows;
}

function laneOf({ workspace_id, target, lane }: Omit<UniqueKey, 'kind'>): string {
  return [workspace_id, target, lane].join('\t');
}

function keyOf(key: UniqueKey): string {
  return `${laneOf(key)}\t${key.kind}`;
}

/** Whatever is done to a job shows in one of these. */
const telling = ['seq', 'run_at', 'attempts', 'starts', 'epoch', 'puts'] as const;

function isSame(read: JobRow, now: JobRow | undefined): boolean {
  return now !== undefined && telling.every((column) => read[column] === now[column]);
}
