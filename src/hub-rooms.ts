import { join } from 'node:path';
import { Platforms } from './accounts/account.ts';
import { AppStore } from './accounts/app-store.ts';
import { rollUpCounters } from './accounts/counter-rollup.ts';
import { Counters } from './accounts/counters.ts';
import { AccountDirectory } from './accounts/directory.ts';
import { PlatformClient } from './accounts/platform-client.ts';
import { platformProver } from './accounts/proof.ts';
import { Quotas } from './accounts/quotas.ts';
import { createSealer, type Sealer, secretKeyBeside } from './accounts/secrets.ts';
import { AccountStore } from './accounts/store.ts';
import type { Agent } from './agent/agent.ts';
import { sweepLedger } from './agent/ledger-sweep.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { type Consumers, createConsumers } from './consumers/consumers.ts';
import type { Interest } from './conversations/interest.ts';
import { PresenceBoard } from './conversations/presence.ts';
import type { Database } from './database/database.ts';
import { Maintenance } from './database/maintenance.ts';
import { Writer } from './database/writer.ts';
import { type Console, consoleFolder, openConsole } from './http/console.ts';
import { Idempotency } from './http/idempotency.ts';
import type { ProxyTarget } from './http/proxy.ts';
import { agentOf } from './hub-agent.ts';
import type { ItemHash } from './inbound/item-hash.ts';
import { Receiver } from './inbound/receive.ts';
import { Replay } from './inbound/replay.ts';
import { type Media, openMedia } from './media/media.ts';
import { tidyMedia } from './media/upkeep.ts';
import { createMessageSearch, type MessageSearch } from './message-search/message-search.ts';
import { type Network, openNetwork } from './network/network.ts';
import { platforms as allPlatforms } from './platforms/index.ts';
import type { Logger } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { Templates } from './templates/templates.ts';
import { version } from './version.ts';
import type { Worker } from './work/worker.ts';
import { Keys } from './workspaces/keys.ts';
import { Members } from './workspaces/members.ts';
import { Sessions } from './workspaces/sessions.ts';
import { Workspaces } from './workspaces/workspaces.ts';

/** What a hub is started with. */
export interface HubOptions {
  config: Config;
  /** The installation's key; the caller has decided where it comes from. */
  adminKey: string;
  log?: Logger;
  clock?: Clock;
  fetch?: typeof fetch;
  /** Other servers that keys with the scope admin reach through this one. */
  proxies?: readonly ProxyTarget[];
  /** For tests: an answer or event that its own documented schema refuses becomes a fault. */
  checkAnswers?: boolean;
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
  quotas: Quotas;
  templates: Templates;
  /** The way to URLs that others have named. */
  network: Network;
  media: Media;
  receiver: Receiver;
  replay: Replay;
  /** Null in a process that only serves HTTP. */
  worker: Worker | null;
  sealer: Sealer;
  hash: ItemHash;
  apps: AppStore;
  workspaces: Workspaces;
  members: Members;
  keys: Keys;
  sessions: Sessions;
  presence: PresenceBoard;
  /** Null in a process that only works. */
  console: Console | null;
  idempotency: Idempotency;
  consumers: Consumers;
  messageSearch: MessageSearch;
  agent: Agent;
  agentSettings: Agent['agentSettings'];
  /** Who is told of what happens in conversations, inside the transactions. */
  interest: Interest;
  maintenance: Maintenance;
  publicUrl(): string;
}

/** What all rooms stand on. */
export type Ground = Pick<Rooms, 'log' | 'database' | 'clock' | 'sealer' | 'hash'>;

/** What seals secrets: the keys that are set, or the one beside the data. */
export function sealerOf(config: Config): Sealer {
  const { secretKeys, dataDir } = config;
  return createSealer(secretKeys.length > 0 ? secretKeys : [secretKeyBeside(join(dataDir, 'secret.key'))]);
}

/** Puts the rooms together; nothing runs yet. */
export function furnish(options: HubOptions, ground: Ground, publicUrl: () => string): Rooms {
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
  const onError = (error: unknown) => log.error({ err: error }, 'reading a quota failed');
  const quotas = new Quotas({ database, writer, client, clock, onError });
  const templates = new Templates({ database, writer, client, clock, directory, platforms });
  const prove = platformProver({ client, clock, settings: config.platforms });
  const accounts = new AccountStore({ database, writer, sealer, platforms, clock, directory, prove });
  const media = mediaOf(config, { clock, sealer }, publicUrl);
  const network = openNetwork({ allowPrivate: config.allowPrivateNetworks });
  const agent = agentOf({
    ...{ ...ground, config, metrics, writer, counters, directory, client, quotas, network, media },
    publicUrl,
    fetch: options.fetch ?? fetch,
  });
  const { agentSettings, interest } = agent;
  const { echoWaitMs, profileRefreshMs } = durations;
  const receiver = new Receiver({
    ...{ directory, accounts, platforms, writer, clock, counters, metrics, log, hash },
    ...{ echoWaitMs, profileRefreshMs, interest },
    signatureTriesPerMinute: config.signatureTriesPerMinute,
  });
  const idempotency = new Idempotency({ database, seal: sealer, clock, keepMs: durations.idempotencyTtlMs });
  const keepMs = durations.mediaTtlMs;
  const rooms: Rooms = {
    ...ground,
    ...{ config, metrics, writer, platforms, directory, accounts, counters, client, quotas, templates },
    ...{ network, media, receiver, idempotency, publicUrl },
    replay: new Replay({
      ...{ database, writer, directory, platforms, now, hash },
      ...{ echoWaitMs, profileRefreshMs, interest },
    }),
    ...{ agent, agentSettings, interest },
    apps: new AppStore({ database, writer, sealer, platforms, clock, directory }),
    ...accessOf(options, ground, writer),
    console: config.role === 'work' ? null : openConsole(consoleFolder, options.proxies),
    consumers: consumersOf(ground, { config, metrics, writer, network, publicUrl }),
    messageSearch: messageSearchOf(ground, writer, durations.pollMs),
    maintenance: new Maintenance({
      ...{ database, clock, durations },
      chores: [
        () => rollUpCounters(database, durations, clock.now()),
        () => rooms.consumers.sweep(),
        () => agent.budgets.sweep(),
        () => rooms.sessions.sweep(),
        () => sweepLedger(database, clock.now() - durations.agentRunTtlMs),
        () => tidyMedia({ database, writer, clock, ...media, keepMs }),
      ],
    }),
    worker: null,
  };
  return rooms;
}

/** Who may come in, and where they work. */
function accessOf(
  { config, adminKey }: HubOptions,
  { database, clock }: Ground,
  writer: Writer,
): Pick<Rooms, 'workspaces' | 'members' | 'keys' | 'sessions' | 'presence'> {
  const keys = new Keys({ database, clock, installationKey: adminKey });
  return {
    workspaces: new Workspaces({ database, writer, clock }),
    members: new Members({ database, writer, clock }),
    keys,
    sessions: new Sessions({ database, clock, keys, durations: config.durations }),
    presence: new PresenceBoard({ database, writer, clock }),
  };
}

function mediaOf(
  config: Config,
  { clock, sealer }: Pick<Ground, 'clock' | 'sealer'>,
  publicUrl: () => string,
) {
  const { mediaStore: store, dataDir, mediaMaxBytes: maxBytes, durations } = config;
  const { mediaLinkMs: linkMs, mediaSharedLinkMs: sharedLinkMs } = durations;
  const { fingerprints } = sealer;
  return openMedia({
    store,
    dataDir,
    maxBytes,
    linkMs,
    sharedLinkMs,
    fingerprints,
    publicUrl,
    now: () => clock.now(),
  });
}

function messageSearchOf({ log, database, clock }: Ground, writer: Writer, pollMs: number): MessageSearch {
  const onError = (error: unknown) => log.error({ err: error }, 'indexing messages failed');
  return createMessageSearch({ database, writer, clock, pollMs, onError });
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
