import { toTimestamp } from '../clock.ts';
import { isFailure } from '../platforms/findings.ts';
import { type Finding, failed, fine, type HealthFacts, shown, untold } from './check.ts';
import { recentMs, type Traffic } from './traffic.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

// From fewer active hours than this nobody can tell a rhythm.
const rhythmHours = 12;
// Silence is told apart from the usual pauses when it is twice as long as the longest of them.
const unusualFactor = 2;
// Activity is known by the hour, so a shorter silence says nothing.
const shortestSilenceMs = 2 * hour;
// Who was connected within the week may not have had a weekend yet: a night, a day off and a night.
const weekMs = 7 * day;
const firstWeekSilenceMs = 3 * day;

/** Whether webhooks still come as they used to, and can be made use of. A quiet account is no alarm. */
export function checkWebhooks({ traffic: { webhooks }, now }: HealthFacts): Finding {
  const { last_accepted_at: last, active, failed: unusable } = webhooks;
  const usual = longestPause(active);
  const details = {
    last_webhook_at: last === null ? null : toTimestamp(last),
    longest_usual_silence_ms: usual,
    accepted: webhooks.accepted,
    failed: unusable,
  };
  if (unusable > 0) {
    return {
      state: 'warning',
      cause: `${unusable} webhooks of the last day could not be applied; they are kept.`,
      fix: 'Look at GET /api/v1/webhooks/log?result=failed, and replay them when the cause is mended.',
      details,
    };
  }
  if (last === null) return untold('No webhook has come yet.', details);
  if (active.length < rhythmHours || usual === null) {
    return fine('Webhooks come; there are too few of them to know a rhythm.', details);
  }
  const known = now - (active[0] ?? now) >= weekMs;
  const longest = Math.max(unusualFactor * usual, known ? shortestSilenceMs : firstWeekSilenceMs);
  if (now - last <= longest) return fine('Webhooks come as they used to.', details);
  return {
    state: 'warning',
    cause: `No webhook has come since ${toTimestamp(last)}; the longest pause until then was ${inHours(usual)}.`,
    fix: 'Write to the account yourself. If nothing comes, look at the check of the subscription and at the proxy before this hub.',
    details,
  };
}

function longestPause(active: readonly number[]): number | null {
  const pauses = active.slice(1).map((time, index) => time - (active[index] ?? time));
  return pauses.length === 0 ? null : Math.max(...pauses);
}

function inHours(ms: number): string {
  return `${Math.round(ms / hour)} h`;
}

// Strangers can post to a callback too; as many as this without one that was right are no accident.
const refusedInVain = 5;

/** Whether the hub knows the secret that the platform signs with. */
export function checkSignatures({ traffic: { webhooks } }: HealthFacts): Finding {
  const { refused, refused_since_accepted: since, recent, last_accepted_at: last } = webhooks;
  const details = { refused, refused_since_accepted: since, accepted: webhooks.accepted };
  if (refused === 0) return fine('No request with a wrong signature has come within a day.', details);
  const fix =
    'Compare the app or channel secret in the platform’s console with the account’s, and PATCH the credentials.';
  if (since >= refusedInVain || (last === null && since > 0)) {
    const cause = `Requests refused for their signature: ${since}; none since was right.`;
    return { state: since >= refusedInVain ? 'error' : 'warning', cause, fix, details };
  }
  if (recent.refused >= refusedInVain && recent.refused > recent.accepted) {
    const cause = `More requests were refused for their signature lately than accepted: ${recent.refused}.`;
    return { state: 'warning', cause, fix, details };
  }
  return fine('Single requests had a wrong signature; right ones come.', details);
}

// Fewer sends say nothing of a rate.
const fewestSends = 5;
// Single refusals are the recipients' or the contents'; below this something is wrong, below half nearly all.
const usualSuccess = 0.9;
const halfSuccess = 0.5;
// Platforms answer within a second or two; the call is given up after ten.
const slowMs = 5000;
// Short pauses are how the hub keeps to a platform's pace.
const longPauseMs = 60_000;

/** Whether the account can send, and how that went lately. */
export function checkSending({ traffic, info, now }: HealthFacts): Finding {
  const { ok, failed: refused } = traffic.sends;
  const total = ok + refused;
  const average = total === 0 ? null : Math.round(traffic.sends.milliseconds / total);
  const details = {
    since: toTimestamp(now - recentMs),
    sent: ok,
    failed: refused,
    success_rate: total === 0 ? null : ok / total,
    average_ms: average,
    paused_until: traffic.pause && toTimestamp(traffic.pause.until),
  };
  const barred = barredBy(info, details);
  if (barred) return barred;
  if (traffic.pause) return { ...pausedBy(traffic.pause), details };
  if (total === 0) return untold('Nothing was sent lately.', details);
  if (total < fewestSends) return fine('Sends are too few to say more of them.', details);
  if (ok / total < usualSuccess) {
    return {
      state: ok / total < halfSuccess ? 'error' : 'warning',
      cause: `${refused} of ${total} sends have failed lately.`,
      fix: 'Look at the failed messages: each says why, and what to do.',
      details,
    };
  }
  if (average !== null && average > slowMs) {
    const cause = `The platform takes ${average} ms to answer a send.`;
    return {
      state: 'warning',
      cause,
      fix: 'Look at the platform’s status page and at the network.',
      details,
    };
  }
  return fine('Sends are taken.', details);
}

/** The platform itself says that the account may not send, or not as much as it would. */
function barredBy(info: HealthFacts['info'], details: Finding['details']): Finding | null {
  if (isFailure(info)) return null;
  const { can_send, problems } = info.standing;
  if (can_send !== 'no' && can_send !== 'limited') return null;
  // A used-up quota has a check of its own.
  const reasons = problems.filter(({ kind }) => kind !== 'quota_exhausted');
  const [worst] = reasons;
  if (can_send === 'limited' && !worst) return null;
  const state = can_send === 'no' ? 'error' : 'warning';
  if (worst) return failed(state, worst, { ...details, problems: shown(reasons) });
  const cause = 'The platform does not let the account send.';
  return { state, cause, fix: 'Look the account up in the platform’s console.', details };
}

function pausedBy({ since, until, reason }: NonNullable<Traffic['pause']>): Omit<Finding, 'details'> {
  return {
    state: until - since >= longPauseMs ? 'error' : 'warning',
    cause: `Sending is paused until ${toTimestamp(until)}: ${reason}`,
    fix: 'Mend what it names; new credentials end the pause at once, otherwise it is tried again by itself.',
  };
}
