import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';
import type { PublicEvent } from '../events/event.ts';
import { unreachableUrl } from '../network/network.ts';
import type { JobHandler, TargetPolicy } from '../work/handler.ts';
import { SteadyPace } from '../work/pace.ts';
import { callConsumer } from './call.ts';
import type { CallResult } from './call-result.ts';
import type { Consumer } from './consumer.ts';
import { deliveryHandler } from './deliver.ts';
import { sweepDeliveries } from './deliveries.ts';
import { ConsumerDirectory } from './directory.ts';
import { Dispatcher } from './dispatch.ts';
import { type EventHandler, InProcessHandlers, inProcessUrl } from './in-process.ts';
import { ConsumerPace } from './pace.ts';
import { replayHandler } from './replay.ts';
import { ConsumerStore } from './store.ts';

/** What serving consumers needs. */
export interface ConsumersOptions {
  database: Database;
  writer: Writer;
  sealer: Sealer;
  clock: Clock;
  /** Refuses addresses that must not be reached. */
  fetch: typeof fetch;
  /** Whether URLs may lead to this machine and its neighbours. */
  allowPrivate: boolean;
  publicUrl(): string;
  userAgent: string;
  disableAfterMs: number;
  /** How long tries are kept. */
  keepMs: number;
  pollMs: number;
  observe(outcome: string, milliseconds: number): void;
  onError(error: unknown): void;
}

/** The room of the business's endpoints, put together. */
export interface Consumers {
  store: ConsumerStore;
  directory: ConsumerDirectory;
  handlers: readonly JobHandler[];
  /** How fast their targets are worked on, by the first word of the target. */
  policies: Readonly<Record<string, TargetPolicy>>;
  /** Why a URL can never be called; null when it may. */
  refusalOf(url: string): string | null;
  /** Hands an event over now and once; nothing of it is kept. */
  call(consumer: Consumer, event: PublicEvent): Promise<CallResult>;
  /**
   * Lets a function of this process have events of a workspace as an endpoint would: in order, again when it throws,
   * and from where it was when the process starts anew. It is known by its name.
   */
  handle(workspaceId: string, name: string, types: readonly string[], handler: EventHandler): Promise<void>;
  /** Deletes tries that are too old. */
  sweep(): Promise<void>;
  /** Reads what there is, and follows its changes. */
  open(): Promise<void>;
  /** Hands events on, as far as `owns` says that this process works on a target. */
  follow(owns: (target: string) => boolean): void;
  stop(): Promise<void>;
}

// Pages of the log that one consumer's replay may look at in a second.
const replayPagesPerSecond = 10;

/** Puts the room together; nothing runs yet. */
export function createConsumers(options: ConsumersOptions): Consumers {
  const { database, clock } = options;
  const directory = new ConsumerDirectory(options);
  const pace = new ConsumerPace(directory, clock);
  const inProcess = new InProcessHandlers(clock);
  const calls = { ...options, inProcess };
  const store = new ConsumerStore({ ...options, directory });
  let dispatcher: Dispatcher | undefined;
  return {
    directory,
    store,
    handlers: [
      deliveryHandler({ ...calls, directory, pace }),
      replayHandler({ database, directory, now: () => clock.now() }),
    ],
    policies: { consumer: pace, replay: new SteadyPace(clock, { per_second: replayPagesPerSecond }) },
    refusalOf: (url) => unreachableUrl(url, options),
    call: (consumer, event) => callConsumer(calls, consumer, event),
    async handle(workspaceId, name, types, handler) {
      const url = inProcessUrl(name);
      const { id } = await store.ensure(workspaceId, { name, url, types });
      inProcess.set(id, handler);
      await store.change(workspaceId, id, { state: 'enabled' });
    },
    sweep: () => sweepDeliveries(database, clock.now() - options.keepMs),
    async open() {
      await directory.load();
      directory.start(clock);
    },
    follow(owns) {
      dispatcher = new Dispatcher({ ...options, directory, owns });
      dispatcher.start();
    },
    async stop() {
      directory.stop();
      await dispatcher?.stop();
    },
  };
}
