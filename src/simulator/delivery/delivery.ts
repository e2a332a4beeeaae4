import type { Clock } from '../../clock.ts';
import type { PlatformName } from '../faults.ts';
import type { Log } from '../log.ts';
import { createPoster, type Outcome, type WebhookRecord } from './post.ts';
import { type DeliverySettings, ordinaryDelivery, shortestGathering } from './settings.ts';

/** How updates that go to one place become webhooks. */
export interface Source<Update> {
  platform: PlatformName;
  /** Whom these updates are about: one account, or a word for several. */
  account(updates: readonly Update[]): string;
  callback(): string | null;
  retries(): boolean;
  compose(updates: readonly Update[], redelivery: boolean): { body: string; headers: Record<string, string> };
  /** What the platform does when it has tried for long enough. */
  givenUp?(updates: readonly Update[]): void;
}

/** Where updates are put. */
export interface Outlet<Update> {
  /** Updates of one `lane` (a chat) are posted one after another; lanes do not wait for each other. */
  push(lane: string, update: Update): Promise<Outcome>;
}

/** The way of webhooks to the hub. */
export interface Delivery {
  settings(): DeliverySettings;
  change(changes: Partial<DeliverySettings>): void;
  outlet<Update>(source: Source<Update>): Outlet<Update>;
  /** Posts everything that was held or is still gathering; resolves after the first attempts. */
  release(): Promise<number>;
  stop(): void;
}

interface Waiting<Update> {
  lane: string;
  update: Update;
}

/** A delivery with ordinary settings. */
export function createDelivery(parts: {
  clock: Clock;
  log: Log<WebhookRecord>;
  sequence(): number;
}): Delivery {
  let settings = ordinaryDelivery();
  const current = (): DeliverySettings => settings;
  const poster = createPoster({ ...parts, settings: current });
  const releases = new Set<() => Promise<number>>();

  function outlet<Update>(source: Source<Update>): Outlet<Update> {
    const lanes = createLanes();
    let waiting: Waiting<Update>[] = [];
    let gathering: (() => void) | null = null;

    function post(updates: readonly Update[]): Promise<Outcome> {
      const { platform, callback, retries } = source;
      const account = source.account(updates);
      const compose = (redelivery: boolean) => source.compose(updates, redelivery);
      const givenUp = () => source.givenUp?.(updates);
      return poster.post({ platform, account, callback, retries, compose, givenUp });
    }

    async function postCopies(updates: readonly Update[]): Promise<Outcome> {
      const outcome = await post(updates);
      for (let copy = 0; copy < settings.duplicate; copy += 1) await post(updates);
      return outcome;
    }

    async function flush(): Promise<number> {
      gathering?.();
      gathering = null;
      const taken = settings.shuffle ? shuffled(waiting) : waiting;
      waiting = [];
      for (let start = 0; start < taken.length; start += settings.batch) {
        await postCopies(taken.slice(start, start + settings.batch).map((one) => one.update));
      }
      return taken.length;
    }

    releases.add(flush);
    return {
      push(lane, update) {
        if (!settings.hold && gatheringTime(settings) === 0)
          return lanes.run(lane, () => postCopies([update]));
        waiting.push({ lane, update });
        if (settings.hold) return Promise.resolve({ state: 'held', status: null, attempts: 0 });
        gathering ??= parts.clock.after(gatheringTime(settings), () => void flush());
        return Promise.resolve({ state: 'delayed', status: null, attempts: 0 });
      },
    };
  }

  return {
    settings: current,
    change(changes) {
      settings = { ...settings, ...changes };
    },
    outlet,
    async release() {
      const counts = await Promise.all([...releases].map((flush) => flush()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop: () => poster.stop(),
  };
}

function gatheringTime(settings: DeliverySettings): number {
  const least = settings.shuffle || settings.batch > 1 ? shortestGathering : 0;
  return Math.max(settings.delay_ms, least);
}

/** Another order than the given one, whenever there is another. */
function shuffled<Entry>(entries: readonly Entry[]): Entry[] {
  const rest = [...entries];
  const out: Entry[] = [];
  while (rest.length > 0) out.push(...rest.splice(Math.floor(Math.random() * rest.length), 1));
  const same = out.every((entry, index) => entry === entries[index]);
  return same ? out.reverse() : out;
}

/** Runs tasks of one name one after another. */
function createLanes(): { run<Result>(name: string, task: () => Promise<Result>): Promise<Result> } {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(name, task) {
      const before = tails.get(name) ?? Promise.resolve();
      const result = before.then(task);
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(name, tail);
      void tail.then(() => {
        if (tails.get(name) === tail) tails.delete(name);
      });
      return result;
    },
  };
}
