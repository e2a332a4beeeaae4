/** What a value on the channel `jobs` tells. */
export interface WorkSignal {
  target: string;
  /** The head of this lane has changed and must be read again; empty: there may be new jobs in any. */
  lane: string;
  /** Then (ms) a job is due and gets its place in its lane. */
  dueAt?: number;
  /** Whoever runs this job in the state of an earlier put need not go on. */
  overtaken?: { id: string; by: 'put'; puts: number } | { id: string; by: 'cancelled' };
}

/** The signal that a lane's head has changed and must be read again. */
export function laneSignal(target: string, lane: string): string {
  return `${target}\t${lane}`;
}

/** The signal that a job gets its place in its lane then. */
export function dueSignal(target: string, runAt: number): string {
  return `${target}\t\t${runAt}`;
}

/** The signal that a job was put for the given time, or was cancelled (`null`), which who runs it should hear. */
export function overtakenSignal(target: string, lane: string, id: string, puts: number | null): string {
  return `${target}\t${lane}\t\t${id}\t${puts ?? ''}`;
}

/** Reads a value of the channel `jobs`. */
export function readSignal(value: string): WorkSignal {
  const [target = '', lane = '', dueAt, id, puts] = value.split('\t');
  if (dueAt) return { target, lane, dueAt: Number(dueAt) };
  if (!id) return { target, lane };
  const overtaken = puts
    ? ({ id, by: 'put', puts: Number(puts) } as const)
    : ({ id, by: 'cancelled' } as const);
  return { target, lane, overtaken };
}
