import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/accounts/account.ts';
import type { CheckState } from '../../src/accounts/check.ts';
import { Counters } from '../../src/accounts/counters.ts';
import { AccountDirectory } from '../../src/accounts/directory.ts';
import type { Health, HealthState } from '../../src/accounts/health.ts';
import { type HealthJobOptions, putMissingHealthJobs } from '../../src/accounts/health-handler.ts';
import { readHealth, storeHealth } from '../../src/accounts/health-store.ts';
import { PlatformClient } from '../../src/accounts/platform-client.ts';
import { Quotas } from '../../src/accounts/quotas.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import { readTraffic } from '../../src/accounts/traffic.ts';
import type { Database } from '../../src/database/database.ts';
import { Writer } from '../../src/database/writer.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { databaseKinds } from '../databases.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe.each(databaseKinds)('the health of accounts on $kind', ({ kind, create }) => {
  let stage: Stage;
  let accounts: AccountStore;
  let account: Account;

  beforeEach(async () => {
    stage = await openStage(await create());
    const { database, writer, sealer, platforms, clock, directory } = stage;
    accounts = new AccountStore({
      ...{ database, writer, sealer, platforms, clock, directory },
      prove: proverOf(clock),
    });
    account = await connect('Shop');
  });

  afterEach(() => stage.close());

  async function connect(name: string): Promise<Account> {
    const credentials = { channel_secret: name, channel_access_token: 'token' };
    const { id } = await accounts.create('north', { platform: 'line', name, credentials });
    const connected = stage.directory.get(id);
    if (!connected) throw new Error('It was connected just now.');
    return connected;
  }

  /** A health with two checks in these states. */
  function found(state: HealthState, token: CheckState, quality: CheckState): Health {
    const check = { cause: 'Cause.', fix: null, details: { secretly: 1 } };
    return {
      state,
      checks: [
        { ...check, name: 'token', state: token },
        { ...check, name: 'quality', state: quality },
      ],
      checked_at: stage.clock.now(),
    };
  }

  const events = async () => {
    const rows = await stage.database.read
      .selectFrom('events')
      .selectAll()
      .where('type', '=', 'account.health_changed')
      .orderBy('seq')
      .execute();
    return rows.map(({ data, account_id, platform }) => ({ account_id, platform, data: JSON.parse(data) }));
  };
  const jobs = () =>
    stage.database.read
      .selectFrom('jobs')
      .select(['reference', 'target', 'seq', 'run_at'])
      .where('kind', '=', 'health')
      .orderBy('reference')
      .execute();

  it('is announced when it changes, and only then', async () => {
    expect(await readHealth(stage.database, 'north', account.id)).toBeNull();
    const healths = [
      found('healthy', 'ok', 'ok'),
      found('healthy', 'ok', 'unknown'),
      found('degraded', 'ok', 'warning'),
      found('degraded', 'ok', 'warning'),
      found('degraded', 'warning', 'ok'),
      found('failing', 'error', 'ok'),
    ];
    const since: (number | undefined)[] = [];
    for (const health of healths) {
      stage.clock.advance(minute);
      const stored = await storeHealth(stage.writer, account, {
        ...health,
        checked_at: stage.clock.now(),
      });
      since.push(stored?.changed_at);
      expect(await readHealth(stage.database, 'north', account.id)).toEqual(stored);
    }
    expect(since.map((time) => (stage.clock.now() - (time ?? 0)) / minute)).toEqual([5, 5, 3, 3, 1, 0]);
    const told = await events();
    expect(told.map(({ data }) => [data.previous_state, data.state])).toEqual([
      ['unknown', 'healthy'],
      ['healthy', 'degraded'],
      ['degraded', 'degraded'],
      ['degraded', 'failing'],
    ]);
    expect(told[1]).toEqual({
      account_id: account.id,
      platform: 'line',
      data: {
        account_id: account.id,
        state: 'degraded',
        previous_state: 'healthy',
        failing: [{ name: 'quality', state: 'warning', cause: 'Cause.', fix: null }],
      },
    });
  });

  it('is announced once though it was found twice at the same time', async () => {
    const health = found('failing', 'error', 'ok');
    await Promise.all(Array.from({ length: 5 }, () => storeHealth(stage.writer, account, health)));
    expect(await events()).toHaveLength(1);
  });

  it('is that of the latest look, whichever is stored first', async () => {
    const early = found('failing', 'error', 'ok');
    stage.clock.advance(minute);
    await storeHealth(stage.writer, account, found('healthy', 'ok', 'ok'));
    expect(await storeHealth(stage.writer, account, early)).toMatchObject({ state: 'healthy' });
    expect(await readHealth(stage.database, 'north', account.id)).toMatchObject({ state: 'healthy' });
    expect(await events()).toHaveLength(1);
  });

  it('is forgotten with the account, and not stored after it', async () => {
    await storeHealth(stage.writer, account, found('healthy', 'ok', 'ok'));
    await accounts.delete('north', account.id);
    expect(await readHealth(stage.database, 'north', account.id)).toBeNull();
    expect(await storeHealth(stage.writer, account, found('failing', 'error', 'ok'))).toBeNull();
    expect(await readHealth(stage.database, 'north', account.id)).toBeNull();
    expect(await events()).toHaveLength(1);
  });

  it('is nobody else’s to read', async () => {
    await storeHealth(stage.writer, account, found('healthy', 'ok', 'ok'));
    expect(await readHealth(stage.database, 'south', account.id)).toBeNull();
  });

  describe('is looked at by a job', () => {
    function optionsOn(database: Database, writer: Writer): HealthJobOptions {
      const { sealer, platforms, clock } = stage;
      const log = createLogger('silent');
      const directory = new AccountDirectory({ database, sealer, platforms, settings: {}, writer, log });
      const client = new PlatformClient({ fetch, clock, timeoutMs: 1000 });
      return {
        ...{ database, writer, clock, directory, client, accounts, log },
        quotas: new Quotas({ database, writer, client, clock, onError: () => {} }),
        counters: new Counters({ database, clock }),
        publicUrl: () => 'https://hub.example',
        everyMs: hour,
      };
    }

    it('that waits a little and costs nothing until then', async () => {
      expect(await jobs()).toEqual([
        {
          reference: account.id,
          target: `health:${account.id}`,
          seq: null,
          run_at: stage.clock.now() + minute,
        },
      ]);
    });

    it('at once when the credentials or the subscription change, but not for a name', async () => {
      const dueIn = async () => ((await jobs())[0]?.run_at ?? 0) - stage.clock.now();
      await accounts.update('north', account.id, { name: 'New' });
      expect(await dueIn()).toBe(minute);
      await accounts.update('north', account.id, { credentials: { channel_access_token: 'new' } });
      expect(await dueIn()).toBe(0);
      stage.clock.advance(-minute);
      await accounts.noteSubscribed(account, ['messages']);
      expect(await dueIn()).toBe(0);
      expect((await accounts.get('north', account.id)).webhook_events).toBe('["messages"]');
      expect(stage.directory.get(account.id)?.row.webhook_events).toBe('["messages"]');
      await accounts.noteSubscribed(account, null);
      expect((await accounts.get('north', account.id)).webhook_events).toBe('["messages"]');
    });

    it('of its own, one for each account, also for those from before', async () => {
      const others = [await connect('Second'), await connect('Third'), await connect('Gone')];
      await stage.database.transaction(({ query }) => query.deleteFrom('jobs').execute());
      await accounts.delete('north', others[2]?.id ?? '');
      await stage.database.transaction(({ query }) => query.deleteFrom('jobs').execute());
      // Of an SQLite file there is one process.
      const databases = [stage.database, ...(kind === 'postgres' ? [await stage.openAnother()] : [])];
      const starting = databases.map((database) =>
        optionsOn(database, database === stage.database ? stage.writer : new Writer(database)),
      );
      await Promise.all(starting.map(putMissingHealthJobs));
      const put = await jobs();
      const connected = [account.id, others[0]?.id, others[1]?.id];
      expect(put.map(({ reference }) => reference)).toEqual(
        // The accounts that the stage comes with are connected too.
        [...connected, 'north-account', 'south-account'].toSorted(),
      );
      for (const { run_at } of put) {
        expect(run_at - stage.clock.now()).toBeGreaterThan(0);
        expect(run_at - stage.clock.now()).toBeLessThanOrEqual(hour + 1);
      }
      // Those that were put stay as they are.
      await Promise.all(starting.map(putMissingHealthJobs));
      expect(await jobs()).toEqual(put);
    });
  });

  describe('rests on what was counted', () => {
    const traffic = (counters: Counters) =>
      readTraffic({ database: stage.database, counters }, account, stage.clock.now());

    it('lately, since the last good webhook, and in the rhythm of two weeks', async () => {
      const counters = new Counters({ database: stage.database, clock: stage.clock });
      const own = { workspaceId: 'north', accountId: account.id };
      const add = (name: Parameters<Counters['add']>[1], value = 1) => counters.add(own, name, value);
      const began = Math.floor(stage.clock.now() / minute) * minute;
      for (let index = 0; index < 20 * 24; index++) {
        add('webhooks_accepted');
        // Of one hour only the first minute counts.
        stage.clock.advance(20 * minute);
        add('webhooks_accepted', 3);
        stage.clock.advance(40 * minute);
        counters.add({ ...own, accountId: 'other' }, 'webhooks_refused', 100);
        if (index % 100 === 0) await counters.flush();
      }
      const last = began + 20 * day - 40 * minute;
      add('webhooks_refused', 4);
      add('sends_ok', 9);
      add('sends_failed');
      add('send_milliseconds', 1234);
      const { webhooks, sends, pause } = await traffic(counters);
      expect(pause).toBeNull();
      expect(sends).toEqual({ ok: 9, failed: 1, milliseconds: 1234 });
      expect(webhooks).toMatchObject({
        refused: 4,
        refused_since_accepted: 4,
        failed: 0,
        last_accepted_at: last,
        recent: { accepted: 3, refused: 4 },
      });
      expect(webhooks.accepted).toBe(24 * 4 - 1);
      expect(webhooks.active).toHaveLength(14 * 24);
      expect(
        webhooks.active.every((time, index, all) => index === 0 || time - (all[index - 1] ?? 0) >= hour),
      ).toBe(true);
      add('webhooks_accepted');
      expect((await traffic(counters)).webhooks.refused_since_accepted).toBe(0);
    });

    it('and on the pause that holds now', async () => {
      const counters = new Counters({ database: stage.database, clock: stage.clock });
      const pause = { since: stage.clock.now(), until: stage.clock.now() + minute, reason: '190: Ended.' };
      await stage.database.transaction((transaction) =>
        transaction.insert('target_pauses', [
          { workspace_id: 'north', target: `account:${account.id}`, ...pause },
        ]),
      );
      expect((await traffic(counters)).pause).toEqual(pause);
      stage.clock.advance(minute);
      expect((await traffic(counters)).pause).toBeNull();
    });
  });
});
