import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Platforms } from './accounts/account.ts';
import { AccountAlarm } from './accounts/alarm.ts';
import { AppStore } from './accounts/app-store.ts';
import { rollUpCounters } from './accounts/counter-rollup.ts';
import { Counters, latencyCounter } from './accounts/counters.ts';
import { AccountDirectory } from './accounts/directory.ts';
import { type HealthJobOptions, healthHandler, putMissingHealthJobs } from './accounts/health-handler.ts';
import { PlatformClient } from './accounts/platform-client.ts';
import { platformProver } from './accounts/proof.ts';
import { resealSecrets } from './accounts/reseal.ts';
import { createSealer, type Sealer, secretKeyBeside } from './accounts/secrets.ts';
import { AccountStore } from './accounts/store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { type Consumers, createConsumers } from './consumers/consumers.ts';
import type { Database } from './database/database.ts';
import { Maintenance } from './database/maintenance.ts';
import { openDatabase } from './database/open.ts';
import { Writer } from './database/writer.ts';
import { DatabaseUnavailable, Problem } from './errors.ts';
import { wakeOnEvents } from './events/wake.ts';
import { Idempotency } from './http/idempotency.ts';
import { type Listening, listen } from './http/listen.ts';
import type { Route } from './http/route.ts';
import { hubRoutes } from './http/routes/index.ts';
import { operationRoutes } from './http/routes/operations.ts';
import { type App, createApp } from './http/server.ts';
import { type ItemHash, loadItemHash } from './inbound/item-hash.ts';
import { profileHandler } from './inbound/profiles.ts';
import { Receiver } from './inbound/receive.ts';
import { Replay } from './inbound/replay.ts';
import { replayUnmatchedHandler } from './inbound/replay-unmatched.ts';
import { echoHandler } from './inbound/resolve-echo.ts';
import { type Network, openNetwork } from './network/network.ts';
import { sendHandler } from './outbound/deliver.ts';
import { Pacing } from './outbound/pacing.ts';
import { platforms as allPlatforms } from './platforms/index.ts';
import { eraseHandler } from './privacy/erase-handler.ts';
import { createLogger, type Logger } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { version } from './version.ts';
import { Leases } from './work/leases.ts';
import { policyByTarget, SteadyPace } from './work/pace.ts';
import { Worker } from './work/worker.ts';
import { Keys } from './workspaces/keys.ts';
import { Members } from './workspaces/members.ts';
import { ensureDefaultWorkspace, Workspaces } from './workspaces/workspaces.ts';

/** What a hub is started with. */
export interface HubOptions {
  config: Config;
  /** The installation's key; the caller has decided where it comes from. */
  adminKey: string;
  log?: Logger;
  clock?: Clock;
  fetch?: typeof fetch;
}

/** A running hub. */
export interface Hub {
  /** Where it listens on this machine. */
  url: string;
  /** Finishes what is under way, within the configured time, and closes everything. */
  stop(): Promise<void>;
}

/** Why a hub could not start, in words for whoever started it. */
function explainStart(error: unknown, config: Config, database: Database): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return new Problem({
      status: 500,
      code: 'port_in_use',
      detail: `Something else listens on ${config.host}:${config.port}.`,
      fix: 'Stop it, or give this hub another PARLEY_PORT.',
    });
  }
  if (error instanceof Problem || database.classify(error) !== 'unavailable') return error;
  return new Problem({
    status: 500,
    code: 'database_unreachable',
    detail: `The database cannot be opened (${code ?? (error instanceof Error ? error.message : error)}).`,
    fix: 'Check PARLEY_DATABASE_URL and that the server runs and lets this machine in.',
    cause: error,
  });
}

/** All rooms of a hub, put together but not running. */
export interface Rooms {
  config: Config;
  log: Logger;
  clock: Clock;
  metrics: Metrics;
  database: Database;
  writer: Writer;
  platforms: Platforms;
  directory: AccountDirectory;
  accounts: AccountStore;
  counters: Counters;
  client: PlatformClient;
  /** The way to URLs that others have named. */
  network: Network;
  receiver: Receiver;
  replay: Replay;
  worker: Worker | null;
  sealer: Sealer;
  hash: ItemHash;
  apps: AppStore;
  workspaces: Workspaces;
  members: Members;
  keys: Keys;
  idempotency: Idempotency;
  consumers: Consumers;
  maintenance: Maintenance;
  publicUrl(): string;
}

// Proxies cut a connection that is silent for half a minute to a minute.
const heartbeatMs = 15_000;

/** Starts a hub: database first, then what works, then the door. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { config } = options;
  const log = options.log ?? createLogger(config.logLevel);
  const onError = (error: unknown) => log.error({ err: error }, 'something failed in the background');
  const database = openDatabase(config.databaseUrl, { pool: config.databasePool, onError });
  let listening: Listening | undefined;
  try {
    const applied = await database.migrate();
    if (applied.length > 0) log.info({ applied }, 'the database was brought up to date');
    const clock = options.clock ?? systemClock(config.clockOffsetMs);
    const sealer = sealerOf(config);
    const hash = await loadItemHash(database, sealer, clock.now());
    const ground = { log, database, clock, sealer, hash };
    const rooms = furnish(options, ground, () => publicUrlOf(config, listening));
    await ensureDefaultWorkspace(database, clock.now());
    const resealed = await resealSecrets(database, sealer);
    if (resealed > 0) log.info({ resealed }, 'secrets were sealed anew; the older keys can be taken away');
    await rooms.directory.load();
    rooms.directory.start(clock, onError);
    rooms.counters.start(config.durations.counterFlushMs, onError);
    await rooms.consumers.open();
    rooms.maintenance.start(onError);
    if (rooms.worker) await putMissingHealthJobs(healthJobs(rooms));
    const { worker } = rooms;
    await worker?.start();
    if (worker) rooms.consumers.follow((target) => worker.owns(target));
    const routes: Route[] = (config.role === 'work' ? operationRoutes : hubRoutes)({
      ...rooms,
      version,
      now: () => clock.now(),
      wake: wakeOnEvents(rooms.writer),
      heartbeatMs,
      authenticate: rooms.keys.authenticate,
      onError,
      readiness: [{ name: 'database', check: () => databaseAnswers(database) }],
      routes: () => routes,
    });
    listening = await listen(appOf(rooms, routes), { host: config.host, port: config.port });
    const door = listening;
    return { url: door.url, stop: () => stopHub(rooms, door) };
  } catch (error) {
    await listening?.close(0);
    await database.close().catch(onError);
    throw explainStart(error, config, database);
  }
}

async function databaseAnswers(database: Database): Promise<string | null> {
  return database.ping().then(
    () => null,
    () => 'The database does not answer.',
  );
}

function publicUrlOf(config: Config, listening: Listening | undefined): string {
  // Port 0 means any free port: only the listening server knows which it got.
  return config.port === 0 && listening ? listening.url : config.publicUrl.replace(/\/$/, '');
}

function appOf(rooms: Rooms, routes: readonly Route[]): App {
  return createApp({
    routes,
    authenticate: rooms.keys.authenticate,
    log: rooms.log,
    metrics: rooms.metrics,
    bodyLimitBytes: rooms.config.bodyLimitBytes,
    around: rooms.idempotency.around,
    recognise: (error) =>
      rooms.database.classify(error) === 'unavailable' ? new DatabaseUnavailable(error) : null,
  });
}

function sealerOf(config: Config): Sealer {
  const { secretKeys, dataDir } = config;
  return createSealer(secretKeys.length > 0 ? secretKeys : [secretKeyBeside(join(dataDir, 'secret.key'))]);
}

/** What all rooms stand on. */
type Ground = Pick<Rooms, 'log' | 'database' | 'clock' | 'sealer' | 'hash'>;

function furnish(options: HubOptions, ground: Ground, publicUrl: () => string): Rooms {
  const { config } = options;
  const { durations } = config;
  const { log, database, clock, sealer, hash } = ground;
  const metrics = createMetrics(() => rooms.worker?.load() ?? { waiting: 0, running: 0 });
  const now = () => clock.now();
  const counters = new Counters({ database, clock });
  const observe = (kind: string, ms: number, entries: number) => {
    metrics.databaseWriteDuration.observe({ kind }, ms / 1000);
    if (kind.startsWith('accept')) metrics.acceptBatchSize.observe(entries);
  };
  const writer = new Writer(database, observe, (...count) => counters.add(...count));
  const platforms = new Platforms(allPlatforms);
  const directory = new AccountDirectory({
    database,
    sealer,
    platforms,
    settings: config.platforms,
    writer,
    log,
  });
  const client = new PlatformClient({
    fetch: options.fetch ?? fetch,
    clock,
    timeoutMs: durations.platformTimeoutMs,
  });
  const prove = platformProver({ client, clock, settings: config.platforms });
  const accounts = new AccountStore({ database, writer, sealer, platforms, clock, directory, prove });
  const { echoWaitMs, profileRefreshMs } = durations;
  const receiver = new Receiver({
    ...{ directory, accounts, platforms, writer, clock, counters, metrics, log, hash },
    ...{ echoWaitMs, profileRefreshMs },
    signatureTriesPerMinute: config.signatureTriesPerMinute,
  });
  const idempotency = new Idempotency({ database, seal: sealer, clock, keepMs: durations.idempotencyTtlMs });
  const network = openNetwork({ allowPrivate: config.allowPrivateNetworks });
  const rooms: Rooms = {
    ...ground,
    ...{ config, metrics, writer, platforms, directory, accounts, counters, client },
    ...{ network, receiver, idempotency, publicUrl },
    replay: new Replay({ database, writer, directory, platforms, now, echoWaitMs, profileRefreshMs, hash }),
    apps: new AppStore({ database, writer, sealer, platforms, clock, directory }),
    workspaces: new Workspaces({ database, writer, clock }),
    members: new Members({ database, writer, clock }),
    keys: new Keys({ database, clock, installationKey: options.adminKey }),
    consumers: consumersOf(ground, { config, metrics, writer, network, publicUrl }),
    maintenance: new Maintenance({
      ...{ database, clock, durations },
      chores: [() => rollUpCounters(database, durations, clock.now()), () => rooms.consumers.sweep()],
    }),
    worker: null,
  };
  if (config.role !== 'ingest') rooms.worker = workerOf(rooms);
  return rooms;
}

function consumersOf(
  { log, database, clock, sealer }: Ground,
  rest: Pick<Rooms, 'config' | 'metrics' | 'writer' | 'network' | 'publicUrl'>,
): Consumers {
  const { config, metrics, writer, network, publicUrl } = rest;
  const { consumerDisableMs, deliveryTtlMs, pollMs } = config.durations;
  return createConsumers({
    ...{ database, clock, sealer, writer, publicUrl, pollMs },
    fetch: network.fetch,
    allowPrivate: config.allowPrivateNetworks,
    userAgent: `Parley/${version}`,
    disableAfterMs: consumerDisableMs,
    keepMs: deliveryTtlMs,
    observe(outcome, milliseconds) {
      metrics.deliveries.inc({ outcome });
      metrics.deliveryDuration.observe(milliseconds / 1000);
    },
    onError: (error) => log.error({ err: error }, 'handing events on failed'),
  });
}

// Nobody waits for a picture, and sends through the same account must not feel it.
const profilesPerSecond = 5;
// After a long stop all accounts are due at once: some eight calls each, spread over the minutes that follow.
const looksPerSecond = 5;

function healthJobs(rooms: Rooms): HealthJobOptions {
  return { ...rooms, everyMs: rooms.config.durations.healthCheckMs };
}

function workerOf(rooms: Rooms): Worker {
  const { config, database, writer, clock, directory, client, counters, metrics, receiver, log } = rooms;
  const { durations } = config;
  const now = () => clock.now();
  const pacing = new Pacing({ directory, database, clock });
  const backoff = { first_ms: durations.retryFirstMs, max_ms: durations.retryMaxMs };
  const send = sendHandler({
    ...{ directory, client, pacing, clock, alarm: new AccountAlarm() },
    backoff,
    uncertainty: {
      policy: config.uncertainPolicy,
      evidence_wait_ms: durations.evidenceWaitMs,
      resend_after_ms: durations.resendAfterMs,
      listening_since: now(),
      last_webhook_at: (accountId) => receiver.lastWebhookAt(accountId),
    },
    observe({ platform, accountId, workspaceId, outcome, ms }) {
      metrics.sends.inc({ platform, outcome });
      const account = { accountId, workspaceId };
      counters.add(account, outcome.startsWith('2') ? 'sends_ok' : 'sends_failed');
      if (ms === 0) return;
      metrics.sendDuration.observe({ platform }, ms / 1000);
      counters.add(account, 'send_milliseconds', ms);
      counters.add(account, latencyCounter(ms));
    },
  });
  const echo = echoHandler({ directory, now, ...durations });
  const profile = profileHandler({ ...rooms, backoff });
  const leases = new Leases({ database, clock, owner: randomUUID(), leaseMs: durations.leaseMs });
  return new Worker({
    ...{ database, writer, leases, clock },
    policy: policyByTarget(
      {
        profile: new SteadyPace(clock, { per_second: profilesPerSecond }),
        health: new SteadyPace(clock, { per_second: looksPerSecond, shared: true }),
        ...rooms.consumers.policies,
      },
      pacing,
    ),
    handlers: [
      ...[send, echo, profile, replayUnmatchedHandler(rooms), healthHandler(healthJobs(rooms))],
      eraseHandler(rooms),
      ...rooms.consumers.handlers,
    ],
    pollMs: durations.pollMs,
    // Two renewals may fail before a lease is lost.
    renewMs: durations.leaseMs / 3,
    leaseMarginMs: durations.platformTimeoutMs,
    onError: (error) => log.error({ err: error }, 'background work failed'),
  });
}

async function stopHub(rooms: Rooms, door: Listening): Promise<void> {
  const { log, config } = rooms;
  const graceMs = config.durations.shutdownMs;
  // What still comes in is answered, what is under way to a platform gets its answer; both at once.
  const work = Promise.all([door.close(graceMs), rooms.worker?.stop()]);
  const late = new Promise<'late'>((resolve) => rooms.clock.after(graceMs, () => resolve('late')));
  if ((await Promise.race([work, late])) === 'late') {
    log.warn('not everything ended in time; what is left is settled at the next start');
  }
  await rooms.consumers.stop();
  rooms.directory.stop();
  rooms.maintenance.stop();
  await rooms.counters.stop().catch((error: unknown) => log.warn({ err: error }, 'statistics were lost'));
  await rooms.network.close();
  await rooms.database.close();
}
