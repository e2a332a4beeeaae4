import type { Database } from '../database/database.ts';
import type { DeliveryRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { type PublicEvent, toPublicEvent } from '../events/event.ts';
import { readEvent } from '../events/log.ts';
import { newId } from '../identifier.ts';
import { backoffDelay } from '../work/backoff.ts';
import type { FinishedRun, JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { type CallOptions, callConsumer } from './call.ts';
import type { CallResult } from './call-result.ts';
import { type Consumer, consumerOfTarget, consumerTarget, isMeantFor, passes } from './consumer.ts';
import { type DeliveryJob, deliveryJobKind } from './delivery-job.ts';
import type { ConsumerDirectory } from './directory.ts';
import { Failing } from './failing.ts';
import type { ConsumerPace } from './pace.ts';

/** What delivering needs. */
export interface DeliverOptions extends CallOptions {
  database: Database;
  directory: ConsumerDirectory;
  pace: ConsumerPace;
  /** A consumer that has failed for so long is not served any more. */
  disableAfterMs: number;
  observe(outcome: DeliveryRow['outcome'], milliseconds: number): void;
}

/** What came of a run: a try, or why there was none. */
type Delivery =
  | { kind: 'tried'; consumer: Consumer; event: PublicEvent; call: CallResult }
  /** The consumer or the event is gone, or not wanted any more. */
  | { kind: 'gone' }
  /** It is not served just now. */
  | { kind: 'idle'; state: string };

// The first wait after a failure, and the longest between two tries.
const backoff = { first_ms: 5000, max_ms: 3 * 60 * 60_000 };
// Who asks to be left alone for longer is mistaken, and is asked again before deliveries are given up.
const longestAskedMs = 24 * 60 * 60_000;
// Enabling it wakes its work; this is only how long nobody looks at it otherwise.
const idleMs = 60 * 60_000;
// It was enabled just now, and memory is about to hear of it.
const lookAgainMs = 200;

/** Hands events to consumers, one conversation in order, each try noted. */
export function deliveryHandler(options: DeliverOptions): JobHandler<null, Delivery> {
  return {
    kind: deliveryJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async ([job]) => (job ? deliver(options, job) : { kind: 'gone' }),
    settle: (batch, runs) => settle(options, batch, runs),
  };
}

async function deliver(options: DeliverOptions, job: Job): Promise<Delivery> {
  const consumer = await options.directory.find(consumerOfTarget(job.target));
  if (!consumer) return { kind: 'gone' };
  if (consumer.state !== 'enabled') return { kind: 'idle', state: consumer.state };
  const { seq, by_hand }: DeliveryJob = JSON.parse(job.payload);
  const row = await readEvent(options.database.read, job.workspace_id, seq);
  const event = row && toPublicEvent(row);
  if (!event || isErased(event)) return { kind: 'gone' };
  // The filter may have been changed since it was queued.
  if (!by_hand && !isMeantFor(consumer.id, row) && !passes(consumer.filter, row)) return { kind: 'gone' };
  return { kind: 'tried', consumer, event, call: await callConsumer(options, consumer, event) };
}

/** The person in it was erased; there is nothing left to tell. */
function isErased({ data }: PublicEvent): boolean {
  return typeof data === 'object' && data !== null && 'erased' in data && data.erased === true;
}

async function settle(
  options: DeliverOptions,
  batch: Batch,
  runs: readonly FinishedRun<null, Delivery>[],
): Promise<Outcome[][]> {
  const rows: DeliveryRow[] = [];
  const outcomes: Outcome[][] = [];
  const settling = { failing: new Failing(batch, options.directory, options.clock.now()), rows };
  for (const { jobs, result } of runs) {
    const [job] = jobs;
    outcomes.push(job ? [await settleOne(options, settling, job, result)] : []);
  }
  await batch.transaction.insert('deliveries', rows);
  return outcomes;
}

async function settleOne(
  options: DeliverOptions,
  { failing, rows }: { failing: Failing; rows: DeliveryRow[] },
  job: Job,
  result: Delivery | Error,
): Promise<Outcome> {
  if (result instanceof Error) {
    return {
      type: 'retry',
      after_ms: backoffDelay(backoff, job.attempts + 1, undefined),
      reason: result.message,
    };
  }
  if (result.kind === 'gone') return { type: 'done' };
  if (result.kind === 'idle') return whileIdle(failing, job, result.state, options.clock.now());
  const { consumer, event, call } = result;
  const outcome = call.ok
    ? await delivered(options, failing, consumer)
    : await failed(options, failing, job, result);
  const name = call.ok ? 'delivered' : outcome.type === 'dead' ? 'dead' : 'failed';
  rows.push(deliveryRow(options.clock.now(), job, consumer, event, call, name));
  options.observe(name, call.milliseconds);
  return outcome;
}

/** Nothing is tried until it is enabled; whoever enabled it meanwhile has ended no pause that is stored only now. */
async function whileIdle(failing: Failing, job: Job, state: string, now: number): Promise<Outcome> {
  const reason = `The consumer is ${state}.`;
  if (await failing.isEnabled(consumerOfTarget(job.target))) {
    return { type: 'park', until: now + lookAgainMs, reason };
  }
  return { type: 'pause', after_ms: idleMs, reason };
}

type Tried = Extract<Delivery, { kind: 'tried' }>;

async function delivered({ pace }: DeliverOptions, failing: Failing, consumer: Consumer): Promise<Outcome> {
  pace.worked(consumerTarget(consumer.id));
  await failing.noteSuccess(consumer);
  return { type: 'done' };
}

async function failed(
  options: DeliverOptions,
  failing: Failing,
  job: Job,
  { consumer, call }: Tried,
): Promise<Outcome> {
  const now = options.clock.now();
  const reason = call.error ?? 'It failed.';
  const broken = options.pace.failed(job);
  const limit = { disableAfterMs: options.disableAfterMs, isGone: call.status === 410 };
  const disabled = await failing.noteFailure(consumer, reason, limit);
  const pause = { type: 'pause', tried: true, reason } as const;
  // What is left stays in order, for whoever enables it again.
  if (disabled) return { ...pause, after_ms: idleMs, reason: 'The consumer is disabled.' };
  // Whoever changed or enabled it wants everything tried anew, also what is old by now.
  const age = now - Math.max(job.created_at, consumer.row.updated_at);
  if (age >= consumer.settings.retry_for_seconds * 1000) return { type: 'dead', reason };
  // It says itself that it is asked too much, so all of its lanes wait.
  const asked = call.retry_after_ms && Math.min(call.retry_after_ms, longestAskedMs);
  if (asked !== undefined && (call.status === 429 || call.status === 503)) {
    return { ...pause, after_ms: Math.max(asked, broken ?? 0) };
  }
  if (broken !== null) return { ...pause, after_ms: Math.max(broken, asked ?? 0) };
  // Tries while the consumer failed as a whole say little of this event: it never waits longer than it has waited.
  const bound = { ...backoff, max_ms: Math.min(backoff.max_ms, Math.max(backoff.first_ms, age)) };
  return { type: 'retry', after_ms: backoffDelay(bound, job.attempts + 1, asked), reason };
}

function deliveryRow(
  now: number,
  job: Job,
  consumer: Consumer,
  event: PublicEvent,
  call: CallResult,
  outcome: string,
): DeliveryRow {
  return {
    workspace_id: job.workspace_id,
    id: newId(),
    consumer_id: consumer.id,
    event_id: event.id,
    event_seq: Number(event.cursor),
    event_type: event.type,
    conversation_id: event.conversation_id,
    attempt: job.attempts + 1,
    outcome,
    status: call.status,
    error: call.error,
    milliseconds: call.milliseconds,
    answer: call.answer,
    created_at: now,
  };
}
