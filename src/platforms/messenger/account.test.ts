import { describe, expect, it } from 'vitest';
import { graphNo, type Script, type Scripted, talk, yes } from '../../../test/dialogue.ts';
import { care } from './account.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';

const page = '/v26.0/110000000000001';
const app = '/v26.0/910000000000001/subscriptions';
const hook = 'https://hub.example/api/v1/webhooks/messenger/a1';
const now = Date.UTC(2026, 10, 23);

const run = <Result>(dialogue: Parameters<typeof talk<Result>>[0], script: Script) =>
  talk(dialogue, script, explainError);

const credentials = credentialsSchema.parse({
  page_access_token: 'EAApage',
  page_id: '110000000000001',
  app_secret: 'x',
  app_id: '910000000000001',
});
const { app_id: _, ...withoutApp } = credentials;

function input(given: typeof credentials = credentials) {
  return { credentials: given, secrets: ['secret'], settings: {}, external_id: given.page_id, now };
}

const token = {
  app_id: '910000000000001',
  type: 'PAGE',
  is_valid: true,
  expires_at: 0,
  scopes: ['pages_messaging', 'pages_manage_metadata', 'pages_show_list'],
};
const debug = (change: object) => ({ 'GET /v26.0/debug_token': yes({ data: { ...token, ...change } }) });

describe('the ways to connect', () => {
  it('name fields of the credentials, and all that must be given', () => {
    for (const { fields } of care.ways) {
      const given = Object.fromEntries(fields.filter((one) => !one.optional).map(({ name }) => [name, '1']));
      expect(credentialsSchema.safeParse(given).success).toBe(true);
      for (const { name } of fields) expect(Object.keys(credentialsSchema.shape)).toContain(name);
    }
  });
});

describe('the check of credentials', () => {
  const good: Script = {
    'GET /v26.0/me': yes({ id: '110000000000001', name: 'Corner Shop' }),
    ...debug({}),
  };
  const check = (script: Script, given = input()) =>
    run(care.validateCredentials(given), { ...good, ...script });

  it('finds nothing wrong with good ones', () => {
    const { result, requests } = check({});
    expect(result).toEqual({
      valid: true,
      external_id: '110000000000001',
      expires_at: null,
      permissions: { granted: token.scopes, missing: [] },
      problems: [],
    });
    expect(requests.at(-1)).toMatchObject({
      headers: { authorization: 'Bearer 910000000000001|secret' },
      authorised: true,
    });
    expect(check({}, input(withoutApp)).result).toMatchObject({ valid: true, permissions: null });
  });

  const ofUser = '(#100) Tried accessing nonexistent field (category) on node type (User)';
  type Report = { valid: boolean; codes: string[]; cause?: RegExp };
  const cases: [what: string, script: Script, expected: Report][] = [
    [
      'no answer',
      { 'GET /v26.0/me': 'silence' },
      { valid: false, codes: ['TimeoutError'], cause: /no answer/ },
    ],
    [
      'the token of a person',
      {
        'GET /v26.0/me': [yes({ id: '5', name: 'Ann Lee' }), graphNo(100, ofUser)],
        ...debug({ type: 'USER' }),
      },
      { valid: false, codes: ['no_page_token'], cause: /of a person or system user \(Ann Lee\)/ },
    ],
    [
      'the token of another Page',
      { 'GET /v26.0/me': [yes({ id: '7', name: 'Other' }), yes({ id: '7', category: 'Shop' })] },
      {
        valid: false,
        codes: ['other_page'],
        cause: /another Page \(Other\), not of the Page 110000000000001/,
      },
    ],
    [
      'the token of another Page that shows no more',
      { 'GET /v26.0/me': [yes({ id: '7', name: 'Other' }), graphNo(10, 'pages_read_engagement')] },
      { valid: false, codes: ['other_page'] },
    ],
    [
      'a changed password',
      {
        'GET /v26.0/me': graphNo(190, 'Error validating access token', { error_subcode: 460 }),
        ...debug({ is_valid: false, error: { code: 190, subcode: 460, message: 'changed' } }),
      },
      { valid: false, codes: ['190/460'], cause: /password/ },
    ],
    [
      'a token that only the app finds invalid',
      {
        'GET /v26.0/me': graphNo(200, 'no'),
        ...debug({ is_valid: false, error: { code: 190, subcode: 463 } }),
      },
      { valid: false, codes: ['200', '190/463'], cause: /expired/ },
    ],
    [
      'a missing permission',
      debug({ scopes: ['pages_manage_metadata'] }),
      { valid: true, codes: ['permission_missing'], cause: /pages_messaging/ },
    ],
    [
      'a permission for another Page',
      debug({ granular_scopes: [{ scope: 'pages_messaging', target_ids: ['7'] }] }),
      { valid: true, codes: ['permission_elsewhere'] },
    ],
    ['a token of another app', debug({ is_valid: false }), { valid: false, codes: ['token_of_another_app'] }],
    [
      'a wrong app secret',
      { 'GET /v26.0/debug_token': graphNo(190, 'Invalid OAuth access token signature.') },
      { valid: false, codes: ['190'], cause: /app ID and app secret/ },
    ],
  ];
  it.each(cases)('explains %s', (_what, script, { valid, codes, cause }) => {
    const { result } = check(script);
    expect(result.valid).toBe(valid);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
    if (cause) expect(result.problems.map((one) => one.cause).join(' ')).toMatch(cause);
    for (const one of result.problems) expect(one.cause && one.fix).toBeTruthy();
  });

  it('knows a token of another login', () => {
    const given = { ...withoutApp, page_access_token: 'IGAAtoken' };
    const { result } = check({ 'GET /v26.0/me': graphNo(190, 'Cannot parse access token') }, input(given));
    expect(result.problems[0]).toMatchObject({
      cause: expect.stringMatching(/begins with IG/),
      fix: expect.stringMatching(/Page access token/),
    });
  });
});

describe('account information', () => {
  const node = {
    id: '110000000000001',
    name: 'Corner Shop',
    username: 'cornershop',
    link: 'https://www.facebook.com/cornershop',
    picture: { data: { url: 'https://scontent.example/1.jpg' } },
    followers_count: 1200,
    fan_count: 1100,
    verification_status: 'blue_verified',
  };
  const ours = { id: '910000000000001', subscribed_fields: ['messages'] };
  const answers: Script = {
    [`GET ${page}`]: yes(node, { 'x-app-usage': '{"call_count":3,"total_time":28,"total_cputime":25}' }),
    [`GET ${page}/subscribed_apps`]: yes({ data: [ours] }),
    [`GET ${app}`]: yes({ data: [] }),
    ...debug({}),
  };
  const info = (script: Script, given = input()) =>
    run(care.accountInfo(given), { ...answers, ...script }).result;

  it('is what the platform says', () => {
    expect(info({})).toMatchObject({
      page_id: '110000000000001',
      page_name: 'Corner Shop',
      page_url: 'https://www.facebook.com/cornershop',
      avatar_url: 'https://scontent.example/1.jpg',
      follower_count: 1200,
      verification_status: 'blue_verified',
      capabilities: expect.arrayContaining(['text', 'cards', 'receive']),
      standing: { can_send: 'yes', quality: null, limit: { limit: 100, used: 28 }, problems: [] },
      details: { username: 'cornershop', fan_count: 1100 },
    });
  });

  it('asks for what needs no permission when the rest is refused', () => {
    const least = [graphNo(10, 'permission'), yes({ id: '110000000000001', name: 'Corner Shop' })];
    const { asked } = run(care.accountInfo(input()), { ...answers, [`GET ${page}`]: least });
    expect(asked[1]).toBe(`GET ${page}?fields=id%2Cname`);
  });

  it('is no more than the platform says', () => {
    const least = [graphNo(10, 'permission'), yes({ id: '110000000000001', name: 'Corner Shop' })];
    expect(info({ [`GET ${page}`]: least }, input(withoutApp))).toMatchObject({
      page_url: null,
      avatar_url: null,
      follower_count: null,
      verification_status: null,
      standing: { can_send: 'unknown', quality: null, limit: null, problems: [] },
    });
  });

  it('is a failure when the Page cannot be read', () => {
    expect(info({ [`GET ${page}`]: graphNo(190) })).toMatchObject({ kind: 'credentials' });
    expect(info({ [`GET ${page}`]: 'silence' })).toMatchObject({ kind: 'temporary' });
  });

  it('cannot send without the permission, nor receive without a subscription', () => {
    const result = info({
      ...debug({ scopes: ['pages_manage_metadata'] }),
      [`GET ${page}/subscribed_apps`]: yes({ data: [{ ...ours, id: '7' }] }),
    });
    expect(result).toMatchObject({
      capabilities: [],
      standing: { can_send: 'no', problems: [{ code: 'permission_missing' }] },
    });
  });

  it('is slowed down when the calls are used up', () => {
    const usage = '{"110":[{"type":"pages","call_count":101,"total_time":1,"total_cputime":1}]}';
    const answer = yes(node, { 'x-business-use-case-usage': usage });
    expect(info({ [`GET ${page}`]: answer })).toMatchObject({
      standing: { can_send: 'limited', limit: { used: 101 }, problems: [{ kind: 'rate_limited' }] },
    });
  });
});

describe('the webhook', () => {
  const wish = { callback_url: hook, verify_token: 'verify', fields: ['messages', 'message_echoes'] };
  const subscribed = (subscribed_fields: readonly string[], id = '910000000000001') =>
    yes({ data: [{ id, name: 'App', subscribed_fields }] });
  const directed = (callback_url: string, fields: readonly string[], active = true) =>
    yes({ data: [{ object: 'page', callback_url, active, fields: fields.map((name) => ({ name })) }] });
  const good: Script = {
    [`GET ${page}/subscribed_apps`]: subscribed(wish.fields),
    [`GET ${app}`]: directed(hook, wish.fields),
  };

  const states: [what: string, script: Script, expected: object, codes: string[]][] = [
    ['well', {}, { subscribed: true, fields: wish.fields, callback_url: hook }, []],
    [
      'of another app only',
      { [`GET ${page}/subscribed_apps`]: subscribed(['messages'], '7') },
      { subscribed: false },
      ['not_subscribed'],
    ],
    [
      'without messages',
      { [`GET ${page}/subscribed_apps`]: subscribed(['feed']) },
      { fields: ['feed'] },
      ['field_missing'],
    ],
    ['without a callback', { [`GET ${app}`]: yes({ data: [] }) }, { callback_url: null }, ['no_callback']],
    ['of an app without messages', { [`GET ${app}`]: directed(hook, ['feed']) }, {}, ['field_missing']],
    ['switched off', { [`GET ${app}`]: directed(hook, ['messages'], false) }, {}, ['webhook_inactive']],
    [
      'not told',
      { [`GET ${page}/subscribed_apps`]: 'silence', [`GET ${app}`]: 'silence' },
      { subscribed: null, callback_url: null, fields: [] },
      ['TimeoutError', 'TimeoutError'],
    ],
  ];
  it.each(states)('is read when it is %s', (_what, script, expected, codes) => {
    const { result } = run(care.webhookState(input()), { ...good, ...script });
    expect(result).toMatchObject(expected);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
  });

  it('takes whoever is subscribed for the app whose id is not known', () => {
    const { result } = run(care.webhookState(input(withoutApp)), {
      [`GET ${page}/subscribed_apps`]: yes({
        data: [
          { id: '7', subscribed_fields: ['feed'] },
          { id: '8', subscribed_fields: ['messages'] },
        ],
      }),
    });
    expect(result).toEqual({
      subscribed: true,
      fields: ['feed', 'messages'],
      callback_url: null,
      problems: [],
    });
  });

  it('is set up at the Page and at the app, keeping what was there', () => {
    const { result, requests } = run(care.setupWebhook(input(), wish), {
      [`GET ${page}/subscribed_apps`]: [subscribed(['feed']), subscribed(['feed', ...wish.fields])],
      [`POST ${page}/subscribed_apps`]: yes(),
      [`GET ${app}`]: [
        directed('https://old.example', ['leadgen']),
        directed(hook, ['leadgen', ...wish.fields]),
      ],
      [`POST ${app}`]: yes(),
    });
    expect(result).toMatchObject({
      success: true,
      fields: ['feed', 'messages', 'message_echoes'],
      manual: [],
    });
    expect(result.steps.every(({ done }) => done)).toBe(true);
    const posts = requests.filter(({ method }) => method === 'POST');
    expect(posts[0]?.path).toBe(`${page}/subscribed_apps?subscribed_fields=feed%2Cmessages%2Cmessage_echoes`);
    expect(posts[1]).toMatchObject({
      authorised: true,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: {
        object: 'page',
        callback_url: hook,
        verify_token: 'verify',
        fields: 'leadgen,messages,message_echoes',
        include_values: 'true',
      },
    });
  });

  it('is not set twice at the app', () => {
    const { result, asked } = run(care.setupWebhook(input(), wish), {
      ...good,
      [`POST ${page}/subscribed_apps`]: yes(),
    });
    expect(result.success).toBe(true);
    expect(asked).not.toContain(`POST ${app}`);
  });

  it('leaves out fields that Meta does not know', () => {
    const refusal =
      '(#100) Param subscribed_fields[1] must be one of {MESSAGES, feed} - got "message_echoes".';
    const { result, asked } = run(care.setupWebhook(input(withoutApp), wish), {
      [`GET ${page}/subscribed_apps`]: [yes({ data: [] }), subscribed(['messages'])],
      [`POST ${page}/subscribed_apps`]: [graphNo(100, refusal), yes()],
    });
    expect(result).toMatchObject({ success: true, fields: ['messages'] });
    expect(asked).toContain(`POST ${page}/subscribed_apps?subscribed_fields=messages`);
  });

  it('asks for its own fields alone where it may not have those of others', () => {
    const { result, asked } = run(care.setupWebhook(input(withoutApp), wish), {
      [`GET ${page}/subscribed_apps`]: [subscribed(['leadgen'], '7'), subscribed(wish.fields)],
      [`POST ${page}/subscribed_apps`]: [graphNo(200, 'leads_retrieval'), yes()],
    });
    expect(result.success).toBe(true);
    expect(asked.at(-2)).toBe(`POST ${page}/subscribed_apps?subscribed_fields=messages%2Cmessage_echoes`);
  });

  it('says what is left to do by hand', () => {
    const byHand = (answer: Scripted, given = input()) =>
      run(care.setupWebhook(given, wish), {
        ...good,
        [`POST ${page}/subscribed_apps`]: yes(),
        [`GET ${app}`]: yes({ data: [] }),
        [`POST ${app}`]: answer,
      }).result;
    expect(byHand(graphNo(100, 'Callback verification failed'))).toMatchObject({
      success: false,
      manual: [expect.stringMatching(/^Open the app at .* > Messenger API Settings > .*hub\.example/)],
    });
    expect(byHand('silence', input(withoutApp))).toMatchObject({
      success: true,
      manual: [expect.stringMatching(/^Unless it is done already: open the app/)],
    });
    // Meta said yes, yet the callback is not there.
    expect(byHand(yes())).toMatchObject({ success: false, manual: [expect.stringMatching(/^Open the app/)] });
  });

  it('is no success when the Page is not subscribed', () => {
    const { result } = run(care.setupWebhook(input(), wish), {
      ...good,
      [`GET ${page}/subscribed_apps`]: yes({ data: [] }),
      [`POST ${page}/subscribed_apps`]: graphNo(200, 'pages_manage_metadata'),
    });
    expect(result.success).toBe(false);
    expect(result.steps.filter(({ done }) => !done).map(({ failure }) => failure?.code)).toEqual([
      '200',
      'field_missing',
    ]);
  });
});

describe('the profile of a person', () => {
  const identities = [{ kind: 'psid', value: '4001' }];
  const profile = (answer: Scripted) =>
    run(care.contactProfile(input(), { identities }), { 'GET /v26.0/4001': answer }).result;

  it('has name and picture', () => {
    const picture = { profile_pic: 'https://platform.example/1.jpg' };
    expect(profile(yes({ name: 'Ann Lee', ...picture }))).toEqual({
      name: 'Ann Lee',
      picture_url: 'https://platform.example/1.jpg',
    });
    expect(profile(yes({ first_name: 'Ann', last_name: 'Lee' }))).toEqual({ name: 'Ann Lee' });
  });

  it('is empty where Meta tells nothing, and a failure where it cannot be asked', () => {
    expect(profile(yes({}))).toEqual({});
    expect(profile(graphNo(230, 'consent'))).toEqual({});
    expect(profile(graphNo(100, 'no profile', { error_subcode: 2018218 }))).toEqual({});
    expect(profile(graphNo(190))).toMatchObject({ kind: 'credentials' });
    expect(profile('silence')).toMatchObject({ kind: 'temporary' });
  });
});
