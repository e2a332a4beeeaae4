import type { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { latestEvent } from '../events/log.ts';
import { redriveJobs } from '../work/dead-jobs.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import { type Job, type NewJob, priorities, putJob } from '../work/jobs.ts';
import { type Consumer, consumerTarget, meansType } from './consumer.ts';
import { deliveryJob } from './delivery-job.ts';
import type { ConsumerDirectory } from './directory.ts';
import { countQueued, type DispatchedEvent, pass } from './dispatch.ts';

const replayJobKind = 'replay_events';
const eventsAtOnce = 500;
// A replay must not stand before what happens now by more than this.
const mostQueued = 1000;
const fullAgainMs = 2000;

/** Events of a workspace from one number to another; of them only these types, beside the consumer's own filter. */
interface ReplayJob {
  after: number;
  until: number;
  types: readonly string[];
}

/** What is to be handed over once more. */
export interface ReplayRange {
  /** Milliseconds; from the first event at or behind it. */
  from: number;
  /** Milliseconds; up to the last event before it. */
  to: number;
  types: readonly string[];
}

/** Lets a consumer have a stretch of the event log once more, in the background. Answers how many events it spans. */
export async function replayEvents(
  { database, writer, now }: { database: Database; writer: Writer; now(): number },
  consumer: Consumer,
  { from, to, types }: ReplayRange,
): Promise<void> {
  const after = (await firstSeqSince(database.read, consumer.workspaceId, from)) - 1;
  const until = (await firstSeqSince(database.read, consumer.workspaceId, to)) - 1;
  if (until <= after) return;
  await writer.run(async (batch) => {
    putJob(batch, replayJob(consumer, { after, until, types }), now());
  });
}

function replayJob({ id, workspaceId }: Consumer, payload: ReplayJob): NewJob {
  return {
    workspace_id: workspaceId,
    target: `replay:${id}`,
    lane: id,
    kind: replayJobKind,
    reference: id,
    payload,
    priority: priorities.bulk,
  };
}

/** Events are numbered in the order in which they were stored, so a time is found by halving. */
async function firstSeqSince(read: Kysely<Tables>, workspaceId: string, time: number): Promise<number> {
  let low = 0;
  let high = (await latestEvent(read, workspaceId)) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await read
      .selectFrom('events')
      .select(['seq', 'created_at'])
      .where('workspace_id', '=', workspaceId)
      .where('seq', '>=', middle)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    if (!row || row.created_at >= time) high = middle;
    else low = row.seq + 1;
  }
  return low;
}

/** What a replay looks at in one run; null: there is no room for more just now. */
interface Page {
  consumer: Consumer;
  wanted: readonly DispatchedEvent[];
  /** The number to go on from; null at the end. */
  next: number | null;
}

/** Queues stretches of the event log for consumers, a page at a time. */
export function replayHandler(options: {
  database: Database;
  directory: ConsumerDirectory;
  now(): number;
}): JobHandler<null, Page | 'gone' | 'full'> {
  return {
    kind: replayJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async ([job]) => (job ? lookAt(options, job) : 'gone'),
    settle: async (batch, runs) =>
      runs.map(({ jobs, result }) => jobs.map((job) => settle(batch, job, result, options.now()))),
  };
}

async function lookAt(
  { database, directory }: { database: Database; directory: ConsumerDirectory },
  job: Job,
): Promise<Page | 'gone' | 'full'> {
  const consumer = await directory.find(job.reference);
  if (!consumer) return 'gone';
  if ((await countQueued(database.read, consumerTarget(consumer.id), mostQueued)) >= mostQueued)
    return 'full';
  const { after, until, types }: ReplayJob = JSON.parse(job.payload);
  const events = await database.read
    .selectFrom('events')
    .select(['seq', 'id', 'type', 'account_id', 'platform', 'conversation_id', 'routing'])
    .where('workspace_id', '=', consumer.workspaceId)
    .where('seq', '>', after)
    .where('seq', '<=', until)
    .orderBy('seq')
    .limit(eventsAtOnce)
    .execute();
  const ofTypes = events.filter(
    ({ type }) => types.length === 0 || types.some((wanted) => meansType(wanted, type)),
  );
  const last = events.at(-1)?.seq;
  const isEnd = events.length < eventsAtOnce || last === undefined;
  return { consumer, wanted: await pass(database.read, consumer, ofTypes), next: isEnd ? null : last };
}

function settle(batch: Batch, job: Job, result: Page | 'gone' | 'full' | Error, now: number): Outcome {
  if (result instanceof Error) return { type: 'retry', after_ms: fullAgainMs, reason: result.message };
  if (result === 'full') return { type: 'park', until: now + fullAgainMs, reason: 'Much is queued already.' };
  if (result === 'gone') return { type: 'done' };
  const { consumer, wanted, next } = result;
  for (const event of wanted) putJob(batch, deliveryJob(consumer, event), now);
  const { until, types }: ReplayJob = JSON.parse(job.payload);
  if (next !== null) putJob(batch, replayJob(consumer, { after: next, until, types }), now);
  return { type: 'done' };
}

/** Hands one event of the log to a consumer once more, whatever its filter says; false: there is no such event. */
export async function redeliverOne(
  { database, writer, now }: { database: Database; writer: Writer; now(): number },
  consumer: Consumer,
  seq: number,
): Promise<boolean> {
  const event = await database.read
    .selectFrom('events')
    .select(['seq', 'id', 'account_id', 'conversation_id'])
    .where('workspace_id', '=', consumer.workspaceId)
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (!event) return false;
  await writer.run(async (batch) => {
    putJob(batch, deliveryJob(consumer, event, true), now());
  });
  return true;
}

// A transaction of so many takes some tens of milliseconds, in which nothing else is stored.
const redrivenAtOnce = 500;

/** Brings back what was given up since a time (ms), oldest first; answers how many. */
export async function redeliverFailed(
  { database, writer, now }: { database: Database; writer: Writer; now(): number },
  { id, workspaceId }: Consumer,
  since: number,
): Promise<number> {
  let count = 0;
  for (;;) {
    const dead = await database.read
      .selectFrom('dead_jobs')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('target', '=', consumerTarget(id))
      .where('died_at', '>=', since)
      .orderBy('created_at')
      .orderBy('id')
      .limit(redrivenAtOnce)
      .execute();
    if (dead.length === 0) return count;
    const ids = dead.map((row) => row.id);
    count += (await writer.run((batch) => redriveJobs(batch, workspaceId, ids, now()))).length;
  }
}
