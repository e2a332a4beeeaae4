import type { Failure, FailureKind } from '../errors.ts';
import { type Backoff, backoffDelay } from '../work/backoff.ts';

/** What a failed send leads to. */
export type Decision =
  /** Try the same again; only this conversation waits. */
  | { step: 'retry'; after_ms: number }
  /** The account cannot send at all for a while; everybody waits, nobody loses a try. */
  | { step: 'pause'; after_ms: number }
  /** It was sent after all. */
  | { step: 'sent' }
  /** It will never work as it is. */
  | { step: 'fail' };

// How often a paused account is tried: often enough to notice new credentials made elsewhere, rarely
// enough not to look like an attack. Changed credentials end the pause at once.
const probeMs = 5 * 60_000;
// A spent monthly quota may be raised or freed within the hour, hardly within seconds.
const quotaMs = 10 * 60_000;
// Meta advises 4^X seconds for one recipient (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes,
// code 131056); after ten minutes its bucket is full again.
const pairMaximumMs = 10 * 60_000;

type Rule = (failure: Failure, failures: number, backoff: Backoff) => Decision;

const fail: Rule = () => ({ step: 'fail' });
const retry: Rule = (failure, failures, backoff) =>
  failures >= (failure.tries ?? Number.POSITIVE_INFINITY)
    ? { step: 'fail' }
    : { step: 'retry', after_ms: backoffDelay(backoff, failures, failure.retry_after_ms) };
const pause: Rule = (failure, failures, backoff) => ({
  step: 'pause',
  after_ms: backoffDelay(backoff, failures, failure.retry_after_ms),
});
const probe: Rule = (failure) => ({ step: 'pause', after_ms: failure.retry_after_ms ?? probeMs });

/** The one place that turns a reason into a next step. */
const rules: Record<FailureKind, Rule> = {
  temporary: retry,
  rate_limited: pause,
  pair_limited: (failure, failures) => ({
    step: 'retry',
    after_ms: failure.retry_after_ms ?? Math.min(pairMaximumMs, 1000 * 4 ** (failures - 1)),
  }),
  quota_exhausted: (failure) => ({ step: 'retry', after_ms: failure.retry_after_ms ?? quotaMs }),
  window_closed: fail,
  recipient_unreachable: fail,
  content_rejected: fail,
  template_rejected: fail,
  media_rejected: fail,
  not_found: fail,
  credentials: probe,
  permission: probe,
  account_blocked: probe,
  thread_elsewhere: fail,
  already_sent: () => ({ step: 'sent' }),
  // An uncertain attempt is settled by evidence first; what reaches this table has none left.
  uncertain: fail,
  expired: fail,
  unknown: fail,
};

/** Decides what follows from a failure; `failures` counts this one. */
export function decide(failure: Failure, failures: number, backoff: Backoff): Decision {
  return rules[failure.kind](failure, failures, backoff);
}

/** What a failure of this kind leads to, the first time. */
export function stepOf(kind: FailureKind): Decision['step'] {
  const failure = { kind, code: '', message: '', cause: '', fix: '' };
  return decide(failure, 1, { first_ms: 1, max_ms: 1 }).step;
}

/** Kinds that say the account itself is ill, not the message. */
export function isAccountFailure(kind: FailureKind): boolean {
  return rules[kind] === probe;
}

// A limit of pace passes in seconds or minutes; one that lasts longer has a reason that people have to know.
const longLimitMs = 30 * 60_000;

/** Whether people must be told at once: the account is ill, or a limit holds it back for long. */
export function isAlarming(failure: Failure): boolean {
  const isLong = (failure.retry_after_ms ?? 0) >= longLimitMs;
  return isAccountFailure(failure.kind) || (failure.kind === 'rate_limited' && isLong);
}

/** Kinds that blame what was sent: in a batch only one of its messages may be guilty. */
export function blamesContent(kind: FailureKind): boolean {
  return ['content_rejected', 'media_rejected', 'template_rejected', 'not_found'].includes(kind);
}
