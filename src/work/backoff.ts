/** Exponential backoff: the longest wait after each failed try. */
export interface Backoff {
  first_ms: number;
  max_ms: number;
}

/**
 * How long to wait after the given number of failures (1 = the first), with full jitter: anything up to
 * the exponential bound, so that many who failed together do not come back together. What the other side
 * asks for is a minimum.
 */
export function backoffDelay(
  backoff: Backoff,
  failures: number,
  asked: number | undefined,
  random: () => number = Math.random,
): number {
  const bound = Math.min(backoff.max_ms, backoff.first_ms * 2 ** Math.min(failures - 1, 30));
  return Math.max(asked ?? 0, Math.round(bound * (0.1 + 0.9 * random())));
}
