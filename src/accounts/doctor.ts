import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';
import { type Failure, platformRefusal } from '../errors.ts';
import type { AccountInfo, WebhookSetup } from '../platforms/account-care.ts';
import { isFailure } from '../platforms/findings.ts';
import { type Account, webhookUrl } from './account.ts';
import { type ConnectionQuality, connectionQuality, typicalLatency } from './connection-quality.ts';
import type { Counters } from './counters.ts';
import { careInput, converse, Inquiry } from './dialogue.ts';
import type { AccountDirectory } from './directory.ts';
import { type Health, judge } from './health.ts';
import { type StoredHealth, storeHealth } from './health-store.ts';
import type { PlatformClient } from './platform-client.ts';
import type { Quotas } from './quotas.ts';
import { readTraffic } from './traffic.ts';

/** What looking after accounts needs. */
export interface DoctorOptions {
  client: PlatformClient;
  database: Database;
  writer: Writer;
  counters: Counters;
  directory: AccountDirectory;
  quotas: Quotas;
  clock: Clock;
  /** Where platforms reach this hub. */
  publicUrl(): string;
}

/** What trying the connection of an account has shown. */
export interface ConnectionTest {
  success: boolean;
  /** What the account is; null when the platform does not tell. */
  info: AccountInfo | null;
  quality: ConnectionQuality;
  latency_ms: number | null;
  /** What is wrong, worst first. */
  problems: readonly Failure[];
  checked_at: number;
}

/**
 * Asks the platform what the account is.
 *
 * @throws Problem 502 when the platform does not tell
 */
export async function readInfo(options: DoctorOptions, account: Account): Promise<AccountInfo> {
  const input = careInput(account, options.clock.now());
  const info = await converse(options.client, account, account.platform.care.accountInfo(input));
  if (isFailure(info)) throw platformRefusal(info);
  return info;
}

/** Asks the platform whether the account works, and measures how well. */
export async function testConnection(options: DoctorOptions, account: Account): Promise<ConnectionTest> {
  const now = options.clock.now();
  const input = careInput(account, now);
  const { care } = account.platform;
  const inquiry = new Inquiry(options.client, account);
  const report = await inquiry.ask(care.validateCredentials(input));
  const info = await inquiry.ask(care.accountInfo(input));
  const subscription = await inquiry.ask(care.webhookState(input));
  const { sends } = await readTraffic(options, account, now);
  return {
    success: report.valid,
    info: isFailure(info) ? null : info,
    quality: connectionQuality({ success: report.valid, calls: inquiry.calls, sends }),
    latency_ms: typicalLatency(inquiry.calls),
    problems: distinct([
      ...report.problems,
      ...(isFailure(info) ? [info] : info.standing.problems),
      ...subscription.problems,
    ]),
    checked_at: now,
  };
}

/** The same thing is often wrong for several reasons to ask; it is told once. */
function distinct(problems: readonly Failure[]): Failure[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.cause}`, problem])).values()];
}

/** Subscribes the account's webhook to these events, as far as the platform lets us. */
export function setUpWebhook(
  options: DoctorOptions,
  account: Account,
  fields: readonly string[],
): Promise<WebhookSetup> {
  const { client, clock, publicUrl } = options;
  const { platform, verifyToken, id } = account;
  const wish = {
    callback_url: webhookUrl(publicUrl(), platform.name, id),
    verify_token: verifyToken,
    fields,
  };
  const input = careInput(account, clock.now());
  return converse(client, account, platform.care.setupWebhook(input, wish));
}

/** Looks at everything about an account; calls the platform, and keeps what it tells of a quota. */
export async function examine(options: DoctorOptions, account: Account): Promise<Health> {
  const { client, clock, directory, publicUrl, quotas } = options;
  const now = clock.now();
  const input = careInput(account, now);
  const { care } = account.platform;
  const inquiry = new Inquiry(client, account);
  const quota = care.quota && (await inquiry.ask(care.quota(input)));
  if (quota && !isFailure(quota)) await quotas.keep(account, quota, now);
  return judge({
    now,
    credentials: await inquiry.ask(care.validateCredentials(input)),
    info: await inquiry.ask(care.accountInfo(input)),
    subscription: await inquiry.ask(care.webhookState(input)),
    wanted: {
      callback_url: webhookUrl(publicUrl(), account.platform.name, account.id),
      callbacks: callbacksOf(account, directory, publicUrl()),
      fields: wantedEvents(account),
    },
    traffic: await readTraffic(options, account, now),
  });
}

/** Looks at an account and keeps what it shows; null when the account is gone meanwhile. */
export async function checkHealth(options: DoctorOptions, account: Account): Promise<StoredHealth | null> {
  return storeHealth(options.writer, account, await examine(options, account));
}

/** The events an account should be subscribed to: those it was, else the platform's usual ones. */
export function wantedEvents({ row, platform }: Account): readonly string[] {
  return row.webhook_events === null ? platform.defaultEvents : JSON.parse(row.webhook_events);
}

/** Where the account's events may go: one callback can serve a whole app, of whichever account it is. */
function callbacksOf(account: Account, directory: AccountDirectory, publicUrl: string): string[] {
  const { platform, secrets, id } = account;
  const own = webhookUrl(publicUrl, platform.name, id);
  if (platform.account.routing === 'url') return [own];
  const others = [...directory.all()].filter((other) =>
    other.secrets.some((secret) => secrets.includes(secret)),
  );
  const family = new Set(others.map((other) => other.platform));
  return [
    own,
    ...others.map((other) => webhookUrl(publicUrl, other.platform.name, other.id)),
    ...[...family].flatMap(({ name, aliases }) =>
      [name, ...aliases].map((word) => webhookUrl(publicUrl, word)),
    ),
  ];
}
