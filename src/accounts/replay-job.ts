import type { AccountRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { priorities, putJob } from '../work/jobs.ts';

/** The kind of the jobs that look for what came before an account was connected; the reference is the account. */
export const replayJobKind = 'replay_unmatched';

/**
 * Webhooks may have come before their account was connected, or before its ids were known. They are looked for
 * once the batch has committed.
 */
export function lookForUnmatched(
  batch: Batch,
  { workspace_id, id }: Pick<AccountRow, 'workspace_id' | 'id'>,
  now: number,
): void {
  const job = {
    workspace_id,
    // A target of its own: nothing that is sent waits for it.
    target: `replay:${id}`,
    lane: id,
    kind: replayJobKind,
    reference: id,
    priority: priorities.bulk,
  };
  putJob(batch, job, now);
}
