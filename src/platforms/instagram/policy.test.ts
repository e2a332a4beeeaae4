import { describe, expect, it } from 'vitest';
import type { PolicyInput } from '../policy.ts';
import { policy } from './policy.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12);

const outside: PolicyInput = {
  now,
  thread: { kind: 'direct' },
  identities: [{ kind: 'igsid', value: '8001' }],
  last_inbound_at: now - 25 * hour,
  window_ends_at: now - hour,
  known_since: now - 1000 * hour,
  standby: false,
  author: 'human',
  content: { type: 'text' },
  reply_until: null,
  quota: null,
  settings: { human_agent: 'on' },
  subscribed: true,
};

const closed = { verdict: 'refused', failure: { kind: 'window_closed' } };

describe('what Instagram lets through', () => {
  it.each<[string, Partial<PolicyInput>, object]>([
    ['a text inside the window', { window_ends_at: now + hour }, { verdict: 'allowed', ends_at: now + hour }],
    ['a person’s text outside', {}, { verdict: 'as_human_agent', ends_at: now + 143 * hour }],
    ['a bot’s text outside', { author: 'bot' }, closed],
    ['a template outside, of which there are none', { author: 'api', content: { type: 'template' } }, closed],
    ['a person’s text where Human Agent is off', { settings: {} }, closed],
    ['a person’s text after seven days', { last_inbound_at: now - 168 * hour }, closed],
    ['a person who only reacted', { last_inbound_at: null }, closed],
    [
      'a private reply to a comment',
      { identities: [{ kind: 'comment', value: '17' }] },
      { verdict: 'allowed', cost: 'unknown' },
    ],
  ])('%s', (_, changes, verdict) => {
    expect(policy.judge({ ...outside, ...changes })).toMatchObject(verdict);
  });
});
