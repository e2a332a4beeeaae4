import { describe, expect, it } from 'vitest';
import type { PolicyInput } from '../policy.ts';
import { policy } from './policy.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12);

const usual: PolicyInput = {
  now,
  thread: { kind: 'direct' },
  identities: [{ kind: 'phone', value: '66812345678' }],
  last_inbound_at: now - hour,
  window_ends_at: now + 23 * hour,
  known_since: now - 100 * hour,
  standby: false,
  author: 'api',
  content: { type: 'text' },
  reply_until: null,
  quota: null,
  settings: {},
  subscribed: true,
};

const template = { type: 'template' } as const;
const long = { last_inbound_at: now - 25 * hour, window_ends_at: now - hour };
const never = { last_inbound_at: null, window_ends_at: null };
const group = { thread: { kind: 'group', id: 'G1' } } as const;

describe('what WhatsApp lets through', () => {
  it.each<[string, Partial<PolicyInput>, object]>([
    ['a text inside the window', {}, { verdict: 'allowed', cost: 'free', ends_at: now + 23 * hour }],
    ['a template inside the window', { content: template }, { verdict: 'allowed', cost: 'charged' }],
    ['a text when it ends just now', { window_ends_at: now }, { verdict: 'with_template' }],
    [
      'a text outside it',
      long,
      { verdict: 'with_template', cost: 'charged', failure: { kind: 'window_closed', code: '131047' } },
    ],
    ['asked in general, outside', { ...long, content: null }, { verdict: 'with_template', ends_at: null }],
    ['a template outside', { ...long, content: template }, { verdict: 'allowed', cost: 'charged' }],
    [
      'a native template outside',
      { ...long, content: { type: 'native', body: { type: 'template' } } },
      { verdict: 'allowed' },
    ],
    [
      'another native body outside',
      { ...long, content: { type: 'native', body: { type: 'text' } } },
      { verdict: 'with_template' },
    ],
    ['somebody who never wrote', never, { verdict: 'with_template' }],
    [
      'somebody who may have written before the account was connected',
      { ...never, known_since: now - hour },
      { verdict: 'allowed', cost: 'unknown', ends_at: now + 23 * hour },
    ],
    ['a text to a group', { ...never, ...group }, { verdict: 'allowed', cost: 'unknown' }],
    [
      'choices to a group',
      { ...group, content: { type: 'choices' } },
      { verdict: 'refused', failure: { kind: 'content_rejected' } },
    ],
  ])('%s', (_, changes, verdict) => {
    expect(policy.judge({ ...usual, ...changes })).toMatchObject(verdict);
  });
});
