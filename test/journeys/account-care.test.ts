import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/accounts/account.ts';
import { careInput, converse } from '../../src/accounts/dialogue.ts';
import { PlatformClient } from '../../src/accounts/platform-client.ts';
import type { Failure } from '../../src/errors.ts';
import type { AccountInfo, ProfileInput } from '../../src/platforms/account-care.ts';
import { line } from '../../src/platforms/line/index.ts';
import { whatsapp } from '../../src/platforms/whatsapp/index.ts';
import { platformAccount } from '../platform-account.ts';
import { type Stage, startStage, textAt } from '../simulator-stage.ts';

const day = 24 * 60 * 60 * 1000;

let stage: Stage;
let client: PlatformClient;
beforeEach(async () => {
  stage = await startStage();
  client = new PlatformClient({ fetch, clock: stage.clock, timeoutMs: 5000 });
});
afterEach(() => stage.stop());

/** Everything that can be asked about an account, asked of the simulator. */
function careOf(account: Account) {
  const { care } = account.platform;
  const input = () => careInput(account, stage.clock.now());
  return {
    check: () => converse(client, account, care.validateCredentials(input())),
    info: async () => known(await converse(client, account, care.accountInfo(input()))),
    webhook: () => converse(client, account, care.webhookState(input())),
    setup: (callback_url: string, verify_token: string | null) => {
      const fields = account.platform.defaultEvents;
      return converse(client, account, care.setupWebhook(input(), { callback_url, verify_token, fields }));
    },
    profile: (contact: ProfileInput) => {
      if (care.contactProfile === undefined) throw new Error('The platform has no profiles.');
      return converse(client, account, care.contactProfile(input(), contact));
    },
  };
}

function known(info: AccountInfo | Failure): AccountInfo {
  if ('cause' in info) throw new Error(info.cause);
  return info;
}

async function changed(path: string, change: object) {
  const { status, body } = await stage.control('PATCH', path, change);
  expect(status, JSON.stringify(body)).toBe(200);
}

const codes = (failures: readonly Failure[]) => failures.map(({ code }) => code);

describe('a WhatsApp number', () => {
  let care: ReturnType<typeof careOf>;
  const change = (fields: object) => changed(`/whatsapp/numbers/${stage.number.phone_number_id}`, fields);
  const account = (more: object = {}, settings: Record<string, string> = {}) => {
    const { phone_number_id, business_account_id, access_token, app_id, app_secret } = stage.number;
    const credentials = { phone_number_id, business_account_id, access_token, app_id, app_secret, ...more };
    return platformAccount(whatsapp, credentials, { graph_url: stage.simulator.urls.graph, ...settings });
  };
  beforeEach(() => {
    care = careOf(account());
  });

  it('is well as it is made', async () => {
    expect(await care.check()).toEqual({
      valid: true,
      external_id: stage.number.phone_number_id,
      expires_at: null,
      permissions: {
        granted: ['whatsapp_business_messaging', 'whatsapp_business_management'],
        missing: [],
      },
      problems: [],
    });
    expect((await care.info()).standing).toMatchObject({ can_send: 'yes', problems: [] });
    expect(await care.webhook()).toMatchObject({
      subscribed: true,
      callback_url: `${stage.receiver.url}/meta`,
      fields: expect.arrayContaining(['messages']),
      problems: [],
    });
  });

  it('shows the name, the picture and the verification of the moment', async () => {
    expect(await care.info()).toMatchObject({ page_name: 'Corner Shop', avatar_url: null });
    await change({
      verified_name: 'Corner Café',
      profile: { profile_picture_url: 'https://pps.example/cafe.jpg' },
      code_verification_status: 'EXPIRED',
    });
    expect(await care.info()).toMatchObject({
      page_name: 'Corner Café',
      avatar_url: 'https://pps.example/cafe.jpg',
      verification_status: 'EXPIRED',
    });
  });

  it('shows quality and limit', async () => {
    await change({ quality_rating: 'YELLOW', whatsapp_business_manager_messaging_limit: 'TIER_100K' });
    expect((await care.info()).standing).toMatchObject({
      quality: { rating: 'YELLOW', level: 'medium' },
      limit: { limit: 100_000 },
    });
    await change({ quality_rating: 'RED', whatsapp_business_manager_messaging_limit: 'TIER_UNLIMITED' });
    expect((await care.info()).standing).toMatchObject({
      quality: { rating: 'RED', level: 'poor' },
      limit: { limit: null },
      problems: [{ code: 'quality RED' }],
    });
  });

  it('explains what keeps it from sending', async () => {
    await change({ status: 'RESTRICTED' });
    expect((await care.info()).standing).toMatchObject({
      can_send: 'limited',
      problems: [{ code: 'status RESTRICTED' }],
    });
    const error = {
      error_code: 141006,
      error_description: 'No payment method.',
      possible_solution: 'Add one.',
    };
    await change({
      status: 'CONNECTED',
      health: { can_send_message: 'BLOCKED', entity_type: 'WABA', errors: [error] },
    });
    const blocked = await care.info();
    expect(blocked.standing).toMatchObject({
      can_send: 'no',
      problems: [{ code: '141006', fix: 'Add one.' }],
    });
    expect(blocked.capabilities).toEqual(['receive']);
    await change({ health: { can_send_message: 'AVAILABLE' } });
    expect((await care.info()).capabilities).toContain('text');
  });

  it('knows how long its token lives', async () => {
    const ends = stage.clock.now() + 3 * day;
    await change({ token_expires_at: ends });
    expect(await care.check()).toMatchObject({
      valid: true,
      expires_at: ends,
      problems: [{ code: 'token_ends_soon' }],
    });
    stage.clock.advance(4 * day);
    const dead = await care.check();
    expect(dead).toMatchObject({ valid: false, external_id: null });
    expect(codes(dead.problems)).toEqual(['190/463']);
  });

  it('knows what its token may do', async () => {
    await change({ scopes: ['whatsapp_business_management'] });
    expect(await care.check()).toMatchObject({
      valid: true,
      permissions: { missing: ['whatsapp_business_messaging'] },
      problems: [{ kind: 'permission' }],
    });
    await change({ scopes: ['whatsapp_business_messaging'] });
    expect(await care.check()).toMatchObject({
      valid: false,
      problems: [{ code: '10' }, { kind: 'permission' }],
    });
  });

  it('knows credentials that do not belong together', async () => {
    expect(codes((await careOf(account({ business_account_id: '1' })).check()).problems)).toEqual([
      'other_business_account',
    ]);
    const waba = careOf(account({ phone_number_id: stage.number.business_account_id }));
    expect((await waba.check()).problems[0]?.cause).toMatch(/WhatsAppBusinessAccount/);
    const other = await stage.control('POST', '/whatsapp/numbers', {});
    const app = { app_id: textAt(other.body, 'app_id'), app_secret: textAt(other.body, 'app_secret') };
    expect(codes((await careOf(account(app)).check()).problems)).toEqual(['token_of_another_app']);
    await change({ app_secret: 'changed-in-the-dashboard' });
    expect((await care.check()).problems[0]?.cause).toMatch(/app ID and app secret/);
  });

  it('says so when the platform cannot be reached', async () => {
    const lost = careOf(account({}, { graph_url: 'http://127.0.0.1:1' }));
    expect(await lost.check()).toMatchObject({ valid: false, problems: [{ kind: 'temporary' }] });
    expect(await lost.webhook()).toMatchObject({ subscribed: null, callback_url: null });
  });

  it('is subscribed again, and then its messages come', async () => {
    await change({ subscribed: false });
    expect(await care.webhook()).toMatchObject({ subscribed: false, problems: [{ code: 'not_subscribed' }] });
    expect((await care.info()).capabilities).not.toContain('receive');
    const hook = `${stage.receiver.url}/own`;
    for (const _time of ['first', 'second']) {
      const setup = await care.setup(hook, 'secret');
      expect(setup).toMatchObject({
        success: true,
        manual: [],
        fields: expect.arrayContaining(['messages']),
      });
      expect(setup.steps.every(({ done }) => done)).toBe(true);
    }
    expect(await care.webhook()).toMatchObject({ subscribed: true, callback_url: hook, problems: [] });
    await stage.sayWhatsApp({ type: 'text', text: 'Hello' });
    const [received] = await stage.receiver.arrived(1);
    expect(received?.path).toBe('/own');
  });

  it('is not subscribed to a callback that fails the handshake', async () => {
    const setup = await care.setup(`${stage.receiver.url}/own`, 'wrong');
    expect(setup.success).toBe(false);
    expect(setup.steps.filter(({ done }) => !done).map(({ failure }) => failure?.message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/verification failed/)]),
    );
  });

  it('gets a callback of its own where an older one would win', async () => {
    await care.setup(`${stage.receiver.url}/old`, 'secret');
    const number = {
      webhook_configuration: { override_callback_uri: `${stage.receiver.url}/older`, verify_token: 'secret' },
    };
    await stage.graph('POST', `/${stage.number.phone_number_id}`, number);
    expect(await care.webhook()).toMatchObject({ callback_url: `${stage.receiver.url}/older` });
    expect(await care.setup(`${stage.receiver.url}/new`, 'secret')).toMatchObject({ success: true });
    expect(await care.webhook()).toMatchObject({ callback_url: `${stage.receiver.url}/new` });
  });
});

describe('a LINE channel', () => {
  let care: ReturnType<typeof careOf>;
  const change = (fields: object) => changed(`/line/channels/${stage.channel.channel_id}`, fields);
  const account = (credentials: object, settings: Record<string, string> = {}) =>
    platformAccount(line, credentials, { line_url: stage.simulator.urls.line, ...settings });
  beforeEach(() => {
    const { channel_secret, channel_access_token } = stage.channel;
    care = careOf(account({ channel_secret, channel_access_token }));
  });

  it('is well as it is made, with a token and without', async () => {
    const well = {
      valid: true,
      external_id: stage.channel.bot_user_id,
      expires_at: null,
      permissions: null,
      problems: [],
    };
    expect(await care.check()).toEqual(well);
    const { channel_secret, channel_id } = stage.channel;
    expect(await careOf(account({ channel_secret, channel_id })).check()).toEqual(well);
    expect(await care.webhook()).toMatchObject({
      subscribed: true,
      callback_url: `${stage.receiver.url}/line`,
    });
  });

  it('shows name, picture, address and friends of the moment', async () => {
    expect(await care.info()).toMatchObject({
      page_name: 'Corner Shop',
      page_url: `https://line.me/R/ti/p/${encodeURIComponent(String(stage.channel.basic_id))}`,
      avatar_url: null,
      follower_count: null,
    });
    await change({
      display_name: 'Corner Café',
      premium_id: '@cornercafe',
      picture_url: 'https://profile.example/cafe',
      friends: { followers: 1200, blocks: 30 },
    });
    expect(await care.info()).toMatchObject({
      page_name: 'Corner Café',
      page_url: 'https://line.me/R/ti/p/%40cornercafe',
      avatar_url: 'https://profile.example/cafe',
      follower_count: 1200,
    });
  });

  it('shows what is left of the month', async () => {
    expect((await care.info()).standing).toMatchObject({ can_send: 'yes', limit: { limit: null, used: 0 } });
    await change({ quota: 200, quota_used: 150 });
    expect((await care.info()).standing).toMatchObject({ can_send: 'yes', limit: { limit: 200, used: 150 } });
    await change({ quota_used: 200 });
    expect((await care.info()).standing).toMatchObject({
      can_send: 'limited',
      problems: [{ kind: 'quota_exhausted' }],
    });
  });

  it('knows a token that ended, and a secret that was replaced', async () => {
    await change({ channel_secret: '0123456789abcdef0123456789abcdef' });
    expect(codes((await care.check()).problems)).toEqual(['wrong_secret']);
    await stage.control('POST', '/expire-token', { platform: 'line', account: stage.channel.channel_id });
    expect(await care.check()).toMatchObject({ valid: false, problems: [{ kind: 'credentials' }] });
    const { channel_secret, channel_id } = stage.channel;
    expect(await careOf(account({ channel_secret, channel_id })).check()).toMatchObject({
      valid: false,
      problems: [{ kind: 'credentials', cause: expect.stringMatching(/channel id and channel secret/) }],
    });
  });

  it('knows how long a token lives', async () => {
    const { channel_secret, channel_id } = stage.channel;
    const form = { grant_type: 'client_credentials', client_id: channel_id, client_secret: channel_secret };
    const issued = await stage.line('POST', '/v2/oauth/accessToken', new URLSearchParams(form));
    const channel_access_token = textAt(issued.body, 'access_token');
    const short = careOf(account({ channel_secret, channel_access_token }));
    expect(await short.check()).toMatchObject({ expires_at: stage.clock.now() + 30 * day, problems: [] });
    stage.clock.advance(25 * day);
    expect(codes((await short.check()).problems)).toEqual(['token_ends_soon']);
  });

  it('knows whose token it is', async () => {
    const { channel_secret, channel_access_token } = stage.channel;
    const given = { channel_secret, channel_access_token, bot_user_id: `U${'0'.repeat(32)}` };
    expect(codes((await careOf(account(given)).check()).problems)).toEqual(['other_account']);
  });

  it('says so when the platform cannot be reached', async () => {
    const { channel_secret, channel_access_token } = stage.channel;
    const lost = careOf(
      account({ channel_secret, channel_access_token }, { line_url: 'http://127.0.0.1:1' }),
    );
    expect(await lost.check()).toMatchObject({ valid: false, problems: [{ kind: 'temporary' }] });
  });

  it('gets its webhook, and then its messages come', async () => {
    await change({ callback_url: null });
    expect(await care.webhook()).toMatchObject({ subscribed: false, callback_url: null });
    expect((await care.info()).capabilities).not.toContain('receive');
    const hook = `${stage.receiver.url}/own`;
    for (const _time of ['first', 'second']) {
      expect(await care.setup(hook, null)).toMatchObject({ success: true, manual: [] });
    }
    expect(await care.webhook()).toMatchObject({ subscribed: true, callback_url: hook, problems: [] });
    await stage.sayLine({ type: 'text', text: 'Hello' });
    const received = await stage.receiver.arrived(3);
    expect(received.map(({ path }) => path)).toEqual(['/own', '/own', '/own']);
  });

  it('leaves the switch to a person, and tells what went wrong', async () => {
    const hook = `${stage.receiver.url}/line`;
    await change({ active: false });
    expect(await care.setup(hook, null)).toMatchObject({
      success: false,
      manual: [expect.stringMatching(/Use webhook/)],
    });
    await change({ active: true });
    stage.receiver.answer = 500;
    const setup = await care.setup(hook, null);
    expect(setup.steps.find(({ done }) => !done)?.failure?.code).toBe('ERROR_STATUS_CODE');
  });

  it('knows people, in chats and in groups', async () => {
    const said = await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Yuki', language: 'ja' });
    const identities = [{ kind: 'user', value: textAt(said.body, 'from.id') }];
    expect(await care.profile({ identities })).toEqual({ name: 'Yuki', locale: 'ja' });
    const group = { id: `C${'1'.repeat(32)}`, name: 'Friends' };
    await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Yuki' }, { group });
    expect(await care.profile({ identities, thread_id: group.id })).toEqual({ name: 'Yuki' });
    expect(await care.profile({ identities: [{ kind: 'user', value: 'U0' }] })).toEqual({});
  });
});
