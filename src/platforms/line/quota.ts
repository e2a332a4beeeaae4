import type { Failure } from '../../errors.ts';
import type { CareInput, Standing } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { finding, isFailure } from '../findings.ts';
import type { Quota } from '../quota.ts';
import { numberAt, textAt } from '../readers.ts';
import { get } from './calls.ts';
import type { LineCredentials } from './credentials.ts';

/**
 * What the plan counts: pushes, multicasts, narrowcasts and broadcasts, also those sent from the account
 * manager, one for each person reached. Replies are not counted.
 * https://developers.line.biz/en/reference/messaging-api/#get-quota and #get-consumption
 */
export function* readQuota(_input: CareInput<LineCredentials>): Dialogue<Quota | Failure> {
  const quota = yield* ask(get('/v2/bot/message/quota'));
  if (!quota.ok) return failureOf(quota);
  const consumption = yield* ask(get('/v2/bot/message/quota/consumption'));
  if (!consumption.ok) return failureOf(consumption);
  const limit = textAt(quota.body, 'type') === 'none' ? null : numberAt(quota.body, 'value');
  const used = numberAt(consumption.body, 'totalUsage');
  return limit === undefined || used === undefined ? untold() : { limit, used };
}

function untold(): Failure {
  return finding(
    'unknown',
    'quota_untold',
    'LINE answered without the number of messages of the plan.',
    'Nothing: it is asked again. The LINE Official Account Manager shows the number.',
  );
}

/** Whether the plan still lets the account push. */
export function* readStanding(input: CareInput<LineCredentials>): Dialogue<Standing> {
  const quota = yield* readQuota(input);
  if (isFailure(quota)) return { can_send: 'unknown', quality: null, limit: null, problems: [quota] };
  const isUsedUp = quota.limit !== null && quota.used >= quota.limit;
  return {
    // Replies to a message that has just come are free.
    can_send: isUsedUp ? 'limited' : 'yes',
    quality: null,
    limit: { what: 'messages a month that the plan counts', ...quota },
    problems: isUsedUp ? [usedUp()] : [],
  };
}

function usedUp(): Failure {
  return finding(
    'quota_exhausted',
    'quota_used_up',
    "The month's messages of the LINE plan are used up; only replies are still sent.",
    'Raise the plan or the extra quota in the LINE Official Account Manager.',
  );
}
