import { toTimestamp } from '../clock.ts';
import { isPassing } from '../errors.ts';
import type { Standing, WebhookState } from '../platforms/account-care.ts';
import { isFailure } from '../platforms/findings.ts';
import { type Finding, failed, fine, type HealthFacts, shown, untold } from './check.ts';

// Time enough to find the person who may make a new token, also over a holiday.
const endsSoonMs = 14 * 24 * 60 * 60_000;

/** Whether the platform takes the credentials, and how long it will. */
export function checkToken({ credentials, now }: HealthFacts): Finding {
  const { valid, expires_at } = credentials;
  const problems = credentials.problems.filter(({ kind }) => kind !== 'permission');
  const [worst] = problems;
  const details = {
    external_id: credentials.external_id,
    expires_at: expires_at === null ? null : toTimestamp(expires_at),
    problems: shown(problems),
  };
  if (!valid && worst) return failed(isPassing(worst) ? 'unknown' : 'error', worst, details);
  if (expires_at !== null && expires_at <= now) return ending('error', 'has ended', expires_at, details);
  if (worst && !isPassing(worst)) return failed('warning', worst, details);
  if (expires_at !== null && expires_at - now < endsSoonMs) {
    return ending('warning', 'ends soon', expires_at, details);
  }
  return fine('The platform takes the credentials.', details);
}

function ending(state: 'warning' | 'error', what: string, at: number, details: Finding['details']): Finding {
  return {
    state,
    cause: `The access token ${what}: ${toTimestamp(at)}.`,
    fix: 'Make a new token in the platform’s console and PATCH the account’s credentials.',
    details,
  };
}

/** Whether the credentials may do all that the account needs. */
export function checkPermissions({ credentials: { permissions, problems } }: HealthFacts): Finding {
  const refused = problems.filter(({ kind }) => kind === 'permission');
  const details = { ...permissions, problems: shown(refused) };
  const [worst] = refused;
  if (worst) return failed('error', worst, details);
  if (permissions === null) return untold('The platform does not tell what the credentials may do.', details);
  if (permissions.missing.length === 0) return fine('All permissions that are needed are granted.', details);
  return {
    state: 'error',
    cause: `Permissions are missing: ${permissions.missing.join(', ')}.`,
    fix: 'Grant them in the platform’s console, make a new token and PATCH the account’s credentials.',
    details,
  };
}

const setUp = 'Set the webhook up again: POST /api/v1/accounts/{id}/webhook.';

/** Whether the account's events are sent at all, to this hub, and all that are wanted. */
export function checkSubscription({ subscription, wanted }: HealthFacts): Finding {
  const { subscribed, fields, callback_url, problems } = subscription;
  const missing = missingFields(subscription, wanted.fields);
  const details = { subscribed, callback_url, fields, missing_fields: missing, problems: shown(problems) };
  const [worst] = problems;
  if (subscribed === false) {
    const cause = 'The platform sends no events of this account.';
    return worst ? failed('error', worst, details) : { state: 'error', cause, fix: setUp, details };
  }
  const elsewhere = callback_url === null ? null : misdirected(callback_url, wanted);
  if (elsewhere) return { ...elsewhere, details };
  // What is not there is an error; what could not be read is only not known.
  const absent = problems.find(({ kind }) => kind === 'not_found');
  if (absent) return failed('error', absent, details);
  if (worst) return failed(subscribed === null || isPassing(worst) ? 'unknown' : 'warning', worst, details);
  if (missing.length > 0) {
    const cause = `These events are not subscribed: ${missing.join(', ')}.`;
    return { state: 'warning', cause, fix: setUp, details };
  }
  if (subscribed === null) return untold('The platform does not tell whether it sends events.', details);
  return fine('The platform sends the account’s events to this hub.', details);
}

/** Of a platform that names no fields of a working subscription, none is known to be missing. */
function missingFields({ fields }: WebhookState, wanted: readonly string[]): string[] {
  return fields.length === 0 ? [] : wanted.filter((field) => !fields.includes(field));
}

function misdirected(url: string, wanted: HealthFacts['wanted']): Omit<Finding, 'details'> | null {
  if (wanted.callbacks.includes(url)) return null;
  if (wanted.callbacks.some((callback) => pathOf(callback) === pathOf(url))) {
    return {
      state: 'warning',
      cause: `The platform sends events to ${url}, and this hub calls itself ${wanted.callback_url}.`,
      fix: 'Set PARLEY_PUBLIC_URL to the address that platforms call, or set the webhook up again.',
    };
  }
  return { state: 'error', cause: `The platform sends the account’s events elsewhere: ${url}.`, fix: setUp };
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/\/$/, '') : url;
}

const ratings = { good: 'ok', medium: 'warning', poor: 'error', unknown: 'unknown' } as const;

/** How the platform rates what the account does, and what it complains about. */
export function checkQuality({ info }: HealthFacts): Finding {
  if (isFailure(info)) return failed('unknown', info);
  const { quality, problems } = info.standing;
  const complaints = problems.filter(({ kind }) => kind !== 'quota_exhausted');
  const details = { rating: quality?.rating ?? null, problems: shown(complaints) };
  const state = quality ? ratings[quality.level] : 'unknown';
  const [worst] = complaints;
  if (worst && isPassing(worst) && worst.kind !== 'rate_limited') return failed('unknown', worst, details);
  if (worst) return failed(state === 'error' ? 'error' : 'warning', worst, details);
  if (!quality) return untold('The platform gives the account no rating.', details);
  if (state === 'ok' || state === 'unknown') {
    return { state, cause: `The platform rates the account ${quality.rating}.`, fix: null, details };
  }
  return {
    state,
    cause: `The platform rates the account ${quality.rating}: people block or report what it sends.`,
    fix: 'Send only what people asked for, and less often; the rating follows the last days.',
    details,
  };
}

// At this share of a quota there is still time to raise it.
const nearlyUsed = 0.8;

/** How much of what the platform allows is left. */
export function checkLimits({ info }: HealthFacts): Finding {
  if (isFailure(info)) return failed('unknown', info);
  const { limit, problems } = info.standing;
  const details = { ...limit };
  const exhausted = problems.find(({ kind }) => kind === 'quota_exhausted');
  if (exhausted) return failed('error', exhausted, details);
  if (!limit) return untold('The platform tells no limit.', details);
  const share = shareOf(limit);
  if (share === null || share < nearlyUsed) return fine(describe(limit), details);
  return {
    state: share < 1 ? 'warning' : 'error',
    cause: describe(limit),
    fix: 'Raise the limit or the plan in the platform’s console, or send less until it starts anew.',
    details,
  };
}

function shareOf({ limit, used }: NonNullable<Standing['limit']>): number | null {
  if (limit === null || used === null) return null;
  return limit === 0 ? 1 : used / limit;
}

function describe({ what, limit, used }: NonNullable<Standing['limit']>): string {
  const most = limit === null ? 'no limit' : `at most ${limit}`;
  return `Of ${what}: ${most}${used === null ? '' : `, ${used} used`}.`;
}
