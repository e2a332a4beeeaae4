import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSqlite, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

// What is stored of it is tested on both databases; here the answers of the platforms are.
let place: TestDatabase;
let stage: JourneyStage;
let shop: Shop;

beforeAll(async () => {
  place = await createSqlite();
  stage = await startJourney(place);
});

afterAll(async () => {
  await stage.stop();
  await place.drop();
});

describe.each([
  ['messenger', 'page'],
  ['instagram', 'login'],
  ['instagram', 'page'],
] as const)('an account of %s by %s', (platform, route) => {
  beforeEach(async () => {
    shop = await stage.open(platform, route);
  });

  async function ask(method: string, what: string, body?: unknown): Promise<Json> {
    return (await stage.hub.api<Json>(method, `/api/v1/accounts/${shop.id}/${what}`, body)).body;
  }

  const change = (fields: Json) => {
    const path = platform === 'messenger' ? '/messenger/pages' : '/instagram/accounts';
    return stage.simulated.control('PATCH', `${path}/${shop.simulated}`, fields);
  };

  async function check(name: string): Promise<Json> {
    // The hub's own API answers this shape.
    const { checks } = (await ask('GET', 'health?refresh=true')) as { checks: Json[] };
    return checks.find((one) => one.name === name) ?? {};
  }

  it('tells what it is, as the platform shows it now', async () => {
    const before = await ask('GET', 'info');
    expect(before).toMatchObject({ page_id: shop.simulated, page_name: 'Corner Shop' });
    expect(before.page_url).toContain('cornershop');
    await change({ name: 'River Shop', username: 'rivershop', followers: 77 });
    const after = await ask('GET', 'info');
    expect(after).toMatchObject({ page_id: shop.simulated, page_name: 'River Shop', follower_count: 77 });
    expect(after.page_url).toContain('rivershop');
    expect(after.capabilities).toContain('receive');
  });

  it('can be tried, and says why it does not work any more', async () => {
    expect(await ask('POST', 'test')).toMatchObject({
      success: true,
      platform_info: { account_id: shop.simulated },
      connection_quality: 'excellent',
      problems: [],
    });
    await change({ token_died_of: 460 });
    expect(await ask('POST', 'test')).toMatchObject({
      success: false,
      connection_quality: 'failed',
      problems: [{ kind: 'credentials', code: '190/460', cause: expect.stringContaining('password') }],
    });
    await change({ token_died_of: null });
    expect(await ask('POST', 'test')).toMatchObject({ success: true });
  });

  it('shows in its health that a token has died, and that it lives again', async () => {
    expect(await check('token')).toMatchObject({ state: 'ok' });
    await change({ token_died_of: 463 });
    expect(await check('token')).toMatchObject({ state: 'error', cause: expect.stringContaining('expired') });
    expect(await ask('GET', 'health')).toMatchObject({ state: 'failing' });
    await change({ token_died_of: null });
    expect(await check('token')).toMatchObject({ state: 'ok' });
    const told = (await shop.events('account.health_changed')).map(({ data }) => data.state);
    expect(told.at(-2)).toBe('failing');
    expect(told.at(-1)).not.toBe('failing');
  });

  it.skipIf(route === 'page' && platform === 'instagram')(
    'subscribes its webhook, and notices when that was taken away',
    async () => {
      await change({ subscribed_fields: [] });
      expect(await check('subscription')).toMatchObject({ state: 'error' });
      expect(await ask('POST', 'webhook', {})).toMatchObject({
        success: true,
        fields: expect.arrayContaining(['messages', 'messaging_postbacks']),
      });
      expect(await check('subscription')).toMatchObject({ state: 'ok' });
      await shop.meet('7300000000000101');
    },
  );

  it('says what has to be done by hand', async () => {
    const { manual, webhook_url } = await ask('POST', 'webhook', {});
    expect(JSON.stringify(manual)).toContain(String(webhook_url));
  });

  it('is not connected with a token of another account', async () => {
    const other = await stage.open(platform, route);
    const credentials = { page_access_token: 'EAAforeign', access_token: 'IGAAforeign' };
    const token = route === 'login' ? 'access_token' : 'page_access_token';
    const { status, body } = await stage.hub.api<Json>(
      'PATCH',
      `/api/v1/accounts/${other.id}?validate=true`,
      {
        credentials: { [token]: credentials[token] },
      },
    );
    expect([status, body.detail]).toEqual([422, expect.stringMatching(/token/i)]);
    await other.meet('7300000000000102');
  });
});
