import type { Failure } from '../../errors.ts';
import type { Standing } from '../account-care.ts';
import { finding } from '../findings.ts';
import type { Right } from './token-check.ts';
import { usedPercent } from './wait.ts';

/**
 * How an account stands whose platform tells neither quality nor quota: what is known of its right to send, and
 * how much of the calls that Meta allows is used up.
 */
export function messagingStanding(
  { granted, refusals }: Right,
  headers: Readonly<Record<string, string>>,
): Standing {
  const used = usedPercent(headers);
  const isFull = used !== undefined && used >= 100;
  return {
    can_send: verdict(granted, isFull),
    quality: null,
    limit: used === undefined ? null : { what: 'Meta’s limit of calls, in percent', limit: 100, used },
    problems: isFull ? [...refusals, tooMany()] : refusals,
  };
}

function verdict(granted: Right['granted'], isFull: boolean): Standing['can_send'] {
  if (granted === false) return 'no';
  if (isFull) return 'limited';
  return granted === null ? 'unknown' : 'yes';
}

function tooMany(): Failure {
  const cause = 'The app made as many calls as Meta allows, so it is slowed down.';
  return finding('rate_limited', 'usage 100%', cause, 'Wait until the limit is refilled, and call less.');
}
