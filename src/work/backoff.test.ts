import { describe, expect, it } from 'vitest';
import { backoffDelay } from './backoff.ts';

const backoff = { first_ms: 1000, max_ms: 60_000 };

describe('the wait after a failure', () => {
  it.each([
    // failures, what chance says (0 to 1), what the other side asks for, the wait
    [1, 1, undefined, 1000],
    [1, 0, undefined, 100],
    [4, 1, undefined, 8000],
    [4, 0.5, undefined, 4400],
    [7, 1, undefined, 60_000],
    [5000, 1, undefined, 60_000],
    [1, 0, 30_000, 30_000],
    [7, 1, 30_000, 60_000],
    [7, 1, 90_000, 90_000],
  ])('after %i failures, by chance %f, asked for %o: %i ms', (failures, chance, asked, expected) => {
    expect(backoffDelay(backoff, failures, asked, () => chance)).toBe(expected);
  });
});
