import { describe, expect, it } from 'vitest';
import { manualClock } from '../../test/clock.ts';
import { ConsumerPace } from './pace.ts';

describe('the break after failures', () => {
  it('is not made longer by what was under way when it began, but by a trial that fails', () => {
    const clock = manualClock();
    const pace = new ConsumerPace({ get: () => undefined }, clock);
    const fail = (lane: string) => pace.failed({ target: 'consumer:1', lane });
    expect(['a', 'b', 'c', 'd'].map(fail)).toEqual([null, null, null, null]);
    expect(fail('e')).toBe(30_000);
    clock.advance(1000);
    expect(fail('f')).toBe(29_000);
    clock.advance(29_000);
    expect(fail('a')).toBe(60_000);
    pace.worked('consumer:1');
    expect(fail('a')).toBeNull();
  });
});
