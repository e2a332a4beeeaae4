import type { ConversationRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { priorities } from '../../work/jobs.ts';
import { cancelUniqueJob, putUniqueJob } from '../../work/unique-jobs.ts';
import type { AgentSettings } from '../settings.ts';
import { agentTarget } from '../target.ts';

/** The kind of the jobs that answer turns: one per conversation. */
export const answerJobKind = 'answer';

/** The kind of the jobs that give conversations back to the agent. */
export const returnJobKind = 'return';

type Place = Pick<ConversationRow, 'workspace_id' | 'account_id' | 'id'>;

function keyOf({ workspace_id, account_id, id }: Place, kind: string) {
  return { workspace_id, target: agentTarget(account_id), lane: id, kind };
}

/**
 * Lets the agent answer when the person has been silent for a while: each message puts it off, but not beyond the
 * longest wait, and stops a model that thinks already.
 */
export async function answerSoon(
  batch: Batch,
  conversation: Place,
  { quiet_seconds, maximum_seconds }: AgentSettings['turns'],
  now: number,
): Promise<void> {
  const job = { ...keyOf(conversation, answerJobKind), ...common(conversation) };
  await putUniqueJob(
    batch,
    { ...job, run_at: now + quiet_seconds * 1000 },
    { deadline_ms: Math.max(maximum_seconds, quiet_seconds) * 1000 },
    now,
  );
}

/** Lets the agent look at a conversation at a moment (ms). */
export async function answerAt(batch: Batch, conversation: Place, at: number, now: number): Promise<void> {
  const job = { ...keyOf(conversation, answerJobKind), ...common(conversation), run_at: at };
  await putUniqueJob(batch, job, { deadline_ms: Math.max(at - now, 0) }, now);
}

/** Nobody waits for the agent any more: what it thinks is stopped. */
export async function answerNoMore(batch: Batch, conversation: Place): Promise<void> {
  await cancelUniqueJob(batch, keyOf(conversation, answerJobKind));
}

/** Gives a conversation back to the agent after so many minutes, counted anew with each call. */
export async function returnLater(
  batch: Batch,
  conversation: Place,
  minutes: number,
  now: number,
): Promise<void> {
  const afterMs = minutes * 60_000;
  const job = { ...keyOf(conversation, returnJobKind), ...common(conversation), run_at: now + afterMs };
  // Without an end: as long as people write, it is theirs.
  await putUniqueJob(batch, job, { deadline_ms: foreverMs }, now);
}

/** Lets a conversation stay with whoever has it. */
export async function returnNoMore(batch: Batch, conversation: Place): Promise<void> {
  await cancelUniqueJob(batch, keyOf(conversation, returnJobKind));
}

// Ten years; a deadline is a moment, so it has to be some number.
const foreverMs = 10 * 365 * 24 * 60 * 60_000;

function common({ id }: Place) {
  return { reference: id, priority: priorities.reply };
}
