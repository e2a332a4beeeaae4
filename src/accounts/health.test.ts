import { describe, expect, it } from 'vitest';
import type { Failure, FailureKind } from '../errors.ts';
import type { AccountInfo, CredentialReport, Standing, WebhookState } from '../platforms/account-care.ts';
import type { Check, CheckName, HealthFacts } from './check.ts';
import { failingChecks, hasChanged, judge } from './health.ts';
import type { Traffic } from './traffic.ts';

const now = Date.UTC(2026, 0, 15, 9);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function failure(kind: FailureKind, code = 'code'): Failure {
  return { kind, code, message: '', cause: `Cause of ${code}.`, fix: `Fix of ${code}.` };
}

const credentials: CredentialReport = {
  ...{ valid: true, external_id: '1', expires_at: null, problems: [] },
  permissions: { granted: ['send'], missing: [] },
};
const standing: Standing = {
  can_send: 'yes',
  quality: { rating: 'GREEN', level: 'good' },
  limit: { what: 'messages a month', limit: 100, used: 10 },
  problems: [],
};
const info: AccountInfo = {
  ...{ page_id: '1', page_name: 'Shop', page_url: null, avatar_url: null, follower_count: null },
  ...{ verification_status: null, capabilities: ['text', 'receive'], standing, details: {} },
};
const own = 'https://hub.example/api/v1/webhooks/toy/1';
const subscription: WebhookState = {
  ...{ subscribed: true, fields: ['messages', 'statuses'], callback_url: own, problems: [] },
};
/** Webhooks of two weeks, from nine to five on each day but one, the last of them just now. */
const officeHours = Array.from({ length: 14 * 24 }, (_, index) => now - (14 * 24 - index) * hour).filter(
  (time) => {
    const date = new Date(time);
    return date.getUTCDay() !== 0 && date.getUTCHours() >= 9 && date.getUTCHours() < 17;
  },
);
const webhooks: Traffic['webhooks'] = {
  ...{ accepted: 50, failed: 0, refused: 0, refused_since_accepted: 0 },
  recent: { accepted: 5, refused: 0 },
  ...{ last_accepted_at: now - 5 * minute, active: officeHours },
};
const traffic: Traffic = { sends: { ok: 40, failed: 0, milliseconds: 8000 }, webhooks, pause: null };
const healthy: HealthFacts = {
  ...{ now, credentials, info, subscription, traffic },
  wanted: {
    callback_url: own,
    callbacks: [own, 'https://hub.example/api/v1/webhooks/toy'],
    fields: ['messages', 'statuses'],
  },
};

const withStanding = (given: Partial<Standing>): Partial<HealthFacts> => ({
  info: { ...info, standing: { ...standing, ...given } },
});
const withWebhooks = (given: Partial<Traffic['webhooks']>): Partial<HealthFacts> => ({
  traffic: { ...traffic, webhooks: { ...webhooks, ...given } },
});
const withSends = (ok: number, failed: number, milliseconds = 100 * (ok + failed)) => ({
  traffic: { ...traffic, sends: { ok, failed, milliseconds } },
});
const withPause = (since: number, until: number) => ({
  traffic: { ...traffic, pause: { since, until, reason: '190: The token has ended.' } },
});
const report = (given: Partial<CredentialReport>) => ({ credentials: { ...credentials, ...given } });
const held = (given: Partial<WebhookState>) => ({ subscription: { ...subscription, ...given } });

function check(name: CheckName, facts: Partial<HealthFacts>): Check {
  const found = judge({ ...healthy, ...facts }).checks.find((one) => one.name === name);
  if (!found) throw new Error(`Nobody looked at ${name}.`);
  return found;
}

describe('an account with nothing wrong', () => {
  it('is healthy, check by check, and says so', () => {
    const { state, checks, checked_at } = judge(healthy);
    expect({ state, checked_at }).toEqual({ state: 'healthy', checked_at: now });
    expect(checks.map(({ name, state, fix }) => [name, state, fix])).toEqual(
      [
        ...['token', 'permissions', 'subscription', 'webhooks'],
        ...['webhook_signatures', 'sending', 'quality', 'limits'],
      ].map((name) => [name, 'ok', null]),
    );
    for (const { cause } of checks) expect(cause).toMatch(/^[A-Z].*\.$/);
  });
});

describe('one thing alone', () => {
  it.each<[CheckName, string, Partial<HealthFacts>, Check['state'], RegExp]>([
    ['token', 'refused', report({ valid: false, problems: [failure('credentials')] }), 'error', /Cause of/],
    ['token', 'not asked', report({ valid: false, problems: [failure('temporary')] }), 'unknown', /Cause of/],
    [
      'token',
      'lacking only a permission',
      report({ valid: false, problems: [failure('permission')] }),
      'ok',
      /takes/,
    ],
    ['token', 'ended', report({ expires_at: now - 1 }), 'error', /has ended: 2026-01-15T08:59:59\.999Z/],
    ['token', 'ending in a week', report({ expires_at: now + 7 * day }), 'warning', /ends soon/],
    ['token', 'ending in a month', report({ expires_at: now + 30 * day }), 'ok', /takes/],
    ['token', 'taken with a warning', report({ problems: [failure('credentials')] }), 'warning', /Cause of/],
    ['token', 'taken, its end not told', report({ problems: [failure('temporary')] }), 'ok', /takes/],

    ['permissions', 'not told', report({ permissions: null }), 'unknown', /does not tell/],
    [
      'permissions',
      'missing',
      report({ permissions: { granted: [], missing: ['a', 'b'] } }),
      'error',
      /a, b/,
    ],
    [
      'permissions',
      'refused',
      report({ permissions: null, problems: [failure('permission')] }),
      'error',
      /Cause of/,
    ],

    ['subscription', 'none', held({ subscribed: false, problems: [] }), 'error', /sends no events/],
    [
      'subscription',
      'none, explained',
      held({ subscribed: false, problems: [failure('not_found')] }),
      'error',
      /Cause of/,
    ],
    [
      'subscription',
      'of the whole app',
      held({ callback_url: 'https://hub.example/api/v1/webhooks/toy' }),
      'ok',
      /this hub/,
    ],
    [
      'subscription',
      'of somebody else',
      held({ callback_url: 'https://other.example/hook' }),
      'error',
      /elsewhere: https:\/\/other/,
    ],
    [
      'subscription',
      'under an older name',
      held({ callback_url: own.replace('hub', 'old') }),
      'warning',
      /old\.example.*hub\.example/,
    ],
    [
      'subscription',
      'without an event',
      held({ fields: ['messages'] }),
      'warning',
      /not subscribed: statuses/,
    ],
    ['subscription', 'whose events are not told', held({ fields: [] }), 'ok', /this hub/],
    [
      'subscription',
      'that lacks the most important',
      held({ problems: [failure('not_found')] }),
      'error',
      /Cause of/,
    ],
    [
      'subscription',
      'that cannot be read in full',
      held({ problems: [failure('permission')] }),
      'warning',
      /Cause of/,
    ],
    [
      'subscription',
      'that cannot be read',
      held({ subscribed: null, problems: [failure('permission')] }),
      'unknown',
      /Cause of/,
    ],
    ['subscription', 'that nobody tells of', held({ subscribed: null }), 'unknown', /does not tell/],

    ['webhooks', 'never came', withWebhooks({ last_accepted_at: null, active: [] }), 'unknown', /No webhook/],
    [
      'webhooks',
      'silent since yesterday evening',
      withWebhooks({ last_accepted_at: now - 16 * hour }),
      'ok',
      /used to/,
    ],
    [
      'webhooks',
      'silent for longer than two weekends',
      withWebhooks({ last_accepted_at: now - 83 * hour }),
      'warning',
      /since 2026-01-11.*41 h/,
    ],
    [
      'webhooks',
      'rare',
      withWebhooks({ last_accepted_at: now - 9 * day, active: officeHours.slice(0, 5) }),
      'ok',
      /too few/,
    ],
    ['webhooks', 'unusable', withWebhooks({ failed: 2 }), 'warning', /2 webhooks/],

    [
      'webhook_signatures',
      'refused in vain',
      withWebhooks({ refused: 5, refused_since_accepted: 5 }),
      'error',
      /: 5; none since/,
    ],
    [
      'webhook_signatures',
      'refused once',
      withWebhooks({ refused: 1, refused_since_accepted: 1 }),
      'ok',
      /Single/,
    ],
    [
      'webhook_signatures',
      'refused from the first',
      withWebhooks({ refused: 1, refused_since_accepted: 1, last_accepted_at: null }),
      'warning',
      /: 1; none since/,
    ],
    [
      'webhook_signatures',
      'refused before right ones came',
      withWebhooks({ refused: 9 }),
      'ok',
      /right ones come/,
    ],
    [
      'webhook_signatures',
      'refused more often than accepted',
      withWebhooks({ refused: 51, recent: { accepted: 4, refused: 5 } }),
      'warning',
      /: 5\./,
    ],

    ['sending', 'of nothing', withSends(0, 0), 'unknown', /Nothing/],
    ['sending', 'of little', withSends(2, 2), 'ok', /too few/],
    ['sending', 'with some failures', withSends(80, 20), 'warning', /20 of 100/],
    ['sending', 'that mostly fails', withSends(20, 80), 'error', /80 of 100/],
    ['sending', 'that is slow', withSends(10, 0, 60_000), 'warning', /6000 ms/],
    ['sending', 'paused for a moment', withPause(now - 1000, now + 1000), 'warning', /paused until.*190/],
    ['sending', 'paused for long', withPause(now - 200_000, now + 1000), 'error', /paused until.*190/],
    [
      'sending',
      'barred',
      withStanding({ can_send: 'no', problems: [failure('account_blocked')] }),
      'error',
      /Cause of/,
    ],
    ['sending', 'barred without a word', withStanding({ can_send: 'no' }), 'error', /does not let/],
    [
      'sending',
      'restricted',
      withStanding({ can_send: 'limited', problems: [failure('rate_limited')] }),
      'warning',
      /Cause of/,
    ],
    [
      'sending',
      'restricted by the quota alone',
      withStanding({ can_send: 'limited', problems: [failure('quota_exhausted')] }),
      'ok',
      /taken/,
    ],

    ['quality', 'not rated', withStanding({ quality: null }), 'unknown', /no rating/],
    [
      'quality',
      'fair',
      withStanding({ quality: { rating: 'YELLOW', level: 'medium' } }),
      'warning',
      /YELLOW/,
    ],
    ['quality', 'low', withStanding({ quality: { rating: 'RED', level: 'poor' } }), 'error', /RED/],
    [
      'quality',
      'complained about',
      withStanding({ problems: [failure('account_blocked')] }),
      'warning',
      /Cause of/,
    ],
    [
      'quality',
      'low and complained about',
      withStanding({ quality: { rating: 'RED', level: 'poor' }, problems: [failure('rate_limited')] }),
      'error',
      /Cause of/,
    ],
    ['quality', 'not read', { info: failure('temporary') }, 'unknown', /Cause of/],

    ['limits', 'not told', withStanding({ limit: null }), 'unknown', /tells no limit/],
    [
      'limits',
      'none',
      withStanding({ limit: { what: 'people', limit: null, used: null } }),
      'ok',
      /no limit/,
    ],
    [
      'limits',
      'of which nobody knows what is used',
      withStanding({ limit: { what: 'people', limit: 250, used: null } }),
      'ok',
      /at most 250\./,
    ],
    [
      'limits',
      'nearly used up',
      withStanding({ limit: { what: 'messages', limit: 100, used: 80 } }),
      'warning',
      /80 used/,
    ],
    [
      'limits',
      'used up',
      withStanding({ limit: { what: 'messages', limit: 100, used: 100 } }),
      'error',
      /100 used/,
    ],
    [
      'limits',
      'of nothing',
      withStanding({ limit: { what: 'messages', limit: 0, used: 0 } }),
      'error',
      /at most 0/,
    ],
    [
      'limits',
      'exhausted in the platform’s words',
      withStanding({ problems: [failure('quota_exhausted')] }),
      'error',
      /Cause of/,
    ],
    ['limits', 'not read', { info: failure('temporary') }, 'unknown', /Cause of/],
  ])('%s, %s', (name, _, facts, state, cause) => {
    const found = check(name, facts);
    expect({ state: found.state, cause: found.cause }).toEqual({
      state,
      cause: expect.stringMatching(cause),
    });
    // Who is asked to do something is told what.
    if (state === 'warning' || state === 'error') expect(found.fix).toMatch(/./);
  });

  it('of the subscription names what is missing', () => {
    expect(check('subscription', held({ fields: ['messages'] })).details).toMatchObject({
      missing_fields: ['statuses'],
      callback_url: own,
    });
  });
});

describe('the rhythm of webhooks', () => {
  const firstDays = officeHours.filter((time) => time > now - 5 * day);

  it.each([
    // Nobody knows yet whether they ever come at a weekend.
    ['a night and a day of silence in the first week', firstDays, 40 * hour, 'ok'],
    ['four days of silence in the first week', firstDays, 4 * day, 'warning'],
    [
      'three hours of an account that is never silent',
      Array.from({ length: 300 }, (_, index) => now - (300 - index) * hour),
      3 * hour,
      'warning',
    ],
    [
      'an hour of an account that is never silent',
      Array.from({ length: 300 }, (_, index) => now - (300 - index) * hour),
      hour,
      'ok',
    ],
  ])('%s', (_, active, silence, state) => {
    expect(check('webhooks', withWebhooks({ active, last_accepted_at: now - silence })).state).toBe(state);
  });
});

describe('the whole', () => {
  const low = withStanding({ quality: { rating: 'RED', level: 'poor' } });
  const silent = held({ fields: ['messages'] });
  const away = report({ valid: false, problems: [failure('temporary')] });

  it.each([
    ['fails with an error', { ...low, ...silent }, 'failing', ['subscription', 'quality']],
    ['is degraded with a warning', silent, 'degraded', ['subscription']],
    ['is unknown while the platform does not answer', away, 'unknown', []],
    [
      'fails by what the hub itself knows',
      { ...away, ...withPause(now - hour, now + hour) },
      'failing',
      ['sending'],
    ],
  ])('%s', (_, facts, state, names) => {
    const health = judge({ ...healthy, ...facts });
    expect(health.state).toBe(state);
    expect(failingChecks(health.checks).map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['nothing changes', {}, {}, false],
    ['another check fails', silent, withStanding({ quality: { rating: 'YELLOW', level: 'medium' } }), true],
    ['one more fails', silent, { ...silent, ...withSends(80, 20) }, true],
    ['it becomes worse', withSends(80, 20), withSends(20, 80), true],
    ['it is better again', silent, {}, true],
    [
      'the same fails for another reason',
      held({ fields: ['messages'] }),
      held({ fields: ['statuses'] }),
      false,
    ],
    ['only numbers are others', {}, withSends(41, 0), false],
  ])('is news when %s', (_, before, after, news) => {
    expect(hasChanged(judge({ ...healthy, ...before }), judge({ ...healthy, ...after }))).toBe(news);
  });
});
