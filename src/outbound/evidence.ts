import type { Scene } from '../conversations/delivery-status.ts';
import type { AttemptRow } from '../database/schema.ts';
import type { StatusItem } from '../platforms/item.ts';
import { wakeJob } from '../work/jobs.ts';
import { type AttemptBook, isUnsettled } from './attempt.ts';
import { settleSent } from './settle.ts';

/** A receipt that carries our attempt id back, and the account it came for. */
export interface Evidence {
  workspaceId: string;
  platform: string;
  item: StatusItem;
}

/** Reads the attempts that receipts speak of, with their messages, so that `applyEvidence` can settle them. */
export async function loadEvidence(
  { store }: Scene,
  book: AttemptBook,
  evidence: readonly { workspaceId: string; correlation: string }[],
): Promise<void> {
  const ids = evidence.filter(({ correlation }) => isAttemptId(correlation));
  await book.load(ids.map(({ workspaceId, correlation }) => [workspaceId, correlation] as const));
  await store.messages.load(
    ids.flatMap(({ workspaceId, correlation }) => {
      const attempt = book.rows.get(workspaceId, correlation);
      return attempt ? book.partsOf(attempt).map((part) => ({ workspaceId, id: part.message_id })) : [];
    }),
  );
}

// The reference may be the business's own, when a native body set it.
function isAttemptId(correlation: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(correlation);
}

/**
 * Settles the attempt a receipt proves, if it is not settled yet, and wakes the lane that waits for it. A
 * message that was given up as uncertain is corrected by the same proof.
 */
export async function applyEvidence(scene: Scene, book: AttemptBook, evidence: Evidence): Promise<void> {
  const { correlation, platform_message_id, occurred_at } = evidence.item;
  const attempt = correlation === undefined ? undefined : book.rows.get(evidence.workspaceId, correlation);
  if (!attempt || !provesSomething(attempt)) return;
  await settleSent(scene, book, attempt, {
    platform: evidence.platform,
    message_ids: [platform_message_id],
    occurred_at,
  });
  await wakeJob(scene.batch, attempt.workspace_id, attempt.job_id, scene.now);
}

function provesSomething(attempt: AttemptRow): boolean {
  if (isUnsettled(attempt) || attempt.state === 'superseded') return true;
  return attempt.state === 'failed' && (attempt.failure ?? '').includes('"kind":"uncertain"');
}
