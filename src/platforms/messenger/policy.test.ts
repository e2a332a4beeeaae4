import { describe, expect, it } from 'vitest';
import type { PolicyInput } from '../policy.ts';
import { policy } from './policy.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12);

const usual: PolicyInput = {
  now,
  thread: { kind: 'direct' },
  identities: [{ kind: 'psid', value: '7001' }],
  last_inbound_at: now - hour,
  window_ends_at: now + 23 * hour,
  known_since: now - 1000 * hour,
  standby: false,
  author: 'api',
  content: { type: 'text' },
  reply_until: null,
  quota: null,
  settings: {},
  subscribed: true,
};

const long = { last_inbound_at: now - 25 * hour, window_ends_at: now - hour };
const tooLong = { last_inbound_at: now - 169 * hour, window_ends_at: now - 145 * hour };
const agent = { author: 'human', settings: { human_agent: 'on' } } as const;
const native = (body: Record<string, unknown>) => ({ content: { type: 'native', body } }) as const;
const tagged = native({ message: { text: 'Hi' }, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
const closed = { verdict: 'with_template', failure: { kind: 'window_closed' } };

describe('what Messenger lets through', () => {
  it.each<[string, Partial<PolicyInput>, object]>([
    ['a text inside the window', {}, { verdict: 'allowed', cost: 'free', ends_at: now + 23 * hour }],
    ['a person’s text inside the window', agent, { verdict: 'allowed' }],
    ['a text outside it', long, closed],
    [
      'a bot’s text in standby',
      { standby: true, author: 'bot' },
      { verdict: 'refused', failure: { kind: 'thread_elsewhere' } },
    ],
    ['a person’s text in standby', { standby: true, author: 'human' }, { verdict: 'allowed' }],
    ['asked in general, outside', { ...long, content: null }, closed],
    ['a utility template outside', { ...long, content: { type: 'template' } }, { verdict: 'allowed' }],
    [
      'a utility template of a native body',
      { ...long, ...native({ message: { template: { name: 'paid' } } }) },
      { verdict: 'allowed' },
    ],
    [
      'a person’s text outside',
      { ...long, ...agent },
      { verdict: 'as_human_agent', ends_at: now + (168 - 25) * hour },
    ],
    ['a person’s text where Human Agent is off', { ...long, author: 'human' }, closed],
    ['a bot’s text where Human Agent is on', { ...long, ...agent, author: 'bot' }, closed],
    ['a person’s text after seven days', { ...tooLong, ...agent }, closed],
    ['a bot’s own tag', { ...long, ...tagged, settings: { human_agent: 'on' } }, closed],
    ['a person’s own tag', { ...long, ...tagged, ...agent }, { verdict: 'as_human_agent' }],
    [
      'a person’s own tag inside the window',
      { ...tagged, ...agent },
      { failure: { kind: 'content_rejected' } },
    ],
    ['a typing sign outside', { ...long, ...native({ sender_action: 'typing_on' }) }, { verdict: 'allowed' }],
    [
      'a private reply to a comment',
      { ...long, identities: [{ kind: 'comment', value: '1_2' }] },
      { verdict: 'allowed', cost: 'unknown' },
    ],
    [
      'a person who answered a private reply',
      {
        ...long,
        identities: [
          { kind: 'comment', value: '1_2' },
          { kind: 'psid', value: '7001' },
        ],
      },
      closed,
    ],
    [
      'a token for messages that were agreed to',
      { ...long, identities: [{ kind: 'token', value: 't' }] },
      { verdict: 'allowed' },
    ],
    [
      'somebody who may have written before the account was connected',
      { last_inbound_at: null, window_ends_at: null, known_since: now - hour },
      { verdict: 'allowed', cost: 'unknown', ends_at: now + 23 * hour },
    ],
  ])('%s', (_, changes, verdict) => {
    expect(policy.judge({ ...usual, ...changes })).toMatchObject(verdict);
  });
});
