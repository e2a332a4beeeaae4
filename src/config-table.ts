import { z } from 'zod';
import {
  databaseAddress,
  hostName,
  type Kind,
  mediaStore,
  oneOf,
  path,
  sealingKeys,
  type Variable,
  webAddress,
  wholeNumber,
  yesOrNo,
} from './config-values.ts';
import type { MediaStoreSetting } from './media/storage/open.ts';

/** How long things take or last, in milliseconds. */
export interface Durations {
  platformTimeoutMs: number;
  leaseMs: number;
  evidenceWaitMs: number;
  resendAfterMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  pollMs: number;
  echoWaitMs: number;
  counterFlushMs: number;
  healthCheckMs: number;
  profileRefreshMs: number;
  mediaTimeoutMs: number;
  mediaLinkMs: number;
  mediaSharedLinkMs: number;
  mediaTtlMs: number;
  sessionIdleMs: number;
  sessionMs: number;
  idempotencyTtlMs: number;
  dedupeTtlMs: number;
  rawTtlMs: number;
  consumerDisableMs: number;
  deliveryTtlMs: number;
  agentRunTtlMs: number;
  statsMinutesTtlMs: number;
  statsHoursTtlMs: number;
  statsDaysTtlMs: number;
  heartbeatMs: number;
  shutdownMs: number;
}

/** What is set for the hub as a whole. */
export interface HubSettings {
  port: number;
  host: string;
  /** Without a slash at the end. */
  publicUrl: string;
  bodyLimitBytes: number;
  signatureTriesPerMinute: number;
  requestsPerMinute: number;
  databaseUrl: string;
  databasePool: number;
  dataDir: string;
  mediaStore: MediaStoreSetting;
  mediaMaxBytes: number;
  adminKey: string;
  /** 64 hex digits each, whatever form they were given in. */
  secretKeys: readonly string[];
  role: 'all' | 'ingest' | 'work';
  uncertainPolicy: 'resend' | 'fail';
  allowPrivateNetworks: boolean;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  clockOffsetMs: number;
}

/** One variable for each field, so that a setting cannot be forgotten or mistyped. */
export type Table<T> = { readonly [Key in keyof T]: Variable<T[Key]> };

function variable<T>(env: string, kind: Kind<T>, initial: string | null, help: string): Variable<T> {
  return { env: `PARLEY_${env}`, ...kind, default: initial, help };
}

const minute = 60_000;
const day = 24 * 60 * minute;

function duration(env: string, initial: number, help: string, min = 1): Variable<number> {
  return variable(`${env}_MS`, wholeNumber(min), String(initial), help);
}

/** The hub's own variables. */
export const hubVariables: Table<HubSettings> = {
  port: variable(
    'PORT',
    wholeNumber(0, 65_535),
    '8080',
    'The port to listen on; 0 takes any free one. On Kubernetes a service named "parley" sets this variable to a URL: switch enableServiceLinks off.',
  ),
  host: variable(
    'HOST',
    hostName,
    '127.0.0.1',
    'The address to listen on. The default is reached from this machine only; 0.0.0.0 is every interface, as behind a load balancer or in a container.',
  ),
  publicUrl: variable(
    'PUBLIC_URL',
    webAddress,
    null,
    'Where the platforms reach this hub: callback URLs are made from it. Without it: http://<host>:<port>.',
  ),
  bodyLimitBytes: variable(
    'BODY_LIMIT_BYTES',
    wholeNumber(1024),
    String(4 * 1024 * 1024),
    'The largest request body. Platforms send up to 3 MB at once and repeat a refused request for days, so keep it above that.',
  ),
  signatureTriesPerMinute: variable(
    'SIGNATURE_TRIES_PER_MINUTE',
    wholeNumber(1),
    '600',
    'How many secrets one source may have tried in a minute on a URL that names no account. Above it such requests are refused, so that nobody can spend our time with forgeries.',
  ),
  requestsPerMinute: variable(
    'REQUESTS_PER_MINUTE',
    wholeNumber(0),
    '12000',
    'How many requests a key may make in a minute, counted by each process; 0 for no limit. Keys can have a limit of their own. 200 a second are more than a person or a well-made program needs, and leave room for others.',
  ),
  databaseUrl: {
    ...variable(
      'DATABASE_URL',
      databaseAddress,
      'file:./data/parley.db',
      'Where everything is kept. A file is embedded SQLite, for one process; postgres:// is PostgreSQL, for as many as wanted.',
    ),
    // It may hold a password.
    secret: true,
  },
  databasePool: variable(
    'DATABASE_POOL',
    wholeNumber(2, 1000),
    '10',
    'PostgreSQL connections per process: one writes, one listens, the rest read. Processes times this must stay below max_connections of the server.',
  ),
  dataDir: variable(
    'DATA_DIR',
    path,
    './data',
    'A directory for what is no database: the first key, the sealing key of an embedded database, media.',
  ),
  mediaStore: variable(
    'MEDIA_STORE',
    mediaStore,
    null,
    'Where pictures and files are kept. Without it: the directory media in PARLEY_DATA_DIR. Several processes need one that all of them reach: a shared directory, or a bucket of S3 or of a server that speaks like it. The keys of a bucket are in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, unless key_env and secret_env name others.',
  ),
  mediaMaxBytes: variable(
    'MEDIA_MAX_BYTES',
    wholeNumber(1024),
    String(100 * 1024 * 1024),
    'The largest picture or file that is taken, in bytes. Platforms hand over up to 100 MB.',
  ),
  adminKey: {
    ...variable(
      'ADMIN_KEY',
      // Short enough to type in a test, long enough that guessing it over HTTP is hopeless.
      { schema: z.string().min(16).regex(/^\S+$/), expected: 'at least 16 characters without spaces' },
      null,
      'The key of the installation: it alone manages workspaces. Without it one is made at the first start, printed once and left in the data directory.',
    ),
    secret: true,
  },
  secretKeys: {
    ...variable(
      'SECRET_KEY',
      sealingKeys,
      null,
      'Seals credentials at rest. Of several keys the first seals and all open, so that a new one can be put in front. Required with PostgreSQL; with an embedded database one is made beside it.',
    ),
    secret: true,
  },
  role: variable(
    'ROLE',
    oneOf('all', 'ingest', 'work'),
    'all',
    'What this process does: ingest only serves HTTP, work only sends and delivers, all does both.',
  ),
  uncertainPolicy: variable(
    'UNCERTAIN_POLICY',
    oneOf('resend', 'fail'),
    'resend',
    'What to do with a message when nobody can tell whether the platform took it: send it again (it may arrive twice) or report it as failed (it may never arrive). An account can differ by its setting uncertain_policy.',
  ),
  allowPrivateNetworks: variable(
    'ALLOW_PRIVATE_NETWORKS',
    yesOrNo,
    'false',
    'Whether URLs that others name (media, consumers) may lead to this machine or to private networks. Only where everybody who can name one is trusted: such URLs reach what no firewall guards.',
  ),
  logLevel: variable(
    'LOG_LEVEL',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    'info',
    'The least important lines to log. debug adds one line for each request.',
  ),
  clockOffsetMs: variable(
    'CLOCK_OFFSET_MS',
    {
      ...wholeNumber(Number.MIN_SAFE_INTEGER),
      expected: 'a whole number of milliseconds, negative for the past',
    },
    '0',
    'Moves the clock of this process, to test what happens after hours or days. Never set it in production.',
  ),
};

/** The durations; each says why its default is what it is. */
export const durationVariables: Table<Durations> = {
  platformTimeoutMs: duration(
    'PLATFORM_TIMEOUT',
    10_000,
    'How long a call to a platform may take. Platforms answer within a second or two; much longer and a slow one holds up its conversations.',
  ),
  leaseMs: duration(
    'LEASE',
    30_000,
    'How long a process owns its share of the work without renewing. After a crash others wait this long. At least twice the platform time-out, so that a call always ends inside the lease it began in.',
  ),
  evidenceWaitMs: duration(
    'EVIDENCE_WAIT',
    minute,
    'How long a send without an answer waits for a webhook that proves it arrived. Receipts normally come within seconds.',
  ),
  resendAfterMs: duration(
    'RESEND_AFTER',
    5 * minute,
    'After the wait for evidence: how long until a message is sent again when the account has had no webhook at all meanwhile. Silence may mean that webhooks are late.',
  ),
  retryFirstMs: duration(
    'RETRY_FIRST',
    1000,
    'The wait after a first failure; it doubles each time. A second outlives most hiccups without being felt.',
  ),
  retryMaxMs: duration(
    'RETRY_MAX',
    10 * minute,
    'The longest wait between two tries. Ten minutes is soon after an outage ends and costs a platform little while it lasts.',
  ),
  pollMs: duration(
    'POLL',
    5000,
    'How often work and events are looked for when no wake-up came. A net below notifications, not the normal way, so it may be slow.',
  ),
  echoWaitMs: duration(
    'ECHO_WAIT',
    10_000,
    "How long a message seen in the platform may wait for our own send result before it counts as typed in the platform's app. Longer than a send takes.",
  ),
  counterFlushMs: duration(
    'COUNTER_FLUSH',
    10_000,
    'How often counters in memory are written down. A crash loses at most this much of the statistics, never a message.',
  ),
  healthCheckMs: duration(
    'HEALTH_CHECK',
    30 * minute,
    'How often the health of each account is looked at. Some eight calls to the platform each time: twice an hour stays far below what platforms allow, and finds a dead token before many have noticed.',
  ),
  profileRefreshMs: duration(
    'PROFILE_REFRESH',
    7 * day,
    'How old the name and picture of a person may be when they write again. Pictures of some platforms can be fetched for a few days only; names change rarely.',
  ),
  mediaTimeoutMs: duration(
    'MEDIA_TIMEOUT',
    5 * minute,
    'How long fetching or handing over one file may take. The largest, over a line of 3 Mbit/s.',
  ),
  mediaLinkMs: duration(
    'MEDIA_LINK',
    7 * day,
    'How long a link to a picture or file works that the API and events give. A reader of events that stood still for a few days still finds it; the API gives fresh ones.',
  ),
  mediaSharedLinkMs: duration(
    'MEDIA_SHARED_LINK',
    90 * day,
    'How long a link works that a person gets, where a platform takes no uploads. People look at a picture again long after it was sent.',
  ),
  mediaTtlMs: duration(
    'MEDIA_TTL',
    0,
    'How long pictures and files are kept; 0 keeps them as long as their messages. They hold personal data, so set it where the law does.',
    0,
  ),
  sessionIdleMs: duration(
    'SESSION_IDLE',
    3 * day,
    'How long a browser stays signed in without a request. A weekend, so that nobody has to look for their key on Monday.',
  ),
  sessionMs: duration(
    'SESSION',
    30 * day,
    'How long a browser stays signed in at all, however much it is used.',
  ),
  idempotencyTtlMs: duration(
    'IDEMPOTENCY_TTL',
    day,
    'How long the answer to an Idempotency-Key is kept. A day covers every sensible retry of a client.',
  ),
  dedupeTtlMs: duration(
    'DEDUPE_TTL',
    30 * day,
    'How long keys of received items are kept, at least 30 days. Platforms repeat for up to 7 days; a backup restored elsewhere may replay older ones.',
    30 * day,
  ),
  rawTtlMs: duration(
    'RAW_TTL',
    30 * day,
    'How long webhooks are kept as they came, for inspection and replay. They hold personal data, so not forever.',
  ),
  consumerDisableMs: duration(
    'CONSUMER_DISABLE',
    5 * day,
    'How long every delivery to a consumer may fail before it is disabled. Longer than deliveries are tried, so that a long weekend does not disable it.',
    60 * minute,
  ),
  deliveryTtlMs: duration(
    'DELIVERY_TTL',
    30 * day,
    'How long every try to hand an event to a consumer is kept, with the beginning of its answer. As long as webhooks are.',
    60 * minute,
  ),
  agentRunTtlMs: duration(
    'AGENT_RUN_TTL',
    90 * day,
    'How long runs of the agent are kept with their prompts, and calls of its tools. Long enough to judge a quarter by them.',
    60 * minute,
  ),
  statsMinutesTtlMs: duration(
    'STATS_MINUTES_TTL',
    2 * day,
    'How long statistics are kept by the minute; afterwards their hours. Long enough to look closely at what happened yesterday; of a busy account a day is some ten thousand rows.',
    60 * minute,
  ),
  statsHoursTtlMs: duration(
    'STATS_HOURS_TTL',
    93 * day,
    'How long statistics are kept by the hour; afterwards their days. A quarter, to see how the hours of a day and the days of a week differ.',
    day,
  ),
  statsDaysTtlMs: duration(
    'STATS_DAYS_TTL',
    1100 * day,
    'How long statistics are kept by the day. Three years, to compare a month with the same month before; they name nobody.',
    day,
  ),
  heartbeatMs: duration(
    'HEARTBEAT',
    15_000,
    'How often a stream of events shows that it lives, and looks whether its key is still valid. Proxies cut a connection that is silent for half a minute to a minute.',
  ),
  shutdownMs: duration(
    'SHUTDOWN',
    10_000,
    'How long a stopping process may finish what it began. Below the 30 s after which Kubernetes kills, and as long as one platform call.',
    0,
  ),
};
