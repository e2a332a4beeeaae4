import { finding } from '../findings.ts';
import { against, allowed, chosen, type PolicyInput, type SendingPolicy, type Verdict } from '../policy.ts';

/**
 * LINE has no window. A reply is free; anything else is a push, which the plan counts: one for each person it
 * reaches, however many messages it holds.
 * https://developers.line.biz/en/docs/messaging-api/pricing/
 */
export const policy: SendingPolicy = {
  settings: { push_policy: ['stop_when_spent', 'allow', 'never'] },
  judge,
  heeds_blocks: true,
};

function judge(input: PolicyInput): Verdict {
  const { reply_until, subscribed, thread, quota, settings, standby } = input;
  if (standby) return against('refused', inStandby);
  if (reply_until !== null)
    return allowed('It answers what the person just did, as a free reply.', reply_until);
  if (!subscribed) return against('refused', blocked);
  const rule = chosen(policy, settings, 'push_policy');
  if (rule === 'never') return against('refused', pushForbidden);
  const spent = quota !== null && quota.limit !== null && quota.used >= quota.limit;
  if (spent && rule === 'stop_when_spent') return against('refused', quotaSpent, { cost: 'counted' });
  const counted = thread.kind === 'direct' ? 'one message' : 'one message for each member';
  return allowed(`It goes as a push: the plan counts ${counted}.`, null, 'counted');
}

/** https://developers.line.biz/en/reference/messaging-api/#channel-state */
const inStandby = finding(
  'thread_elsewhere',
  'standby',
  'A module channel has the floor in this chat; in standby an account must send nothing.',
  'Wait until the module channel gives the chat back; the person’s next message shows it.',
);

/** LINE would answer that it is sent. https://developers.line.biz/en/reference/messaging-api/#send-push-message */
const blocked = finding(
  'recipient_unreachable',
  'blocked',
  'The person has blocked the account: LINE would accept the message and deliver it to nobody.',
  'Wait until the person adds the account again.',
);

const pushForbidden = finding(
  'permission',
  'push_forbidden',
  'There is nothing of the person left to reply to, and the account’s push_policy forbids pushes.',
  'Wait until the person writes, or set push_policy to stop_when_spent or allow.',
);

const quotaSpent = finding(
  'quota_exhausted',
  'quota_spent',
  'The month’s messages of the LINE plan are used up, so nothing is pushed; replies stay free.',
  'Raise the plan or the extra quota in the LINE Official Account Manager, or set push_policy to allow.',
);
