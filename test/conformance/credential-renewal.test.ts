import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/accounts/account.ts';
import { Counters } from '../../src/accounts/counters.ts';
import { healthHandler } from '../../src/accounts/health-handler.ts';
import { readHealth } from '../../src/accounts/health-store.ts';
import { PlatformClient } from '../../src/accounts/platform-client.ts';
import { Quotas } from '../../src/accounts/quotas.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import type { Job } from '../../src/work/jobs.ts';
import { databaseKinds } from '../databases.ts';
import { type MessagingStage, startMessagingStage } from '../messaging-stage.ts';
import { textAt } from '../simulator-stage.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';

const day = 24 * 60 * 60_000;

describe.each(databaseKinds)('credentials that end on $kind', ({ create }) => {
  let stage: Stage;
  let platform: MessagingStage;
  let accounts: AccountStore;
  let account: Account;
  let look: () => Promise<void>;

  beforeEach(async () => {
    stage = await openStage(await create());
    platform = await startMessagingStage();
    const { database, writer, sealer, platforms, clock, directory } = stage;
    accounts = new AccountStore({
      ...{ database, writer, sealer, platforms, clock, directory },
      prove: proverOf(clock),
    });
    const { described, id } = platform.login;
    const { id: made } = await accounts.create('north', {
      ...{ platform: 'instagram', name: 'Shop' },
      credentials: {
        access_token: textAt(described, 'access_token'),
        app_secret: textAt(described, 'app_secret'),
        instagram_business_account_id: id,
      },
      settings: { instagram_graph_url: platform.simulator.urls.instagram },
    });
    account = current(made);
    const client = new PlatformClient({ fetch, clock, timeoutMs: 5000 });
    const handler = healthHandler({
      ...{ database, writer, clock, directory, client, accounts, everyMs: day },
      log: createLogger('silent'),
      quotas: new Quotas({ database, writer, client, clock, onError: () => {} }),
      counters: new Counters({ database, clock }),
      publicUrl: () => 'https://hub.example',
    });
    // Of a job the look reads no more than whose it is.
    const job = { workspace_id: 'north', reference: made } as Job;
    look = async () => {
      await handler.run([job], null, AbortSignal.any([]));
    };
  });

  afterEach(async () => {
    await platform.stop();
    await stage.close();
  });

  function current(id = account.id): Account {
    const found = stage.directory.get(id);
    if (!found) throw new Error('It is connected.');
    return found;
  }

  const tokenOf = ({ credentials }: Account) => textAt(credentials, 'access_token');
  /** Both clocks stand at the same moment. */
  const pass = (ms: number) => {
    stage.clock.advance(ms);
    platform.clock.advance(ms);
  };
  const calls = async () => {
    const { body } = await platform.control('GET', '/requests?platform=instagram&path=/refresh_access_token');
    return JSON.stringify(body).split('/refresh_access_token').length - 1;
  };
  const check = async () => {
    const health = await readHealth(stage.database, 'north', account.id);
    return health?.checks.find(({ name }) => name === 'token');
  };

  it('are renewed again and again, and kept sealed with their end', async () => {
    const first = tokenOf(account);
    // The platform renews no token on its first day.
    await look();
    expect(tokenOf(current())).toBe(first);
    pass(day);
    await look();
    const second = tokenOf(current());
    expect(second).not.toBe(first);
    const { credentials, credentials_end_at } = await accounts.get('north', account.id);
    expect(credentials_end_at).toBe(stage.clock.now() + 60 * day);
    expect(credentials).not.toContain(second);
    expect(await check()).toMatchObject({ state: 'ok' });
    expect((await check())?.details.expires_at).toBe(new Date(stage.clock.now() + 60 * day).toISOString());
    pass(6 * day);
    await look();
    expect(tokenOf(current())).toBe(second);
    pass(day);
    await look();
    expect(tokenOf(current())).not.toBe(second);
    // Each of them outlives what the first one had.
    for (let week = 0; week < 10; week += 1) {
      pass(7 * day);
      await look();
    }
    expect(await check()).toMatchObject({ state: 'ok' });
    const me = await platform.login.graph('GET', '/me', undefined, {
      authorization: `Bearer ${tokenOf(current())}`,
    });
    expect(me.status).toBe(200);
  });

  it('are tried once a day when the platform refuses, and then warned of', async () => {
    pass(day);
    await look();
    const token = tokenOf(current());
    pass(30 * day);
    await platform.control('POST', '/faults', { platform: 'instagram', on: 'any', code: 2, times: 10_000 });
    const before = await calls();
    for (let hour = 0; hour < 24; hour += 6) await look();
    expect((await calls()) - before).toBe(1);
    await platform.control('DELETE', '/faults');
    expect(tokenOf(current())).toBe(token);
    pass(day);
    await look();
    expect(tokenOf(current())).not.toBe(token);
  });

  it('give way to those that somebody gives', async () => {
    pass(day);
    await look();
    const stale = current();
    const given = { access_token: textAt(platform.login.described, 'access_token') };
    await accounts.update('north', account.id, { credentials: given });
    expect((await accounts.get('north', account.id)).credentials_end_at).toBeNull();
    const late = { credentials: { access_token: 'late' }, ends_at: 1 };
    await accounts.replaceCredentials(stale, late);
    expect(tokenOf(current())).toBe(given.access_token);
    await accounts.delete('north', account.id);
    await accounts.replaceCredentials(stale, late);
    expect(stage.directory.get(account.id)).toBeUndefined();
  });
});
