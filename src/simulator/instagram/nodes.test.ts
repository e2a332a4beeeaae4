import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at, call, textAt } from '../../../test/simulator-stage.ts';

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

const get = async (path: string) => (await stage.login.graph('GET', path)).body;
const day = 24 * 60 * 60 * 1000;

describe('an Instagram account', () => {
  it('shows its fields under both of its ids', async () => {
    const { id: user_id, described } = stage.login;
    const id = described.scoped_id;
    expect(await get('/me')).toEqual({ id });
    for (const path of ['me', user_id, String(id)]) {
      expect(await get(`/${path}?fields=id,user_id,username,account_type`)).toEqual({
        ...{ id, user_id, username: 'cornershop', account_type: 'BUSINESS' },
      });
    }
    await stage.login.change({ name: 'Hats', username: 'hats', followers: 9 });
    expect(await get('/me?fields=name,username,followers_count,profile_picture_url')).toMatchObject({
      ...{ name: 'Hats', username: 'hats', followers_count: 9, profile_picture_url: expect.any(String) },
    });
    expect(at(await get('/me?fields=colour'), 'error')).toMatchObject({ code: 100, type: 'IGApiException' });
    expect(at(await get(`/${stage.linked.id}`), 'error.error_subcode')).toBe(33);
  });

  it('carries usage headers by its own id', async () => {
    const { headers } = await stage.login.graph('GET', '/me');
    expect(headers.has('x-app-usage')).toBe(false);
    const usage: unknown = JSON.parse(headers.get('x-business-use-case-usage') ?? '');
    expect(at(usage, `${stage.login.id}.0.type`)).toBe('instagram');
  });

  it('shows a person who wrote, and nobody who blocked it', async () => {
    const { login } = stage;
    await login.say({ type: 'text', text: 'Hi' });
    const fields = 'name,username,follower_count,is_user_follow_business';
    expect(await get(`/${login.customer}?fields=${fields}`)).toMatchObject({
      ...{ id: login.customer, name: 'Ada Lovelace', is_user_follow_business: false },
    });
    await login.say({ type: 'block' });
    expect(await get(`/${login.customer}?fields=${fields}`)).toEqual({ id: login.customer });
    await login.change({ profile_access: false });
    expect(at(await get(`/${login.customer}`), 'error')).toMatchObject({
      ...{ code: 230, message: 'User consent is required to access user profile' },
    });
  });

  it('has ice breakers and no greeting', async () => {
    const path = '/me/messenger_profile';
    const actions = [{ question: 'Hours?', payload: 'HOURS' }];
    const breakers = { ice_breakers: [{ call_to_actions: actions, locale: 'default' }] };
    expect((await stage.login.graph('POST', path, breakers)).body).toEqual({ result: 'success' });
    expect(await get(`${path}?fields=ice_breakers`)).toEqual({ data: [breakers] });
    const greeting = await stage.login.graph('POST', path, { greeting: [{ locale: 'a', text: 'b' }] });
    expect(at(greeting.body, 'error.code')).toBe(100);
  });
});

describe('subscribed apps', () => {
  const path = '/me/subscribed_apps';

  it('are subscribed with the field names of Instagram', async () => {
    const { login } = stage;
    const post = (fields: string) => login.graph('POST', `${path}?subscribed_fields=${fields}`);
    expect((await post('messages,messaging_seen')).body).toEqual({ success: true });
    expect(at(await get(path), 'data.0.subscribed_fields')).toEqual(['messages', 'messaging_seen']);
    const error = { code: 100, message: expect.stringContaining('subscribed_fields[0]') };
    expect(await post('message_reads')).toMatchObject({ status: 400, body: { error } });
    expect((await login.graph('DELETE', path)).body).toEqual({ success: true });
    const said = await login.say({ type: 'text', text: 'Hi' });
    expect(at(said.body, 'delivery.state')).toBe('no_callback');
  });
});

describe('a token', () => {
  const refresh = (token: unknown, grant = 'ig_refresh_token') =>
    call(
      `${stage.simulator.urls.instagram}/refresh_access_token?grant_type=${grant}&access_token=${token}`,
      'GET',
    );
  const withToken = (token: unknown) => ({ authorization: `Bearer ${token}` });

  it('can be refreshed when it is a day old, for 60 more days', async () => {
    const { login } = stage;
    const old = login.described.access_token;
    stage.clock.advance(day - 1);
    expect((await refresh(old)).status).toBe(400);
    stage.clock.advance(1);
    expect((await refresh(old, 'fb_exchange_token')).status).toBe(400);
    const { body } = await refresh(old);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 60 * 24 * 3600 });
    const fresh = textAt(body, 'access_token');
    expect(fresh).toMatch(/^IGAA/);
    stage.clock.advance(59 * day);
    const me = (token: unknown) => login.graph('GET', '/me', undefined, withToken(token));
    expect((await me(old)).body).toMatchObject({ error: { code: 190, error_subcode: 463 } });
    expect((await me(fresh)).status).toBe(200);
    expect((await refresh(old)).body).toMatchObject({ error: { code: 190, error_subcode: 463 } });
    expect(at((await stage.control('GET', '/instagram/accounts')).body, 'data.1.access_token')).toBe(fresh);
  });

  it('stays out of the log', async () => {
    await refresh(stage.login.described.access_token);
    const log = await stage.control('GET', '/requests?platform=instagram');
    expect(at(log.body, 'data.0')).toMatchObject({ account: stage.login.id });
    expect(JSON.stringify(log.body)).not.toContain(stage.login.described.access_token);
  });
});

describe('the console', () => {
  it('describes accounts as it made them', async () => {
    const pages = await stage.control('GET', '/messenger/pages');
    expect(at(pages.body, 'data.0')).toEqual({
      ...stage.page.described,
      instagram_business_account_id: stage.linked.id,
    });
    const accounts = await stage.control('GET', '/instagram/accounts');
    expect(at(accounts.body, 'data')).toEqual([stage.linked.described, stage.login.described]);
  });

  it.each([
    ['a Page that is there', '/messenger/pages', () => ({ page_id: stage.page.id }), 409],
    [
      'an account that is there',
      '/instagram/accounts',
      () => ({ instagram_business_account_id: stage.login.id }),
      409,
    ],
    ['an account of no Page', '/instagram/accounts', () => ({ page_id: '404' }), 404],
    ['a second account of one Page', '/instagram/accounts', () => ({ page_id: stage.page.id }), 409],
    ['an account without any route', '/instagram/accounts', () => ({ login: false }), 400],
    [
      'a field of Instagram on a Page',
      '/messenger/pages',
      () => ({ subscribed_fields: ['messaging_seen'] }),
      400,
    ],
    [
      'a callback that fails the handshake',
      '/messenger/pages',
      () => ({ callback_url: stage.receiver.url, verify_token: 'wrong' }),
      409,
    ],
  ])('refuses %s', async (_, path, body, status) => {
    expect((await stage.control('POST', path, body())).status).toBe(status);
  });

  it('keeps the platforms apart', async () => {
    const body = { platform: 'messenger', account: stage.login.id, message: { type: 'text', text: 'Hi' } };
    expect((await stage.control('POST', '/say', body)).status).toBe(404);
  });
});
