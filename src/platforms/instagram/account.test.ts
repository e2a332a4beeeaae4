import { describe, expect, it } from 'vitest';
import { graphNo, type Script, type Scripted, talk, yes } from '../../../test/dialogue.ts';
import { care } from './account.ts';
import { credentialsSchema, type InstagramCredentials } from './credentials.ts';
import { explainError } from './errors.ts';

const ig = '17841000000000001';
const account = `/v26.0/${ig}`;
const page = '/v26.0/110000000000001';
const app = '/v26.0/910000000000001/subscriptions';
const me = 'GET /v26.0/me';
const conversations = 'GET /v26.0/me/conversations';
const hook = 'https://hub.example/api/v1/webhooks/instagram/a1';
const now = Date.UTC(2026, 10, 23);

const run = <Result>(dialogue: Parameters<typeof talk<Result>>[0], script: Script) =>
  talk(dialogue, script, explainError);

const ids = { instagram_business_account_id: ig, app_secret: 'x' };
const login = credentialsSchema.parse({ access_token: 'IGAAtoken', ...ids });
const throughPage = credentialsSchema.parse({
  page_access_token: 'EAApage',
  facebook_page_id: '110000000000001',
  app_id: '910000000000001',
  ...ids,
});
const { app_id: _, ...withoutApp } = throughPage;

function input(credentials: InstagramCredentials) {
  return { credentials, secrets: ['secret'], settings: {}, external_id: ig, now };
}

type Report = { valid: boolean; codes: string[]; cause?: RegExp };

function expectReport(
  result: { valid: boolean; problems: readonly { code: string; cause: string; fix: string }[] },
  expected: Report,
) {
  expect(result.valid).toBe(expected.valid);
  expect(result.problems.map(({ code }) => code)).toEqual(expected.codes);
  if (expected.cause) expect(result.problems.map((one) => one.cause).join(' ')).toMatch(expected.cause);
  for (const one of result.problems) expect(one.cause && one.fix).toBeTruthy();
}

const ofOwner = graphNo(200, 'disabled access', { error_subcode: 2534041 });

describe('the ways to connect', () => {
  it('name fields of the credentials, and all that must be given', () => {
    for (const { fields } of care.ways) {
      const given = Object.fromEntries(fields.filter((one) => !one.optional).map(({ name }) => [name, '1']));
      expect(credentialsSchema.safeParse(given).success).toBe(true);
      for (const { name } of fields) expect(Object.keys(throughPage).concat('access_token')).toContain(name);
    }
  });
});

describe('the check of credentials with Instagram Login', () => {
  const good: Script = {
    [me]: yes({ id: '26000000000000001', user_id: ig, username: 'cornershop' }),
    [conversations]: yes({ data: [] }),
  };
  const check = (script: Script, given = login) =>
    run(care.validateCredentials(input(given)), { ...good, ...script });

  it('finds nothing wrong with good ones, on the host of its own', () => {
    const { result, requests } = check({});
    expect(result).toEqual({
      valid: true,
      external_id: ig,
      expires_at: null,
      permissions: null,
      problems: [],
    });
    expect(requests.map(({ base }) => base)).toEqual(['instagram_graph_url', 'instagram_graph_url']);
  });

  it('reads the account out of a list too', () => {
    expect(check({ [me]: yes({ data: [{ user_id: ig }] }) }).result).toMatchObject({
      valid: true,
      external_id: ig,
    });
  });

  const cases: [what: string, script: Script, expected: Report][] = [
    ['no answer', { [me]: 'silence' }, { valid: false, codes: ['TimeoutError'], cause: /no answer/ }],
    [
      'a dead token',
      { [me]: graphNo(190, 'expired', { error_subcode: 463 }) },
      { valid: false, codes: ['190/463'], cause: /60 days/ },
    ],
    ['a limit', { [me]: graphNo(4, 'limit') }, { valid: false, codes: ['4'] }],
    [
      'the token of another account',
      { [me]: yes({ id: '1', user_id: '17841000000000002' }) },
      { valid: false, codes: ['other_account'], cause: /17841000000000002, not of 17841000000000001/ },
    ],
    [
      'the id that the app has for it',
      { [me]: yes({ id: ig, user_id: '17841000000000002' }) },
      { valid: false, codes: ['other_account'], cause: /webhooks name the account 17841000000000002/ },
    ],
    [
      'a missing permission',
      { [conversations]: graphNo(10, 'permission') },
      { valid: true, codes: ['10'], cause: /permission/ },
    ],
    [
      'messages that the owner keeps to itself',
      { [conversations]: ofOwner },
      { valid: true, codes: ['200/2534041'], cause: /connected tools/ },
    ],
    ['a question nobody answers', { [conversations]: 'silence' }, { valid: true, codes: [] }],
  ];
  it.each(cases)('explains %s', (_what, script, expected) => {
    expectReport(check(script).result, expected);
  });

  it('knows a token of Facebook', () => {
    const { result } = check(
      { [me]: graphNo(190, 'Cannot parse access token') },
      { ...login, access_token: 'EAAx' },
    );
    expect(result.problems[0]).toMatchObject({
      cause: expect.stringMatching(/begins with EA/),
      fix: expect.stringMatching(/page_access_token/),
    });
  });
});

describe('the check of credentials through a Page', () => {
  const token = {
    type: 'PAGE',
    is_valid: true,
    expires_at: 0,
    scopes: ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'],
    granular_scopes: [
      { scope: 'instagram_basic', target_ids: [ig] },
      { scope: 'pages_manage_metadata', target_ids: ['110000000000001'] },
    ],
  };
  const debug = (change: object) => ({ 'GET /v26.0/debug_token': yes({ data: { ...token, ...change } }) });
  const good: Script = {
    [me]: yes({ id: '110000000000001', name: 'Corner Shop' }),
    [`GET ${account}`]: yes({ id: ig, username: 'cornershop' }),
    [conversations]: yes({ data: [] }),
    ...debug({}),
  };
  const check = (script: Script, given: InstagramCredentials = throughPage) =>
    run(care.validateCredentials(input(given)), { ...good, ...script });

  it('finds nothing wrong with good ones', () => {
    const { result, requests } = check({});
    expect(result).toEqual({
      valid: true,
      external_id: ig,
      expires_at: null,
      permissions: { granted: token.scopes, missing: [] },
      problems: [],
    });
    expect(new Set(requests.map(({ base }) => base))).toEqual(new Set(['graph_url']));
    expect(check({}, withoutApp).result).toMatchObject({ valid: true, permissions: null });
  });

  const cases: [what: string, script: Script, expected: Report][] = [
    ['no answer', { [me]: 'silence' }, { valid: false, codes: ['TimeoutError'] }],
    [
      'the token of another Page',
      { [me]: yes({ id: '7', category: 'Shop' }) },
      { valid: false, codes: ['other_page'] },
    ],
    [
      'the token of a person',
      {
        [me]: [
          yes({ id: '5', name: 'Ann Lee' }),
          graphNo(100, 'nonexistent field (category) on node type (User)'),
        ],
      },
      { valid: false, codes: ['no_page_token'], cause: /of a person/ },
    ],
    [
      'an account that is not linked',
      { [`GET ${account}`]: graphNo(100, 'Unsupported get request', { error_subcode: 33 }) },
      { valid: false, codes: ['100/33'], cause: /not linked/ },
    ],
    [
      'an account that could not be asked for',
      { [`GET ${account}`]: 'silence' },
      { valid: true, codes: ['TimeoutError'] },
    ],
    [
      'a missing permission',
      debug({ scopes: ['instagram_basic', 'pages_manage_metadata'] }),
      { valid: true, codes: ['permission_missing'], cause: /instagram_manage_messages/ },
    ],
    [
      'messages that the owner keeps to itself',
      { [conversations]: ofOwner },
      { valid: true, codes: ['200/2534041'], cause: /connected tools/ },
    ],
  ];
  it.each(cases)('explains %s', (_what, script, expected) => {
    expectReport(check(script).result, expected);
  });

  it('knows a token of Instagram Login', () => {
    const given = { ...withoutApp, page_access_token: 'IGAAtoken' };
    const { result } = check({ [me]: graphNo(190, 'Cannot parse access token') }, given);
    expect(result.problems[0]?.cause).toMatch(/begins with IG/);
  });
});

describe('account information', () => {
  const node = {
    id: '26000000000000001',
    user_id: ig,
    username: 'cornershop',
    name: 'Corner Shop',
    account_type: 'BUSINESS',
    profile_picture_url: 'https://scontent.example/1.jpg',
    followers_count: 4300,
    media_count: 12,
  };
  const answers: Script = {
    [me]: yes(node),
    [`GET ${account}`]: yes({ ...node, id: ig, user_id: undefined, account_type: undefined }),
    [`GET ${account}/subscribed_apps`]: yes({ data: [{ id: '8', subscribed_fields: ['messages'] }] }),
    [`GET ${page}/subscribed_apps`]: yes({
      data: [{ id: '910000000000001', subscribed_fields: ['messages'] }],
    }),
    [`GET ${app}`]: yes({ data: [] }),
    [conversations]: yes({ data: [] }),
  };
  const info = (script: Script, given: InstagramCredentials = login) =>
    run(care.accountInfo(input(given)), { ...answers, ...script }).result;

  it.each([
    ['with Instagram Login', login],
    ['through a Page', throughPage],
  ])('is what the platform says %s', (_what, given) => {
    expect(info({}, given)).toMatchObject({
      page_id: ig,
      page_name: 'Corner Shop',
      page_url: 'https://www.instagram.com/cornershop',
      avatar_url: 'https://scontent.example/1.jpg',
      follower_count: 4300,
      verification_status: null,
      capabilities: expect.arrayContaining(['text', 'receive']),
      standing: { can_send: 'yes', quality: null, limit: null, problems: [] },
      details: { media_count: 12 },
    });
  });

  it('is no more than the platform says', () => {
    const silent = { [conversations]: 'silence', [`GET ${account}/subscribed_apps`]: 'silence' } as const;
    expect(info({ [me]: yes({ user_id: ig, username: 'cornershop' }), ...silent })).toMatchObject({
      page_name: 'cornershop',
      avatar_url: null,
      follower_count: null,
      standing: { can_send: 'unknown', problems: [] },
    });
  });

  it('is a failure when the account cannot be read', () => {
    expect(info({ [me]: graphNo(190) })).toMatchObject({ kind: 'credentials' });
  });

  it('cannot send while the owner does not allow it, nor receive without a subscription', () => {
    const result = info({ [conversations]: ofOwner, [`GET ${account}/subscribed_apps`]: yes({ data: [] }) });
    expect(result).toMatchObject({
      capabilities: [],
      standing: {
        can_send: 'no',
        problems: [{ fix: expect.stringMatching(/connected tools/) }],
      },
    });
  });
});

describe('the webhook with Instagram Login', () => {
  const edge = `${account}/subscribed_apps`;
  const wish = { callback_url: hook, verify_token: 'verify', fields: ['messages', 'messaging_seen'] };
  const subscribed = (subscribed_fields: readonly string[]) =>
    yes({ data: [{ id: '8', subscribed_fields }] });

  it('is read', () => {
    const read = (answer: Scripted) =>
      run(care.webhookState(input(login)), { [`GET ${edge}`]: answer }).result;
    const known = { subscribed: true, fields: ['messages'], callback_url: null, problems: [] };
    expect(read(subscribed(['messages']))).toEqual(known);
    expect(read(yes({ data: [] }))).toMatchObject({
      subscribed: false,
      problems: [{ code: 'not_subscribed' }],
    });
    expect(read('silence')).toMatchObject({ subscribed: null, problems: [{ kind: 'temporary' }] });
  });

  it('is set up at the account; the app is left to a person', () => {
    const { result, requests } = run(care.setupWebhook(input(login), wish), {
      [`GET ${edge}`]: [yes({ data: [] }), subscribed(wish.fields)],
      [`POST ${edge}`]: yes(),
    });
    expect(result).toMatchObject({ success: true, fields: wish.fields });
    expect(result.manual).toEqual([expect.stringMatching(/API setup with Instagram login > .*hub\.example/)]);
    expect(requests[1]).toMatchObject({
      base: 'instagram_graph_url',
      path: `${edge}?subscribed_fields=messages%2Cmessaging_seen`,
    });
  });

  it('is a success even where it cannot be read back', () => {
    const { result } = run(care.setupWebhook(input(login), wish), {
      [`GET ${edge}`]: graphNo(2500, 'Unknown path components'),
      [`POST ${edge}`]: yes(),
    });
    expect(result).toMatchObject({ success: true, fields: wish.fields });
  });

  it('is none when the account is not subscribed', () => {
    const { result } = run(care.setupWebhook(input(login), wish), {
      [`GET ${edge}`]: yes({ data: [] }),
      [`POST ${edge}`]: graphNo(10, 'permission'),
    });
    expect(result).toMatchObject({ success: false, fields: [] });
  });
});

describe('the webhook through a Page', () => {
  const edge = `${page}/subscribed_apps`;
  const wish = { callback_url: hook, verify_token: 'verify', fields: ['messages', 'messaging_seen'] };
  const subscribed = (subscribed_fields: readonly string[]) =>
    yes({ data: [{ id: '910000000000001', subscribed_fields }] });
  const directed = (callback_url: string, fields: readonly string[]) =>
    yes({
      data: [{ object: 'instagram', callback_url, active: true, fields: fields.map((name) => ({ name })) }],
    });

  const states: [what: string, script: Script, expected: object, codes: string[]][] = [
    ['well', {}, { subscribed: true, fields: wish.fields, callback_url: hook }, []],
    ['without its Page', { [`GET ${edge}`]: yes({ data: [] }) }, { subscribed: false }, ['not_subscribed']],
    [
      'without a callback',
      { [`GET ${app}`]: yes({ data: [] }) },
      { callback_url: null, fields: [] },
      ['no_callback'],
    ],
    [
      'without messages',
      { [`GET ${app}`]: directed(hook, ['comments']) },
      { fields: ['comments'] },
      ['field_missing'],
    ],
  ];
  it.each(states)('is read when it is %s', (_what, script, expected, codes) => {
    const { result } = run(care.webhookState(input(throughPage)), {
      [`GET ${edge}`]: subscribed(['messages']),
      [`GET ${app}`]: directed(hook, wish.fields),
      ...script,
    });
    expect(result).toMatchObject(expected);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
  });

  it('is set up at the Page, with the fields it knows, and at the app', () => {
    const refusal =
      '(#100) Param subscribed_fields[2] must be one of {messages, message_reads} - got "messaging_seen".';
    const { result, requests } = run(care.setupWebhook(input(throughPage), wish), {
      [`GET ${edge}`]: [subscribed(['message_reads']), subscribed(['message_reads', 'messages'])],
      [`POST ${edge}`]: [graphNo(100, refusal), yes()],
      [`GET ${app}`]: [yes({ data: [] }), directed(hook, wish.fields)],
      [`POST ${app}`]: yes(),
    });
    expect(result).toMatchObject({ success: true, fields: wish.fields, manual: [] });
    const posts = requests.filter(({ method }) => method === 'POST');
    // What Messenger wanted of the same Page stays.
    expect(posts[1]?.path).toBe(`${edge}?subscribed_fields=message_reads%2Cmessages`);
    expect(posts[2]?.body).toMatchObject({
      object: 'instagram',
      callback_url: hook,
      fields: 'messages,messaging_seen',
    });
  });

  it('says where the rest is done by hand when Meta does not let the app be set', () => {
    const { result } = run(care.setupWebhook(input(throughPage), wish), {
      [`GET ${edge}`]: subscribed(['messages']),
      [`POST ${edge}`]: yes(),
      [`GET ${app}`]: yes({ data: [] }),
      [`POST ${app}`]: graphNo(100, 'Param object must be one of {page, user}'),
    });
    expect(result.success).toBe(false);
    expect(result.manual).toEqual([
      expect.stringMatching(/^Open the app at .* > Webhooks > choose Instagram > .*messages, messaging_seen/),
    ]);
  });
});

describe('the profile of a person', () => {
  const identities = [{ kind: 'igsid', value: '5001' }];
  const profile = (answer: Scripted, given: InstagramCredentials = login) =>
    run(care.contactProfile(input(given), { identities }), { 'GET /v26.0/5001': answer });

  it('has name, username and picture, on either route', () => {
    const answer = yes({
      name: 'Ann Lee',
      username: 'annlee',
      profile_pic: 'https://scontent.example/2.jpg',
    });
    const known = { name: 'Ann Lee', username: 'annlee', picture_url: 'https://scontent.example/2.jpg' };
    expect(profile(answer).result).toEqual(known);
    expect(profile(answer).requests[0]?.base).toBe('instagram_graph_url');
    expect(profile(answer, throughPage).result).toEqual(known);
    expect(profile(answer, throughPage).requests[0]?.base).toBe('graph_url');
  });

  it('is empty where nothing is told, and a failure where it cannot be asked', () => {
    expect(profile(yes({ name: null, id: '5001' })).result).toEqual({});
    expect(profile(graphNo(230, 'User consent is required')).result).toEqual({});
    expect(profile(graphNo(4)).result).toMatchObject({ kind: 'rate_limited' });
  });
});
