import { describe, expect, it } from 'vitest';
import { type Script, type Scripted, talk, yes } from '../../../test/dialogue.ts';
import { care } from './account.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';

const bot = 'U0000000000000000000000000000b001';
const hook = 'https://hub.example/api/v1/webhooks/line/a1';
const now = Date.UTC(2026, 10, 23, 20);
const day = 24 * 60 * 60 * 1000;

const withToken = credentialsSchema.parse({ channel_access_token: 'token', channel_secret: 'x' });
const withId = credentialsSchema.parse({ channel_id: '1650000001', channel_secret: 'x' });

function input(credentials = withToken, secrets = ['secret'], external_id: string | null = bot) {
  return { credentials, secrets, settings: {}, external_id, now };
}

function no(status: number, message: string): Scripted {
  return { status, body: { message } };
}

const oauthNo: Scripted = { status: 400, body: { error: 'invalid_client' } };

const run = <Result>(dialogue: Parameters<typeof talk<Result>>[0], script: Script) =>
  talk(dialogue, script, explainError);

const info = {
  userId: bot,
  basicId: '@216abcde',
  displayName: 'Corner Shop',
  pictureUrl: 'https://profile.example/shop',
  chatMode: 'chat',
  markAsReadMode: 'manual',
};

describe('the ways to connect', () => {
  it('name fields of the credentials, and all that must be given', () => {
    for (const { fields } of care.ways) {
      const given = Object.fromEntries(fields.map(({ name }) => [name, '1']));
      expect(credentialsSchema.parse(given)).toEqual(given);
    }
  });
});

describe('the check of credentials', () => {
  const good: Script = {
    'GET /v2/bot/info': yes(info),
    'POST /v2/oauth/verify': yes({ client_id: '1650000001', expires_in: 3_138_007_490, scope: 'P CM' }),
    'POST /oauth2/v3/token': yes({ access_token: 'made', expires_in: 900 }),
  };
  const check = (script: Script, given = input()) =>
    run(care.validateCredentials(given), { ...good, ...script });

  it('finds nothing wrong with good ones, and proves the secret', () => {
    const { result, requests } = check({});
    const expected = { valid: true, external_id: bot, expires_at: null, permissions: null, problems: [] };
    expect(result).toEqual(expected);
    expect(requests.at(-1)).toMatchObject({
      body: { client_id: '1650000001', client_secret: 'secret' },
      authorised: true,
    });
    expect(check({}, input(withId)).asked).toEqual(['GET /v2/bot/info']);
    expect(check({}, input(withId)).result).toEqual(expected);
  });

  it('is content with one of two secrets', () => {
    const answers = [oauthNo, yes({ access_token: 'made' })];
    const { result, requests } = check(
      { 'POST /oauth2/v3/token': answers },
      input(withToken, ['new', 'old']),
    );
    expect(result.valid).toBe(true);
    expect(requests.at(-1)?.body).toMatchObject({ client_secret: 'old' });
  });

  const v2_1 = 'GET /oauth2/v2.1/verify';
  type Report = { valid: boolean; codes: string[]; cause?: RegExp; expires_at?: number };
  const cases: [what: string, script: Script, expected: Report][] = [
    [
      'no answer',
      { 'GET /v2/bot/info': 'silence' },
      { valid: false, codes: ['TimeoutError'], cause: /no answer/ },
    ],
    [
      'a refused token',
      { 'GET /v2/bot/info': no(401, 'Authentication failed') },
      { valid: false, codes: ['401'], cause: /wrong, expired or revoked/ },
    ],
    [
      'another account',
      { 'GET /v2/bot/info': yes({ ...info, userId: 'U9' }) },
      { valid: false, codes: ['other_account'], cause: /U9/ },
    ],
    [
      'a wrong secret',
      { 'POST /oauth2/v3/token': oauthNo },
      { valid: false, codes: ['wrong_secret'], cause: /cannot be verified/ },
    ],
    [
      'a secret that could not be tried',
      { 'POST /oauth2/v3/token': no(500, 'Internal Server Error') },
      { valid: true, codes: ['500'] },
    ],
    [
      'a token that ends soon',
      { 'POST /v2/oauth/verify': yes({ client_id: '1650000001', expires_in: 86_400 }) },
      { valid: true, codes: ['token_ends_soon'], cause: /2026-11-24T20/, expires_at: now + day },
    ],
    [
      'a token made from an assertion',
      {
        'POST /v2/oauth/verify': oauthNo,
        [v2_1]: yes({ client_id: '1650000001', expires_in: 20 * 86_400 }),
      },
      { valid: true, codes: [], expires_at: now + 20 * day },
    ],
    [
      'a token nobody tells of',
      { 'POST /v2/oauth/verify': oauthNo, [v2_1]: oauthNo },
      { valid: true, codes: ['token_unknown'], cause: /15 minutes/ },
    ],
    [
      'a verification without answer',
      { 'POST /v2/oauth/verify': 'silence' },
      { valid: true, codes: ['TimeoutError'] },
    ],
  ];
  it.each(cases)('explains %s', (_what, script, { valid, codes, cause, ...more }) => {
    const { result } = check(script);
    expect(result).toMatchObject({ valid, ...more });
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
    if (cause) expect(result.problems[0]?.cause).toMatch(cause);
    for (const one of result.problems) expect(one.cause && one.fix).toBeTruthy();
  });

  it('knows a secret given as the token', () => {
    const given = { ...withToken, channel_access_token: '0123456789abcdef0123456789abcdef' };
    const { result } = check({ 'GET /v2/bot/info': no(401, 'Authentication failed') }, input(given));
    expect(result.problems[0]?.cause).toMatch(/looks like a channel secret/);
  });

  it('knows a token of another channel', () => {
    const { result } = check({}, input({ ...withToken, channel_id: '1650000002' }));
    expect(result).toMatchObject({ valid: false, problems: [{ code: 'other_channel' }] });
  });

  it('takes any account while none is known', () => {
    expect(check({}, input(withToken, ['secret'], null)).result).toMatchObject({
      valid: true,
      external_id: bot,
    });
  });
});

describe('account information', () => {
  const answers: Script = {
    'GET /v2/bot/info': yes(info),
    'GET /v2/bot/insight/followers': yes({ status: 'ready', followers: 7620, blocks: 237 }),
    'GET /v2/bot/channel/webhook/endpoint': yes({ endpoint: hook, active: true }),
    'GET /v2/bot/message/quota': yes({ type: 'limited', value: 200 }),
    'GET /v2/bot/message/quota/consumption': yes({ totalUsage: 40 }),
  };
  const read = (script: Script) => run(care.accountInfo(input()), { ...answers, ...script });

  it('is what the platform says', () => {
    const { result, asked } = read({});
    expect(result).toMatchObject({
      page_id: bot,
      page_name: 'Corner Shop',
      page_url: 'https://line.me/R/ti/p/%40216abcde',
      avatar_url: 'https://profile.example/shop',
      follower_count: 7620,
      verification_status: null,
      capabilities: expect.arrayContaining(['text', 'cards', 'receive']),
      standing: { can_send: 'yes', quality: null, limit: { limit: 200, used: 40 }, problems: [] },
      details: { basicId: '@216abcde', chatMode: 'chat', blocks: 237 },
    });
    expect(result).toMatchObject({ capabilities: expect.not.arrayContaining(['template', 'reaction']) });
    // It is the 24th in Japan already; the number of the 22nd is sure to be there.
    expect(asked).toContain('GET /v2/bot/insight/followers?date=20261122');
  });

  it('names the premium id first', () => {
    const { result } = read({ 'GET /v2/bot/info': yes({ ...info, premiumId: '@corner' }) });
    expect(result).toMatchObject({ page_url: 'https://line.me/R/ti/p/%40corner' });
  });

  it('is no more than the platform says', () => {
    const { result } = read({
      'GET /v2/bot/info': yes({ userId: bot }),
      'GET /v2/bot/insight/followers': yes({ status: 'unready' }),
      'GET /v2/bot/message/quota': 'silence',
    });
    expect(result).toMatchObject({
      page_name: null,
      page_url: null,
      avatar_url: null,
      follower_count: null,
      standing: { can_send: 'unknown', limit: null, problems: [{ kind: 'temporary' }] },
      details: {},
    });
  });

  it('is a failure when the account cannot be read', () => {
    expect(read({ 'GET /v2/bot/info': no(401, '') }).result).toMatchObject({ kind: 'credentials' });
  });

  it('tells that the month is used up, and that replies still go', () => {
    const { result } = read({ 'GET /v2/bot/message/quota/consumption': yes({ totalUsage: 200 }) });
    expect(result).toMatchObject({
      capabilities: expect.arrayContaining(['text']),
      standing: { can_send: 'limited', problems: [{ kind: 'quota_exhausted' }] },
    });
  });

  it('knows plans without a limit', () => {
    const { result } = read({ 'GET /v2/bot/message/quota': yes({ type: 'none' }) });
    expect(result).toMatchObject({ standing: { can_send: 'yes', limit: { limit: null, used: 40 } } });
  });

  it.each([
    ['switched off', yes({ endpoint: hook, active: false })],
    ['missing', no(404, 'Webhook endpoint not found')],
  ])('receives nothing while the webhook is %s', (_what, answer) => {
    const { result } = read({ 'GET /v2/bot/channel/webhook/endpoint': answer });
    expect(result).toMatchObject({ capabilities: expect.not.arrayContaining(['receive']) });
  });
});

describe('the quota', () => {
  const plan = (quota: Scripted, consumption: Scripted) =>
    run(care.quota(input()), {
      'GET /v2/bot/message/quota': quota,
      'GET /v2/bot/message/quota/consumption': consumption,
    }).result;

  it.each([
    ['limited', { type: 'limited', value: 5000 }, { limit: 5000, used: 31 }],
    ['without a limit', { type: 'none' }, { limit: null, used: 31 }],
    ['of no messages at all', { type: 'limited', value: 0 }, { limit: 0, used: 31 }],
  ])('is that of a plan %s', (_what, answer, expected) => {
    expect(plan(yes(answer), yes({ totalUsage: 31 }))).toEqual(expected);
  });

  it.each([
    ['the plan cannot be read', no(401, ''), yes({ totalUsage: 31 }), 'credentials'],
    ['the use cannot be read', yes({ type: 'none' }), 'silence' as const, 'temporary'],
    ['the plan has no number', yes({ type: 'limited' }), yes({ totalUsage: 31 }), 'unknown'],
    ['the use has no number', yes({ type: 'none' }), yes({}), 'unknown'],
  ])('is a failure when %s', (_what, quota, consumption, kind) => {
    expect(plan(quota, consumption)).toMatchObject({ kind });
  });
});

describe('the webhook', () => {
  const endpoint = 'GET /v2/bot/channel/webhook/endpoint';
  const wish = { callback_url: hook, verify_token: null, fields: [] };

  const states: [what: string, answer: Scripted, expected: object, codes: string[]][] = [
    ['set and on', yes({ endpoint: hook, active: true }), { subscribed: true, callback_url: hook }, []],
    [
      'set but off',
      yes({ endpoint: hook, active: false }),
      { subscribed: false, fields: [] },
      ['webhook_inactive'],
    ],
    ['not set', no(404, 'Webhook endpoint not found'), { subscribed: false, callback_url: null }, ['404']],
    ['not told', 'silence', { subscribed: null, callback_url: null }, ['TimeoutError']],
  ];
  it.each(states)('is read when it is %s', (_what, answer, expected, codes) => {
    const { result } = run(care.webhookState(input()), { [endpoint]: answer });
    expect(result).toMatchObject(expected);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
  });

  const good: Script = {
    'PUT /v2/bot/channel/webhook/endpoint': yes({}),
    'POST /v2/bot/channel/webhook/test': yes({ success: true, statusCode: 200, reason: 'OK', detail: '200' }),
    [endpoint]: yes({ endpoint: hook, active: true }),
  };
  const setup = (script: Script) => run(care.setupWebhook(input(), wish), { ...good, ...script });

  it('is set, tried and read back', () => {
    const { result, requests } = setup({});
    expect(result).toMatchObject({ success: true, manual: [] });
    expect(result.fields).toContain('message');
    expect(result.steps.map(({ done }) => done)).toEqual([true, true, true]);
    expect(requests.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', { endpoint: hook }],
      ['POST', { endpoint: hook }],
      ['GET', undefined],
    ]);
  });

  it('leaves the switch to a person', () => {
    const { result } = setup({ [endpoint]: yes({ endpoint: hook, active: false }) });
    expect(result).toMatchObject({
      success: false,
      fields: [],
      manual: [expect.stringMatching(/Use webhook/)],
    });
    expect(result.steps.every(({ done }) => done)).toBe(true);
  });

  const failures: [what: string, script: Script, code: string, cause: RegExp][] = [
    [
      'no https',
      { 'PUT /v2/bot/channel/webhook/endpoint': no(400, 'Invalid webhook endpoint URL') },
      '400 Invalid webhook endpoint URL',
      /does not take this address/,
    ],
    ...(
      [
        ['COULD_NOT_CONNECT', /could not connect/],
        ['REQUEST_TIMEOUT', /in time/],
        ['ERROR_STATUS_CODE', /an error/],
        ['UNCLASSIFIED', /could not use/],
      ] as const
    ).map(([reason, cause]): [string, Script, string, RegExp] => [
      reason,
      {
        'POST /v2/bot/channel/webhook/test': yes({ success: false, statusCode: 0, reason, detail: 'words' }),
      },
      reason,
      cause,
    ]),
    [
      'a URL that did not change',
      { [endpoint]: yes({ endpoint: 'https://old.example', active: true }) },
      'other_callback',
      /old\.example/,
    ],
    [
      'a test without answer',
      { 'POST /v2/bot/channel/webhook/test': 'silence' },
      'TimeoutError',
      /no answer/,
    ],
  ];
  it.each(failures)('is no success with %s', (_what, script, code, cause) => {
    const { result } = setup(script);
    expect(result.success).toBe(false);
    const failure = result.steps.find(({ done }) => !done)?.failure;
    expect(failure?.code).toBe(code);
    expect(failure?.cause).toMatch(cause);
  });
});

describe('the profile of a person', () => {
  const user = { kind: 'user', value: 'U1' };
  const profile = (answer: Scripted, path = '/v2/bot/profile/U1', thread_id?: string) =>
    run(care.contactProfile(input(), { identities: [user], ...(thread_id && { thread_id }) }), {
      [`GET ${path}`]: answer,
    }).result;

  it('has name, picture and language', () => {
    const answer = yes({
      displayName: 'Yuki',
      userId: 'U1',
      pictureUrl: 'https://p.example/1',
      language: 'ja',
    });
    expect(profile(answer)).toEqual({ name: 'Yuki', picture_url: 'https://p.example/1', locale: 'ja' });
  });

  it('is that of a member in a group or room', () => {
    const answer = yes({ displayName: 'Yuki', userId: 'U1' });
    expect(profile(answer, '/v2/bot/group/C1/member/U1', 'C1')).toEqual({ name: 'Yuki' });
    expect(profile(answer, '/v2/bot/room/R1/member/U1', 'R1')).toEqual({ name: 'Yuki' });
  });

  it('is empty where LINE tells nothing, and a failure where it cannot be asked', () => {
    expect(profile(no(404, 'Not found'))).toEqual({});
    expect(profile('silence')).toMatchObject({ kind: 'temporary' });
  });
});
