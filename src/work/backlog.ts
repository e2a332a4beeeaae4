import { type Kysely, sql } from 'kysely';
import type { JobRow, Tables } from '../database/schema.ts';
import type { Job } from './jobs.ts';

/** How a run of jobs stands to its lane. */
export interface Standing {
  lane: string;
  /** They are the first of the lane, without a gap. */
  atHead: boolean;
  /** The lane goes on behind them. */
  more: boolean;
}

/** The jobs of one target as the database holds them. */
export class Backlog {
  readonly #read: Kysely<Tables>;
  readonly #target: string;
  readonly #shard: number;

  constructor(read: Kysely<Tables>, target: string, shard: number) {
    this.#read = read;
    this.#target = target;
    this.#shard = shard;
  }

  /** Until when the target is paused (ms); 0 when it is not. */
  async pausedUntil(): Promise<number> {
    const pause = await this.#read
      .selectFrom('target_pauses')
      .select('until')
      .where('target', '=', this.#target)
      .executeTakeFirst();
    return pause?.until ?? 0;
  }

  /** The jobs after this number, in order. */
  async after(seq: number, limit: number): Promise<Job[]> {
    const rows = await this.#jobs().where('seq', '>', seq).orderBy('seq').limit(limit).execute();
    return rows.filter(isNumbered);
  }

  /** The most urgent jobs; among equals the oldest. */
  async urgent(limit: number): Promise<Job[]> {
    const rows = await this.#jobs().orderBy('priority', 'desc').orderBy('seq').limit(limit).execute();
    return rows.filter(isNumbered);
  }

  /** The first jobs of a lane. */
  async head(lane: string, limit: number): Promise<Job[]> {
    // Not by shard: SQLite would then take that index, and pass all jobs of the target to find the lane's.
    const rows = await this.#read
      .selectFrom('jobs')
      .selectAll()
      .where('target', '=', this.#target)
      .where('lane', '=', lane)
      .where('seq', 'is not', null)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.filter(isNumbered);
  }

  /** How runs of jobs, each of one lane and in order, stand to their lanes; in one question for all. */
  async standings(runs: readonly (readonly Job[])[]): Promise<Standing[]> {
    const given = runs.flatMap((jobs) => {
      const last = jobs.at(-1);
      return last
        ? [sql`(cast(${last.lane} as text), cast(${last.seq} as bigint), cast(${jobs.length} as bigint))`]
        : [];
    });
    if (given.length === 0) return [];
    const ofLane = sql`from jobs where target = ${this.#target} and jobs.lane = given.lane and jobs.seq`;
    const longest = Math.max(...runs.map((jobs) => jobs.length));
    // Counting ends one past the longest run: what stands before a late job may be a million.
    const { rows } = await sql<{ lane: string; head: number | boolean; more: number | boolean }>`
      with given (lane, seq, size) as (values ${sql.join(given)})
      select lane,
        (select count(*) from (select 1 ${ofLane} <= given.seq limit ${longest + 1}) as before) = size as head,
        exists (select 1 ${ofLane} > given.seq) as more
      from given`.execute(this.#read);
    return rows.map(({ lane, head, more }) => ({ lane, atHead: Boolean(head), more: Boolean(more) }));
  }

  #jobs() {
    return this.#read
      .selectFrom('jobs')
      .selectAll()
      .where('shard', '=', this.#shard)
      .where('target', '=', this.#target)
      .where('seq', 'is not', null);
  }
}

function isNumbered(row: JobRow): row is Job {
  return row.seq !== null;
}
