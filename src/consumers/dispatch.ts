import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventRow, Tables } from '../database/schema.ts';
import type { WriteKind, Writer } from '../database/writer.ts';
import { putJob, shardOf } from '../work/jobs.ts';
import { type Consumer, consumerTarget, isMeantFor, passes } from './consumer.ts';
import { deliveryJob } from './delivery-job.ts';
import type { ConsumerDirectory } from './directory.ts';

/** What handing events on needs. */
export interface DispatchOptions {
  database: Database;
  writer: Writer;
  directory: ConsumerDirectory;
  clock: Clock;
  /** Whether this process works on the target; of several only one does. */
  owns(target: string): boolean;
  pollMs: number;
  onError(error: unknown): void;
}

/** An event as far as a filter looks at it. */
export type DispatchedEvent = Pick<
  EventRow,
  'seq' | 'id' | 'type' | 'account_id' | 'platform' | 'conversation_id' | 'routing'
>;

const eventsAtOnce = 500;
// A consumer that is down for days leaves its events in the log, where they lie anyway, and not as jobs too.
const mostQueued = 5000;
// Counting them takes milliseconds, and of a consumer that is down every event would ask for it.
const countAgainMs = 200;
// Events that did not pass need no write until there are many: after a restart they are looked at again.
const skippedBeforeWriting = 2000;

interface Place {
  /** Events up to here were looked at. */
  seq: number;
  /** The same as the database knows it. */
  stored: number;
  /** At most so many deliveries wait; counted again when it gets large. */
  queued: number;
  /** Until then its queue is taken to be full, on the monotonic clock. */
  fullUntil: number;
  running: boolean;
  again: boolean;
}

/**
 * Goes through the event log for each consumer, in order, and queues what passes its filter. Within a workspace the
 * numbers of events become visible in their order, so nothing is missed; the place is moved in the transaction
 * that queues, and only from where it was, so nothing is queued twice, whoever else tries.
 */
export class Dispatcher {
  readonly #options: DispatchOptions;
  readonly #advance: WriteKind<Advance, boolean>;
  readonly #places = new Map<string, Place>();
  readonly #runs = new Set<Promise<void>>();
  #cancel = () => {};
  #stopped = false;

  constructor(options: DispatchOptions) {
    this.#options = options;
    this.#advance = advanceKind(() => options.clock.now());
  }

  /** Follows the log until stopped. */
  start(): void {
    const { writer, directory } = this.#options;
    writer.on('events', (workspaceIds) => {
      for (const id of workspaceIds)
        for (const consumer of directory.ofWorkspace(id)) this.#ring(consumer.id);
    });
    directory.onChange(() => this.#ringAll());
    this.#poll();
  }

  /** Begins nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await Promise.all(this.#runs);
  }

  #poll(): void {
    if (this.#stopped) return;
    this.#ringAll();
    this.#cancel = this.#options.clock.after(this.#options.pollMs, () => this.#poll());
  }

  #ringAll(): void {
    for (const { id } of this.#options.directory.all()) this.#ring(id);
  }

  #ring(id: string): void {
    const consumer = this.#options.directory.get(id);
    if (this.#stopped || consumer?.state !== 'enabled' || !this.#options.owns(consumerTarget(id))) {
      // Somebody else may move it on meanwhile.
      if (!this.#places.get(id)?.running) this.#places.delete(id);
      return;
    }
    const place = this.#placeOf(consumer);
    place.again = true;
    if (place.running) return;
    place.running = true;
    const run = this.#follow(id, place).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  #placeOf({ id, row }: Consumer): Place {
    const known = this.#places.get(id);
    if (known) return known;
    const seq = row.dispatched_seq;
    const idle = { fullUntil: 0, running: false, again: false };
    const place = { seq, stored: seq, queued: Number.POSITIVE_INFINITY, ...idle };
    this.#places.set(id, place);
    return place;
  }

  async #follow(id: string, place: Place): Promise<void> {
    try {
      while (place.again && !this.#stopped) {
        place.again = false;
        while (await this.#step(id, place)) if (this.#stopped) return;
      }
    } catch (error) {
      // The next ring begins from what the database knows.
      this.#places.delete(id);
      this.#options.onError(error);
    } finally {
      // In the same breath as the last look at `again`: whoever rings from here on begins anew.
      place.running = false;
    }
  }

  /** Looks at some events; answers whether there may be more to look at now. */
  async #step(id: string, place: Place): Promise<boolean> {
    const { database, directory, writer } = this.#options;
    const consumer = directory.get(id);
    if (consumer?.state !== 'enabled' || !(await this.#hasRoom(consumer, place))) return false;
    const events = await eventsAfter(database.read, consumer.workspaceId, place.seq);
    const last = events.at(-1)?.seq;
    if (last === undefined) return false;
    const wanted = await pass(database.read, consumer, events);
    if (wanted.length > 0 || last - place.stored > skippedBeforeWriting) {
      const moved = await writer.add(this.#advance, { consumer, from: place.stored, to: last, wanted });
      if (!moved) return this.#readAgain(id, place);
      place.stored = last;
      place.queued += wanted.length;
    }
    place.seq = last;
    return events.length === eventsAtOnce;
  }

  async #hasRoom({ id }: Consumer, place: Place): Promise<boolean> {
    if (place.queued < mostQueued) return true;
    const { clock, database } = this.#options;
    if (clock.monotonic() < place.fullUntil) return false;
    place.queued = await countQueued(database.read, consumerTarget(id), mostQueued);
    if (place.queued < mostQueued) return true;
    place.fullUntil = clock.monotonic() + countAgainMs;
    return false;
  }

  /** Another process was faster, or has stopped it; answers whether to go on. */
  async #readAgain(id: string, place: Place): Promise<boolean> {
    const row = await this.#options.database.read
      .selectFrom('consumers')
      .select(['dispatched_seq', 'state'])
      .where('id', '=', id)
      .executeTakeFirst();
    place.stored = row?.dispatched_seq ?? place.stored;
    place.seq = place.stored;
    if (row?.state === 'enabled') return true;
    await this.#options.directory.load();
    return false;
  }
}

/** How many deliveries wait for a consumer, counted up to `most`. */
export async function countQueued(read: Kysely<Tables>, target: string, most: number): Promise<number> {
  const rows = read
    .selectFrom('jobs')
    .select('id')
    .where('shard', '=', shardOf(target))
    .where('target', '=', target)
    .limit(most);
  const { count } = await read
    .selectFrom(rows.as('some'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function eventsAfter(read: Kysely<Tables>, workspaceId: string, seq: number): Promise<DispatchedEvent[]> {
  return read
    .selectFrom('events')
    .select(['seq', 'id', 'type', 'account_id', 'platform', 'conversation_id', 'routing'])
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(eventsAtOnce)
    .execute();
}

/** The events that a consumer wants; whose conversation it is, is asked only where that matters. */
export async function pass(
  read: Kysely<Tables>,
  { id, workspaceId, filter }: Pick<Consumer, 'id' | 'workspaceId' | 'filter'>,
  events: readonly DispatchedEvent[],
): Promise<DispatchedEvent[]> {
  const wanted = events.filter((event) => isMeantFor(id, event) || passes(filter, event));
  if (filter.owners.length === 0) return wanted;
  const ids = [...new Set(wanted.flatMap(({ conversation_id }) => conversation_id ?? []))];
  const rows =
    ids.length === 0
      ? []
      : await read
          .selectFrom('conversations')
          .select('id')
          .where('workspace_id', '=', workspaceId)
          .where('id', 'in', ids)
          .where('owner', 'in', filter.owners)
          .execute();
  const owned = new Set(rows.map(({ id }) => id));
  return wanted.filter(
    (event) => isMeantFor(id, event) || (event.conversation_id !== null && owned.has(event.conversation_id)),
  );
}

/** Events to be queued, and the place before and behind them. */
interface Advance {
  consumer: Consumer;
  from: number;
  to: number;
  wanted: readonly DispatchedEvent[];
}

function advanceKind(now: () => number): WriteKind<Advance, boolean> {
  return {
    name: 'dispatch',
    async apply(batch, advances) {
      const keys = [...new Set(advances.map(({ consumer }) => consumer.id))].map((id) => [id]);
      const rows = await batch.transaction.select('consumers', ['id'], keys, 'lock');
      const places = new Map(rows.map((row) => [row.id, row]));
      const time = now();
      const moved: boolean[] = [];
      for (const { consumer, from, to, wanted } of advances) {
        const row = places.get(consumer.id);
        const isHere = row?.state === 'enabled' && row.dispatched_seq === from;
        moved.push(isHere);
        if (!isHere) continue;
        row.dispatched_seq = to;
        for (const event of wanted) putJob(batch, deliveryJob(consumer, event), time);
        await batch.transaction.update('consumers', ['id'], [{ id: consumer.id, dispatched_seq: to }]);
      }
      return moved;
    },
  };
}
