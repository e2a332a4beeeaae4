import { describe, expect, it } from 'vitest';
import type { PolicyInput } from '../policy.ts';
import { policy } from './policy.ts';

const now = Date.UTC(2026, 10, 20, 12);

const usual: PolicyInput = {
  now,
  thread: { kind: 'direct' },
  identities: [{ kind: 'user', value: 'U1' }],
  last_inbound_at: null,
  window_ends_at: null,
  known_since: now,
  standby: false,
  author: 'api',
  content: { type: 'text' },
  reply_until: null,
  quota: { limit: 200, used: 40 },
  settings: {},
  subscribed: true,
};

const reply = { reply_until: now + 30_000 };
const spent = { quota: { limit: 200, used: 200 } };
const never = { settings: { push_policy: 'never' } };
const free = { verdict: 'allowed', cost: 'free', ends_at: now + 30_000 };

describe('what LINE lets through', () => {
  it.each<[string, Partial<PolicyInput>, object]>([
    ['a reply', reply, free],
    ['a push', {}, { verdict: 'allowed', cost: 'counted', ends_at: null }],
    [
      'a push to a group',
      { thread: { kind: 'group', id: 'C1' } },
      { reason: expect.stringMatching('member') },
    ],
    ['a push of which nobody knows the quota', { quota: null }, { verdict: 'allowed', cost: 'counted' }],
    ['a push of a plan without limit', { quota: { limit: null, used: 9000 } }, { verdict: 'allowed' }],
    ['a push when the quota is spent', spent, { verdict: 'refused', failure: { kind: 'quota_exhausted' } }],
    ['a push all the same', { ...spent, settings: { push_policy: 'allow' } }, { verdict: 'allowed' }],
    ['a push that is forbidden', never, { verdict: 'refused', failure: { code: 'push_forbidden' } }],
    ['a reply when the quota is spent', { ...spent, ...reply }, free],
    ['a reply where pushes are forbidden', { ...never, ...reply }, free],
    [
      'anything in standby',
      { standby: true, ...reply },
      { verdict: 'refused', failure: { kind: 'thread_elsewhere' } },
    ],
    [
      'somebody who has blocked the account',
      { subscribed: false },
      { verdict: 'refused', failure: { kind: 'recipient_unreachable' } },
    ],
  ])('%s', (_, changes, verdict) => {
    expect(policy.judge({ ...usual, ...changes })).toMatchObject(verdict);
  });
});
