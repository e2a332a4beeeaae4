import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';

/** A shard this process may work on, until `expires` on the monotonic clock. */
interface Lease {
  epoch: number;
  expires: number;
}

/**
 * The shards this process owns. Who owns a shard alone runs the jobs of its targets; every change of
 * owner raises the epoch, and whatever a former owner still tries to claim is refused by it.
 */
export class Leases {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #leaseMs: number;
  #held = new Map<number, Lease>();

  constructor(options: { database: Database; clock: Clock; owner: string; leaseMs: number }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#owner = options.owner;
    this.#leaseMs = options.leaseMs;
  }

  /**
   * Prolongs what is held and takes what is free.
   *
   * @returns the shards that were not held before
   */
  async renew(): Promise<number[]> {
    // Measured before the question, so that our idea of the end is never later than the database's.
    const asked = this.#clock.monotonic();
    const rows = await this.#database.transaction(async (transaction) => {
      const now = await transaction.databaseTime();
      await transaction.query
        .updateTable('leases')
        .set({ expires_at: now + this.#leaseMs })
        .where('owner', '=', this.#owner)
        .where('expires_at', '>=', now)
        .execute();
      const free = transaction.query
        .updateTable('leases')
        .set({ owner: this.#owner, epoch: sql<number>`epoch + 1`, expires_at: now + this.#leaseMs });
      // A file that only one process can open has no other owner who could still be alive.
      await (this.#database.exclusive
        ? free.where((is) =>
            is.or([is('owner', 'is', null), is('owner', '!=', this.#owner), is('expires_at', '<', now)]),
          )
        : free.where((is) => is.or([is('owner', 'is', null), is('expires_at', '<', now)]))
      ).execute();
      return transaction.query
        .selectFrom('leases')
        .select(['shard', 'epoch'])
        .where('owner', '=', this.#owner)
        .execute();
    });
    const before = this.#held;
    this.#held = new Map(rows.map(({ shard, epoch }) => [shard, { epoch, expires: asked + this.#leaseMs }]));
    return rows.filter(({ shard, epoch }) => before.get(shard)?.epoch !== epoch).map(({ shard }) => shard);
  }

  /** Gives everything back, so that others need not wait for the end of the leases. */
  async release(): Promise<void> {
    this.#held.clear();
    await this.#database.transaction(async ({ query }) => {
      await query
        .updateTable('leases')
        .set({ owner: null, expires_at: 0 })
        .where('owner', '=', this.#owner)
        .execute();
    });
  }

  /** The shards held now. */
  shards(): number[] {
    return [...this.#held.keys()];
  }

  /**
   * The epoch under which work on this shard may start, if the lease lasts at least `margin` more
   * milliseconds: a call to a platform must end before somebody else may own the target.
   */
  epochOf(shard: number, margin: number): number | undefined {
    const lease = this.#held.get(shard);
    return lease && lease.expires - this.#clock.monotonic() > margin ? lease.epoch : undefined;
  }
}
