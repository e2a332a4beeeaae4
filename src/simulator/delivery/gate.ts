/** Lets a limited number of tasks of one name run at once; the others wait in line. */
export interface Gate {
  enter<Result>(name: string, task: () => Promise<Result>): Promise<Result>;
}

/** A gate for `most` tasks per name. */
export function createGate(most: number): Gate {
  const inside = new Map<string, number>();
  const line = new Map<string, (() => void)[]>();

  async function admitted(name: string): Promise<void> {
    const count = inside.get(name) ?? 0;
    if (count < most) {
      inside.set(name, count + 1);
      return;
    }
    // Whoever leaves hands the place over, so the count stays.
    await new Promise<void>((resolve) => {
      const waiting = line.get(name) ?? [];
      waiting.push(resolve);
      line.set(name, waiting);
    });
  }

  function leave(name: string): void {
    const next = line.get(name)?.shift();
    if (next !== undefined) next();
    else inside.set(name, (inside.get(name) ?? 1) - 1);
  }

  return {
    async enter(name, task) {
      await admitted(name);
      try {
        return await task();
      } finally {
        leave(name);
      }
    },
  };
}
