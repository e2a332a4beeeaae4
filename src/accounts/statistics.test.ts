import { describe, expect, it } from 'vitest';
import { latencyCounter } from './counters.ts';
import { type Counts, failures, latencies, quantile, sumOf } from './statistics.ts';

const counts: Counts = new Map([
  ['latency_100', 60],
  ['latency_200', 30],
  ['latency_more', 10],
  ['failed_window_closed', 2],
]);

describe('statistics', () => {
  it.each([
    [0, 'latency_50'],
    [50, 'latency_50'],
    [50.1, 'latency_100'],
    [10_000, 'latency_10000'],
    [10_001, 'latency_more'],
  ])('count a call of %f ms as %s', (milliseconds, name) => {
    expect(latencyCounter(milliseconds)).toBe(name);
  });

  it.each([
    [0.3, 75],
    [0.5, 92],
    [0.6, 100],
    [0.75, 150],
    [0.9, 200],
    [0.95, 10_000],
  ])('tell within which time %f of the calls were answered', (share, milliseconds) => {
    expect(quantile(latencies(counts), share)).toBe(milliseconds);
  });

  it('tell nothing of no calls', () => {
    expect(quantile(latencies(new Map()), 0.5)).toBeNull();
  });

  it('add up, and name the kinds of failures that occurred', () => {
    const sum = sumOf([counts, counts, new Map([['failed_unknown', 1]])]);
    expect(sum.get('latency_100')).toBe(120);
    expect(failures(sum)).toEqual({ window_closed: 4, unknown: 1 });
  });
});
