import type { ParleyEvent } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';
import { type Conversation, type Filter, matches, queryOf } from './filter.ts';

// A page is what a few screens hold; less would be asked for all the time while scrolling.
const pageSize = 100;
// What changes in between is read together: of 50 events a second that is one request.
const refreshMs = 700;

/** What the list shows of its conversations. */
export interface ListState {
  /** In the order of the screen. */
  rows: readonly Conversation[];
  /** How many stand above that are not shown yet, so that nothing moves under the eye. */
  above: number;
  isLoading: boolean;
  hasMore: boolean;
  error: unknown;
}

const empty: ListState = { rows: [], above: 0, isLoading: true, hasMore: false, error: null };

/**
 * The conversations of one filter, the latest first. Pages are read as they are scrolled to; what happens is read anew
 * from the top, where whatever was said last stands. While it is held, rows change in place and none moves: that is
 * so while somebody reads further down.
 */
export class ConversationList {
  readonly #filter: Filter;
  readonly #known = new Map<string, Conversation>();
  readonly #listeners = new Set<() => void>();
  readonly #stale = new Set<string>();
  #shown: string[] = [];
  #cursor: string | null = null;
  #state = empty;
  #kept: string | undefined;
  #isHeld = false;
  #isReading = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(filter: Filter) {
    this.#filter = filter;
    void this.#read(() => this.#readPage());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ListState => this.#state;

  /** Ends all reading. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Keeps the order as it is, or lets go of it. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    if (!isHeld) this.#show();
  }

  /** Keeps what is open in the list, though reading it may have taken it out of the filter. */
  keep(id: string | undefined): void {
    this.#kept = id;
  }

  /** Reads the next page, if there is one. */
  readMore(): void {
    if (this.#cursor !== null && !this.#isReading) void this.#read(() => this.#readPage());
  }

  /** Tries again what failed. */
  retry(): void {
    void this.#read(() => (this.#shown.length === 0 ? this.#readPage() : this.#readTop()));
  }

  /** Puts in what was just changed from here. */
  put(conversation: Conversation): void {
    this.#take([conversation]);
    this.#show();
  }

  /** Hears what has happened. */
  hear(events: readonly ParleyEvent[]): void {
    for (const { conversation_id: id } of events) if (id !== null) this.#stale.add(id);
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => this.#refresh(), refreshMs);
  }

  #refresh(): void {
    this.#timer = undefined;
    void this.#read(() => this.#readTop());
  }

  async #read(read: () => Promise<void>): Promise<void> {
    if (this.#isReading) {
      // What comes meanwhile is read afterwards.
      this.#timer ??= setTimeout(() => this.#refresh(), refreshMs);
      return;
    }
    this.#isReading = true;
    try {
      await read();
      this.#show({ error: null });
    } catch (error) {
      this.#show({ error });
    } finally {
      this.#isReading = false;
    }
  }

  async #readPage(): Promise<void> {
    const page = await this.#page(this.#cursor);
    this.#cursor = page.next_cursor;
    this.#take(page.data);
    // What stands below all that is shown may always be added.
    const below = page.data.map(({ id }) => id).filter((id) => !this.#shown.includes(id));
    this.#shown = [...this.#shown, ...below];
  }

  /** Reads from the top until all that is known to have changed was read, and the rest one by one. */
  async #readTop(): Promise<void> {
    const stale = new Set(this.#stale);
    this.#stale.clear();
    const page = await this.#page(null);
    for (const { id } of page.data) stale.delete(id);
    this.#take(page.data);
    const others = [...stale].filter((id) => this.#known.has(id));
    const read = await Promise.all(others.map((id) => readOne(id)));
    this.#take(read.filter((one) => one !== null));
  }

  #page(cursor: string | null) {
    const query = {
      ...queryOf(this.#filter, Date.now()),
      limit: pageSize,
      ...(cursor !== null && { cursor }),
    };
    return hub.request('GET /api/v1/conversations', { query });
  }

  #take(conversations: readonly Conversation[]): void {
    for (const one of conversations) this.#known.set(one.id, one);
  }

  #show(more: Partial<ListState> = {}): void {
    if (this.#isClosed) return;
    const now = Date.now();
    const fitting = [...this.#known.values()].filter(
      (one) => one.merged_into === null && (one.id === this.#kept || matches(this.#filter, one, now)),
    );
    const ordered = fitting.toSorted(byLatest).map(({ id }) => id);
    if (!this.#isHeld) this.#shown = ordered;
    const shown = new Set(this.#shown);
    const rows = this.#shown.flatMap((id) => this.#known.get(id) ?? []);
    const above = ordered.filter((id) => !shown.has(id)).length;
    this.#state = { error: null, ...more, rows, above, isLoading: false, hasMore: this.#cursor !== null };
    for (const listener of this.#listeners) listener();
  }
}

/** A conversation may have been erased meanwhile. */
function readOne(id: string): Promise<Conversation | null> {
  return hub.request('GET /api/v1/conversations/{id}', { params: { id } }).catch(() => null);
}

function byLatest(one: Conversation, other: Conversation): number {
  return (
    Number(other.last_message_cursor ?? 0) - Number(one.last_message_cursor ?? 0) ||
    (one.id < other.id ? 1 : -1)
  );
}
