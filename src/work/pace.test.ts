import { describe, expect, it } from 'vitest';
import { manualClock } from '../../test/clock.ts';
import type { TargetPolicy } from './handler.ts';
import type { Job } from './jobs.ts';
import { policyByTarget, SteadyPace } from './pace.ts';

function jobFor(target: string): Job {
  return {
    ...{ workspace_id: 'w', id: 'job', seq: 1, shard: 0, target, lane: 'lane', kind: 'toy', reference: 'r' },
    ...{ payload: 'null', priority: 5, run_at: 0, attempts: 0, starts: 0, epoch: 0, reason: null },
    ...{ created_at: 0, puts: 0, deadline: null },
  };
}

/** How many of many are let through at this moment. */
function admitted(pace: TargetPolicy, target: string): number {
  let count = 0;
  while (count < 100 && pace.admit(jobFor(target)) === null) count++;
  return count;
}

describe('a steady pace', () => {
  it('lets so many through in a second, of each target', () => {
    const clock = manualClock();
    const pace = new SteadyPace(clock, { per_second: 3 });
    expect([admitted(pace, 'a:1'), admitted(pace, 'a:2')]).toEqual([3, 3]);
    expect(pace.admit(jobFor('a:1'))).toEqual({ wait_ms: 334, whole_target: true });
    clock.advance(1000);
    expect(admitted(pace, 'a:1')).toBe(3);
    // What was not used is not saved up.
    clock.advance(60_000);
    expect(admitted(pace, 'a:1')).toBe(3);
  });

  it('can be one for all targets', () => {
    const clock = manualClock();
    const pace = new SteadyPace(clock, { per_second: 3, shared: true });
    expect([admitted(pace, 'a:1'), admitted(pace, 'a:2')]).toEqual([3, 0]);
    clock.advance(1000);
    expect([admitted(pace, 'a:2'), admitted(pace, 'a:1')]).toEqual([3, 0]);
  });

  it('takes back a permit that was not used', () => {
    const pace = new SteadyPace(manualClock(), { per_second: 1 });
    expect(admitted(pace, 'a:1')).toBe(1);
    pace.giveBack(jobFor('a:1'));
    expect(admitted(pace, 'a:1')).toBe(1);
  });

  it('is asked for its own targets alone', () => {
    const clock = manualClock();
    const slow = new SteadyPace(clock, { per_second: 1 });
    const quick = new SteadyPace(clock, { per_second: 7 });
    const policy = policyByTarget({ slow }, quick);
    expect([admitted(policy, 'slow:1'), admitted(policy, 'other:1')]).toEqual([1, 7]);
  });
});
