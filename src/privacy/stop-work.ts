import { sql } from 'kysely';
import { type Scene, setStatus } from '../conversations/delivery-status.ts';
import { rankOf } from '../conversations/message.ts';
import { conversationStore } from '../conversations/store.ts';
import type { JobRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { attemptBook, isUnsettled, unsettledAttempts } from '../outbound/attempt.ts';
import { sendJobKind } from '../outbound/deliver.ts';
import { removeJobs } from '../work/unique-jobs.ts';
import type { EraseTools } from './step.ts';
import type { Subject } from './subject.ts';

/** The kind of the jobs that erase people; the reference is the contact. */
export const eraseJobKind = 'erase';

// Each with a message, its parts and an event.
const jobsAtOnce = 100;

/** What is still to be done for a person. */
export interface Stopped {
  /** Messages that were given to a platform, and nobody knows yet what came of it. */
  underWay: number;
  /** There is more to stop. */
  more: boolean;
}

/** Cancels what waits to be sent to a person, and takes away all other work about them. */
export async function stopWork(tools: EraseTools, subject: Subject): Promise<Stopped> {
  const targets = await targetsWithWork(tools);
  return tools.writer.run(async (batch) => {
    const now = tools.clock.now();
    const scene = { batch, store: conversationStore(batch, now), now };
    const { workspaceId } = subject;
    await scene.store.conversations.loadIds(subject.conversations.map((id) => ({ workspaceId, id })));
    const busy = await messagesUnderWay(batch, subject);
    const jobs = await jobsOf(batch, subject, targets);
    const idle = jobs.filter(({ kind, reference }) => kind !== sendJobKind || !busy.has(reference));
    await cancel(scene, subject, idle);
    await removeJobs(batch, idle);
    await batch.transaction.query
      .deleteFrom('dead_jobs')
      .where('workspace_id', '=', workspaceId)
      .where('kind', '!=', eraseJobKind)
      .where('lane', 'in', lanesOf(subject))
      .execute();
    return { underWay: busy.size, more: jobs.length >= jobsAtOnce && idle.length > 0 };
  });
}

function lanesOf({ contacts, conversations }: Subject): string[] {
  return [...conversations, ...contacts];
}

/** By hopping from one to the next in the index; there are few at any time. */
async function targetsWithWork({ database }: EraseTools): Promise<string[]> {
  const { rows } = await sql<{ target: string }>`
    with recursive found (target) as (
      select min(target) from jobs
      union all
      select (select min(jobs.target) from jobs where jobs.target > found.target)
      from found where found.target is not null
    )
    select target from found where target is not null`.execute(database.read);
  return rows.map(({ target }) => target);
}

async function jobsOf(batch: Batch, subject: Subject, targets: readonly string[]): Promise<JobRow[]> {
  const lanes = lanesOf(subject);
  const jobs: JobRow[] = [];
  for (const target of targets) {
    const found = await batch.transaction.query
      .selectFrom('jobs')
      .selectAll()
      .where('target', '=', target)
      .where('lane', 'in', lanes)
      .where('workspace_id', '=', subject.workspaceId)
      .where('kind', '!=', eraseJobKind)
      .limit(jobsAtOnce - jobs.length)
      .execute();
    jobs.push(...found);
    if (jobs.length >= jobsAtOnce) break;
  }
  return jobs;
}

/** The messages of unsettled attempts; one whose job is gone will never be settled. */
async function messagesUnderWay(batch: Batch, { workspaceId, conversations }: Subject): Promise<Set<string>> {
  if (conversations.length === 0) return new Set();
  const book = attemptBook(batch);
  // Begun in this very transaction, and not in the database before its end.
  const begun = [...book.rows.values()].filter(
    (attempt) => isUnsettled(attempt) && conversations.includes(attempt.conversation_id),
  );
  const attempts = await batch.transaction.query
    .selectFrom('attempts')
    .select(['id', 'job_id'])
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', 'in', conversations)
    .where(unsettledAttempts)
    .execute();
  const jobs = await batch.transaction.select(
    'jobs',
    ['workspace_id', 'id'],
    attempts.map(({ job_id }) => [workspaceId, job_id]),
  );
  const alive = new Set(jobs.map(({ id }) => id));
  const parts = await batch.transaction.select(
    'attempt_parts',
    ['workspace_id', 'attempt_id'],
    attempts.filter(({ job_id }) => alive.has(job_id)).map(({ id }) => [workspaceId, id]),
  );
  const carried = [...parts, ...begun.flatMap((attempt) => book.partsOf(attempt))];
  return new Set(carried.map(({ message_id }) => message_id));
}

async function cancel(
  scene: Scene,
  { workspaceId, platform }: Subject,
  jobs: readonly JobRow[],
): Promise<void> {
  const { messages } = scene.store;
  const sends = jobs.filter(({ kind }) => kind === sendJobKind);
  await messages.load(sends.map(({ reference }) => ({ workspaceId, id: reference })));
  for (const { reference } of sends) {
    const message = messages.rows.get(workspaceId, reference);
    const waits = message && rankOf(message.status) >= 0 && rankOf(message.status) < rankOf('sent');
    if (waits) setStatus(scene, { message, status: 'cancelled', occurred_at: scene.now, platform });
  }
}
