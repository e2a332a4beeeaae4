import { describe, expect, it } from 'vitest';
import { connectionQuality, typicalLatency } from './connection-quality.ts';

const calls = (...times: number[]) => times.map((milliseconds) => ({ milliseconds, answered: true }));
const silence = { milliseconds: 0, answered: false };
const sends = (ok: number, failed: number) => ({ ok, failed, milliseconds: 0 });

describe('the quality of a connection', () => {
  it.each([
    ['quick', true, calls(80, 120, 200), sends(0, 0), 'excellent'],
    ['quick but for one call', true, calls(80, 120, 4000), sends(0, 0), 'excellent'],
    ['slower', true, calls(700, 800, 900), sends(0, 0), 'good'],
    ['slow', true, calls(2000, 2500), sends(0, 0), 'poor'],
    ['quick, with sends that succeed', true, calls(80), sends(100, 0), 'excellent'],
    ['quick, with one send in fifty that fails', true, calls(80), sends(98, 2), 'good'],
    ['quick, with one send in ten that fails', true, calls(80), sends(90, 10), 'poor'],
    ['quick, with too few sends to say something', true, calls(80), sends(2, 2), 'excellent'],
    ['with a call that nobody answered', true, [...calls(80, 90), silence], sends(0, 0), 'poor'],
    ['without an answer', true, [silence], sends(0, 0), 'failed'],
    ['refused', false, calls(80), sends(100, 0), 'failed'],
  ] as const)('%s', (_, success, made, sent, quality) => {
    expect(connectionQuality({ success, calls: made, sends: sent })).toBe(quality);
  });

  it('rests on the middle of what was measured', () => {
    expect(typicalLatency(calls(9.4, 5, 100))).toBe(9);
    expect(typicalLatency(calls(10, 20))).toBe(10);
    expect(typicalLatency([silence])).toBeNull();
  });
});
