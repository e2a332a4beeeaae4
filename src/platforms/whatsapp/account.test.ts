import { describe, expect, it } from 'vitest';
import { graphNo, type Script, talk, yes } from '../../../test/dialogue.ts';
import { care } from './account.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';

const number = '/v26.0/210000000000001';
const account = '/v26.0/310000000000001';
const app = '/v26.0/910000000000001/subscriptions';
const hook = 'https://hub.example/api/v1/webhooks/whatsapp/a1';
const now = Date.UTC(2026, 10, 23);
const day = 24 * 60 * 60 * 1000;

const ids = { phone_number_id: '210000000000001', business_account_id: '310000000000001' };
const credentials = credentialsSchema.parse({
  access_token: 'EAAtoken',
  app_secret: 'x',
  app_id: '910000000000001',
  ...ids,
});
const withoutApp = credentialsSchema.parse({ access_token: 'EAAtoken', app_secret: 'x', ...ids });

function input(given = credentials, secrets = ['secret']) {
  return { credentials: given, secrets, settings: {}, external_id: given.phone_number_id, now };
}

const run = <Result>(dialogue: Parameters<typeof talk<Result>>[0], script: Script) =>
  talk(dialogue, script, explainError);

const token = {
  app_id: '910000000000001',
  type: 'SYSTEM_USER',
  is_valid: true,
  expires_at: 0,
  scopes: ['whatsapp_business_messaging', 'whatsapp_business_management'],
};

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
    [`GET ${number}`]: yes({ id: '210000000000001', display_phone_number: '+1 555 010 0001' }),
    [`GET ${account}/phone_numbers`]: yes({ data: [{ id: '210000000000001' }] }),
    'GET /v26.0/debug_token': yes({ data: token }),
  };
  const check = (script: Script, given = input()) =>
    run(care.validateCredentials(given), { ...good, ...script });

  it('finds nothing wrong with good ones', () => {
    const { result, requests } = check({});
    expect(result).toEqual({
      valid: true,
      external_id: '210000000000001',
      expires_at: null,
      permissions: { granted: token.scopes, missing: [] },
      problems: [],
    });
    expect(requests.at(-1)).toMatchObject({
      path: '/v26.0/debug_token?input_token=EAAtoken',
      headers: { authorization: 'Bearer 910000000000001|secret' },
      authorised: true,
    });
  });

  it('asks as the app with the secret that works, and proves it where that is wanted', () => {
    const answers = [graphNo(190, 'Invalid OAuth access token signature.'), yes({ data: token })];
    const given = { ...input(credentials, ['new', 'old']), settings: { app_secret_proof: 'on' } };
    const { result, requests } = check({ 'GET /v26.0/debug_token': answers }, given);
    expect(result.valid).toBe(true);
    const asked = requests.slice(-2).map(({ path, headers }) => [path.slice(0, 60), headers.authorization]);
    expect(asked).toEqual([
      [expect.stringContaining('&appsecret_proof='), 'Bearer 910000000000001|new'],
      [expect.stringContaining('&appsecret_proof='), 'Bearer 910000000000001|old'],
    ]);
  });

  it('knows less without the app ID', () => {
    const { result } = check({}, input(withoutApp));
    expect(result).toMatchObject({ valid: true, permissions: null, expires_at: null, problems: [] });
  });

  type Report = { valid: boolean; codes: string[]; cause?: RegExp; expires_at?: number };
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const debug = (change: object) => ({ 'GET /v26.0/debug_token': yes({ data: { ...token, ...change } }) });
  const wrongNode =
    '(#100) Tried accessing nonexistent field (display_phone_number) on node type (WhatsAppBusinessAccount)';
  const cases: [what: string, script: Script, expected: Report][] = [
    [
      'no answer',
      { [`GET ${number}`]: 'silence' },
      { valid: false, codes: ['TimeoutError'], cause: /no answer/ },
    ],
    [
      'an expired token',
      {
        [`GET ${number}`]: graphNo(190, 'Session has expired', { error_subcode: 463 }),
        ...debug({ is_valid: false, error: { code: 190, subcode: 463, message: 'Session has expired.' } }),
      },
      { valid: false, codes: ['190/463'], cause: /expired/ },
    ],
    [
      'a number it may not see',
      { [`GET ${number}`]: graphNo(100, 'Unsupported get request', { error_subcode: 33 }) },
      { valid: false, codes: ['100/33'] },
    ],
    [
      'the id of something else',
      { [`GET ${number}`]: graphNo(100, wrongNode) },
      { valid: false, codes: ['100'], cause: /WhatsAppBusinessAccount/ },
    ],
    [
      'a permission that no call had',
      {
        [`GET ${number}`]: graphNo(10, 'no permission'),
        ...debug({ scopes: ['whatsapp_business_messaging'] }),
      },
      { valid: false, codes: ['10', 'permission_missing'], cause: /permission/ },
    ],
    [
      'a missing permission',
      debug({ scopes: ['whatsapp_business_management'] }),
      { valid: true, codes: ['permission_missing'], cause: /whatsapp_business_messaging/ },
    ],
    [
      'a permission for others',
      debug({ granular_scopes: [{ scope: 'whatsapp_business_messaging', target_ids: ['1'] }] }),
      { valid: true, codes: ['permission_elsewhere'] },
    ],
    [
      'a permission for this account',
      debug({
        granular_scopes: [{ scope: 'whatsapp_business_messaging', target_ids: [ids.business_account_id] }],
      }),
      { valid: true, codes: [] },
    ],
    [
      'a token that ends soon',
      debug({ expires_at: seconds(now + 3 * day) }),
      { valid: true, codes: ['token_ends_soon'], cause: /2026-11-26/, expires_at: now + 3 * day },
    ],
    ['a token that ends later', debug({ expires_at: seconds(now + 50 * day) }), { valid: true, codes: [] }],
    [
      'consent that ends soon',
      debug({ data_access_expires_at: seconds(now + day) }),
      { valid: true, codes: ['data_access_ends_soon'], cause: /2026-11-24/ },
    ],
    [
      'a token of another app',
      debug({ is_valid: false, scopes: [] }),
      { valid: false, codes: ['token_of_another_app'] },
    ],
    [
      'an app that may not look it up',
      { 'GET /v26.0/debug_token': graphNo(100, 'You must provide an app access token') },
      { valid: false, codes: ['token_of_another_app'] },
    ],
    [
      'a secret of another app',
      { 'GET /v26.0/debug_token': graphNo(190, 'Invalid OAuth access token signature.') },
      { valid: false, codes: ['190'], cause: /app ID and app secret/ },
    ],
    [
      'a debug call without answer',
      { 'GET /v26.0/debug_token': 'silence' },
      { valid: true, codes: ['TimeoutError'] },
    ],
    [
      'another business account',
      { [`GET ${account}/phone_numbers`]: yes({ data: [{ id: '9' }] }) },
      { valid: false, codes: ['other_business_account'] },
    ],
    [
      'a business account it may not see',
      { [`GET ${account}/phone_numbers`]: graphNo(100, '', { error_subcode: 33 }) },
      { valid: false, codes: ['other_business_account'] },
    ],
    [
      'a long list that goes on elsewhere',
      { [`GET ${account}/phone_numbers`]: yes({ data: [{ id: '9' }], paging: { next: 'https://x' } }) },
      { valid: true, codes: [] },
    ],
    [
      'a busy business account',
      { [`GET ${account}/phone_numbers`]: graphNo(80007) },
      { valid: true, codes: ['80007'] },
    ],
  ];
  it.each(cases)('explains %s', (_what, script, { valid, codes, cause, ...more }) => {
    const { result } = check(script);
    expect(result).toMatchObject({ valid, ...more });
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
    if (cause) expect(result.problems.map((one) => one.cause).join(' ')).toMatch(cause);
    for (const one of result.problems) expect(one.cause && one.fix).toBeTruthy();
  });

  it('knows a token of another login', () => {
    const given = { ...credentials, access_token: 'IGAAtoken' };
    const { result } = check({ [`GET ${number}`]: graphNo(190, 'Cannot parse access token') }, input(given));
    expect(result.problems[0]?.cause).toMatch(/begins with IG/);
  });
});

describe('account information', () => {
  const node = {
    id: '210000000000001',
    display_phone_number: '+1 555 010 0001',
    verified_name: 'Corner Shop',
    quality_rating: 'GREEN',
    status: 'CONNECTED',
    name_status: 'APPROVED',
    code_verification_status: 'VERIFIED',
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
  };
  const ours = { whatsapp_business_api_data: { id: '910000000000001' } };
  const answers: Script = {
    [`GET ${number}`]: yes(node),
    [`GET ${number}/whatsapp_business_profile`]: yes({
      data: [{ about: 'Open daily', profile_picture_url: 'https://pps.example/1.jpg' }],
    }),
    [`GET ${account}/subscribed_apps`]: yes({ data: [ours] }),
    [`GET ${app}`]: yes({ data: [] }),
  };
  const info = (script: Script) => run(care.accountInfo(input()), { ...answers, ...script });

  it('is what the platform says', () => {
    const { result } = info({});
    expect(result).toMatchObject({
      page_id: '210000000000001',
      page_name: 'Corner Shop',
      page_url: 'https://wa.me/15550100001',
      avatar_url: 'https://pps.example/1.jpg',
      follower_count: null,
      verification_status: 'VERIFIED',
      capabilities: expect.arrayContaining(['text', 'template', 'receive']),
      standing: {
        can_send: 'yes',
        quality: { rating: 'GREEN', level: 'good' },
        limit: { limit: 2000, used: null },
        problems: [],
      },
      details: { status: 'CONNECTED', business_profile: { about: 'Open daily' } },
    });
  });

  it('is no more than the platform says', () => {
    const { result } = info({
      [`GET ${number}`]: [graphNo(100, 'nonexistent field'), yes({ id: '210000000000001' })],
      [`GET ${number}/whatsapp_business_profile`]: graphNo(10),
      [`GET ${account}/subscribed_apps`]: 'silence',
    });
    expect(result).toMatchObject({
      page_name: null,
      page_url: null,
      avatar_url: null,
      verification_status: null,
      standing: { can_send: 'unknown', quality: null, limit: null, problems: [] },
      details: {},
    });
  });

  it('is a failure when the number cannot be read', () => {
    expect(info({ [`GET ${number}`]: graphNo(190) }).result).toMatchObject({ kind: 'credentials' });
    expect(info({ [`GET ${number}`]: 'silence' }).result).toMatchObject({ kind: 'temporary' });
  });

  const blocked = { can_send_message: 'BLOCKED', entity_type: 'WABA', id: '1' };
  const paymentError = {
    error_code: 141006,
    error_description: 'No payment method.',
    possible_solution: 'Add one.',
  };
  type Standing = { can_send: string; codes: string[]; sends: boolean; receives: boolean };
  const states: [what: string, change: object, expected: Standing][] = [
    ...['PENDING', 'DISCONNECTED', 'MIGRATED', 'DELETED', 'BANNED'].map(
      (status): [string, object, Standing] => [
        status,
        { status },
        { can_send: 'no', codes: [`status ${status}`], sends: false, receives: false },
      ],
    ),
    ...['RESTRICTED', 'FLAGGED', 'RATE_LIMITED'].map((status): [string, object, Standing] => [
      status,
      { status },
      { can_send: 'limited', codes: [`status ${status}`], sends: true, receives: true },
    ]),
    [
      'a status nobody knows',
      { status: 'SLEEPY' },
      { can_send: 'yes', codes: ['status SLEEPY'], sends: true, receives: true },
    ],
    [
      'a blocked business account',
      {
        health_status: {
          can_send_message: 'BLOCKED',
          entities: [
            { ...blocked, errors: [paymentError] },
            { entity_type: 'APP', can_send_message: 'AVAILABLE' },
          ],
        },
      },
      { can_send: 'no', codes: ['141006'], sends: false, receives: true },
    ],
    [
      'a limited number',
      {
        health_status: {
          can_send_message: 'LIMITED',
          entities: [
            {
              entity_type: 'PHONE_NUMBER',
              can_send_message: 'LIMITED',
              additional_info: ['Name not approved.'],
            },
            { entity_type: 'BUSINESS', can_send_message: 'LIMITED' },
          ],
        },
      },
      { can_send: 'limited', codes: ['health LIMITED', 'health LIMITED'], sends: true, receives: true },
    ],
    [
      'a declined name',
      { name_status: 'DECLINED' },
      { can_send: 'yes', codes: ['name DECLINED'], sends: true, receives: true },
    ],
    [
      'low quality',
      { quality_rating: 'RED' },
      { can_send: 'yes', codes: ['quality RED'], sends: true, receives: true },
    ],
  ];
  it.each(states)('shows %s', (_what, change, { can_send, codes, sends, receives }) => {
    const { result } = info({ [`GET ${number}`]: yes({ ...node, ...change }) });
    if ('cause' in result) throw new Error(result.cause);
    expect(result.standing.can_send).toBe(can_send);
    expect(result.standing.problems.map(({ code }) => code)).toEqual(codes);
    for (const one of result.standing.problems) expect(one.cause && one.fix).toBeTruthy();
    expect(result.capabilities.includes('text')).toBe(sends);
    expect(result.capabilities.includes('receive')).toBe(receives);
  });

  it('repeats what the platform says is wrong, and what to do', () => {
    const health_status = { can_send_message: 'BLOCKED', entities: [{ ...blocked, errors: [paymentError] }] };
    const { result } = info({ [`GET ${number}`]: yes({ ...node, health_status }) });
    expect(result).toMatchObject({
      standing: {
        problems: [
          {
            kind: 'account_blocked',
            cause: 'The WhatsApp Business Account is blocked: No payment method.',
            fix: 'Add one.',
          },
        ],
      },
    });
  });

  it('receives nothing without a subscription', () => {
    const { result } = info({ [`GET ${account}/subscribed_apps`]: yes({ data: [] }) });
    expect(result).toMatchObject({ capabilities: expect.not.arrayContaining(['receive']) });
  });

  it.each([
    ['TIER_50', 50],
    ['TIER_250', 250],
    ['TIER_10K', 10_000],
    ['TIER_100K', 100_000],
    ['TIER_UNLIMITED', null],
  ])('reads the limit %s', (whatsapp_business_manager_messaging_limit, limit) => {
    const { result } = info({
      [`GET ${number}`]: yes({ ...node, whatsapp_business_manager_messaging_limit }),
    });
    expect(result).toMatchObject({ standing: { limit: { limit } } });
  });

  it('has no limit when none is told', () => {
    const change = { whatsapp_business_manager_messaging_limit: 'NOT_SET' };
    const { result } = info({ [`GET ${number}`]: yes({ ...node, ...change }) });
    expect(result).toMatchObject({ standing: { limit: null } });
  });
});

describe('the webhook', () => {
  const ours = { whatsapp_business_api_data: { id: '910000000000001' } };
  const own = (callback_url: string, fields: readonly string[], active = true) =>
    yes({
      data: [
        { object: 'page', callback_url: 'https://other.example', fields: [] },
        {
          object: 'whatsapp_business_account',
          callback_url,
          active,
          fields: fields.map((name) => ({ name })),
        },
      ],
    });
  const configured = (webhook_configuration: object) => yes({ id: '1', webhook_configuration });
  const wish = { callback_url: hook, verify_token: 'verify', fields: ['messages', 'flows'] };

  it('goes to the nearest callback', () => {
    const callbacks = { application: 'https://app.example' };
    const read = (more: object) =>
      run(care.webhookState(input()), {
        [`GET ${account}/subscribed_apps`]: yes({ data: [ours] }),
        [`GET ${number}`]: configured({ ...callbacks, ...more }),
        [`GET ${app}`]: own('https://app.example', ['messages']),
      }).result;
    expect(read({})).toEqual({
      subscribed: true,
      fields: ['messages'],
      callback_url: 'https://app.example',
      problems: [],
    });
    expect(read({ whatsapp_business_account: 'https://a.example' }).callback_url).toBe('https://a.example');
    const both = { whatsapp_business_account: 'https://a.example', phone_number: hook };
    expect(read(both).callback_url).toBe(hook);
  });

  const broken: [what: string, script: Script, expected: object, codes: string[]][] = [
    [
      'no subscription',
      { [`GET ${account}/subscribed_apps`]: yes({ data: [] }) },
      { subscribed: false },
      ['not_subscribed'],
    ],
    [
      'a subscription of another app',
      { [`GET ${account}/subscribed_apps`]: yes({ data: [{ whatsapp_business_api_data: { id: '9' } }] }) },
      { subscribed: false },
      ['not_subscribed'],
    ],
    ['no callback', { [`GET ${number}`]: configured({}) }, { callback_url: null }, ['no_callback']],
    ['no field messages', { [`GET ${app}`]: own(hook, ['flows']) }, { fields: ['flows'] }, ['field_missing']],
    [
      'a webhook that was switched off',
      { [`GET ${app}`]: own(hook, ['messages'], false) },
      {},
      ['webhook_inactive'],
    ],
    [
      'no answers at all',
      {
        [`GET ${account}/subscribed_apps`]: 'silence',
        [`GET ${number}`]: 'silence',
        [`GET ${app}`]: 'silence',
      },
      { subscribed: null, callback_url: null, fields: [] },
      ['TimeoutError', 'TimeoutError', 'TimeoutError'],
    ],
  ];
  it.each(broken)('is explained with %s', (_what, script, expected, codes) => {
    const { result } = run(care.webhookState(input()), {
      [`GET ${account}/subscribed_apps`]: yes({ data: [ours] }),
      [`GET ${number}`]: configured({ application: hook }),
      [`GET ${app}`]: own(hook, ['messages']),
      ...script,
    });
    expect(result).toMatchObject(expected);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
  });

  it('is not known to be subscribed without the business account', () => {
    const given = { ...withoutApp, business_account_id: undefined };
    const { result } = run(care.webhookState(input(given)), {
      [`GET ${number}`]: configured({ application: hook }),
    });
    expect(result).toEqual({ subscribed: null, fields: [], callback_url: hook, problems: [] });
  });

  it('is set up for the business account, and read back', () => {
    const { result, requests } = run(care.setupWebhook(input(), wish), {
      [`POST ${account}/subscribed_apps`]: yes(),
      [`GET ${number}`]: configured({ whatsapp_business_account: hook }),
      [`GET ${app}`]: yes({ data: [] }),
      [`POST ${app}`]: yes(),
    });
    expect(result).toMatchObject({ success: true, fields: wish.fields, manual: [] });
    expect(result.steps.every(({ done }) => done)).toBe(true);
    expect(requests[0]?.body).toEqual({ override_callback_uri: hook, verify_token: 'verify' });
    expect(requests.at(-1)).toMatchObject({
      authorised: true,
      body: {
        object: 'whatsapp_business_account',
        callback_url: hook,
        verify_token: 'verify',
        fields: 'messages,flows',
      },
    });
  });

  it('is set up for the number when the business account cannot have it', () => {
    const { result, requests } = run(care.setupWebhook(input(), wish), {
      [`POST ${account}/subscribed_apps`]: [graphNo(10), yes()],
      [`GET ${account}/subscribed_apps`]: yes({ data: [] }),
      [`GET ${number}`]: [configured({}), configured({ phone_number: hook })],
      [`POST ${number}`]: yes(),
      [`GET ${app}`]: own(hook, wish.fields),
    });
    expect(result).toMatchObject({ success: true, manual: [] });
    expect(result.steps.map(({ done }) => done)).toEqual([false, true, true, true, true]);
    expect(requests.find(({ path, method }) => method === 'POST' && path === number)?.body).toEqual({
      webhook_configuration: { override_callback_uri: hook, verify_token: 'verify' },
    });
  });

  it('is set up for the number when its own callback would win', () => {
    const { result } = run(care.setupWebhook(input(), wish), {
      [`POST ${account}/subscribed_apps`]: yes(),
      [`GET ${number}`]: [
        configured({ phone_number: 'https://old.example', whatsapp_business_account: hook }),
        configured({ phone_number: hook }),
      ],
      [`POST ${number}`]: yes(),
      [`GET ${app}`]: own(hook, wish.fields),
    });
    expect(result.success).toBe(true);
  });

  it('is not a success when events go elsewhere', () => {
    const { result } = run(care.setupWebhook(input(), wish), {
      [`POST ${account}/subscribed_apps`]: yes(),
      [`GET ${number}`]: configured({ phone_number: 'https://old.example' }),
      [`POST ${number}`]: graphNo(100, 'Callback verification failed'),
      [`GET ${app}`]: own(hook, wish.fields),
    });
    expect(result.success).toBe(false);
    expect(result.steps.filter(({ done }) => !done).map(({ failure }) => failure?.code)).toEqual([
      'other_callback',
      '100',
    ]);
  });

  it('leaves the callback of an app to whoever has it, and says what to do by hand', () => {
    const { result } = run(care.setupWebhook(input(), wish), {
      [`POST ${account}/subscribed_apps`]: yes(),
      [`GET ${number}`]: configured({ whatsapp_business_account: hook }),
      [`GET ${app}`]: own('https://other.example/hook', ['messages']),
    });
    expect(result).toMatchObject({ success: true, fields: ['messages'] });
    expect(result.manual).toEqual([
      expect.stringMatching(/Webhook fields, and subscribe to flows\./),
      expect.stringMatching(/https:\/\/other\.example\/hook/),
    ]);
  });

  it('tells what nobody can do without app ID and business account ID', () => {
    const given = { ...withoutApp, business_account_id: undefined };
    const { result } = run(care.setupWebhook(input(given), wish), {
      [`GET ${number}`]: [
        configured({ application: 'https://app.example' }),
        configured({ phone_number: hook }),
      ],
      [`POST ${number}`]: yes(),
    });
    expect(result).toMatchObject({ success: true, fields: [] });
    expect(result.manual).toEqual([
      expect.stringMatching(/Business Account ID/),
      expect.stringMatching(/messages, flows/),
    ]);
  });
});
