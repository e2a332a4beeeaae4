import { randomUUID } from 'node:crypto';
import { AccountAlarm } from './accounts/alarm.ts';
import { latencyCounter } from './accounts/counters.ts';
import { type HealthJobOptions, healthHandler } from './accounts/health-handler.ts';
import type { Rooms } from './hub-rooms.ts';
import { mergeEchoHandler } from './inbound/merge-echo.ts';
import { profileHandler } from './inbound/profiles.ts';
import { replayUnmatchedHandler } from './inbound/replay-unmatched.ts';
import { echoHandler } from './inbound/resolve-echo.ts';
import { exchangeMedia } from './media/exchange.ts';
import { fetchHandler } from './media/fetch.ts';
import { sendHandler } from './outbound/deliver.ts';
import { Pacing } from './outbound/pacing.ts';
import { eraseHandler } from './privacy/erase-handler.ts';
import { templateHandler } from './templates/sync.ts';
import { Leases } from './work/leases.ts';
import { policyByTarget, SteadyPace } from './work/pace.ts';
import { Worker } from './work/worker.ts';

// Nobody waits for a picture, and sends through the same account must not feel it.
const profilesPerSecond = 5;
// Files of some megabytes: several at once, but never so many that they fill the line or the memory.
const media = { per_second: 10, lanes: 3 };
// After a long stop all accounts are due at once: some eight calls each, spread over the minutes that follow.
const looksPerSecond = 5;
// Each is several calls that count against the hourly limit of a business account.
const templateReadingsPerSecond = 1;

// A model thinks for seconds, so many conversations are answered side by side; its own limits are told by 429.
const answers = { per_second: 50, lanes: 16 };

// Reading one may keep a core busy for seconds, and answers of the agent go before.
const documentsPerSecond = 2;

/** What looking at accounts from time to time needs. */
export function healthJobs(rooms: Rooms): HealthJobOptions {
  return { ...rooms, everyMs: rooms.config.durations.healthCheckMs };
}

/** The worker of a process that does background work, with a handler for each kind of job. */
export function workerOf(rooms: Rooms, closing: AbortSignal): Worker {
  const { config, database, writer, clock, directory, client, counters, metrics, receiver, log, quotas } =
    rooms;
  const { durations } = config;
  const now = () => clock.now();
  const pacing = new Pacing({ directory, database, clock });
  const backoff = { first_ms: durations.retryFirstMs, max_ms: durations.retryMaxMs };
  const handOver = { ...rooms, ...rooms.media, timeoutMs: durations.mediaTimeoutMs };
  const send = sendHandler({
    ...{ directory, client, pacing, quotas, clock, alarm: new AccountAlarm() },
    exchange: (account, files) => exchangeMedia(handOver, account, files),
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
  const echo = echoHandler({ directory, now, interest: rooms.interest, ...durations });
  const profile = profileHandler({ ...rooms, backoff });
  const leases = new Leases({ database, clock, owner: randomUUID(), leaseMs: durations.leaseMs });
  return new Worker({
    ...{ database, writer, leases, clock },
    policy: policyByTarget(
      {
        profile: new SteadyPace(clock, { per_second: profilesPerSecond }),
        media: new SteadyPace(clock, media),
        health: new SteadyPace(clock, { per_second: looksPerSecond, shared: true }),
        templates: new SteadyPace(clock, { per_second: templateReadingsPerSecond, shared: true }),
        agent: new SteadyPace(clock, answers),
        knowledge: new SteadyPace(clock, { per_second: documentsPerSecond, shared: true }),
        ...rooms.consumers.policies,
      },
      pacing,
    ),
    handlers: [
      ...[
        send,
        echo,
        mergeEchoHandler({ now, interest: rooms.interest }),
        profile,
        replayUnmatchedHandler(rooms),
        healthHandler(healthJobs(rooms)),
      ],
      fetchHandler({ ...rooms, ...rooms.media, backoff, timeoutMs: durations.mediaTimeoutMs, closing }),
      templateHandler({ ...rooms, backoff }),
      eraseHandler({ ...rooms, ...rooms.media }),
      ...rooms.consumers.handlers,
      ...rooms.agent.handlers,
    ],
    pollMs: durations.pollMs,
    // Two renewals may fail before a lease is lost.
    renewMs: durations.leaseMs / 3,
    leaseMarginMs: durations.platformTimeoutMs,
    onError: (error) => log.error({ err: error }, 'background work failed'),
  });
}
