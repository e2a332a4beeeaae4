import { putMissingHealthJobs } from './accounts/health-handler.ts';
import { resealSecrets } from './accounts/reseal.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Consumers } from './consumers/consumers.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { DatabaseUnavailable, Problem } from './errors.ts';
import { wakeOnEvents } from './events/wake.ts';
import { isPageOfConsole } from './http/console.ts';
import { type Listening, listen } from './http/listen.ts';
import { openProxies } from './http/proxy.ts';
import { RateLimit } from './http/rate-limit.ts';
import type { Route } from './http/route.ts';
import { hubRoutes } from './http/routes/index.ts';
import { operationRoutes } from './http/routes/operations.ts';
import { type App, createApp } from './http/server.ts';
import { furnish, type HubOptions, type Rooms, sealerOf } from './hub-rooms.ts';
import { healthJobs, workerOf } from './hub-work.ts';
import { loadItemHash } from './inbound/item-hash.ts';
import { createLogger } from './telemetry/log.ts';
import { version } from './version.ts';
import { ensureDefaultWorkspace } from './workspaces/workspaces.ts';

export type { HubOptions } from './hub-rooms.ts';

/** A running hub. */
export interface Hub {
  /** Where it listens on this machine. */
  url: string;
  /** Finishes what is under way, within the configured time, and closes everything. */
  stop(): Promise<void>;
  /** Hands events of a workspace to a function of this process, as durably as to an endpoint. */
  handle: Consumers['handle'];
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

/** Starts a hub: database first, then what works, then the door. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { config } = options;
  const log = options.log ?? createLogger(config.logLevel);
  const onError = (error: unknown) => log.error({ err: error }, 'something failed in the background');
  const database = openDatabase(config.databaseUrl, { pool: config.databasePool, onError });
  let listening: Listening | undefined;
  const closing = new AbortController();
  try {
    const applied = await database.migrate();
    if (applied.length > 0) log.info({ applied }, 'the database was brought up to date');
    const clock = options.clock ?? systemClock(config.clockOffsetMs);
    const sealer = sealerOf(config);
    const hash = await loadItemHash(database, sealer, clock.now());
    const ground = { log, database, clock, sealer, hash };
    const rooms = furnish(options, ground, () => publicUrlOf(config, listening));
    if (config.role !== 'ingest') rooms.worker = workerOf(rooms, closing.signal);
    await ensureDefaultWorkspace(database, clock.now());
    const resealed = await resealSecrets(database, sealer);
    if (resealed > 0) log.info({ resealed }, 'secrets were sealed anew; the older keys can be taken away');
    await rooms.directory.load();
    await rooms.quotas.load();
    rooms.directory.start(clock, onError);
    rooms.counters.start(config.durations.counterFlushMs, onError);
    await rooms.agent.open();
    await rooms.consumers.open();
    rooms.maintenance.start(onError);
    if (rooms.worker) await putMissingHealthJobs(healthJobs(rooms));
    const { worker } = rooms;
    await worker?.start();
    if (worker) {
      rooms.consumers.follow((target) => worker.owns(target));
      rooms.messageSearch.follow((target) => worker.owns(target));
    }
    const routes: Route[] = (config.role === 'work' ? operationRoutes : hubRoutes)({
      ...rooms,
      version,
      now: () => clock.now(),
      wake: wakeOnEvents(rooms.writer),
      heartbeatMs: config.durations.heartbeatMs,
      authenticate: rooms.sessions.authenticate,
      onError,
      readiness: [{ name: 'database', check: () => databaseAnswers(database) }],
      routes: () => routes,
    });
    listening = await listen(appOf(rooms, routes, options), {
      host: config.host,
      port: config.port,
    });
    const door = listening;
    return {
      url: door.url,
      stop: () => stopHub(rooms, door, closing),
      handle: rooms.consumers.handle,
    };
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
  const isOpen = config.publicUrl.endsWith(':0');
  return isOpen && listening ? listening.url : config.publicUrl.replace(/\/$/, '');
}

function appOf(
  rooms: Rooms,
  routes: readonly Route[],
  { checkAnswers = false, proxies = [] }: HubOptions,
): App {
  const behind = openProxies(proxies, rooms.sessions.authenticate);
  const isPage = isPageOfConsole(routes);
  return createApp({
    otherwise: async (exchange) =>
      (await behind(exchange)) ?? (isPage(exchange) ? (rooms.console?.page() ?? null) : null),
    routes,
    authenticate: rooms.sessions.authenticate,
    log: rooms.log,
    metrics: rooms.metrics,
    bodyLimitBytes: rooms.config.bodyLimitBytes,
    around: rooms.idempotency.around,
    checkAnswers,
    rateLimit: new RateLimit(rooms.clock, rooms.config.requestsPerMinute),
    recognise: (error) =>
      rooms.database.classify(error) === 'unavailable' ? new DatabaseUnavailable(error) : null,
  });
}

async function stopHub(rooms: Rooms, door: Listening, closing: AbortController): Promise<void> {
  closing.abort();
  const { log, config } = rooms;
  const graceMs = config.durations.shutdownMs;
  // What still comes in is answered, what is under way to a platform gets its answer; both at once.
  const work = Promise.all([door.close(graceMs), rooms.worker?.stop()]);
  const late = new Promise<'late'>((resolve) => rooms.clock.after(graceMs, () => resolve('late')));
  if ((await Promise.race([work, late])) === 'late') {
    log.warn('not everything ended in time; what is left is settled at the next start');
  }
  await rooms.consumers.stop();
  await rooms.messageSearch.stop();
  rooms.agent.stop();
  rooms.directory.stop();
  rooms.maintenance.stop();
  await rooms.counters.stop().catch((error: unknown) => log.warn({ err: error }, 'statistics were lost'));
  await rooms.network.close();
  await rooms.database.close();
}
