import type { Clock } from '../clock.ts';
import { createDelivery, type Delivery } from './delivery/delivery.ts';
import type { WebhookRecord } from './delivery/post.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGraphState, type GraphState } from './graph/state.ts';
import { createUsage, type Usage } from './graph/usage.ts';
import { createSequence } from './ids.ts';
import { createLineState, type LineState } from './line/state.ts';
import { createLog, type Log } from './log.ts';
import { createMessagingState, type MessagingState } from './messaging/state.ts';
import { createModelState, type ModelState } from './model/state.ts';
import { type Buckets, createBuckets } from './rates.ts';
import type { RequestRecord } from './request-record.ts';

/** The base URLs of the simulator's servers. */
export interface Urls {
  /** Stands for `https://graph.facebook.com`: WhatsApp, Messenger, and Instagram through a Page. */
  graph: string;
  /** Stands for `https://graph.instagram.com`: Instagram by Instagram Login. */
  instagram: string;
  /** Stands for `https://api.line.me`. */
  line: string;
  /** Stands for `https://api-data.line.me`. */
  lineData: string;
  /** Stands for `https://generativelanguage.googleapis.com`: Gemini. */
  model: string;
  /** The console and the customers' phones. */
  control: string;
}

/** Everything the servers share. */
export interface World {
  clock: Clock;
  urls: Urls;
  sequence(): number;
  requests: Log<RequestRecord>;
  webhooks: Log<WebhookRecord>;
  faults: Faults;
  buckets: Buckets;
  delivery: Delivery;
  usage: Usage;
  graph: GraphState;
  messaging: MessagingState;
  line: LineState;
  model: ModelState;
}

/** A world in which nothing has happened. `logLimit`: how many requests and webhooks are remembered. */
export function createWorld(clock: Clock, logLimit: number): World {
  const sequence = createSequence();
  const webhooks = createLog<WebhookRecord>(logLimit);
  return {
    clock,
    urls: { graph: '', instagram: '', line: '', lineData: '', model: '', control: '' },
    sequence,
    requests: createLog<RequestRecord>(logLimit),
    webhooks,
    faults: createFaults(),
    buckets: createBuckets(() => clock.monotonic()),
    delivery: createDelivery({ clock, log: webhooks, sequence }),
    usage: createUsage(clock),
    graph: createGraphState(),
    messaging: createMessagingState(),
    line: createLineState(clock.now()),
    model: createModelState(logLimit),
  };
}
