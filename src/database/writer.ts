import { DatabaseUnavailable, Problem } from '../errors.ts';
import type { Channel, Database, Transaction } from './database.ts';
import type { CountedAccount, CounterName, Tables } from './schema.ts';

/** A number that is known only once the batch has taken the locks of its workspaces. */
export interface PendingNumber {
  /** @throws before the numbers are given */
  readonly seq: number;
}

/** Tables whose rows carry a number and are therefore inserted last. */
export type NumberedTable = 'events' | 'jobs';

/** One transaction that serves many callers at once. */
export interface Batch {
  readonly transaction: Transaction;
  /** Asks for a number in this workspace; numbers are given in the order asked. */
  number(workspaceId: string): PendingNumber;
  /** Inserts a row when the numbers are known. */
  insertNumbered<T extends NumberedTable>(table: T, row: () => Tables[T]): void;
  /** Runs when the numbers are known, before anything is written because of them. */
  afterNumbers(work: () => void): void;
  /** Writes what was collected, after all of the above. Only rows locked before may be touched. */
  atEnd(work: () => Promise<void>): void;
  /** Tells this and other processes after the commit; the same value is told once. */
  signal(channel: Channel, value: string): void;
  /** Runs after the commit, before the caller hears of it: for memory that must not know more than the database. */
  committed(work: () => void): void;
  /** Adds to the statistics of an account after the commit: what is tried again is counted once. */
  count(account: CountedAccount, name: CounterName, value?: number): void;
}

type Count = [account: CountedAccount, name: CounterName, value: number];

/** One kind of work that callers hand to the writer. */
export interface WriteKind<Input, Output> {
  name: string;
  /**
   * Applies the inputs, in order, and answers one output for each. A `Problem` among them refuses that
   * caller alone; a throw rolls the whole batch back, and each input is then tried alone.
   */
  apply(batch: Batch, inputs: readonly Input[]): Promise<(Output | Problem)[]>;
  /** About how many bytes the input adds; large ones get a transaction of their own. */
  size?(input: Input): number;
}

const single: WriteKind<(batch: Batch) => Promise<unknown>, unknown> = {
  name: 'single',
  async apply(batch, inputs) {
    const outputs: unknown[] = [];
    for (const work of inputs) outputs.push(await work(batch));
    return outputs;
  },
};

interface Entry {
  kind: WriteKind<unknown, unknown>;
  input: unknown;
  bytes: number;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

/** What a transaction has answered its callers, and what is to be told and counted of it. */
interface Committed {
  outputs: unknown[];
  signals: Map<Channel, Set<string>>;
  counts: Count[];
  /** What memory learns of it. */
  lessons: (() => void)[];
}

// Enough to share one fsync among a burst, few enough that a batch stays under some 20 ms.
const batchEntries = 200;
// A WhatsApp history webhook may hold 3 MB; such a one commits alone and delays the others only once.
const batchBytes = 1_000_000;
// Serialisation failures and deadlocks clear at once when repeated; more than this is something else. A key that
// is still there at the second look is a mistake of the work itself.
const tries = { again: 5, duplicate: 2, unavailable: 1, other: 1 };
// Two processes that met in a deadlock should not meet again at once.
const againMs = 20;
// A database that hangs fills the queue. Above this, callers are told to come again instead of filling memory:
// some seconds of the largest load, and twenty webhooks of the largest size.
const queuedEntries = 20_000;
const queuedBytes = 80_000_000;

/**
 * The one writer of a process: whatever is handed in while a transaction runs shares the next one. An
 * idle writer starts at once, so the first caller waits for nobody.
 */
export class Writer {
  readonly #database: Database;
  readonly #observe: (kinds: string, milliseconds: number, entries: number) => void;
  readonly #count: (...count: Count) => void;
  readonly #listeners = new Map<Channel, ((values: string[]) => void)[]>();
  readonly #onMissed: (() => void)[] = [];
  #queue: Entry[] = [];
  #queuedBytes = 0;
  #flushing = false;
  #idle: (() => void)[] = [];

  constructor(
    database: Database,
    observe: (kinds: string, milliseconds: number, entries: number) => void = () => {},
    count: (...count: Count) => void = () => {},
  ) {
    this.#database = database;
    this.#observe = observe;
    this.#count = count;
    database.listen({
      heard: (channel, payload) => this.#tell(channel, payload.split('\n')),
      missed: () => {
        for (const listener of this.#onMissed) listener();
      },
    });
  }

  /** Hands work in; resolves after the commit. */
  add<Input, Output>(kind: WriteKind<Input, Output>, input: Input): Promise<Output> {
    const bytes = kind.size?.(input) ?? 0;
    if (this.#queue.length >= queuedEntries || this.#queuedBytes + bytes > queuedBytes) {
      return Promise.reject(new DatabaseUnavailable(new Error('The queue of the writer is full.')));
    }
    this.#queuedBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#queue.push({
        // The entry is applied only through its own kind, and resolved only with that kind's output.
        kind: kind as WriteKind<unknown, unknown>,
        input,
        bytes,
        resolve: (output) => resolve(output as Output),
        reject,
      });
      if (!this.#flushing) {
        this.#flushing = true;
        setImmediate(() => void this.#flush());
      }
    });
  }

  /** Runs one piece of work in a batch; for what is rare and needs no set operations of its own. */
  run<T>(work: (batch: Batch) => Promise<T>): Promise<T> {
    // The kind only passes on what the given work answers.
    return this.add(single, work) as Promise<T>;
  }

  /** Hears what batches of this and other processes signal, after their commit. */
  on(channel: Channel, listener: (values: string[]) => void): void {
    const known = this.#listeners.get(channel);
    if (known) known.push(listener);
    else this.#listeners.set(channel, [listener]);
  }

  /** Called whenever signals of other processes may have been lost; for what nobody polls often. */
  onMissed(listener: () => void): void {
    this.#onMissed.push(listener);
  }

  /** Resolves when nothing is waiting to be written. */
  idle(): Promise<void> {
    return this.#flushing ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) await this.#commit(this.#next());
    this.#flushing = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #next(): Entry[] {
    const taken = new Set<Entry>();
    let bytes = 0;
    for (const entry of this.#queue) {
      // Each kind locks tables in one order; only two kinds in one transaction could meet another process crosswise.
      if (!this.#database.exclusive && entry.kind !== this.#queue[0]?.kind) continue;
      bytes += entry.bytes;
      if (taken.size > 0 && (bytes > batchBytes || taken.size >= batchEntries)) break;
      taken.add(entry);
    }
    this.#queue = this.#queue.filter((entry) => !taken.has(entry));
    for (const entry of taken) this.#queuedBytes -= entry.bytes;
    return [...taken];
  }

  async #commit(entries: Entry[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      let committed: Committed;
      try {
        committed = await this.#run(entries);
      } catch (error) {
        if (attempt < tries[this.#database.classify(error)]) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * againMs * attempt));
          continue;
        }
        return this.#fail(entries, error);
      }
      // Committed: whatever goes wrong from here on must not run it again.
      for (const learn of committed.lessons) learn();
      this.#announce(committed.signals);
      for (const count of committed.counts) this.#count(...count);
      committed.outputs.forEach((output, index) => {
        if (output instanceof Problem) entries[index]?.reject(output);
        else entries[index]?.resolve(output);
      });
      return;
    }
  }

  async #fail(entries: Entry[], error: unknown): Promise<void> {
    if (['again', 'unavailable'].includes(this.#database.classify(error))) {
      for (const entry of entries) entry.reject(new DatabaseUnavailable(error));
    } else if (entries.length === 1) {
      entries[0]?.reject(error);
    } else {
      // One of them is bad and nobody knows which: alone it spoils only itself.
      for (const entry of entries) await this.#commit([entry]);
    }
  }

  async #run(entries: Entry[]): Promise<Committed> {
    const started = performance.now();
    const byKind = Map.groupBy(entries.entries(), ([, entry]) => entry.kind);
    const outputs: unknown[] = new Array(entries.length);
    const signals = new Map<Channel, Set<string>>();
    const counts: Count[] = [];
    const lessons: (() => void)[] = [];
    await this.#database.transaction(async (transaction) => {
      const batch = new OpenBatch(transaction, { signals, counts, lessons });
      for (const [kind, group] of byKind) {
        const results = await kind.apply(
          batch,
          group.map(([, entry]) => entry.input),
        );
        for (const [index, [position]] of group.entries()) outputs[position] = results[index];
      }
      await batch.finish();
    });
    const names = [...byKind.keys()].map(({ name }) => name).join('+');
    this.#observe(names, performance.now() - started, entries.length);
    return { outputs, signals, counts, lessons };
  }

  #announce(signals: Map<Channel, Set<string>>): void {
    for (const [channel, values] of signals) {
      this.#tell(channel, [...values]);
      // A lost notification costs only latency: others poll as well.
      for (const payload of payloads(values)) this.#database.notify(channel, payload).catch(() => {});
    }
  }

  #tell(channel: Channel, values: string[]): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(values);
  }
}

// PostgreSQL takes up to 8000 bytes in one notification.
const payloadLength = 7000;

function payloads(values: Iterable<string>): string[] {
  const result: string[] = [];
  for (const value of values) {
    const last = result.at(-1);
    if (last !== undefined && last.length + value.length < payloadLength) {
      result[result.length - 1] = `${last}\n${value}`;
    } else {
      result.push(value);
    }
  }
  return result;
}

class OpenBatch implements Batch {
  readonly transaction: Transaction;
  readonly #signals: Map<Channel, Set<string>>;
  readonly #counts: Count[];
  readonly #lessons: (() => void)[];
  readonly #numbers: { workspaceId: string; give(seq: number): void }[] = [];
  readonly #rows: Record<NumberedTable, (() => unknown)[]> = { events: [], jobs: [] };
  readonly #after: (() => void)[] = [];
  readonly #end: (() => Promise<void>)[] = [];

  constructor(transaction: Transaction, { signals, counts, lessons }: Omit<Committed, 'outputs'>) {
    this.transaction = transaction;
    this.#signals = signals;
    this.#counts = counts;
    this.#lessons = lessons;
    // A repeated transaction must not announce or count what an earlier try had collected.
    signals.clear();
    counts.length = 0;
    lessons.length = 0;
  }

  number(workspaceId: string): PendingNumber {
    let given: number | undefined;
    this.#numbers.push({
      workspaceId,
      give: (seq) => {
        given = seq;
      },
    });
    return {
      get seq() {
        if (given === undefined) throw new Error('The numbers of this batch are not given yet.');
        return given;
      },
    };
  }

  insertNumbered<T extends NumberedTable>(table: T, row: () => Tables[T]): void {
    this.#rows[table].push(row);
  }

  afterNumbers(work: () => void): void {
    this.#after.push(work);
  }

  atEnd(work: () => Promise<void>): void {
    this.#end.push(work);
  }

  signal(channel: Channel, value: string): void {
    const values = this.#signals.get(channel);
    if (values) values.add(value);
    else this.#signals.set(channel, new Set([value]));
  }

  committed(work: () => void): void {
    this.#lessons.push(work);
  }

  count(account: CountedAccount, name: CounterName, value = 1): void {
    this.#counts.push([account, name, value]);
  }

  async finish(): Promise<void> {
    const numbers = await this.transaction.sequence(
      this.#numbers.map(({ workspaceId }) => workspaceId),
      this.#numbers.length,
    );
    for (const [index, { give }] of this.#numbers.entries()) give(numbers[index] ?? 0);
    for (const work of this.#after) work();
    for (const work of this.#end) await work();
    for (const table of ['events', 'jobs'] as const) {
      // Rows were handed in for just this table by `insertNumbered`.
      const rows = this.#rows[table].map((row) => row()) as Tables[typeof table][];
      await this.transaction.insert(table, rows);
    }
  }
}
