import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type EventView, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface ProblemView {
  code: string;
  kind: string;
  cause: string;
  fix: string;
}

interface TestView {
  success: boolean;
  error?: string;
  platform_info: Json | null;
  connection_quality: string;
  latency_ms: number | null;
  capabilities: string[];
  problems: ProblemView[];
  checked_at: string;
}

interface SetupView {
  success: boolean;
  webhook_url: string;
  verified: boolean;
  fields: string[];
  steps: { step: string; done: boolean; problem?: ProblemView }[];
  manual: string[];
}

interface HealthView {
  state: string;
  checked_at: string | null;
  checks: { name: string; state: string; cause: string; fix: string | null; details: Json }[];
}

describe.each(databaseKinds)('an account that explains itself on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeEach(async () => {
    place = await create();
    stage = await startJourney(place);
  });

  afterEach(async () => {
    await stage.stop();
    await place.drop();
  });

  const path = (shop: Shop, what: string) => `/api/v1/accounts/${shop.id}/${what}`;
  const change = (shop: Shop, fields: Json) =>
    stage.simulated.control(
      'PATCH',
      `/${shop.platform === 'line' ? 'line/channels' : 'whatsapp/numbers'}/${shop.simulated}`,
      fields,
    );
  const info = (shop: Shop) => stage.hub.api<Json & { details: Json }>('GET', path(shop, 'info'));
  const test = async (shop: Shop) => (await stage.hub.api<TestView>('POST', path(shop, 'test'))).body;
  const subscribe = async (shop: Shop, body?: Json) =>
    (await stage.hub.api<SetupView>('POST', path(shop, 'webhook'), body)).body;
  const health = async (shop: Shop, refresh = true) => {
    const { body } = await stage.hub.api<HealthView>('GET', path(shop, `health?refresh=${refresh}`));
    const states = Object.fromEntries(body.checks.map(({ name, state }) => [name, state]));
    const one = (name: string) => body.checks.find((check) => check.name === name);
    return { ...body, states, one };
  };
  const expire = (shop: Shop) =>
    stage.simulated.control('POST', '/expire-token', { platform: shop.platform, account: shop.simulated });
  const news = (shop: Shop) => shop.events('account.health_changed');
  const told = (events: EventView[]) =>
    events.map(({ data }) => ({
      state: data.state,
      failing: (data.failing as { name: string }[]).map(({ name }) => name),
    }));

  /** A number whose app the hub knows, so that everything can be asked. */
  async function openNumber(): Promise<Shop> {
    const shop = await stage.open('whatsapp');
    const { data } = await stage.simulated.control<{ data: Record<string, string>[] }>(
      'GET',
      '/whatsapp/numbers',
    );
    const number = data.find((one) => one.phone_number_id === shop.simulated);
    const credentials = { app_id: number?.app_id };
    const { status } = await stage.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, { credentials });
    expect(status).toBe(200);
    return shop;
  }

  describe('tells what it is', () => {
    it('as WhatsApp shows it', async () => {
      const shop = await openNumber();
      await change(shop, { verified_name: 'Tea House', quality_rating: 'GREEN' });
      expect((await info(shop)).body).toMatchObject({
        page_id: shop.simulated,
        page_name: 'Tea House',
        page_url: expect.stringMatching(/^https:\/\/wa\.me\/\d+$/),
        follower_count: null,
        verification_status: 'VERIFIED',
        capabilities: expect.arrayContaining(['text', 'template', 'receive']),
        standing: { can_send: 'yes', quality: { rating: 'GREEN', level: 'good' } },
      });
      await change(shop, { verified_name: 'Tea Room', quality_rating: 'RED', status: 'BANNED' });
      const { body } = await info(shop);
      expect(body).toMatchObject({
        page_name: 'Tea Room',
        standing: { can_send: 'no', quality: { rating: 'RED', level: 'poor' } },
      });
      expect(body.capabilities).not.toContain('text');
      await expire(shop);
      expect(await info(shop)).toMatchObject({
        status: 502,
        body: {
          code: 'credentials',
          detail: expect.stringContaining('190'),
          fix: expect.stringMatching(/./),
        },
      });
    });

    it('as LINE shows it', async () => {
      const shop = await stage.open('line');
      await change(shop, { quota: 500, quota_used: 20 });
      expect((await info(shop)).body).toMatchObject({
        page_url: expect.stringMatching(/^https:\/\/line\.me\//),
        verification_status: null,
        capabilities: expect.arrayContaining(['text', 'receive']),
        standing: { can_send: 'yes', limit: { limit: 500, used: 20 } },
      });
      await change(shop, { quota_used: 500, active: false });
      const { body } = await info(shop);
      expect(body).toMatchObject({ standing: { can_send: 'limited', limit: { limit: 500, used: 500 } } });
      expect(body.capabilities).not.toContain('receive');
    });

    it('only when it is connected', async () => {
      const asked = [
        ['GET', 'info'],
        ['POST', 'test'],
        ['POST', 'webhook'],
        ['GET', 'health?refresh=true'],
      ] as const;
      for (const [method, what] of asked) {
        const answer = await stage.hub.api(method, `/api/v1/accounts/nobody/${what}`);
        expect(answer, `${method} ${what}`).toMatchObject({ status: 404, body: { code: 'not_found' } });
      }
    });
  });

  describe('can be tried', () => {
    it('and tells what is wrong with a number, and how well it answers', async () => {
      const shop = await openNumber();
      expect(await test(shop)).toEqual({
        success: true,
        platform_info: expect.objectContaining({ account_id: shop.simulated }),
        connection_quality: 'excellent',
        latency_ms: expect.any(Number),
        capabilities: expect.arrayContaining(['text', 'receive']),
        problems: [],
        checked_at: expect.stringMatching(/Z$/),
      });
      // The business's own messages fail more often than they should.
      const chat = await shop.meet('66850000001');
      await shop.fault({ code: 131026, times: 3 });
      for (let index = 0; index < 6; index++) await chat.send(`Number ${index}`);
      await until(async () => (await shop.sends()).length >= 6, 'all sends');
      await until(async () => (await test(shop)).connection_quality === 'poor', 'the worse quality');

      await change(shop, { subscribed: false, scopes: ['whatsapp_business_management'] });
      const warned = await test(shop);
      expect(warned.success).toBe(true);
      expect(warned.problems.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['permission_missing', 'not_subscribed']),
      );
      for (const problem of warned.problems) expect(problem.fix).toMatch(/./);

      await expire(shop);
      const refused = await test(shop);
      expect(refused).toMatchObject({
        success: false,
        error: expect.stringMatching(/./),
        platform_info: null,
        connection_quality: 'failed',
        capabilities: [],
      });
      expect(refused.problems[0]).toMatchObject({ kind: 'credentials' });
    });

    it('though nobody answers', async () => {
      const shop = await stage.open('line');
      await shop.fault({ on: 'any', kind: 'close', times: 50 });
      expect(await test(shop)).toMatchObject({
        success: false,
        connection_quality: 'failed',
        latency_ms: null,
        problems: [expect.objectContaining({ kind: 'temporary' })],
      });
    });
  });

  describe('subscribes its webhook', () => {
    const events = async (shop: Shop) =>
      (await stage.hub.api<{ events: string[] }>('GET', `/api/v1/webhooks/status/${shop.id}`)).body.events;

    it('at Meta, with the handshake', async () => {
      const number = await stage.simulated.control<Record<string, string>>('POST', '/whatsapp/numbers', {
        subscribed: false,
      });
      const { phone_number_id = '', business_account_id, app_secret, app_id, access_token } = number;
      const { body } = await stage.hub.api<{ id: string; webhook: { url: string; is_verified: boolean } }>(
        'POST',
        '/api/v1/accounts?validate=true',
        {
          platform: 'whatsapp',
          name: 'Shop',
          credentials: { phone_number_id, business_account_id, app_secret, app_id, access_token },
        },
      );
      const account = `/api/v1/accounts/${body.id}`;
      const { body: setup } = await stage.hub.api<SetupView>('POST', `${account}/webhook`, {
        events: ['messages', 'account_update'],
      });
      expect(setup).toMatchObject({ success: true, verified: true, webhook_url: body.webhook.url });
      expect(setup.fields).toEqual(expect.arrayContaining(['messages', 'account_update']));
      expect(setup.steps.filter(({ done }) => !done)).toEqual([]);
      const status = await stage.hub.api<Json>('GET', `/api/v1/webhooks/status/${body.id}`);
      expect(status.body).toMatchObject({ is_verified: true, events: setup.fields });
      // It reached the platform: a message arrives.
      await stage.simulated.control('POST', '/say', {
        ...{ platform: 'whatsapp', account: phone_number_id, from: { phone: '66850000002' } },
        message: { type: 'text', text: 'Hello' },
      });
      await until(async () => {
        const answer = await stage.hub.api<{ data: unknown[] }>(
          'GET',
          `/api/v1/events?account_id=${body.id}&types=message.received`,
        );
        return answer.body.data.length === 1;
      }, 'the message');
    });

    it('at LINE, and says what is left for hands', async () => {
      const shop = await stage.open('line');
      const usual = await events(shop);
      await change(shop, { callback_url: null });
      expect((await health(shop)).one('subscription')).toMatchObject({ state: 'error' });
      expect(await subscribe(shop)).toMatchObject({
        success: true,
        verified: true,
        webhook_url: shop.webhookUrl,
        fields: usual,
        manual: [],
      });
      await change(shop, { active: false });
      const off = await subscribe(shop, { events: ['message'] });
      expect(off.success).toBe(false);
      expect(off.manual).toEqual([expect.stringContaining('Use webhook')]);
      await expire(shop);
      const refused = await subscribe(shop);
      expect(refused.success).toBe(false);
      expect(refused.steps[0]?.problem).toMatchObject({ kind: 'credentials', fix: expect.any(String) });
    });
  });

  describe('shows its health', () => {
    it('of a number, and tells once of each change', async () => {
      const shop = await openNumber();
      expect(await health(shop, false)).toMatchObject({ state: 'unknown', checked_at: null, checks: [] });
      await subscribe(shop);
      expect((await health(shop)).state).toBe('healthy');
      await health(shop);
      await change(shop, { quality_rating: 'YELLOW' });
      await health(shop);
      expect(await health(shop)).toMatchObject({ state: 'degraded', states: { quality: 'warning' } });
      await change(shop, { token_expires_at: Date.now() + 5 * day });
      expect((await health(shop)).one('token')).toMatchObject({ state: 'warning', fix: expect.any(String) });
      await change(shop, { scopes: ['whatsapp_business_management'], token_expires_at: null });
      expect((await health(shop)).one('permissions')).toMatchObject({
        state: 'error',
        details: { missing: ['whatsapp_business_messaging'] },
      });
      await expire(shop);
      expect(await health(shop)).toMatchObject({ state: 'failing', states: { token: 'error' } });
      // What was kept is the same as what was shown.
      const kept = await health(shop, false);
      expect(kept).toMatchObject({ state: 'failing', states: { token: 'error', quality: 'unknown' } });
      expect(told(await news(shop))).toEqual([
        { state: 'healthy', failing: [] },
        { state: 'degraded', failing: ['quality'] },
        { state: 'degraded', failing: ['token', 'quality'] },
        { state: 'failing', failing: ['permissions', 'quality'] },
        { state: 'failing', failing: expect.arrayContaining(['token']) },
      ]);
    });

    it('of a channel: its callback, its quota, its signatures and its sends', async () => {
      const shop = await stage.open('line');
      await shop.meet(`U${'1'.repeat(32)}`);
      expect(await health(shop)).toMatchObject({
        state: 'healthy',
        states: {
          token: 'ok',
          permissions: 'unknown',
          subscription: 'ok',
          webhooks: 'ok',
          quality: 'unknown',
        },
      });
      await change(shop, { callback_url: 'https://other.example/hook' });
      expect((await health(shop)).one('subscription')).toMatchObject({
        state: 'error',
        cause: expect.stringContaining('https://other.example/hook'),
      });
      await change(shop, { callback_url: shop.webhookUrl, quota: 100, quota_used: 90 });
      expect((await health(shop)).states).toMatchObject({ subscription: 'ok', limits: 'warning' });
      await change(shop, { quota: null });
      stage.hub.clock.advance(2 * minute);
      for (let index = 0; index < 5; index++) {
        const headers = { 'x-line-signature': 'AAAA' };
        expect((await fetch(shop.webhookUrl, { method: 'POST', headers, body: '{}' })).status).toBe(401);
      }
      expect((await health(shop)).one('webhook_signatures')).toMatchObject({ state: 'error' });
      stage.hub.clock.advance(2 * hour);
      const chat = await shop.meet(`U${'2'.repeat(32)}`);
      expect((await health(shop)).states).toMatchObject({ webhook_signatures: 'ok' });
      await expire(shop);
      await chat.send('Never sent');
      await until(async () => (await shop.events('account.paused')).length === 1, 'the account to be paused');
      expect((await health(shop)).one('sending')).toMatchObject({
        state: 'error',
        cause: expect.stringContaining('paused'),
      });
    });

    it('of one that is silent for once, and not of one that is always quiet', async () => {
      const [busy, quiet] = [await stage.open('line'), await stage.open('line')];
      await quiet.meet(`U${'3'.repeat(32)}`);
      for (let index = 0; index < 30; index++) {
        await busy.meet(`U${'4'.repeat(31)}${(index % 10).toString()}`);
        stage.hub.clock.advance(6 * hour);
      }
      expect((await health(busy)).states).toMatchObject({ webhooks: 'ok' });
      stage.hub.clock.advance(day);
      expect((await health(busy)).one('webhooks')).toMatchObject({ state: 'warning' });
      expect((await health(quiet)).states).toMatchObject({ webhooks: 'ok' });
      await busy.meet(`U${'4'.repeat(32)}`);
      expect((await health(busy)).states).toMatchObject({ webhooks: 'ok' });
    });
  });

  describe('is looked at by itself', () => {
    it('after it was connected, from time to time, and when its credentials change', async () => {
      const shop = await openNumber();
      stage.hub.clock.advance(2 * minute);
      await until(async () => (await news(shop)).length === 1, 'the first look');
      await expire(shop);
      // Until then nobody looks.
      stage.hub.clock.advance(20 * minute);
      expect(await news(shop)).toHaveLength(1);
      await until(async () => {
        // The first look's news can be read a moment before the next look is put, which counts from then.
        stage.hub.clock.advance(20 * minute);
        return (await news(shop)).length === 2;
      }, 'the look at the expired token');
      const access_token = 'EAAanotherTokenOfTheShop';
      await change(shop, { access_token });
      await stage.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, { credentials: { access_token } });
      const events = await until(async () => {
        const all = await news(shop);
        return all.length === 3 && all;
      }, 'the look at the new token');
      expect(told(events)[1]).toMatchObject({ state: 'failing' });
      expect(told(events)[2]?.failing).not.toContain('token');
    });

    it('twice before it is called unreachable', async () => {
      const shop = await stage.open('line');
      await health(shop);
      await shop.fault({ on: 'any', kind: 'close', times: 100 });
      stage.hub.clock.advance(2 * minute);
      const asked = async () => {
        const { data } = await stage.simulated.control<{ data: unknown[] }>(
          'GET',
          `/requests?platform=line&account=${shop.simulated}`,
        );
        return data.length;
      };
      const before = await asked();
      await until(async () => (await asked()) > before, 'the first look');
      expect(await news(shop)).toHaveLength(1);
      await until(async () => {
        // The first look may still be under way; the second one is due a minute after its end.
        stage.hub.clock.advance(2 * minute);
        return (await news(shop)).length === 2;
      }, 'the second look');
      expect(told(await news(shop))[1]).toEqual({ state: 'unknown', failing: [] });
    });

    it('until it is disconnected', async () => {
      const shop = await stage.open('line');
      const other = await stage.open('line');
      await health(shop);
      await stage.hub.api('DELETE', `/api/v1/accounts/${shop.id}`);
      stage.hub.clock.advance(2 * minute);
      await until(async () => (await news(other)).length === 1, 'the look at the other');
      await stage.stop();
      const database = openDatabase(place.url, { pool: 2, onError: () => {} });
      const jobs = await database.read
        .selectFrom('jobs')
        .select('reference')
        .where('kind', '=', 'health')
        .execute();
      expect(jobs).toEqual([{ reference: other.id }]);
      const stored = await database.read.selectFrom('account_health').select('account_id').execute();
      expect(stored).toEqual([{ account_id: other.id }]);
      await database.close();
      // For the end of every test to stop.
      stage = await startJourney(place);
    });
  });
});
