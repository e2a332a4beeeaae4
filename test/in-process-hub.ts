import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../src/clock.ts';
import { platformSettings } from '../src/commands/platform-settings.ts';
import { loadConfig } from '../src/config.ts';
import { type HubOptions, startHub } from '../src/hub.ts';
import { createLogger } from '../src/telemetry/log.ts';
import { ordinaryEnvironment, type RunningHub, reachableAt } from './hub-process.ts';

/** A hub in the process of the test: quick to start, with a clock that can be moved and a log to look into. */
export interface InProcessHub extends RunningHub {
  clock: MovableClock;
  /** Everything it has logged. */
  logged(): string;
  stop(): Promise<void>;
}

/** Starts a hub on a free port. */
export async function startHubHere(
  environment: Record<string, string>,
  clock = movableClock(),
  proxies: HubOptions['proxies'] = [],
): Promise<InProcessHub> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-hub-'));
  const config = loadConfig(
    { PARLEY_DATA_DIR: dataDir, PARLEY_PORT: '0', ...ordinaryEnvironment, ...environment },
    platformSettings,
  );
  const lines: string[] = [];
  const log = createLogger(config.logLevel, {
    write: (line) => {
      lines.push(line);
    },
  });
  const hub = await startHub({
    ...{ config, log, clock, proxies, adminKey: ordinaryEnvironment.PARLEY_ADMIN_KEY },
    // Every answer that any test gets is held against its documented schema.
    checkAnswers: true,
  });
  return {
    ...reachableAt(hub.url),
    clock,
    logged: () => lines.join(''),
    async stop() {
      await hub.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A clock that runs like the machine's and can be put forward. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
}

interface Timer {
  at: number;
  callback(): void;
  cancel(): void;
}

/**
 * The machine's clock, with time that can be skipped: whatever would have come due in it comes at once. Only
 * the time of day is moved; durations are still measured as they pass, or leases would seem to have ended.
 */
export function movableClock(): MovableClock {
  const machine = systemClock();
  const timers = new Set<Timer>();
  let ahead = 0;
  const now = () => machine.now() + ahead;

  function arm(timer: Timer): void {
    timer.cancel();
    timer.cancel = machine.after(timer.at - now(), () => {
      timers.delete(timer);
      timer.callback();
    });
  }

  return {
    now,
    monotonic: () => machine.monotonic(),
    after(ms, callback) {
      const timer: Timer = { at: now() + ms, callback, cancel: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        timers.delete(timer);
        timer.cancel();
      };
    },
    advance(ms) {
      ahead += ms;
      for (const timer of timers) arm(timer);
    },
  };
}
