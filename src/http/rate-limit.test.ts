import { describe, expect, it } from 'vitest';
import { manualClock } from '../../test/clock.ts';
import { Problem } from '../errors.ts';
import type { Caller } from '../workspaces/caller.ts';
import { RateLimit } from './rate-limit.ts';

function caller(keyId: string | null, requestsPerMinute: number | null = null): Caller {
  const installation = keyId === null;
  return {
    ...{ keyId, requestsPerMinute, installation },
    workspaceId: 'w',
    memberId: null,
    scopes: new Set(),
  };
}

/** What is left after a request, or the seconds to wait. */
function outcome(limit: RateLimit, who: Caller): string {
  try {
    return /r=(\d+)/.exec(limit.take(who).ratelimit ?? 'no limit')?.[1] ?? 'no limit';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${error.status}, wait ${error.headers['retry-after']} s`;
  }
}

describe('the quota of a key', () => {
  it('is used up, refused, and refilled all the time', () => {
    const clock = manualClock();
    const limit = new RateLimit(clock, 3);
    const tries = () => [1, 2, 3, 4].map(() => outcome(limit, caller('one')));
    expect(tries()).toEqual(['2', '1', '0', '429, wait 20 s']);
    clock.advance(19_000);
    expect(outcome(limit, caller('one'))).toBe('429, wait 1 s');
    clock.advance(1000);
    expect(outcome(limit, caller('one'))).toBe('0');
    clock.advance(600_000);
    expect(tries()).toEqual(['2', '1', '0', '429, wait 20 s']);
  });

  it('is its own, and nobody else’s', () => {
    const limit = new RateLimit(manualClock(), 1);
    expect(outcome(limit, caller('one'))).toBe('0');
    expect(outcome(limit, caller('two'))).toBe('0');
    expect(outcome(limit, caller('three', 50))).toBe('49');
    expect(outcome(limit, caller(null))).toBe('599999');
    expect(outcome(limit, caller('one'))).toMatch('429');
  });

  it('can be without end', () => {
    expect(outcome(new RateLimit(manualClock(), 0), caller('one'))).toBe('no limit');
  });

  it('is told in headers', () => {
    const limit = new RateLimit(manualClock(), 120);
    expect(limit.take(caller('one'))).toEqual({
      'ratelimit-policy': '"key";q=120;w=60',
      ratelimit: '"key";r=119;t=1',
    });
  });
});
