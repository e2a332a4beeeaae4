import { setImmediate } from 'node:timers/promises';
import { conversationStore } from '../conversations/store.ts';
import type { ErasureRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { appendEvent } from '../events/log.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { erasedData, erasedEvent } from './erase-events.ts';
import { findErasure } from './erasure.ts';
import { eraseSteps } from './places.ts';
import type { EraseTools } from './step.ts';
import { eraseJobKind, stopWork } from './stop-work.ts';
import type { Subject } from './subject.ts';

// Long enough to get on, short enough to end within the lease and to lose little when the process ends.
const sliceMs = 2000;
// Platforms answer within seconds; proof of an uncertain send may take a minute.
const waitMs = 2000;
// Whatever went wrong (the database was away, or a mistake of ours) may be over then.
const againMs = 30_000;

/** Where an erasure stands: the name of the step, and how far that is. */
interface Progress {
  step: string;
  after: string | null;
}

/**
 * Erases people, in small transactions; a process that ends in between loses nothing but its place. It waits
 * for what is under way to a platform, since its answer would be stored afterwards.
 */
export function eraseHandler(tools: EraseTools): JobHandler<null, Outcome> {
  return {
    kind: eraseJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    async run([job]) {
      return job ? eraseSlice(tools, job) : { type: 'done' };
    },
    settle: async (_batch, runs) => runs.map(({ jobs, result }) => jobs.map(() => outcomeOf(result))),
  };
}

function outcomeOf(result: Outcome | Error): Outcome {
  if (!(result instanceof Error)) return result;
  return { type: 'retry', after_ms: againMs, reason: result.message };
}

async function eraseSlice(tools: EraseTools, job: Job): Promise<Outcome> {
  const row = await findErasure(tools.database, job.workspace_id, job.reference);
  if (!row) return { type: 'done' };
  if (row.state !== 'done') {
    const subject: Subject = JSON.parse(row.subject);
    const outcome = (await stopAll(tools, row, subject)) ?? (await eraseAll(tools, row, subject));
    if (outcome) return outcome;
  }
  await tools.database.purge();
  return { type: 'done' };
}

async function stopAll(tools: EraseTools, row: ErasureRow, subject: Subject): Promise<Outcome | null> {
  for (;;) {
    const { underWay, more } = await stopWork(tools, subject);
    if (more) continue;
    if (underWay === 0) return null;
    const reason = `Waits for the answer to ${underWay} message(s) under way.`;
    await note(tools, row, { state: 'waiting', reason });
    return { type: 'park', until: tools.clock.now() + waitMs, reason };
  }
}

/** Null when all of it is erased. */
async function eraseAll(tools: EraseTools, row: ErasureRow, subject: Subject): Promise<Outcome | null> {
  const { clock } = tools;
  const end = clock.monotonic() + sliceMs;
  const progress: Progress | null = row.progress === null ? null : JSON.parse(row.progress);
  let step = Math.max(
    0,
    eraseSteps.findIndex(({ name }) => name === progress?.step),
  );
  let after = progress?.after ?? null;
  await note(tools, row, { state: 'erasing', reason: null });
  for (let erase = eraseSteps[step]; erase; erase = eraseSteps[step]) {
    after = await erase(tools, subject, after);
    if (after === null) step++;
    if (clock.monotonic() > end) {
      const reached: Progress = { step: eraseSteps[step]?.name ?? '', after };
      await note(tools, row, { progress: JSON.stringify(reached) });
      return { type: 'continue' };
    }
    // SQLite answers without letting anything else run in between.
    await setImmediate();
  }
  if (await tools.writer.run((batch) => finish(tools, batch, row, subject))) return null;
  // Something was under way and has come since.
  await note(tools, row, { progress: null });
  return { type: 'continue' };
}

function note(
  { database }: EraseTools,
  { workspace_id, contact_id }: ErasureRow,
  changes: Partial<ErasureRow>,
): Promise<void> {
  return database.transaction((transaction) =>
    transaction.update(
      'erasures',
      ['workspace_id', 'contact_id'],
      [{ workspace_id, contact_id, ...changes }],
    ),
  );
}

/** Ends an erasure if nothing is left; answers whether it has ended. */
async function finish(
  { clock }: EraseTools,
  batch: Batch,
  row: ErasureRow,
  subject: Subject,
): Promise<boolean> {
  const now = clock.now();
  const { conversations } = conversationStore(batch, now);
  const { workspaceId } = subject;
  await conversations.loadIds(subject.conversations.map((id) => ({ workspaceId, id })));
  if (await isLeft(batch, subject)) return false;
  await conversations.rows.remove(subject.conversations.map((id) => [workspaceId, id]));
  const { workspace_id, contact_id, account_id } = row;
  const { contacts, platform } = subject;
  const over = { state: 'done', reason: null, progress: null, erased_at: now };
  await batch.transaction.update(
    'erasures',
    ['workspace_id', 'contact_id'],
    // What leads to the person goes with them; ids of ours stay, since others may have to erase theirs.
    [{ workspace_id, contact_id, ...over, subject: JSON.stringify({ contacts }) }],
  );
  const data = { contact_id, merged_contact_ids: contacts.slice(1) };
  appendEvent(
    batch,
    {
      ...{ workspace_id, account_id, platform: platform || null, type: erasedEvent },
      occurred_at: now,
      data: () => data,
    },
    now,
  );
  return true;
}

/** Whether anything of the person has come since it was erased; the newest of each conversation tells. */
async function isLeft({ transaction }: Batch, subject: Subject): Promise<boolean> {
  const { workspaceId, contacts, conversations } = subject;
  const { query } = transaction;
  const item = await query
    .selectFrom('raw_items')
    .select('raw_id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', contacts)
    .limit(1)
    .executeTakeFirst();
  if (item) return true;
  for (const conversation of conversations) {
    const message = await query
      .selectFrom('messages')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('conversation_id', '=', conversation)
      .limit(1)
      .executeTakeFirst();
    const newest = query
      .selectFrom('events')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('workspace_id', '=', workspaceId)
      .where('conversation_id', '=', conversation);
    const event = await query
      .selectFrom('events')
      .select('data')
      .where('workspace_id', '=', workspaceId)
      .where('seq', '=', newest)
      .executeTakeFirst();
    if (message || (event && event.data !== erasedData)) return true;
  }
  return false;
}
