import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { shardCount } from '../database/migrations/004-work.ts';

/** A shard this process may work on, until `expires` on the monotonic clock. */
interface Lease {
  epoch: number;
  expires: number;
}

/** What a renewal changed. */
export interface Renewed {
  /** Shards that were not held before. */
  gained: number[];
  /** Shards that are not held any more. */
  lost: number[];
}

/**
 * The shards this process owns. Who owns a shard alone runs the jobs of its targets; every change of
 * owner raises the epoch, and whatever a former owner still tries to claim is refused by it. Several
 * processes share the shards evenly: whoever holds more than their share starts nothing new on the surplus, and
 * lets it go when what runs there has ended.
 */
export class Leases {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #leaseMs: number;
  #held = new Map<number, Lease>();
  /** Held, but to be given away: nothing new is started on them. */
  #leaving = new Set<number>();

  constructor(options: { database: Database; clock: Clock; owner: string; leaseMs: number }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#owner = options.owner;
    this.#leaseMs = options.leaseMs;
  }

  /** Prolongs what is held, lets go what others should have, and takes what is free. */
  async renew(isBusy: (shard: number) => boolean = () => false): Promise<Renewed> {
    // Measured before the question, so that our idea of the end is never later than the database's.
    const asked = this.#clock.monotonic();
    const idle = [...this.#leaving].filter((shard) => !isBusy(shard));
    const { rows, share } = await this.#database.transaction(async (transaction) => {
      const now = await transaction.databaseTime();
      const fair = this.#database.exclusive ? shardCount : await this.#shareOf(transaction, now);
      await this.#prolong(transaction, now);
      await this.#letGo(transaction, idle);
      await this.#take(transaction, now, fair);
      return { rows: await this.#own(transaction), share: fair };
    });
    const before = this.#held;
    this.#held = new Map(rows.map(({ shard, epoch }) => [shard, { epoch, expires: asked + this.#leaseMs }]));
    this.#leaving = this.#surplus(share);
    return {
      gained: rows.filter(({ shard, epoch }) => before.get(shard)?.epoch !== epoch).map(({ shard }) => shard),
      lost: [...before.keys()].filter((shard) => !this.#held.has(shard)),
    };
  }

  /** How many shards each living process should hold; this one is among them. */
  async #shareOf(transaction: Transaction, now: number): Promise<number> {
    // One renewal after another: two that take the same shards crosswise would stop each other.
    await transaction.select('leases', ['shard'], [[0]], 'lock');
    const { query } = transaction;
    const alive = { expires_at: now + this.#leaseMs };
    await query
      .insertInto('workers')
      .values({ id: this.#owner, ...alive })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(alive))
      .execute();
    await query.deleteFrom('workers').where('expires_at', '<', now).execute();
    const { count } = await query
      .selectFrom('workers')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Math.ceil(shardCount / Math.max(1, Number(count)));
  }

  async #prolong({ query }: Transaction, now: number): Promise<void> {
    await query
      .updateTable('leases')
      .set({ expires_at: now + this.#leaseMs })
      .where('owner', '=', this.#owner)
      .where('expires_at', '>=', now)
      .execute();
  }

  async #letGo({ query }: Transaction, shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    await query
      .updateTable('leases')
      .set({ owner: null, expires_at: 0 })
      .where('owner', '=', this.#owner)
      .where('shard', 'in', shards)
      .execute();
  }

  async #take(transaction: Transaction, now: number, share: number): Promise<void> {
    const { query } = transaction;
    const room = share - (await this.#own(transaction)).length;
    if (room <= 0) return;
    // A file that only one process can open has no other owner who could still be alive.
    const free = this.#database.exclusive
      ? sql<boolean>`(owner is null or owner != ${this.#owner} or expires_at < ${now})`
      : sql<boolean>`(owner is null or expires_at < ${now})`;
    await query
      .updateTable('leases')
      .set({ owner: this.#owner, epoch: sql<number>`epoch + 1`, expires_at: now + this.#leaseMs })
      .where(({ eb, selectFrom }) =>
        eb('shard', 'in', selectFrom('leases').select('shard').where(free).orderBy('shard').limit(room)),
      )
      // Another process may have taken it while this one waited for the row.
      .where(free)
      .execute();
  }

  #own({ query }: Transaction) {
    return query
      .selectFrom('leases')
      .select(['shard', 'epoch'])
      .where('owner', '=', this.#owner)
      .orderBy('shard')
      .execute();
  }

  /**
   * What is above the share, evenly spread over what is held: busy shards too, or the first process would keep
   * all the work and give away what is empty.
   */
  #surplus(share: number): Set<number> {
    const surplus = Math.max(0, this.#held.size - share);
    // What was chosen before stays chosen, until what runs there has ended.
    const chosen = [...this.#leaving].filter((shard) => this.#held.has(shard)).slice(0, surplus);
    const others = [...this.#held.keys()].filter((shard) => !this.#leaving.has(shard)).sort((a, b) => a - b);
    const missing = surplus - chosen.length;
    const spread = Array.from({ length: missing }, (_, index) =>
      Math.floor((index * others.length) / missing),
    );
    return new Set([...chosen, ...spread.flatMap((place) => others[place] ?? [])]);
  }

  /** Gives everything back, so that others need not wait for the end of the leases. */
  async release(): Promise<void> {
    this.#held.clear();
    this.#leaving.clear();
    await this.#database.transaction(async ({ query }) => {
      await query
        .updateTable('leases')
        .set({ owner: null, expires_at: 0 })
        .where('owner', '=', this.#owner)
        .execute();
      await query.deleteFrom('workers').where('id', '=', this.#owner).execute();
    });
  }

  /** The shards held now. */
  shards(): number[] {
    return [...this.#held.keys()];
  }

  /** The epoch under which this shard is held and what runs on it may go on; nothing new need be startable on it. */
  heldEpoch(shard: number): number | undefined {
    const lease = this.#held.get(shard);
    return lease && lease.expires > this.#clock.monotonic() ? lease.epoch : undefined;
  }

  /**
   * The epoch under which work on this shard may start, if the lease lasts at least `margin` more
   * milliseconds: a call to a platform must end before somebody else may own the target.
   */
  epochOf(shard: number, margin: number): number | undefined {
    const lease = this.#leaving.has(shard) ? undefined : this.#held.get(shard);
    return lease && lease.expires - this.#clock.monotonic() > margin ? lease.epoch : undefined;
  }
}
