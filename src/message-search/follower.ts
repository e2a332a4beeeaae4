import { performance } from 'node:perf_hooks';
import { setTimeout as rest } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Batch, Writer } from '../database/writer.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { contactNews, type IndexedEvent, indexEvents, messageNews } from './index-events.ts';

/** What following the log for the index needs. */
export interface FollowerOptions {
  database: Database;
  writer: Writer;
  index: SearchIndex;
  clock: Clock;
  /** Whether this process works on the target; of several only one does. */
  owns(target: string): boolean;
  pollMs: number;
  onError(error: unknown): void;
}

/** Whose place in the log it is. */
export const followerName = 'messages';
// Together some 10 ms on SQLite, in which nothing else is written.
const eventsAtOnce = 100;
// What comes within this time is taken in together: a search is that much behind.
const gatherMs = 200;
// Events of other kinds need no write until there are many: after a restart they are looked at again.
const skippedBeforeWriting = 2000;
// How long it rests for each millisecond of work: as long as nothing else is to be done it goes on, while a busy
// process keeps 95 % of its time. What is found may be older then, and nothing is lost.
const restWhenIdle = 0.5;
const restWhenBusy = 19;
const busyFrom = 0.6;

interface Place {
  /** Events up to here were looked at. */
  seq: number;
  /** The same as the database knows it; undefined: not read yet. */
  stored: number | undefined;
  running: boolean;
  again: boolean;
}

/**
 * Follows the log of each workspace from its beginning and keeps the index of messages and people by it: what was
 * there before the index is taken in the same way, in the background. The place is moved in the transaction that
 * indexes, and only from where it was.
 */
export class SearchFollower {
  readonly #options: FollowerOptions;
  readonly #places = new Map<string, Place>();
  readonly #runs = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #cancel = () => {};
  #utilisation = performance.eventLoopUtilization();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Follows until stopped. */
  start(): void {
    this.#options.writer.on('events', (workspaceIds) => {
      for (const id of workspaceIds) this.#ring(id);
    });
    this.#poll();
  }

  /** Begins nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancel();
    await Promise.all(this.#runs);
  }

  #poll(): void {
    const { database, clock, pollMs, onError } = this.#options;
    database.read
      .selectFrom('workspaces')
      .select('id')
      .where('deleted_at', 'is', null)
      .execute()
      .then((rows) => {
        for (const { id } of rows) this.#ring(id);
      })
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) onError(error);
      })
      .finally(() => {
        if (this.#stopping.signal.aborted) return;
        this.#cancel = clock.after(pollMs, () => this.#poll());
      });
  }

  #ring(workspaceId: string): void {
    if (this.#stopping.signal.aborted || !this.#options.owns(`search:${workspaceId}`)) {
      // Somebody else may move it on meanwhile.
      if (!this.#places.get(workspaceId)?.running) this.#places.delete(workspaceId);
      return;
    }
    const place = this.#places.get(workspaceId) ?? {
      seq: 0,
      stored: undefined,
      running: false,
      again: false,
    };
    this.#places.set(workspaceId, place);
    place.again = true;
    if (place.running) return;
    place.running = true;
    const run = this.#follow(workspaceId, place).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  async #follow(workspaceId: string, place: Place): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (place.again && !signal.aborted) {
        await rest(gatherMs, undefined, { signal });
        place.again = false;
        for (let more = true; more && !signal.aborted; ) {
          const started = performance.now();
          more = await this.#step(workspaceId, place);
          if (more) await rest(this.#restAfter(performance.now() - started), undefined, { signal });
        }
      }
    } catch (error) {
      // The next ring begins from what the database knows.
      this.#places.delete(workspaceId);
      if (!signal.aborted) this.#options.onError(error);
    } finally {
      // In the same breath as the last look at `again`: whoever rings from here on begins anew.
      place.running = false;
    }
  }

  #restAfter(worked: number): number {
    const since = performance.eventLoopUtilization(this.#utilisation);
    this.#utilisation = performance.eventLoopUtilization();
    return worked * (since.utilization > busyFrom ? restWhenBusy : restWhenIdle);
  }

  /** Looks at some events; answers whether there may be more to look at now. */
  async #step(workspaceId: string, place: Place): Promise<boolean> {
    const { database, writer } = this.#options;
    if (place.stored === undefined) {
      place.stored = await placeOf(database, workspaceId);
      place.seq = place.stored;
    }
    const { events, last, more } = await eventsAfter(database, workspaceId, place.seq);
    if (last === undefined) return false;
    if (events.length > 0 || last - place.stored > skippedBeforeWriting) {
      const { stored } = place;
      const moved = await writer.run((batch) => this.#advance(batch, workspaceId, stored, last, events));
      // Another process was faster.
      if (!moved) place.stored = undefined;
      if (!moved) return true;
      place.stored = last;
    }
    place.seq = last;
    return more;
  }

  async #advance(
    batch: Batch,
    workspaceId: string,
    from: number,
    to: number,
    events: readonly IndexedEvent[],
  ): Promise<boolean> {
    const { transaction } = batch;
    const key = ['workspace_id', 'follower'] as const;
    if (from === 0) {
      await transaction.insertNew('search_places', key, [
        { workspace_id: workspaceId, follower: followerName, seq: 0 },
      ]);
    }
    const [row] = await transaction.select('search_places', key, [[workspaceId, followerName]], 'lock');
    if (row?.seq !== from) return false;
    await indexEvents(this.#options.index, batch, workspaceId, events);
    await transaction.update('search_places', key, [{ ...row, seq: to }]);
    return true;
  }
}

async function placeOf({ read }: Database, workspaceId: string): Promise<number> {
  const row = await read
    .selectFrom('search_places')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('follower', '=', followerName)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** The next events that matter, and how far the log was looked at for them. */
async function eventsAfter(
  { read }: Database,
  workspaceId: string,
  seq: number,
): Promise<{ events: IndexedEvent[]; last: number | undefined; more: boolean }> {
  const rows = await read
    .selectFrom('events')
    .select(['seq', 'type', 'message_id'])
    // Of most events only the id of the message matters, and data can be long.
    .select(sql<string>`case when type in (${sql.join(contactNews)}) then data else '{}' end`.as('data'))
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(eventsAtOnce)
    .execute();
  const wanted: readonly string[] = [...messageNews, ...contactNews];
  const events = rows.filter(({ type }) => wanted.includes(type));
  return { events, last: rows.at(-1)?.seq, more: rows.length === eventsAtOnce };
}
