import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at, call, textAt } from '../../../test/simulator-stage.ts';

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

const get = async (path: string) => (await stage.page.graph('GET', path)).body;
const codeOf = (body: unknown) => at(body, 'error.code');

describe('a Page', () => {
  it('shows its fields, and they change with it', async () => {
    const { id } = stage.page;
    expect(await get('/me')).toEqual({ id, name: 'Corner Shop' });
    const fields = 'id,name,username,link,picture,followers_count,fan_count,verification_status';
    expect(await get(`/${id}?fields=${fields}`)).toEqual({
      ...{ id, name: 'Corner Shop', username: 'cornershop', link: 'https://www.facebook.com/cornershop' },
      picture: { data: { height: 50, width: 50, is_silhouette: false, url: expect.any(String) } },
      ...{ followers_count: 1200, fan_count: 1200, verification_status: 'not_verified' },
    });
    const picture_url = 'https://shop.example/logo.png';
    const looks = { name: 'Hat Shop', username: 'hats', followers: 7, picture_url };
    await stage.page.change({ ...looks, verification_status: 'blue_verified' });
    expect(await get(`/me?fields=${fields}`)).toMatchObject({
      ...{ name: 'Hat Shop', link: 'https://www.facebook.com/hats', followers_count: 7 },
      ...{ picture: { data: { url: picture_url } }, verification_status: 'blue_verified' },
    });
    expect(codeOf(await get('/me?fields=colour'))).toBe(100);
  });

  it('tells its Instagram account, which it may look at', async () => {
    const { id } = stage.linked;
    const found = await get('/me?fields=instagram_business_account');
    expect(at(found, 'instagram_business_account')).toEqual({ id });
    const fields = 'id,username,name,profile_picture_url,followers_count';
    expect(await get(`/${id}?fields=${fields}`)).toEqual({
      ...{ id, username: 'cornershop', name: 'Corner Shop', followers_count: 3400 },
      profile_picture_url: expect.stringMatching(/^http/),
    });
    // That id belongs to Instagram Login.
    expect(codeOf(await get(`/${id}?fields=user_id`))).toBe(100);
    expect(at(await get(`/${stage.login.id}`), 'error.error_subcode')).toBe(33);
    const other = await stage.control('POST', '/messenger/pages', {});
    const headers = { authorization: `Bearer ${textAt(other.body, 'page_access_token')}` };
    const unlinked = '/me?fields=instagram_business_account';
    const answer = await stage.page.graph('GET', unlinked, undefined, headers);
    expect(answer.body).toEqual({ id: textAt(other.body, 'page_id') });
  });

  it('shows only id and name to a token that may read nothing', async () => {
    await stage.page.change({ scopes: ['pages_messaging'] });
    expect(await get('/me?fields=id,name')).toMatchObject({ id: stage.page.id });
    expect(codeOf(await get('/me?fields=followers_count'))).toBe(10);
  });

  it('carries usage headers', async () => {
    const { headers } = await stage.page.graph('GET', '/me');
    expect(JSON.parse(headers.get('x-app-usage') ?? '')).toMatchObject({ call_count: 0 });
    const usage: unknown = JSON.parse(headers.get('x-business-use-case-usage') ?? '');
    expect(at(usage, `${stage.page.id}.0.type`)).toBe('messenger');
  });
});

describe('a person', () => {
  it('of Messenger is shown once they wrote', async () => {
    const { page } = stage;
    expect(at(await get(`/${page.customer}`), 'error.error_subcode')).toBe(33);
    await page.say({ type: 'comment', text: 'Price?' });
    expect(await get(`/${page.customer}`)).toEqual({});
    await page.say({ type: 'text', text: 'Hi' });
    const fields = 'id,name,first_name,last_name,profile_pic';
    const profile = await get(`/${page.customer}?fields=${fields}`);
    expect(profile).toEqual({
      ...{ id: page.customer, name: 'Ada Lovelace', first_name: 'Ada', last_name: 'Lovelace' },
      profile_pic: expect.stringContaining('oe='),
    });
    const picture = await fetch(textAt(profile, 'profile_pic'));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    // Fields that need more permissions are left out.
    expect(await get(`/${page.customer}?fields=name,locale`)).not.toHaveProperty('locale');
    await page.change({ profile_access: false });
    expect(await get(`/${page.customer}`)).toEqual({});
  });

  it('of Instagram is refused until then', async () => {
    const { linked } = stage;
    await linked.say({ type: 'comment', text: 'Price?' });
    expect(codeOf(await get(`/${linked.customer}`))).toBe(230);
    await linked.say({ type: 'text', text: 'Hi' }, { id: linked.customer, name: 'Ada', username: 'ada' });
    expect(await get(`/${linked.customer}?fields=name,username,profile_pic`)).toEqual({
      ...{ id: linked.customer, name: 'Ada', username: 'ada', profile_pic: expect.stringMatching(/^http/) },
    });
    for (const field of ['profile_picture_url', 'biography']) {
      expect(codeOf(await get(`/${linked.customer}?fields=name,${field}`))).toBe(100);
    }
  });
});

describe('subscribed apps', () => {
  const path = '/me/subscribed_apps';

  it('are listed, chosen by field, and removed', async () => {
    const { page } = stage;
    const chosen = 'messages,messaging_postbacks';
    const answer = await page.graph('POST', `${path}?subscribed_fields=${chosen}`);
    expect(answer.body).toEqual({ success: true });
    expect(await get(path)).toMatchObject({
      data: [{ id: page.described.app_id, subscribed_fields: ['messages', 'messaging_postbacks'] }],
    });
    // A body does as well as the query.
    await page.graph('POST', path, { subscribed_fields: ['feed'] });
    expect(at(await get(path), 'data.0.subscribed_fields')).toEqual(['feed']);
    expect((await page.graph('DELETE', path)).body).toEqual({ success: true });
    expect(await get(path)).toEqual({ data: [] });
    const said = await page.say({ type: 'text', text: 'Hi' });
    expect(at(said.body, 'delivery.state')).toBe('no_callback');
  });

  it.each([
    ['messages,messaging_seen', '(#100) Param subscribed_fields[1] must be one of {'],
    ['', '(#100) '],
  ])('refuse the fields "%s"', async (fields, words) => {
    const answer = await stage.page.graph('POST', `${path}?subscribed_fields=${fields}`);
    const error = { code: 100, message: expect.stringContaining(words) };
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  it('need the permission', async () => {
    await stage.page.change({ scopes: ['pages_messaging'] });
    const answer = await stage.page.graph('POST', `${path}?subscribed_fields=messages`);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 200 } } });
  });
});

describe('an app', () => {
  const own = () => ({
    authorization: `Bearer ${stage.page.described.app_id}|${stage.page.described.app_secret}`,
  });
  const subscriptions = () => `/${stage.page.described.app_id}/subscriptions`;

  it.each([
    ['page', 'messages,feed', 'page'],
    ['instagram', 'messages,comments', 'linked'],
  ] as const)('has a callback for the object %s, after a handshake', async (object, fields, route) => {
    const callback_url = `${stage.receiver.url}/new`;
    const body = { object, callback_url, verify_token: 'secret', fields, include_values: 'true' };
    const post = (more: object) => stage.page.graph('POST', subscriptions(), { ...body, ...more }, own());
    const wrong = await post({ verify_token: 'wrong' });
    expect(at(wrong.body, 'error')).toMatchObject({
      code: 100,
      message: expect.stringContaining('verification'),
    });
    expect(at(wrong.body, 'error')).not.toHaveProperty('error_data');
    expect(codeOf((await post({ fields: 'messages,colour' })).body)).toBe(100);
    expect((await post({})).body).toEqual({ success: true });
    const listed = await stage.page.graph('GET', subscriptions(), undefined, own());
    const objects = at(listed.body, 'data');
    expect(objects).toContainEqual({
      ...{ object, callback_url, active: true },
      fields: fields.split(',').map((name) => ({ name, version: 'v26.0' })),
    });
    await stage[route].say({ type: 'text', text: 'Hi' });
    await stage[route].say({ type: 'postback', data: 'a' });
    expect(stage.receiver.received.map((one) => one.path)).toEqual(['/new']);
  });

  it('shares its secret with the numbers and Pages of it', async () => {
    const { app_id, app_secret } = stage.number;
    const page = await stage.control('POST', '/messenger/pages', { app_id });
    expect(page.body).toMatchObject({ app_id, app_secret });
    const callback = { callback_url: `${stage.receiver.url}/page`, verify_token: 'secret' };
    await stage.control('PATCH', `/messenger/pages/${textAt(page.body, 'page_id')}`, callback);
    // The callback of the numbers stays what it was.
    await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
    expect(stage.receiver.received.at(-1)?.path).toBe('/meta');
  });
});

describe('a token', () => {
  it.each([
    ['page', 'PAGE'],
    ['login', 'USER'],
  ] as const)('of %s explains itself', async (route, type) => {
    const { described, id } = stage[route];
    const token = described.page_access_token ?? described.access_token;
    const query = `input_token=${token}&access_token=${described.app_id}|${described.app_secret}`;
    const explain = async () => {
      const url = `${stage.simulator.urls.graph}/v26.0/debug_token?${query}`;
      return at((await call(url, 'GET')).body, 'data');
    };
    const expires_at = route === 'page' ? 0 : stage.clock.now() / 1000 + 60 * 24 * 3600;
    const data = await explain();
    expect(data).toMatchObject({
      app_id: described.app_id,
      type,
      is_valid: true,
      profile_id: id,
      expires_at,
    });
    expect(at(data, 'granular_scopes.0')).toEqual({ scope: at(data, 'scopes.0'), target_ids: [id] });
    expect(data).not.toHaveProperty('data_access_expires_at');
    const soon = stage.clock.now() + 60_000;
    await stage[route].change({
      data_access_expires_at: soon,
      token_expires_at: soon,
      scopes: ['pages_messaging'],
    });
    expect(await explain()).toMatchObject({
      ...{ data_access_expires_at: soon / 1000, expires_at: soon / 1000, scopes: ['pages_messaging'] },
    });
    await stage[route].change({ token_died_of: 458 });
    expect(await explain()).toMatchObject({ is_valid: false, error: { code: 190, subcode: 458 } });
  });
});

describe('the Messenger profile', () => {
  const path = '/me/messenger_profile';
  const start = { get_started: { payload: 'START' } };
  const questions = [{ question: 'Hours?', payload: 'HOURS' }];
  const breakers = { ice_breakers: [{ call_to_actions: questions, locale: 'default' }] };
  const action = { type: 'postback', title: 'Help', payload: 'HELP' };
  const menu = { persistent_menu: [{ locale: 'default', call_to_actions: [action] }] };

  it('is set, read and taken away by property', async () => {
    const { page } = stage;
    expect((await page.graph('POST', path, { ...start, ...menu })).body).toEqual({ result: 'success' });
    await page.graph('POST', path, breakers);
    expect(await get(`${path}?fields=get_started,ice_breakers,greeting`)).toEqual({
      data: [{ ...start, ...breakers }],
    });
    await page.graph('DELETE', path, { fields: ['get_started', 'ice_breakers'] });
    expect(await get(`${path}?fields=get_started`)).toEqual({ data: [] });
    // That of the Instagram account is another.
    await page.graph('POST', `${path}?platform=instagram`, breakers);
    expect(await get(`${path}?fields=ice_breakers`)).toEqual({ data: [] });
    expect(await get(`${path}?fields=ice_breakers&platform=instagram`)).toEqual({ data: [breakers] });
  });

  it.each([
    ['nothing', {}],
    ['a menu without Get Started', menu],
    ['too many ice breakers', { ice_breakers: Array(5).fill(questions[0]) }],
    ['an unknown property', { colour: 'red' }],
    ['a greeting on Instagram', { platform: 'instagram', greeting: [{ locale: 'default', text: 'Hi' }] }],
  ])('refuses %s', async (_, body) => {
    expect(codeOf((await stage.page.graph('POST', path, body)).body)).toBe(100);
  });

  it('takes ten calls in ten minutes', async () => {
    const answers = [];
    for (let calls = 0; calls < 11; calls += 1)
      answers.push(codeOf((await stage.page.graph('POST', path, start)).body));
    expect(answers.filter((code) => code !== undefined)).toEqual([613]);
    stage.clock.advance(60_000);
    expect(codeOf((await stage.page.graph('POST', path, start)).body)).toBeUndefined();
  });
});
