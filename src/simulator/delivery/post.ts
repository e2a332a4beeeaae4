import type { Clock } from '../../clock.ts';
import type { PlatformName } from '../faults.ts';
import type { Log } from '../log.ts';
import { createGate } from './gate.ts';
import type { DeliverySettings, RetryPolicy } from './settings.ts';

/** One webhook, ready to be posted as often as it takes. */
export interface Webhook {
  platform: PlatformName;
  account: string;
  /** Where it goes at this moment; null: nowhere. */
  callback(): string | null;
  /** Whether the platform tries again after a failure. */
  retries(): boolean;
  /** Body and headers of this attempt. */
  compose(redelivery: boolean): { body: string; headers: Record<string, string> };
  /** Called once, when no further attempt follows. */
  givenUp(): void;
}

/** One webhook as `GET /webhooks` shows it. */
export interface WebhookRecord {
  id: number;
  at: number;
  platform: PlatformName;
  account: string;
  url: string;
  headers: Record<string, string>;
  /** The exact text that was posted last. */
  body: string;
  attempts: { at: number; status: number | null; error: string | null; latency_ms: number }[];
  state: 'posting' | 'delivered' | 'retrying' | 'given_up';
}

/** What became of the first attempt. */
export interface Outcome {
  state: 'delivered' | 'failed' | 'held' | 'delayed' | 'no_callback';
  /** What the hub answered; null: nothing. */
  status: number | null;
  attempts: number;
}

/** Posts webhooks and keeps trying. */
export interface Poster {
  /** Resolves after the first attempt; further ones follow on their own. */
  post(webhook: Webhook): Promise<Outcome>;
  stop(): void;
}

/** What posting needs. */
export interface PosterParts {
  clock: Clock;
  log: Log<WebhookRecord>;
  settings(): DeliverySettings;
  sequence(): number;
}

// Platforms post in parallel; more than this would only exhaust the machine's ports.
const connectionsPerAccount = 64;

/** A poster that measures its pauses and time-outs by the clock. */
export function createPoster(parts: PosterParts): Poster {
  const { clock } = parts;
  const stopping = new AbortController();
  const gate = createGate(connectionsPerAccount);
  const timers = new Set<() => void>();

  function later(ms: number, callback: () => void): void {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      callback();
    });
    timers.add(cancel);
  }

  async function attempt(webhook: Webhook, record: WebhookRecord): Promise<boolean> {
    const { body, headers } = webhook.compose(record.attempts.length > 0);
    record.url = webhook.callback() ?? record.url;
    record.body = body;
    record.headers = headers;
    const timeout = parts.settings().timeout_ms[webhook.platform];
    const result = await gate.enter(webhook.account, () => postOnce(clock, record, timeout, stopping.signal));
    record.attempts.push(result);
    const done = result.status !== null && isAcknowledged(webhook.platform, result.status);
    if (done) record.state = 'delivered';
    return done;
  }

  function plan(webhook: Webhook, record: WebhookRecord): void {
    const policy = parts.settings().retry[webhook.platform];
    const pause = pauseAfter(record.attempts.length, policy);
    const tooLate = clock.now() + pause - record.at > policy.for_ms;
    if (stopping.signal.aborted || !webhook.retries() || tooLate) {
      record.state = 'given_up';
      if (!stopping.signal.aborted) webhook.givenUp();
      return;
    }
    record.state = 'retrying';
    if (record.attempts.length <= 1) void again(webhook, record);
    else later(pause, () => void again(webhook, record));
  }

  async function again(webhook: Webhook, record: WebhookRecord): Promise<void> {
    if (!(await attempt(webhook, record))) plan(webhook, record);
  }

  return {
    async post(webhook) {
      const url = webhook.callback();
      if (url === null) return { state: 'no_callback', status: null, attempts: 0 };
      const { platform, account } = webhook;
      const base = { id: parts.sequence(), at: clock.now(), platform, account, url };
      const record: WebhookRecord = { ...base, headers: {}, body: '', attempts: [], state: 'posting' };
      parts.log.add(record);
      const done = await attempt(webhook, record);
      const status = record.attempts[0]?.status ?? null;
      if (!done) plan(webhook, record);
      return { state: done ? 'delivered' : 'failed', status, attempts: 1 };
    },
    stop() {
      stopping.abort(new Error('the simulator stops'));
      for (const cancel of timers) cancel();
    },
  };
}

/** The second attempt follows at once, later ones after growing pauses. */
function pauseAfter(failures: number, policy: RetryPolicy): number {
  return failures <= 1 ? 0 : Math.min(policy.max_ms, policy.first_ms * policy.factor ** (failures - 2));
}

async function postOnce(
  clock: Clock,
  record: WebhookRecord,
  timeout: number,
  stopping: AbortSignal,
): Promise<WebhookRecord['attempts'][number]> {
  const started = clock.monotonic();
  const at = clock.now();
  const hurry = new AbortController();
  const cancel = clock.after(timeout, () => hurry.abort(new Error('no answer in time')));
  const signal = AbortSignal.any([hurry.signal, stopping]);
  try {
    const { url, body, headers } = record;
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return { at, status: response.status, error: null, latency_ms: clock.monotonic() - started };
  } catch (error) {
    return { at, status: null, error: reasonOf(error), latency_ms: clock.monotonic() - started };
  } finally {
    cancel();
  }
}

// Meta asks for 200 and nothing else; for LINE any 2xx ends redelivery.
function isAcknowledged(platform: PlatformName, status: number): boolean {
  return platform === 'line' ? status >= 200 && status < 300 : status === 200;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
