import { describe, expect, it } from 'vitest';
import { type Failure, type FailureKind, failureKinds } from '../errors.ts';
import { blamesContent, decide, isAccountFailure, isAlarming } from './outcome.ts';

// Without jitter worth naming: the bounds are what counts.
const backoff = { first_ms: 1000, max_ms: 1000 };
const minute = 60_000;

function failureOf(kind: FailureKind, more: Partial<Failure> = {}): Failure {
  return { kind, code: '1', message: '', cause: '', fix: '', ...more };
}

/** What each kind leads to, and what of it when the platform names a time of two minutes. */
const steps: Record<FailureKind, [step: string, asked: number | null]> = {
  temporary: ['retry', 2 * minute],
  rate_limited: ['pause', 2 * minute],
  pair_limited: ['retry', 2 * minute],
  quota_exhausted: ['retry', 2 * minute],
  window_closed: ['fail', null],
  recipient_unreachable: ['fail', null],
  content_rejected: ['fail', null],
  template_rejected: ['fail', null],
  media_rejected: ['fail', null],
  not_found: ['fail', null],
  credentials: ['pause', 2 * minute],
  permission: ['pause', 2 * minute],
  account_blocked: ['pause', 2 * minute],
  thread_elsewhere: ['fail', null],
  already_sent: ['sent', null],
  uncertain: ['fail', null],
  expired: ['fail', null],
  unknown: ['fail', null],
};

describe('what follows from a failure', () => {
  it.each(failureKinds.map((kind) => [kind, ...steps[kind]] as const))('%s: %s', (kind, step, asked) => {
    expect(decide(failureOf(kind), 1, backoff)).toMatchObject({ step });
    const decision = decide(failureOf(kind, { retry_after_ms: 2 * minute }), 1, backoff);
    expect('after_ms' in decision ? decision.after_ms : null).toBe(asked);
  });

  it('waits four times longer each time for one who gets too much, ten minutes at most', () => {
    const waits = [1, 2, 3, 20].map((failures) => decide(failureOf('pair_limited'), failures, backoff));
    expect(waits.map((wait) => 'after_ms' in wait && wait.after_ms)).toEqual([
      1000,
      4000,
      16_000,
      10 * minute,
    ]);
  });

  it('gives up after the tries that an error is worth, each after a wait', () => {
    const steps = [1, 4, 5].map((failures) =>
      decide(failureOf('temporary', { tries: 5 }), failures, backoff),
    );
    expect(steps.map(({ step }) => step)).toEqual(['retry', 'retry', 'fail']);
    expect(decide(failureOf('temporary'), 1000, backoff).step).toBe('retry');
  });

  it.each([
    ['credentials', undefined, true],
    ['permission', undefined, true],
    ['account_blocked', undefined, true],
    ['rate_limited', undefined, false],
    ['rate_limited', 19 * minute, false],
    ['rate_limited', 60 * minute, true],
    ['quota_exhausted', 60 * minute, false],
    ['recipient_unreachable', 24 * 60 * minute, false],
    ['temporary', 60 * minute, false],
  ] as const)('%s with a wait of %s: tells people at once: %s', (kind, retry_after_ms, told) => {
    expect(isAlarming(failureOf(kind, retry_after_ms === undefined ? {} : { retry_after_ms }))).toBe(told);
  });

  it('blames the account for three kinds, and the content for four', () => {
    expect(failureKinds.filter(isAccountFailure)).toEqual(['credentials', 'permission', 'account_blocked']);
    expect(failureKinds.filter(blamesContent)).toEqual([
      'content_rejected',
      'template_rejected',
      'media_rejected',
      'not_found',
    ]);
  });
});
