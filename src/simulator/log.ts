/** The newest entries of something, oldest first; older ones are forgotten so that long runs stay small. */
export interface Log<Entry> {
  add(entry: Entry): void;
  list(): Entry[];
  clear(): void;
}

/** A log that keeps about `limit` entries. */
export function createLog<Entry>(limit: number): Log<Entry> {
  let entries: Entry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      // Cutting only at twice the limit makes the cost of forgetting rare.
      if (entries.length >= limit * 2) entries = entries.slice(-limit);
    },
    list: () => entries.slice(-limit),
    clear() {
      entries = [];
    },
  };
}
